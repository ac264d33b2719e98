"""The embedded engine: one SQLite file and numpy, no server."""

from collections.abc import Callable, Iterable
from itertools import batched
from pathlib import Path
from time import perf_counter
from typing import ClassVar
from uuid import UUID

from search.documents import Document, documents_of
from search.engines.embedded import writing
from search.engines.embedded.answering import answer
from search.engines.embedded.compiling import compile_all
from search.engines.embedded.matching import ask, match
from search.engines.embedded.snapshots import Snapshots
from search.engines.embedded.store import COMPILED, Store, info, set_info
from search.query import Found, Query

__all__ = ["EmbeddedEngine"]

type Reading = Callable[[Iterable[UUID]], Iterable[Document]]

# Changed documents cost every query a little; this many are worth compiling anew.
MERGE_AT = 2000
BATCH = 500


class EmbeddedEngine:
    """Answers from one file. Safe with many readers, threads, forks and processes."""

    name: ClassVar[str] = "embedded"
    fills_beside: ClassVar[bool] = False

    def __init__(self, path: Path, documents: Reading = documents_of) -> None:
        self._store = Store(path)
        self._snapshots = Snapshots()
        self._documents = documents

    def search(self, query: Query) -> Found:
        """Answer one question, from one state of the index."""
        started = perf_counter()
        with self._store.reading() as connection:
            snapshot = self._snapshots.of(connection)
            segments = [
                one for one in (snapshot.compiled, snapshot.delta) if len(one.columns)
            ] or [snapshot.compiled]
            asked = ask(connection, segments, query)
            found = answer([match(connection, one, asked) for one in segments], asked)
        took = (perf_counter() - started) * 1000
        return Found(found.hits, found.total, found.facets, self.name, took)

    def put(self, service_ids: Iterable[UUID]) -> int:
        """Index these services anew, drop those no longer listed; return how many.

        Every query sees the change from the moment this returns.
        """
        done = 0
        for ids in batched(dict.fromkeys(service_ids), BATCH, strict=False):
            # Read outside the write lock, so that it is held for a moment only.
            documents = list(self._documents(ids))
            with self._store.writing() as connection:
                writing.replace(connection, ids, documents)
            done += len(ids)
        return done

    def tidy(self, *, at: int = MERGE_AT) -> bool:
        """Compile the index if so many documents changed; return whether it did."""
        with self._store.reading() as connection:
            # A first few documents are compiled at once: without a compilation there
            # are no statistics to score by.
            is_new = not info(connection, "generation")
            if writing.pending(connection) < (1 if is_new else at):
                return False
        with self._store.writing() as connection:
            compile_all(connection)
        self._store.checkpoint()
        return True

    def rebuild(
        self,
        service_ids: Iterable[UUID],
        *,
        progress: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Index exactly these services, at once; return how many.

        Readers keep the old state until the new one is whole; a file that cannot be
        read is replaced.
        """
        if not self._store.is_readable():
            self._store.discard()
        done = 0
        with self._store.writing() as connection:
            for table in ("source", "term", "word", *COMPILED):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            for ids in batched(service_ids, BATCH, strict=False):
                writing.replace(connection, (), self._documents(ids))
                done += len(ids)
                progress(done)
            compile_all(connection)
            set_info(connection, "whole", "yes")
        self._store.checkpoint()
        return done

    def is_whole(self) -> bool:
        """Whether the index can be read and was filled with the whole directory."""
        if not self._store.is_readable():
            return False
        with self._store.reading() as connection:
            return info(connection, "whole") == "yes"
