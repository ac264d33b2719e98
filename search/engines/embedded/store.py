"""The engine's files, the connections to them, and what may go wrong with them.

Two files make an index:

- the **live file** holds what changed since the last compilation: ``changed`` names the
  services whose compiled documents no longer count, ``waiting`` holds the documents
  that they have now. It also says (``info``) which compiled file is the current one.
- a **compiled file** (see ``tables``) is written once and never changed. A merge or a
  rebuild writes the next one beside it, and then names it in the live file, in the same
  transaction that crosses off what the new one holds. Whoever dies on the way leaves
  a file that nobody names.
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
FORMAT = "3"

TABLES = """
CREATE TABLE IF NOT EXISTS info (
  key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changed (
  service BLOB PRIMARY KEY, change INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
  id INTEGER PRIMARY KEY AUTOINCREMENT, service BLOB NOT NULL, facts TEXT NOT NULL,
  words TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS waiting_service ON waiting (service);
"""

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
    """One index, and each thread's connections to its files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mine = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside one read transaction: one state of the index.

        Raises:
            SearchUnavailableError: there is no index, or it cannot be read.
        """
        with self.explained():
            connection = self._connection("reader", self.path)
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside one write transaction; others wait their turn.

        Makes the live file where there is none.

        Raises:
            SearchUnavailableError: the index cannot be written.
        """
        with self.explained():
            self._make()
            connection = self._connection("writer", self.path)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def compiled(self, generation: str) -> sqlite3.Connection:
        """Return this thread's connection to a compiled file.

        Only within ``reading`` or ``explained``, which say what may go wrong.
        """
        return self._connection("compiled", self.file_of(generation))

    def file_of(self, generation: str) -> Path:
        """Return where a compiled file stands."""
        return self.path.with_name(f"{self.path.name}.{generation}")

    def has(self, generation: str) -> bool:
        """Whether a compiled file is there."""
        return self.file_of(generation).is_file()

    def remove_but(self, *generations: str) -> None:
        """Remove every compiled file that none of these generations is in."""
        kept = {self.file_of(one) for one in generations if one}
        for file in self.path.parent.glob(f"{self.path.name}.*"):
            if file.suffix != ".lock" and file not in kept:
                file.unlink(missing_ok=True)

    def checkpoint(self) -> None:
        """Bring the journal home into the file, so that it does not grow for ever."""
        with self.explained():
            self._connection("writer", self.path).execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )

    def discard(self) -> None:
        """Remove the live file and its journals: it cannot be read."""
        self._forget()
        with self.explained():
            for suffix in ("-wal", "-shm", ""):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def is_readable(self) -> bool:
        """Whether the live file is there, whole by its head, and of today."""
        try:
            with self.reading() as connection:
                return info(connection, "format") == FORMAT
        except SearchUnavailableError:
            return False

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Say what is wrong with the files in words that help.

        Raises:
            SearchUnavailableError: they cannot be used.
        """
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

    def _make(self) -> None:
        if self.path.exists() and self.path.stat().st_size:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have made them while this one waited for the lock.
        for statement in filter(str.strip, TABLES.split(";")):
            connection.execute(statement)
        set_info(connection, "format", FORMAT)
        connection.execute("COMMIT")
        connection.close()

    def _connection(self, role: str, path: Path) -> sqlite3.Connection:
        file = _identity(path)
        mine = self._mine.__dict__
        held: tuple[File, sqlite3.Connection] | None = mine.get(role)
        if held and held[0] == file:
            return held[1]
        if held:
            _retire(held)
        # Nobody writes to a compiled file, so reading it needs no locks.
        mode = "ro&immutable=1" if role == "compiled" else "rw"
        connection = sqlite3.connect(
            f"file:{path}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=30,
            factory=Connection,
            # A thread's connections are its own; only _retire() lets another close.
            check_same_thread=False,
        )
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-8000")
        connection.execute("PRAGMA temp_store=MEMORY")
        mine[role] = (file, connection)
        return connection

    def _forget(self) -> None:
        for role in ("reader", "writer", "compiled"):
            if held := self._mine.__dict__.pop(role, None):
                _retire(held)


def _identity(path: Path) -> File:
    """Return what tells this process's view of this very file from another's.

    SQLite's connections do not survive a fork, nor the file being replaced.
    """
    try:
        seen = path.stat()
    except FileNotFoundError as error:
        message = f"There is no search index yet. {CURE}"
        raise SearchUnavailableError(message) from error
    return File(os.getpid(), seen.st_dev, seen.st_ino)


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
    """Return what a file notes under a key, or nothing."""
    row = connection.execute("SELECT value FROM info WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def set_info(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Note something in a file."""
    connection.execute(
        "INSERT OR REPLACE INTO info (key, value) VALUES (?, ?)", (key, value)
    )
