"""The numbers of terms, and the words that were written."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import batched

# Area codes are terms too; no word begins like this.
AREA = "@"
# SQLite takes this many values in one statement, everywhere.
AT_ONCE = 500


class Vocabulary:
    """Terms and words within one write transaction; new ones get their numbers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}

    def numbers(self, terms: Iterable[str]) -> dict[str, int]:
        """Return the numbers of at least these terms."""
        missing = sorted({term for term in terms if term not in self._numbers})
        self._connection.executemany(
            "INSERT OR IGNORE INTO term (text) VALUES (?)",
            ((term,) for term in missing),
        )
        self._numbers.update(numbers_of(self._connection, missing))
        return self._numbers

    def note(self, words: Iterable[str]) -> None:
        """Remember words as they were written, for beginnings of words."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO word (text) VALUES (?)",
            ((word,) for word in sorted(words)),
        )


def numbers_of(connection: sqlite3.Connection, terms: Sequence[str]) -> dict[str, int]:
    """Return the numbers of those of these terms that have one."""
    found: dict[str, int] = {}
    for some in batched(terms, AT_ONCE, strict=False):
        marks = ",".join("?" * len(some))
        found.update(
            connection.execute(
                f"SELECT text, id FROM term WHERE text IN ({marks})",  # noqa: S608 - question marks only
                some,
            )
        )
    return found


def words_beginning(connection: sqlite3.Connection, prefix: str) -> list[str]:
    """Return the words that begin so."""
    rows = connection.execute(
        "SELECT text FROM word WHERE text >= ? AND text < ?",
        (prefix, prefix + "\U0010ffff"),
    )
    return [text for (text,) in rows]
