"""Services by the beginnings of the words of their names.

Services are ordered once, the best known first: by their places, then by name. For each
word of a name, and for its first letters, ``opening`` holds the services, by their
places in that order: any two lists are intersected as they are, and the first of a
list are the first to show.
"""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded import pieces
from search.engines.embedded.columns import Columns
from search.language import split

type Integers = NDArray[np.int64]

# Beginnings of so few letters have lists of their own; longer ones are few words.
SHORT = 3


@dataclass(frozen=True, slots=True)
class Names:
    """The order of services, and where the name of each is found."""

    known: NDArray[np.int32]
    """Services' numbers, the best known first."""
    document: NDArray[np.int32]
    """For each service one of its documents."""
    places: NDArray[np.int32]
    """How many documents each has."""
    rows: NDArray[np.int32]
    """For each document its row in ``source``."""

    @classmethod
    def load(cls, connection: sqlite3.Connection, columns: Columns) -> Self:
        """Read what was saved."""
        count = len(columns.service_ids)
        document = np.empty(count, dtype=np.int32)
        document[columns.service] = np.arange(len(columns))
        return cls(
            pieces.load_array(connection, "known"),
            document,
            np.bincount(columns.service, minlength=count).astype(np.int32),
            pieces.load_array(connection, "rows"),
        )


def save(connection: sqlite3.Connection, columns: Columns, rows: Integers) -> None:
    """Write the order of services and their lists; ``rows`` are documents' rows."""
    count = len(columns.service_ids)
    one_of = np.empty(count, dtype=np.int64)
    one_of[columns.service] = np.arange(len(columns))
    places = np.bincount(columns.service, minlength=count)
    order = np.lexsort((np.arange(count), columns.rank[one_of], -places))
    pieces.save_array(connection, "known", order.astype(np.int32))
    # The row of one document of each service, in the order of rows.
    row_of, by_row = rows[one_of[order]], np.argsort(rows[one_of[order]])
    wanted = iter(zip(row_of[by_row].tolist(), by_row.tolist(), strict=True))
    lists: defaultdict[tuple[int, str], array[int]] = defaultdict(lambda: array("I"))
    following = next(wanted, None)
    for row, name in connection.execute("SELECT id, name FROM source ORDER BY id"):
        if following and row == following[0]:
            for key in set(_keys(name)):
                lists[key].append(following[1])
            following = next(wanted, None)
    connection.executemany(
        "INSERT INTO opening (is_whole, start, services) VALUES (?, ?, ?)",
        (
            (*key, np.sort(np.array(lists[key], dtype="<u4")).tobytes())
            for key in sorted(lists)
        ),
    )


def _keys(name: str) -> Iterator[tuple[int, str]]:
    for word in split(name):
        yield 1, word
        for length in range(1, SHORT + 1):
            if length <= len(word):
                yield 0, word[:length]
