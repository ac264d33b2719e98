"""What was compiled: columns in memory, the rest read from the file as it is asked."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded import pieces
from search.engines.embedded.columns import Columns
from search.engines.embedded.compiling import TOP
from search.engines.embedded.gathering import Gathering
from search.engines.embedded.kept import Kept
from search.engines.embedded.scoring import Totals
from search.engines.embedded.segments import NO_DOCS, NOBODY, Holders, paired, places_of

type Integers = NDArray[np.int64]
type Mask = NDArray[np.bool_]
type Term = tuple[int, int, float]

# Bytes of what was read, kept by each process.
KEPT = 16_000_000


@dataclass(frozen=True, slots=True)
class Compiled:
    """What was compiled: columns in memory, the rest in its file."""

    columns: Columns
    totals: Totals
    is_live: Mask | None = None
    is_ordered: bool = True
    kept: Kept = field(default_factory=lambda: Kept(KEPT))

    @classmethod
    def load(cls, connection: sqlite3.Connection | None) -> Self:
        """Read the columns of a compiled file; none before anything is compiled."""
        if connection is None:
            return cls(Gathering().columns(NO_DOCS, NO_DOCS), Totals.none())
        (totals,) = connection.execute(
            "SELECT value FROM info WHERE key = 'totals'"
        ).fetchone()
        documents, having, words = json.loads(totals)
        return cls(
            pieces.load(connection),
            Totals(documents, np.array(having), np.array(words)),
        )

    @property
    def live(self) -> Mask:
        """Which documents still count."""
        return (
            np.ones(len(self.columns), bool) if self.is_live is None else self.is_live
        )

    def without(self, services: Iterable[bytes]) -> "Compiled":
        """Return this without the documents of some services."""
        numbers = [self.columns.number_of(service) for service in services]
        known = [number for number in numbers if number is not None]
        if not known:
            return replace(self, is_live=None)
        is_kept = np.ones(len(self.columns.service_ids), dtype=bool)
        is_kept[known] = False
        return replace(self, is_live=is_kept[self.columns.service])


class CompiledPages:
    """What one question reads of a compiled file."""

    def __init__(self, connection: sqlite3.Connection, kept: Kept) -> None:
        self._connection = connection
        self._kept = kept
        self._terms: dict[str, Term] = {}

    def know(self, terms: Iterable[str]) -> None:
        """Look these terms up; others are not known."""
        for term in terms:
            if known := term_of(self._connection, self._kept, term):
                self._terms[term] = known

    def postings(self, chunk: int, term: str) -> Holders:
        """Return who holds a term, and what each posting weighs."""
        if term not in self._terms:
            return NOBODY
        key = chunk, term
        known: Holders | None = self._kept.get(key)
        if known is None:
            known, size = self._postings(chunk, term)
            self._kept.put(key, known, size)
        return known

    def _postings(self, chunk: int, term: str) -> tuple[Holders, int]:
        number, _, scale = self._terms[term]
        row = self._connection.execute(
            "SELECT content FROM posting WHERE chunk = ? AND term = ?", (chunk, number)
        ).fetchone()
        if row is None:
            return NOBODY, 0
        docs, impacts = np.frombuffer(row[0], "<u2").reshape(2, -1)
        return Holders(docs, impacts, scale / TOP), len(row[0])

    def places(
        self, chunk: int, term: str, docs: Integers
    ) -> tuple[Integers, Integers]:
        """Return where these documents hold a term."""
        held = self.postings(chunk, term).docs
        (content,) = self._connection.execute(
            "SELECT content FROM position WHERE chunk = ? AND term = ?",
            (chunk, self._terms[term][0]),
        ).fetchone()
        counts = np.frombuffer(content, np.uint8, len(held)).astype(np.int64)
        places = np.frombuffer(content, "<u2", -1, len(held))
        return places_of(docs, held, counts, places)

    def listed(self, values: Sequence[str]) -> tuple[Integers, Integers]:
        """Return the documents listed under area codes or organizations."""
        held = self._kept.many(values)
        if len(held) < len(values):
            held |= self._listed([value for value in values if value not in held])
        lists: list[bytes] = [held[value] for value in values]
        docs = np.frombuffer(b"".join(lists), "<u4")
        return paired(docs, [len(one) // docs.itemsize for one in lists])

    def _listed(self, values: Sequence[str]) -> dict[str, bytes]:
        marks = ",".join("?" * len(values))
        rows = self._connection.execute(
            f"SELECT value, docs FROM listing WHERE value IN ({marks})",  # noqa: S608 - question marks only
            values,
        )
        held = dict.fromkeys(values, b"") | dict(rows)
        for value, docs in held.items():
            self._kept.put(value, docs, len(docs))
        return held


def term_of(connection: sqlite3.Connection, kept: Kept, text: str) -> Term | None:
    """Return a term's number, how many documents hold it, and its scale."""
    key = "term", text
    known: Term | tuple[()] | None = kept.get(key)
    if known is None:
        look = "SELECT id, documents, scale FROM term WHERE text = ?"
        known = connection.execute(look, (text,)).fetchone() or ()
        kept.put(key, known, len(text))
    return known or None
