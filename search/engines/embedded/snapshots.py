"""The state of the index that a query sees, kept in memory while the file stands still.

Each thread asks the live file on its own connection whether anything moved
(``PRAGMA data_version``, within the query's read transaction); the arrays themselves
are shared by all threads of a process.
"""

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from search.engines import SearchUnavailableError
from search.engines.embedded import pieces
from search.engines.embedded.compiled import Compiled
from search.engines.embedded.delta import Delta, Statistics, Waiting
from search.engines.embedded.facts import Facts
from search.engines.embedded.openings import Names
from search.engines.embedded.spelling import Spellings
from search.engines.embedded.store import CURE, FORMAT, Store, info
from search.engines.embedded.words import Wording, Words
from search.language import stems


class Changes:
    """What documents that came and went did to the counts of words and terms."""

    def __init__(self) -> None:
        self.words: Counter[str] = Counter()
        self.terms: Counter[str] = Counter()

    def add(self, words: Iterable[str], times: int) -> None:
        """Count one document in (1) or out (-1)."""
        held = set(words)
        terms = {stem for word in held for stem in stems(word)}
        for counter, some in ((self.words, held), (self.terms, terms)):
            for text in some:
                counter[text] += times


@dataclass(slots=True)
class Worked:
    """What is worked out when first asked for."""

    changes: Changes | None = None
    spellings: Spellings | None = None
    names: Names | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the index."""

    generation: str
    """Which compilation."""
    change: str
    """Which change after it."""
    compiled: Compiled
    delta: Delta
    statistics: Statistics
    _worked: Worked = field(default_factory=Worked)

    def changes(self, connection: sqlite3.Connection | None) -> Changes:
        """Return the difference between the compilation's counts and today's."""
        if self._worked.changes is None:
            changes = Changes()
            for row in self.delta.rows.values():
                changes.add(row.wording.words, 1)
            if connection and self.compiled.is_live is not None:
                for words in _gone(connection, self.compiled):
                    changes.add(words, -1)
            self._worked.changes = changes
        return self._worked.changes

    def spellings(self, connection: sqlite3.Connection) -> Spellings:
        """Return the compiled words."""
        if self._worked.spellings is None:
            self._worked.spellings = Spellings.load(connection)
        return self._worked.spellings

    def names(self, connection: sqlite3.Connection) -> Names:
        """Return the order of the compiled services."""
        if self._worked.names is None:
            self._worked.names = Names.load(connection, self.compiled.columns)
        return self._worked.names

    def worked(self) -> "Worked":
        """Return what stays true after another change."""
        return Worked(spellings=self._worked.spellings, names=self._worked.names)


def _gone(connection: sqlite3.Connection, compiled: Compiled) -> Iterator[list[str]]:
    """Return the words of each compiled document that no longer counts."""
    rows = pieces.load_array(connection, "rows")[~compiled.live]
    text_of: dict[int, str] = {}
    look = "SELECT text FROM word WHERE id = ?"
    for row in rows.tolist():
        (packed,) = connection.execute(
            "SELECT words FROM source WHERE id = ?", (row,)
        ).fetchone()
        numbers = np.unique(Words.of([packed]).words).tolist()
        for number in numbers:
            if number not in text_of:
                text_of[number] = connection.execute(look, (number,)).fetchone()[0]
        yield [text_of[number] for number in numbers]


type Held = tuple[sqlite3.Connection, int, Snapshot]


class Snapshots:
    """Hands out the snapshot that belongs to a connection's transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
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
        compiled_file = self._store.compiled(generation) if generation else None
        if latest and latest.generation == generation:
            compiled, statistics = latest.compiled, latest.statistics
            known, worked = latest.delta.rows, latest.worked()
        else:
            compiled = Compiled.load(compiled_file)
            statistics, known, worked = Statistics(compiled.totals), {}, Worked()
        changed = connection.execute("SELECT service FROM changed")
        self._latest = Snapshot(
            generation,
            change,
            compiled.without(service for (service,) in changed),
            Delta.of(_waiting(connection, known), statistics, compiled_file),
            statistics,
            worked,
        )
        return self._latest


def _waiting(
    connection: sqlite3.Connection, known: dict[int, Waiting]
) -> dict[int, Waiting]:
    """Read the changed documents; those already known are not read again."""
    look = "SELECT facts, words FROM waiting WHERE id = ?"
    rows: dict[int, Waiting] = {}
    for (row,) in connection.execute("SELECT id FROM waiting ORDER BY id").fetchall():
        if row in known:
            rows[row] = known[row]
        else:
            facts, words = connection.execute(look, (row,)).fetchone()
            rows[row] = Waiting(Facts.read(facts), Wording.read(words))
    return rows
