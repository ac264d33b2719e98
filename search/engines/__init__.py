"""The door to the engines: which one answers, and what each promises."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings

from search.query import Found, Query


class SearchUnavailableError(Exception):
    """No engine can answer now. The message says what is wrong, and the cure."""


class Engine(Protocol):
    """What every engine does, and the contract suite checks."""

    @property
    def name(self) -> str:
        """The engine's name, as answers give it."""

    def search(self, query: Query) -> Found:
        """Answer one question.

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


EMBEDDED = "embedded"


def get_engine(name: str | None = None) -> Engine:
    """Return an engine by its name; without one, the engine that settings choose."""
    wanted = name or EMBEDDED
    if wanted != EMBEDDED:
        message = f"There is no search engine called {wanted!r}. Known: {EMBEDDED}"
        raise ValueError(message)
    return _embedded(Path(settings.SEARCH_INDEX_PATH))


@cache
def _embedded(path: Path) -> Engine:
    # Imported late: the engine's modules import this door.
    from search.engines.embedded import EmbeddedEngine  # noqa: PLC0415

    return EmbeddedEngine(path)
