"""The door to the engines: which one answers, and what each promises."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings

from search.query import Completion, Found, Query


class SearchUnavailableError(Exception):
    """No engine can answer now. The message says what is wrong, and the cure."""

    is_lasting = True
    """Whether the next question would most likely meet the same."""


class Engine(Protocol):
    """What every engine does, and the contract suite checks."""

    @property
    def name(self) -> str:
        """The engine's name, as answers give it."""

    @property
    def fills_beside(self) -> bool:
        """Whether changes can be put while it is rebuilt, and none is missed."""

    def search(self, query: Query) -> Found:
        """Answer one question.

        Raises:
            SearchUnavailableError: the engine cannot answer now.
        """

    def spellings(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return for words that no listing holds the held words near them.

        At most five for a word: the nearest first, then those that most listings hold.

        Raises:
            SearchUnavailableError: the engine cannot answer now.
        """

    def complete(self, text: str, limit: int) -> tuple[Completion, ...]:
        """Return services with all of the typed words in their names.

        The last word may be a beginning. The best known first: those with most places.

        Raises:
            SearchUnavailableError: the engine cannot answer now.
        """

    def put(self, service_ids: Iterable[UUID]) -> int:
        """Index these services anew, drop those no longer listed; return how many.

        Raises:
            SearchUnavailableError: the engine cannot take them now.
        """

    def rebuild(
        self,
        service_ids: Iterable[UUID],
        *,
        progress: Callable[[int], None] = ...,
    ) -> int:
        """Index exactly these services and nothing else; return how many.

        ``progress`` is told how many are done. Questions are answered meanwhile.

        Raises:
            SearchUnavailableError: the engine cannot take them now.
        """

    def is_whole(self) -> bool:
        """Whether the index can be read and was once filled with everything."""

    def tidy(self) -> bool:
        """Do what work has gathered in the background; return whether there was any.

        Raises:
            SearchUnavailableError: the engine cannot do it now.
        """


EMBEDDED, ELASTIC = "embedded", "elastic"


def get_engine(name: str | None = None) -> Engine:
    """Return an engine by its name; without one, whichever of the site's can answer."""
    if name:
        return _engine(name)
    engines = get_engines()
    if len(engines) == 1 and engines[0].name == EMBEDDED:
        return engines[0]
    return _in_turn(engines)


def get_engines() -> tuple[Engine, ...]:
    """Return every engine that the site keeps, the one that answers first."""
    return tuple(map(_engine, settings.SEARCH_ENGINE))


def _engine(name: str) -> Engine:
    if name == EMBEDDED:
        return _embedded(Path(settings.SEARCH_INDEX_PATH))
    if name == ELASTIC:
        return _elastic(*settings.ELASTICSEARCH.items())
    known = f"{EMBEDDED}, {ELASTIC}"
    message = f"There is no search engine called {name!r}. Known: {known}"
    raise ValueError(message)


# Imported late: the engines' modules import this door.


@cache
def _embedded(path: Path) -> Engine:
    from search.engines.embedded import EmbeddedEngine  # noqa: PLC0415

    return EmbeddedEngine(path)


@cache
def _elastic(*options: tuple[str, Any]) -> Engine:
    from search.engines.elastic import Connection, ElasticEngine  # noqa: PLC0415

    return ElasticEngine(Connection(**dict(options)))


@cache
def _in_turn(engines: tuple[Engine, ...]) -> Engine:
    from search.engines.turns import InTurn  # noqa: PLC0415

    return InTurn(engines)
