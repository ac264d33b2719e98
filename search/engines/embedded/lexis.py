"""The words of one state of the index, and how many documents hold each of them now."""

import sqlite3
from collections import Counter
from collections.abc import Iterable

from search.engines.embedded.compiled import term_of
from search.engines.embedded.snapshots import Snapshot
from search.engines.embedded.spelling import Spellings
from search.language import stems

MOST_NEAR = 5


class Lexis:
    """Counts of the compilation, corrected by what came and went since."""

    def __init__(
        self, snapshot: Snapshot, connection: sqlite3.Connection | None
    ) -> None:
        self._snapshot = snapshot
        self._connection = connection

    def holds_any(self, terms: Iterable[str]) -> bool:
        """Whether some document holds one of these stems."""
        changes = self._snapshot.changes(self._connection).terms
        return any(self._holders(one) + changes[one] > 0 for one in terms)

    def beginning(self, prefix: str, most: int) -> list[str]:
        """Return the words that begin so, those that most documents hold first."""
        changes = self._snapshot.changes(self._connection).words
        counts = Counter({w: n for w, n in changes.items() if w.startswith(prefix)})
        if self._connection:
            read = "SELECT text, documents FROM word WHERE text >= ? AND text < ?"
            rows = self._connection.execute(read, (prefix, prefix + "\U0010ffff"))
            counts.update(dict(rows))
        held = [(-count, word) for word, count in counts.items() if count > 0]
        return [word for _, word in sorted(held)[:most]]

    def near(self, word: str) -> tuple[str, ...]:
        """Return held words a slip or two away, the nearest first, then by count."""
        if self.holds_any(stems(word)):
            return ()
        changes = self._snapshot.changes(self._connection).words
        found = Spellings([*changes]).near(word)
        if self._connection:
            found |= self._snapshot.spellings(self._connection).near(word)
        ordered = sorted(
            (distance, -count, other)
            for other, distance in found.items()
            if (count := self._documents(other) + changes[other]) > 0
        )
        return tuple(other for _, _, other in ordered[:MOST_NEAR])

    def _holders(self, term: str) -> int:
        """Return how many compiled documents hold a term."""
        if self._connection is None:
            return 0
        known = term_of(self._connection, self._snapshot.compiled.kept, term)
        return known[1] if known else 0

    def _documents(self, word: str) -> int:
        """Return how many compiled documents hold a word."""
        if self._connection is None:
            return 0
        row = self._connection.execute(
            "SELECT documents FROM word WHERE text = ?", (word,)
        ).fetchone()
        return int(row[0]) if row else 0
