"""The two parts of an index: what was compiled, and what changed since."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded import pieces
from search.engines.embedded.columns import Columns, Facts
from search.engines.embedded.compiling import CHUNK, TOP
from search.engines.embedded.store import info
from search.engines.embedded.vocabulary import AREA, numbers_of
from search.engines.embedded.words import FIELDS, Postings, Totals, Unpacked

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]

NOBODY: tuple[Integers, Floats] = (np.empty(0, dtype=np.int64), np.empty(0))


class Segment(Protocol):
    """Some of the index's documents, numbered from 0."""

    @property
    def columns(self) -> Columns:
        """The documents' facts."""

    @property
    def is_live(self) -> NDArray[np.bool_] | None:
        """Which documents still count; ``None``: all."""

    @property
    def is_spatial(self) -> bool:
        """Whether the documents are numbered in spatial order."""

    def holders(
        self, connection: sqlite3.Connection, term: int
    ) -> tuple[Integers, Floats]:
        """Return the documents with a term, rising, and what each posting weighs."""

    def serving(self, connection: sqlite3.Connection, area: int) -> Integers:
        """Return the documents whose service area has a code, by the code's number."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What was compiled: columns in memory, postings in the file."""

    columns: Columns
    is_live: NDArray[np.bool_] | None
    is_spatial: bool = True

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> Self:
        """Read the columns of the current compilation."""
        return cls(pieces.load(connection), None)

    def without(self, connection: sqlite3.Connection) -> "Compiled":
        """Return this with everything that is gone by now left out."""
        gone = [doc for (doc,) in connection.execute("SELECT doc FROM gone")]
        if not gone:
            return Compiled(self.columns, None)
        is_live = np.ones(len(self.columns), dtype=bool)
        is_live[gone] = False
        return Compiled(self.columns, is_live)

    def holders(
        self, connection: sqlite3.Connection, term: int
    ) -> tuple[Integers, Floats]:
        """Read a term's postings."""
        docs, impacts = [], []
        rows = connection.execute(
            "SELECT chunk, postings, scale FROM posting JOIN stat USING (term)"
            " WHERE term = ? ORDER BY chunk",
            (term,),
        )
        for chunk, postings, scale in rows:
            both = np.frombuffer(postings, "<u2").reshape(2, -1)
            docs.append(both[0].astype(np.int64) + chunk * CHUNK)
            impacts.append(both[1] * (scale / TOP))
        return (np.concatenate(docs), np.concatenate(impacts)) if docs else NOBODY

    def serving(self, connection: sqlite3.Connection, area: int) -> Integers:
        """Read an area code's postings."""
        rows = connection.execute(
            "SELECT chunk, postings FROM posting WHERE term = ? ORDER BY chunk", (area,)
        )
        docs = [
            np.frombuffer(postings, "<u2").astype(np.int64) + chunk * CHUNK
            for chunk, postings in rows
        ]
        return np.concatenate(docs) if docs else NOBODY[0]


@dataclass(frozen=True, slots=True)
class Row:
    """A changed document as the file holds it."""

    facts: Facts
    words: bytes


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed since the compilation: all of it in memory."""

    columns: Columns
    postings: dict[int, tuple[Integers, Floats]]
    areas: dict[int, Integers]
    rows: dict[int, Row]
    is_live: NDArray[np.bool_] | None = None
    is_spatial: bool = False

    @classmethod
    def load(cls, connection: sqlite3.Connection, known: dict[int, Row]) -> Self:
        """Read the changed documents; those already known are not read again."""
        rows = {
            row: known.get(row) or _read(connection, row)
            for (row,) in connection.execute(
                "SELECT id FROM source WHERE doc IS NULL ORDER BY id"
            )
        }
        facts = [row.facts for row in rows.values()]
        return cls(
            Columns.of(facts, _ranks(connection, facts)),
            _postings(connection, [row.words for row in rows.values()]),
            _areas(connection, facts),
            rows,
        )

    def holders(
        self,
        connection: sqlite3.Connection,
        term: int,
    ) -> tuple[Integers, Floats]:
        """Look a term's postings up."""
        return self.postings.get(term, NOBODY)

    def serving(
        self,
        connection: sqlite3.Connection,
        area: int,
    ) -> Integers:
        """Look an area code's documents up."""
        return self.areas.get(area, NOBODY[0])


def _read(connection: sqlite3.Connection, row: int) -> Row:
    facts, words = connection.execute(
        "SELECT facts, words FROM source WHERE id = ?", (row,)
    ).fetchone()
    return Row(Facts.read(facts), words)


def _ranks(connection: sqlite3.Connection, facts: Sequence[Facts]) -> list[float]:
    """Return places among the compiled names; new names fall between them."""
    names = sorted({fact.name for fact in facts})
    ranks: dict[str, float] = {}
    for place, name in enumerate(names, start=1):
        row = connection.execute(
            "SELECT name, rank FROM title WHERE name <= ? ORDER BY name DESC LIMIT 1",
            (name,),
        ).fetchone()
        before, rank = row or ("", -1)
        ranks[name] = (
            rank if row and before == name else rank + place / (len(names) + 1)
        )
    return [ranks[fact.name] for fact in facts]


def _postings(
    connection: sqlite3.Connection, packed: Sequence[bytes]
) -> dict[int, tuple[Integers, Floats]]:
    """Return the postings of changed documents, by the compilation's statistics."""
    documents, words = json.loads(
        info(connection, "totals") or json.dumps([[0] * FIELDS, [0] * FIELDS])
    )

    def holders_of(terms: Integers) -> Integers:
        counts = np.zeros((len(terms), FIELDS), dtype=np.int64)
        for at, term in enumerate(terms.tolist()):
            row = connection.execute(
                "SELECT counts FROM stat WHERE term = ?", (term,)
            ).fetchone()
            if row:
                counts[at] = np.frombuffer(row[0], "<u4")
        return counts

    found = Postings.of(Unpacked.of(packed), Totals(documents, words), holders_of)
    return {
        term: (found.docs[start:end], found.impacts[start:end])
        for term, start, end in found.runs()
    }


def _areas(
    connection: sqlite3.Connection, facts: Sequence[Facts]
) -> dict[int, Integers]:
    served: dict[str, list[int]] = {}
    for doc, fact in enumerate(facts):
        for code in fact.areas:
            served.setdefault(AREA + code, []).append(doc)
    numbers = numbers_of(connection, sorted(served))
    return {numbers[code]: np.array(docs) for code, docs in served.items()}
