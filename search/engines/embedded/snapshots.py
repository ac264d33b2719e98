"""The state of the index that a query sees, kept in memory while the file stands still.

Each thread asks the file on its own connection whether anything moved
(``PRAGMA data_version``, within the query's read transaction); the arrays themselves
are shared by all threads of a process.
"""

import sqlite3
import threading
from dataclasses import dataclass

from search.engines import SearchUnavailableError
from search.engines.embedded.segments import Compiled, Delta
from search.engines.embedded.store import CURE, FORMAT, info


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the index."""

    generation: str
    """Which compilation."""
    change: str
    """Which change after it."""
    compiled: Compiled
    delta: Delta


type Held = tuple[sqlite3.Connection, int, Snapshot]


class Snapshots:
    """Hands out the snapshot that belongs to a connection's transaction."""

    def __init__(self) -> None:
        self._mine = threading.local()
        self._latest: Snapshot | None = None

    def of(self, connection: sqlite3.Connection) -> Snapshot:
        """Return the state that this connection's read transaction sees."""
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        held: Held | None = getattr(self._mine, "held", None)
        if held and held[0] is connection and held[1] == version:
            snapshot: Snapshot = held[2]
            return snapshot
        snapshot = self._load(connection)
        self._mine.held = connection, version, snapshot
        return snapshot

    def _load(self, connection: sqlite3.Connection) -> Snapshot:
        if info(connection, "format") != FORMAT:
            message = f"The search index is of another version. {CURE}"
            raise SearchUnavailableError(message)
        generation, change = info(connection, "generation"), info(connection, "change")
        # Read once: another thread may put a newer one in its place meanwhile.
        latest = self._latest
        if latest and (latest.generation, latest.change) == (generation, change):
            return latest
        if latest and generation and latest.generation == generation:
            compiled, known = latest.compiled, latest.delta.rows
        else:
            compiled, known = Compiled.load(connection), {}
        self._latest = Snapshot(
            generation,
            change,
            compiled.without(connection),
            Delta.load(connection, known),
        )
        return self._latest
