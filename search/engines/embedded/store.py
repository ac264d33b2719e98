"""The index file: its tables, its connections, and what may go wrong with it.

What stands in the file:

- ``source``: every document, as facts and words; ``doc`` is its number in the compiled
  part, or null while it waits in the delta.
- ``term`` and ``word``: the vocabulary; ``stat``: what scoring knows of a term.
- ``posting``: for each term and chunk of 65,536 documents, who holds it.
- ``piece``: the compiled columns; ``gone``: compiled documents that no longer count.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from search.engines import SearchUnavailableError

# Moves whenever the tables or the meaning of their bytes change: an older file is
# then rebuilt, not misread.
FORMAT = "1"

TABLES = """
CREATE TABLE IF NOT EXISTS info (
  key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source (
  id INTEGER PRIMARY KEY AUTOINCREMENT, service BLOB NOT NULL, doc INTEGER,
  facts TEXT NOT NULL, words BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS source_service ON source (service);
CREATE INDEX IF NOT EXISTS source_delta ON source (id) WHERE doc IS NULL;
CREATE TABLE IF NOT EXISTS term (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS word (text TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stat (
  term INTEGER PRIMARY KEY, scale REAL NOT NULL, counts BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS posting (
  term INTEGER NOT NULL, chunk INTEGER NOT NULL, postings BLOB NOT NULL,
  PRIMARY KEY (term, chunk)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS piece (
  name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS title (
  name TEXT PRIMARY KEY, rank INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gone (doc INTEGER PRIMARY KEY);
"""
COMPILED = ("stat", "posting", "piece", "title", "gone")

CURE = "Build it with: manage.py reindex"


class File(NamedTuple):
    """This process's view of one very file."""

    pid: int
    device: int
    inode: int


class Connection(sqlite3.Connection):
    """Closes itself when its thread ends."""

    def __del__(self) -> None:
        # One that could not be opened cannot be closed either.
        with suppress(sqlite3.ProgrammingError):
            self.close()


class Store:
    """One index file, and each thread's connections to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mine = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside one read transaction: one state of the index.

        Raises:
            SearchUnavailableError: there is no index, or it cannot be read.
        """
        with self._explained():
            connection = self._connection("reader")
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside one write transaction; others wait their turn.

        Makes the file where there is none.

        Raises:
            SearchUnavailableError: the index cannot be written.
        """
        with self._explained():
            self._make()
            connection = self._connection("writer")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def checkpoint(self) -> None:
        """Bring the journal home into the file, so that it does not grow for ever."""
        with self._explained():
            self._connection("writer").execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def discard(self) -> None:
        """Remove the file and its journals: it cannot be read, and will be rebuilt."""
        self._forget()
        with self._explained():
            for suffix in ("-wal", "-shm", ""):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def is_readable(self) -> bool:
        """Whether the file is there, whole as far as its head shows, and of today."""
        try:
            with self.reading() as connection:
                return info(connection, "format") == FORMAT
        except SearchUnavailableError:
            return False

    def _make(self) -> None:
        if self.path.exists() and self.path.stat().st_size:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        # Large pages suit postings; both must be said before the first table.
        connection.execute("PRAGMA page_size=8192")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have made them while this one waited for the lock.
        for statement in filter(str.strip, TABLES.split(";")):
            connection.execute(statement)
        set_info(connection, "format", FORMAT)
        connection.execute("COMMIT")
        connection.close()

    def _connection(self, role: str) -> sqlite3.Connection:
        file = self._identity()
        mine = self._mine.__dict__
        held: tuple[File, sqlite3.Connection] | None = mine.get(role)
        if held and held[0] == file:
            return held[1]
        if held:
            _retire(held)
        connection = sqlite3.connect(
            f"file:{self.path}?mode=rw",
            uri=True,
            isolation_level=None,
            timeout=30,
            factory=Connection,
            # A thread's connections are its own; only _retire() lets another close.
            check_same_thread=False,
        )
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-16000")
        connection.execute("PRAGMA temp_store=MEMORY")
        mine[role] = (file, connection)
        return connection

    def _identity(self) -> File:
        """Return what tells this process's view of this very file from another's.

        SQLite's connections do not survive a fork, nor the file being replaced.
        """
        try:
            seen = self.path.stat()
        except FileNotFoundError as error:
            message = f"There is no search index yet. {CURE}"
            raise SearchUnavailableError(message) from error
        return File(os.getpid(), seen.st_dev, seen.st_ino)

    def _forget(self) -> None:
        for role in ("reader", "writer"):
            if held := self._mine.__dict__.pop(role, None):
                _retire(held)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            self._forget()
            message = f"The search index cannot be used now ({error}). {CURE}"
            raise SearchUnavailableError(message) from error
        except sqlite3.DatabaseError as error:
            self._forget()
            message = f"The search index is damaged ({error}). {CURE}"
            raise SearchUnavailableError(message) from error


# Connections inherited over a fork: closing one in the child could release the
# parent's locks or tidy its journal away, so they are kept, never touched.
_INHERITED: list[sqlite3.Connection] = []


def _retire(held: tuple[File, sqlite3.Connection]) -> None:
    file, connection = held
    if file.pid == os.getpid():
        connection.close()
    else:
        _INHERITED.append(connection)


def info(connection: sqlite3.Connection, key: str) -> str:
    """Return what the index notes under a key, or nothing."""
    row = connection.execute("SELECT value FROM info WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def set_info(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Note something about the index."""
    connection.execute(
        "INSERT OR REPLACE INTO info (key, value) VALUES (?, ?)", (key, value)
    )
