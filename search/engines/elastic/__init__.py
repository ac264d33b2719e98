"""The elastic engine: Elasticsearch, for directories that many machines serve."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any, ClassVar
from uuid import UUID

from search.documents import Document, documents_of
from search.engines import SearchUnavailableError
from search.engines.elastic import answers, clock
from search.engines.elastic.bodies import bodies
from search.engines.elastic.client import (
    NO_INDEX,
    Connection,
    MissingError,
    in_plain_words,
)
from search.engines.elastic.facets import counts
from search.engines.elastic.indices import Indices
from search.engines.elastic.known import Known
from search.engines.elastic.ordering import Window
from search.engines.elastic.request import request_body
from search.engines.elastic.vocabulary import Vocabulary
from search.engines.elastic.writing import deliver
from search.language import Group, Words
from search.query import Completion, Found, Query

__all__ = ["Connection", "ElasticEngine"]

type Reading = Callable[[Iterable[UUID]], Iterable[Document]]

BATCH = 500
# What is known of the index is asked again after so many seconds: another process may
# have put a new one in place, or the first service of a time zone into it.
FRESH_FOR = 10.0
# How often a delivery is read and sent again when something newer, or another index,
# came between.
TRIES = 4
PAUSE = 0.2
OTHER_VERSION = (
    "The search index was made by another version of Waypost. "
    "Run manage.py reindex, or let the worker do it."
)
CLOCK_IS_BEHIND = (
    "The search index holds a newer state than the database's clock allows. "
    "Changes wait until the clock is right."
)


@dataclass(frozen=True, slots=True)
class State:
    """What is known of the index that answers, and since when."""

    zones: tuple[str, ...]
    at: float


class ElasticEngine:
    """Answers from Elasticsearch. Safe with many threads, processes and machines."""

    name: ClassVar[str] = "elastic"
    fills_beside: ClassVar[bool] = True

    def __init__(
        self,
        connection: Connection,
        documents: Reading = documents_of,
        now: Callable[[], int] = clock.now,
    ) -> None:
        self._client = connection.client()
        self._indices = Indices(self._client, connection.index, connection.shards)
        self._vocabulary = Vocabulary(self._client, self._indices.read)
        self._documents = documents
        self._now = now
        self._state: State | None = None

    def search(self, query: Query) -> Found:
        """Answer one question, with the exact total and counts."""
        started = time.perf_counter()
        with in_plain_words():
            found = self._found(query)
        took = (time.perf_counter() - started) * 1000
        return replace(found, engine=self.name, took_ms=took)

    def put(self, service_ids: Iterable[UUID]) -> int:
        """Index these services anew, drop those no longer listed; return how many.

        Every query sees the change from the moment this returns.
        """
        done = 0
        for ids in batched(dict.fromkeys(service_ids), BATCH, strict=False):
            self._put(ids)
            done += len(ids)
        if done:
            with in_plain_words():
                self._client.indices.refresh(index=self._indices.write)
            self._state = None
        return done

    def rebuild(
        self,
        service_ids: Iterable[UUID],
        *,
        progress: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Fill a new index with exactly these services and put it in place.

        Changes may flow meanwhile: they go into both, and what was read here before
        them does not go over them.
        """
        done = 0
        with in_plain_words():
            name = self._indices.make()
            try:
                for ids in batched(service_ids, BATCH, strict=False):
                    self._deliver([self._indices.filling], ids)
                    done += len(ids)
                    progress(done)
                self._indices.put_in_place(name)
            except BaseException:
                self._forget(name)
                raise
        self._state = None
        return done

    def is_whole(self) -> bool:
        """Whether there is an index, of this version, that was once filled."""
        with in_plain_words():
            return self._indices.is_current(self._indices.behind(self._indices.read))

    def tidy(self) -> bool:
        """Elasticsearch merges by itself."""
        return False

    def spellings(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return words of the index near each word that it does not hold."""
        with in_plain_words():
            return self._vocabulary.spellings(words)

    def complete(self, text: str, limit: int) -> tuple[Completion, ...]:
        """Return services whose name has words that begin as typed."""
        with in_plain_words():
            return self._vocabulary.complete(text, limit)

    # --- Questions ------------------------------------------------------------

    def _found(self, query: Query) -> Found:
        known = Known(self._now_known().zones)
        groups = [group for group in query.reading if group.prefix]
        doubtful = [group for group in groups if not _is_told_by_total(group, query)]
        if longer := self._longer(doubtful):
            known = replace(known, longer=longer)
        window = Window.of(query)
        answer = self._ask(query, known, window)
        if not _total(answer) and (longer := self._longer(groups)):
            known = replace(known, longer=longer)
            answer = self._ask(query, known, window)
        if outside := answers.outside(answer, query):
            known = replace(known, outside=outside)
            answer = self._ask(query, known, window)
        total = _total(answer)
        page = window.page(answers.hits(answer, query), total)
        while page is None:
            window = window.wider()
            answer = self._ask(query, known, window)
            page = window.page(answers.hits(answer, query), total)
        return Found(
            hits=tuple(page),
            total=total,
            facets=counts(answer["aggregations"]["facets"]),
        )

    def _ask(self, query: Query, known: Known, window: Window) -> dict[str, Any]:
        body = request_body(query, known, first=window.first, size=window.size)
        answer = self._client.search(
            index=self._indices.read,
            body=body,
            # A shard that does not answer would be a wrong total.
            allow_partial_search_results=False,
        )
        return dict(answer.body)

    def _longer(self, groups: Iterable[Group]) -> dict[str, tuple[str, ...]]:
        found = {group.prefix: self._vocabulary.longer(group) for group in groups}
        return {prefix: stems for prefix, stems in found.items() if stems}

    def _now_known(self) -> State:
        state = self._state
        if state is None or time.monotonic() - state.at > FRESH_FOR:
            index = self._indices.behind(self._indices.read)
            if not index:
                raise MissingError(NO_INDEX)
            if not self._indices.is_current(index):
                raise SearchUnavailableError(OTHER_VERSION)
            state = State(self._vocabulary.zones(), time.monotonic())
            self._state = state
        return state

    # --- Changes --------------------------------------------------------------

    def _put(self, ids: Sequence[UUID]) -> None:
        left = list(ids)
        for number in range(TRIES):
            if number:
                time.sleep(PAUSE * number)
            with in_plain_words():
                targets = self._indices.targets()
            if self._indices.write not in targets:
                raise self._no_target()
            try:
                left = list(self._deliver(targets, left))
            except MissingError:
                # A new index took the place of the one before: again, into that one.
                continue
            if not left:
                return
        raise SearchUnavailableError(CLOCK_IS_BEHIND)

    def _deliver(self, targets: Sequence[str], ids: Sequence[UUID]) -> set[UUID]:
        """Read and send these services; return those that the index has newer."""
        version = self._now()
        found = bodies(self._documents(ids))
        return deliver(self._client, targets, ids, found, version).newer

    def _no_target(self) -> SearchUnavailableError:
        with in_plain_words():
            is_there = self._indices.behind(self._indices.write)
        return SearchUnavailableError(OTHER_VERSION if is_there else NO_INDEX)

    def _forget(self, name: str) -> None:
        try:
            with in_plain_words():
                self._indices.remove([name])
        except SearchUnavailableError:
            # The next one to make an index removes what this one leaves.
            return


def _total(answer: dict[str, Any]) -> int:
    return int(answer["hits"]["total"]["value"])


def _is_told_by_total(group: Group, query: Query) -> bool:
    """Whether an answer that is not empty shows that somebody holds the word."""
    return (
        group.is_needed
        and query.at_least is None
        and all(
            isinstance(one, Words) and len(one.stems) == 1 for one in group.alternatives
        )
    )
