"""Several engines as one: the first that can answer does."""

import logging
import time
from collections.abc import Callable, Iterable
from uuid import UUID

from search.engines import Engine, SearchUnavailableError
from search.query import Completion, Found, Query

log = logging.getLogger(__name__)

# An engine that could not answer is left alone for so many seconds, so that not every
# visitor waits until it is found to be down.
REST = 5.0


class InTurn:
    """Asks the engines in their order; changes are brought to each by the drain."""

    def __init__(
        self,
        engines: Iterable[Engine],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engines = tuple(engines)
        self._clock = clock
        self._rests_until: dict[str, float] = {}
        self._last_words: dict[str, str] = {}

    @property
    def name(self) -> str:
        """The name of the engine that answers first."""
        return self._engines[0].name

    @property
    def fills_beside(self) -> bool:
        """Whether every engine takes changes while it is rebuilt."""
        return all(engine.fills_beside for engine in self._engines)

    def search(self, query: Query) -> Found:
        """Answer one question; the answer names the engine that gave it."""
        return self._first(lambda engine: engine.search(query))

    def spellings(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the held words near words that nobody holds."""
        asked = tuple(words)
        return self._first(lambda engine: engine.spellings(asked))

    def complete(self, text: str, limit: int) -> tuple[Completion, ...]:
        """Return services whose names have words beginning so."""
        return self._first(lambda engine: engine.complete(text, limit))

    def put(self, service_ids: Iterable[UUID]) -> int:
        """Index these services anew in every engine."""
        ids = tuple(service_ids)
        return max(engine.put(ids) for engine in self._engines)

    def rebuild(
        self,
        service_ids: Iterable[UUID],
        *,
        progress: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Index exactly these services in every engine."""
        ids = tuple(service_ids)
        return max(engine.rebuild(ids, progress=progress) for engine in self._engines)

    def is_whole(self) -> bool:
        """Whether every engine was once filled with everything."""
        return all(engine.is_whole() for engine in self._engines)

    def tidy(self) -> bool:
        """Do what work has gathered in any engine."""
        return max(engine.tidy() for engine in self._engines)

    def _first[A](self, ask: Callable[[Engine], A]) -> A:
        for engine in self._engines:
            if self._clock() < self._rests_until.get(engine.name, 0.0):
                continue
            try:
                return ask(engine)
            except SearchUnavailableError as error:
                if error.is_lasting:
                    self._rests_until[engine.name] = self._clock() + REST
                self._last_words[engine.name] = str(error)
                log.warning("The %s engine cannot answer: %s", engine.name, error)
        raise SearchUnavailableError(" ".join(self._last_words.values()))
