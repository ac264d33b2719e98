"""The embedded engine: SQLite files and numpy, no server."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from heapq import merge as merged
from itertools import batched, islice
from pathlib import Path
from time import perf_counter
from typing import ClassVar
from uuid import UUID

from search.documents import Document, documents_of
from search.engines.embedded import completing, merging, writing
from search.engines.embedded.answering import answer
from search.engines.embedded.asking import ask
from search.engines.embedded.compiled import CompiledPages
from search.engines.embedded.completing import Named
from search.engines.embedded.lexis import Lexis
from search.engines.embedded.matching import match
from search.engines.embedded.segments import Pages, Segment
from search.engines.embedded.snapshots import Snapshot, Snapshots
from search.engines.embedded.store import Store, info
from search.language import split
from search.query import Completion, Found, Query

__all__ = ["EmbeddedEngine"]

type Reading = Callable[[Iterable[UUID]], Iterable[Document]]

# Changed documents cost every query a little; so many are worth a merge.
MERGE_AT = 2000
BATCH = 500


class EmbeddedEngine:
    """Answers from files. Safe with many readers, threads, forks and processes."""

    name: ClassVar[str] = "embedded"
    fills_beside: ClassVar[bool] = True

    def __init__(self, path: Path, documents: Reading = documents_of) -> None:
        self._store = Store(path)
        self._snapshots = Snapshots(self._store)
        self._documents = documents

    def search(self, query: Query) -> Found:
        """Answer one question, from one state of the index."""
        started = perf_counter()
        with self._reading() as (snapshot, compiled):
            asked = ask(query, Lexis(snapshot, compiled))
            found = answer(
                [match(*one, asked) for one in _opened(snapshot, compiled)], asked
            )
        took = (perf_counter() - started) * 1000
        return Found(found.hits, found.total, found.facets, self.name, took)

    def spellings(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return for each of these words that nobody holds the held words near it."""
        with self._reading() as (snapshot, compiled):
            lexis = Lexis(snapshot, compiled)
            return {word: near for word in words if (near := lexis.near(word))}

    def complete(self, text: str, limit: int) -> tuple[Completion, ...]:
        """Return services whose name has words beginning so, best known first."""
        typed = split(text)
        if not typed:
            return ()
        with self._reading() as (snapshot, compiled):
            parts: list[Iterable[Named]] = [completing.changed(snapshot.delta, typed)]
            if compiled:
                names = snapshot.names(compiled)
                parts.append(
                    completing.compiled(compiled, snapshot.compiled, names, typed)
                )
            first = islice(merged(*parts), limit)
            return tuple(Completion(UUID(bytes=one.service), one.name) for one in first)

    def put(self, service_ids: Iterable[UUID]) -> int:
        """Index these services anew, drop those no longer listed; return how many.

        Every query sees the change from the moment this returns.
        """
        done = 0
        for ids in batched(dict.fromkeys(service_ids), BATCH, strict=False):
            # Read outside the write lock, so that it is held for a moment only.
            rows = writing.rows_of(self._documents(ids))
            with self._store.writing() as live:
                writing.replace(live, ids, rows)
            done += len(ids)
        return done

    def tidy(self, *, at: int = MERGE_AT) -> bool:
        """Merge the changes if there are so many; return whether it did.

        Questions are answered and changes taken meanwhile. Does nothing while another
        process is at it.
        """
        if not self._store.is_readable():
            return False
        with self._store.reading() as live:
            # A first few documents are compiled at once: without a compilation there
            # are no statistics to score by.
            is_new = not info(live, "generation")
            if writing.pending(live) < (1 if is_new else at):
                return False
        with merging.alone(self._store, wait=False) as is_mine:
            if is_mine:
                merging.merge(self._store)
            return is_mine

    def rebuild(
        self,
        service_ids: Iterable[UUID],
        *,
        progress: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Index exactly these services; return how many.

        Questions are answered from the old state until the new one is whole, and
        changes put meanwhile are kept. A file that cannot be read is replaced.
        """
        if not self._store.is_readable():
            self._store.discard()
        done = 0

        def batches() -> Iterator[Iterable[Document]]:
            nonlocal done
            for ids in batched(service_ids, BATCH, strict=False):
                yield self._documents(ids)
                done += len(ids)
                progress(done)

        with merging.alone(self._store, wait=True):
            merging.rebuild(self._store, batches())
        return done

    def is_whole(self) -> bool:
        """Whether the index can be read and was filled with the whole directory."""
        if not self._store.is_readable():
            return False
        with self._store.reading() as live:
            generation = info(live, "generation")
            return info(live, "whole") == "yes" and self._store.has(generation)

    @contextmanager
    def _reading(self) -> Iterator[tuple[Snapshot, sqlite3.Connection | None]]:
        with self._store.reading() as live:
            snapshot = self._snapshots.of(live)
            generation = snapshot.generation
            yield snapshot, self._store.compiled(generation) if generation else None


def _opened(
    snapshot: Snapshot, connection: sqlite3.Connection | None
) -> Iterator[tuple[Segment, Pages]]:
    """Yield the parts of the index that hold anything, and what to read of each."""
    if connection:
        yield snapshot.compiled, CompiledPages(connection, snapshot.compiled.kept)
    if snapshot.delta.rows or not connection:
        yield snapshot.delta, snapshot.delta
