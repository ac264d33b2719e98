"""Work that only one process may do at a time, on all machines of a site."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zlib import crc32

from django.conf import settings
from django.db import connection

from search.engines import SearchUnavailableError

# Any number does: it names our locks among all that use the database.
_OURS = 0x5EA2C4


@contextmanager
def only_one(work: str, *, wait: bool = False) -> Iterator[bool]:
    """Hold the lock of some work; yields whether it is held (always, when waiting).

    The system and the database let go of it by themselves when a process dies.
    """
    path = Path(f"{settings.SEARCH_INDEX_PATH}.{work}.lock")
    with _lock_file(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        with _only_one_machine(work, wait=wait) as is_mine:
            yield is_mine


@contextmanager
def _only_one_machine(work: str, *, wait: bool) -> Iterator[bool]:
    """Hold PostgreSQL's advisory lock: SQLite has one machine, and the file's lock."""
    if connection.vendor != "postgresql":
        yield True
        return
    # PostgreSQL takes two numbers of 32 bits, with a sign.
    key = [_OURS, crc32(work.encode()) >> 1]
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", key)
            is_mine = True
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
            is_mine = bool(cursor.fetchone()[0])
        try:
            yield is_mine
        finally:
            if is_mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def _lock_file(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a")
    except OSError as error:
        message = f"The search index's folder cannot be written ({error.strerror})."
        raise SearchUnavailableError(message) from error
