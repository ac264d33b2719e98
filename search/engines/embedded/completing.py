"""Services whose names go on from what somebody typed: see ``openings``."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.compiled import Compiled
from search.engines.embedded.delta import Delta
from search.engines.embedded.openings import SHORT, Names
from search.language import fold, split

type Integers = NDArray[np.int64]

# Services looked at together: more than a page shows.
FEW = 64


@dataclass(frozen=True, order=True, slots=True)
class Named:
    """A service with a matching name; the best known sorts first."""

    fewer: int
    """The number of its places, negative."""
    title: str
    """The name folded."""
    service: bytes
    name: str


def changed(delta: Delta, typed: Sequence[str]) -> list[Named]:
    """Return the changed services whose names match, in order."""
    places: Counter[bytes] = Counter()
    names: dict[bytes, str] = {}
    for row in delta.rows.values():
        places[row.facts.service] += 1
        names[row.facts.service] = row.facts.name
    return sorted(
        Named(-places[service], fold(name), service, name)
        for service, name in names.items()
        if _matches(name, typed)
    )


def compiled(
    connection: sqlite3.Connection,
    segment: Compiled,
    names: Names,
    typed: Sequence[str],
) -> Iterator[Named]:
    """Yield the compiled services that still count and match, in order."""
    found = _beginning(connection, typed[-1])
    for word in typed[:-1]:
        found = np.intersect1d(
            found, _list(connection, word, is_whole=True), assume_unique=True
        )
    columns = segment.columns
    for service in _few_at_a_time(names.known, found):
        doc = int(names.document[service])
        if segment.is_live is None or segment.is_live[doc]:
            name, title = connection.execute(
                "SELECT name, title FROM source WHERE id = ?", (int(names.rows[doc]),)
            ).fetchone()
            ident = columns.service_ids[service].tobytes()
            yield Named(-int(names.places[service]), title, ident, name)


def _few_at_a_time(known: NDArray[np.int32], found: Integers) -> Iterator[int]:
    """Yield the services at these places: hardly ever more than the first few."""
    for first in range(0, len(found), FEW):
        yield from known[found[first : first + FEW]].tolist()


def _matches(name: str, typed: Sequence[str]) -> bool:
    """Whether a name has all the words, the last one as a beginning."""
    held = split(name)
    begun = any(word.startswith(typed[-1]) for word in held)
    return begun and set(typed[:-1]) <= set(held)


def _beginning(connection: sqlite3.Connection, start: str) -> Integers:
    if len(start) <= SHORT:
        return _list(connection, start, is_whole=False)
    rows = connection.execute(
        "SELECT services FROM opening WHERE is_whole = 1 AND start >= ? AND start < ?",
        (start, start + "\U0010ffff"),
    )
    lists = [np.frombuffer(services, "<u4") for (services,) in rows]
    every = np.sort(np.concatenate([np.empty(0, "<u4"), *lists]))
    is_new = np.ones(len(every), dtype=bool)
    is_new[1:] = every[1:] != every[:-1]
    return every[is_new].astype(np.int64)


def _list(connection: sqlite3.Connection, start: str, *, is_whole: bool) -> Integers:
    row = connection.execute(
        "SELECT services FROM opening WHERE is_whole = ? AND start = ?",
        (is_whole, start),
    ).fetchone()
    return np.frombuffer(row[0] if row else b"", "<u4").astype(np.int64)
