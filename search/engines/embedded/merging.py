"""Writing the next compiled file beside the current one, and changing over to it.

Whatever is put meanwhile stays in the live file, for the next time. One process at a
time does this; the system frees the lock of one that dies.
"""

import fcntl
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path

from search.documents import Document
from search.engines.embedded import writing
from search.engines.embedded.compiling import Compiling
from search.engines.embedded.facts import Facts
from search.engines.embedded.store import Store, info, set_info
from search.engines.embedded.vocabulary import Vocabulary
from search.engines.embedded.words import Wording

BATCH = 500


@contextmanager
def alone(store: Store, *, wait: bool) -> Iterator[bool]:
    """Hold the lock on writing compiled files; yields whether it is held."""
    path = Path(f"{store.path}.merge.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def merge(store: Store) -> None:
    """Compile the current file and what changed since into the next one."""
    with store.reading() as live:
        change, generation = change_of(live), info(live, "generation")
        gone = {service for (service,) in live.execute("SELECT service FROM changed")}
        rows = live.execute("SELECT facts, words FROM waiting ORDER BY id").fetchall()
    with store.explained():
        old = store.compiled(generation) if generation else None
        name, compiling = begin(store, Vocabulary.load(old) if old else None)
        with _abandoned_on_error(compiling):
            for some in batched(_kept(old, gone) if old else (), BATCH, strict=False):
                compiling.add(some)
            waiting = (
                (Facts.read(facts), Wording.read(words)) for facts, words in rows
            )
            for some_new in batched(waiting, BATCH, strict=False):
                add(compiling, some_new)
            compiling.finish()
    change_over(store, name, change)


def _kept(old: sqlite3.Connection, gone: set[bytes]) -> Iterator[tuple[Facts, bytes]]:
    for text, packed in old.execute("SELECT facts, words FROM source ORDER BY id"):
        facts = Facts.read(text)
        if facts.service not in gone:
            yield facts, packed


def rebuild(store: Store, documents: Iterable[Iterable[Document]]) -> None:
    """Compile exactly these documents, given in batches, into the next file."""
    with store.writing() as live:
        change = change_of(live)
    with store.explained():
        name, compiling = begin(store, None)
        with _abandoned_on_error(compiling):
            for some in documents:
                add(compiling, ((Facts.of(one), Wording.of(one)) for one in some))
            compiling.finish()
    change_over(store, name, change, is_whole=True)


def begin(store: Store, vocabulary: Vocabulary | None) -> tuple[str, Compiling]:
    """Begin the next file; return its name and what writes it."""
    name = secrets.token_hex(8)
    return name, Compiling(store.file_of(name), vocabulary)


def add(compiling: Compiling, documents: Iterable[tuple[Facts, Wording]]) -> None:
    """Take new documents into a compiled file."""
    vocabulary = compiling.vocabulary
    compiling.add((facts, wording.packed(vocabulary)) for facts, wording in documents)


def change_of(live: sqlite3.Connection) -> int:
    """Return the number of the last change."""
    return int(info(live, "change") or 0)


def change_over(
    store: Store, name: str, change: int, *, is_whole: bool = False
) -> None:
    """Make a compiled file, which holds everything up to a change, the current one."""
    with store.writing() as live:
        before = info(live, "generation")
        writing.adopt(live, name, change)
        if is_whole:
            set_info(live, "whole", "yes")
    # A question that was on its way may still open the one before.
    store.remove_but(name, before)
    store.checkpoint()


@contextmanager
def _abandoned_on_error(compiling: Compiling) -> Iterator[None]:
    try:
        yield
    except BaseException:
        compiling.abandon()
        raise
