"""Compiling every document of the file into columns and postings, in one transaction.

Readers keep the old state until the transaction ends; a process killed on the way
leaves the old state to everybody.
"""

import json
import secrets
import sqlite3
from collections import defaultdict
from itertools import batched

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded import pieces
from search.engines.embedded.columns import Columns, Facts, spatial_keys
from search.engines.embedded.store import COMPILED, set_info
from search.engines.embedded.vocabulary import AREA, numbers_of
from search.engines.embedded.words import FIELDS, Postings, Totals, Unpacked

type Integers = NDArray[np.int64]

# The local number of a document in its chunk is 16 bits.
CHUNK = 1 << 16
TOP = 65535
COUNTING = 4096


def compile_all(connection: sqlite3.Connection) -> int:
    """Compile all documents; return how many there are."""
    for table in COMPILED:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    rows, facts = _in_spatial_order(connection)
    connection.executemany(
        "UPDATE source SET doc = ? WHERE id = ?",
        zip(range(len(rows)), rows, strict=True),
    )
    pieces.save(connection, Columns.of(facts, _name_ranks(connection, facts)))
    _compile_words(connection, rows)
    _compile_areas(connection, facts)
    # Says to every reader that nothing it holds is of this state.
    set_info(connection, "generation", secrets.token_hex(8))
    return len(rows)


def _in_spatial_order(connection: sqlite3.Connection) -> tuple[list[int], list[Facts]]:
    rows = connection.execute("SELECT id, facts FROM source ORDER BY id").fetchall()
    facts = [Facts.read(text) for _, text in rows]
    points = [fact.point or (np.nan, np.nan) for fact in facts]
    latitude, longitude = np.array(points, dtype=float).reshape(-1, 2).T
    order = np.argsort(spatial_keys(latitude, longitude), kind="stable").tolist()
    return [rows[at][0] for at in order], [facts[at] for at in order]


def _name_ranks(connection: sqlite3.Connection, facts: list[Facts]) -> list[int]:
    ranks = {name: rank for rank, name in enumerate(sorted({f.name for f in facts}))}
    connection.executemany(
        "INSERT INTO title (name, rank) VALUES (?, ?)", ranks.items()
    )
    return [ranks[fact.name] for fact in facts]


def _packed(connection: sqlite3.Connection, rows: tuple[int, ...]) -> list[bytes]:
    read = "SELECT words FROM source WHERE id = ?"
    return [connection.execute(read, (row,)).fetchone()[0] for row in rows]


def _compile_words(connection: sqlite3.Connection, rows: list[int]) -> None:
    size = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM term").fetchone()[0]
    holders = np.zeros((size, FIELDS), dtype=np.int64)
    totals = Totals([0] * FIELDS, [0] * FIELDS)
    for some in batched(rows, COUNTING, strict=False):
        unpacked = Unpacked.of(_packed(connection, some))
        holders += unpacked.holders(size)
        totals += Totals.of(unpacked.lengths)
    scales = _scales(totals, holders)
    connection.executemany(
        "INSERT INTO stat (term, scale, counts) VALUES (?, ?, ?)",
        (
            (term, float(scales[term]), holders[term].astype("<u4").tobytes())
            for term in np.flatnonzero(holders.any(axis=1)).tolist()
        ),
    )
    set_info(connection, "totals", json.dumps([totals.documents, totals.words]))
    for chunk, some in enumerate(batched(rows, CHUNK, strict=False)):
        unpacked = Unpacked.of(_packed(connection, some))
        postings = Postings.of(unpacked, totals, lambda terms: holders[terms])
        _write(connection, chunk, postings, scales)


def _scales(totals: Totals, holders: Integers) -> NDArray[np.float64]:
    """Return for each term the most that a posting of it can weigh."""
    weights = totals.weights(holders) * (holders > 0)
    scales: NDArray[np.float64] = weights.sum(axis=1)
    return scales


def _write(
    connection: sqlite3.Connection,
    chunk: int,
    postings: Postings,
    scales: NDArray[np.float64],
) -> None:
    every = np.repeat(scales[postings.terms], np.diff(postings.starts))
    small = np.rint(postings.impacts / every * TOP).clip(1, TOP).astype("<u2")
    docs = postings.docs.astype("<u2")
    connection.executemany(
        "INSERT INTO posting (term, chunk, postings) VALUES (?, ?, ?)",
        (
            (term, chunk, docs[start:end].tobytes() + small[start:end].tobytes())
            for term, start, end in postings.runs()
        ),
    )


def _compile_areas(connection: sqlite3.Connection, facts: list[Facts]) -> None:
    served: defaultdict[str, list[int]] = defaultdict(list)
    for doc, fact in enumerate(facts):
        for code in fact.areas:
            served[AREA + code].append(doc)
    numbers = numbers_of(connection, sorted(served))
    for code, found in served.items():
        docs = np.array(found)
        for chunk in np.unique(docs // CHUNK).tolist():
            local = docs[docs // CHUNK == chunk] % CHUNK
            connection.execute(
                "INSERT INTO posting (term, chunk, postings) VALUES (?, ?, ?)",
                (numbers[code], chunk, local.astype("<u2").tobytes()),
            )
