"""Putting changed documents into the live file, where every query sees them at once."""

import sqlite3
from collections.abc import Iterable
from uuid import UUID

from search.documents import Document
from search.engines.embedded.facts import Facts
from search.engines.embedded.store import info, set_info
from search.engines.embedded.words import Wording

type Row = tuple[bytes, str, str]


def rows_of(documents: Iterable[Document]) -> list[Row]:
    """Return what the live file keeps of documents."""
    return [
        (one.service_id.bytes, Facts.of(one).written(), Wording.of(one).written())
        for one in documents
    ]


def replace(
    connection: sqlite3.Connection, service_ids: Iterable[UUID], rows: Iterable[Row]
) -> None:
    """Put these documents in place of whatever these services had."""
    change = int(info(connection, "change") or 0) + 1
    set_info(connection, "change", str(change))
    services = [service_id.bytes for service_id in service_ids]
    connection.executemany(
        "DELETE FROM waiting WHERE service = ?", ((service,) for service in services)
    )
    connection.executemany(
        "INSERT OR REPLACE INTO changed (service, change) VALUES (?, ?)",
        ((service, change) for service in services),
    )
    connection.executemany(
        "INSERT INTO waiting (service, facts, words) VALUES (?, ?, ?)", rows
    )


def pending(connection: sqlite3.Connection) -> int:
    """Return how many documents and services changed since the last compilation."""
    (waiting,) = connection.execute("SELECT count(*) FROM waiting").fetchone()
    (changed,) = connection.execute("SELECT count(*) FROM changed").fetchone()
    return max(int(waiting), int(changed))


def adopt(connection: sqlite3.Connection, generation: str, change: int) -> None:
    """Let a compiled file be the current one: it holds everything up to a change."""
    connection.execute(
        "DELETE FROM waiting WHERE service IN"
        " (SELECT service FROM changed WHERE change <= ?)",
        (change,),
    )
    connection.execute("DELETE FROM changed WHERE change <= ?", (change,))
    set_info(connection, "generation", generation)
