"""Putting documents into the file and taking them out: at once, before any merge."""

import sqlite3
from collections.abc import Iterable
from itertools import batched
from uuid import UUID

from search.documents import Document
from search.engines.embedded.columns import Facts
from search.engines.embedded.store import info, set_info
from search.engines.embedded.vocabulary import AREA, Vocabulary
from search.engines.embedded.words import Analysed

BATCH = 500


def replace(
    connection: sqlite3.Connection,
    service_ids: Iterable[UUID],
    documents: Iterable[Document],
) -> int:
    """Put these documents in place of whatever these services had; return how many.

    The new ones wait in the delta, where every query sees them.
    """
    for service_id in service_ids:
        _remove(connection, service_id)
    vocabulary = Vocabulary(connection)
    count = sum(
        _insert(connection, batch, vocabulary)
        for batch in batched(documents, BATCH, strict=False)
    )
    change = int(info(connection, "change") or 0) + 1
    set_info(connection, "change", str(change))
    return count


def pending(connection: sqlite3.Connection) -> int:
    """Return how many documents came or went since the last compilation."""
    delta = connection.execute("SELECT count(*) FROM source WHERE doc IS NULL")
    gone = connection.execute("SELECT count(*) FROM gone")
    return int(delta.fetchone()[0]) + int(gone.fetchone()[0])


def _remove(connection: sqlite3.Connection, service_id: UUID) -> None:
    rows = connection.execute(
        "SELECT id, doc FROM source WHERE service = ?", (service_id.bytes,)
    ).fetchall()
    connection.executemany(
        "DELETE FROM source WHERE id = ?", ((row,) for row, _ in rows)
    )
    connection.executemany(
        "INSERT INTO gone (doc) VALUES (?)",
        ((doc,) for _, doc in rows if doc is not None),
    )


def _insert(
    connection: sqlite3.Connection,
    documents: Iterable[Document],
    vocabulary: Vocabulary,
) -> int:
    analysed = [(Facts.of(document), Analysed.of(document)) for document in documents]
    numbers = vocabulary.numbers(
        [term for _, found in analysed for _, term in found.counts]
        + [AREA + code for facts, _ in analysed for code in facts.areas]
    )
    vocabulary.note({word for _, found in analysed for word in found.words})
    connection.executemany(
        "INSERT INTO source (service, facts, words) VALUES (?, ?, ?)",
        (
            (facts.service, facts.written(), found.packed(numbers))
            for facts, found in analysed
        ),
    )
    return len(analysed)
