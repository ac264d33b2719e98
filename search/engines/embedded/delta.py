"""What changed since the compilation: a handful of documents, all of it in memory."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.columns import Columns
from search.engines.embedded.compiling import documents_by_value
from search.engines.embedded.facts import Facts
from search.engines.embedded.gathering import LISTED, Gathering
from search.engines.embedded.inverting import CHUNK, Postings
from search.engines.embedded.scoring import Totals
from search.engines.embedded.segments import NO_DOCS, NOBODY, Holders, paired, places_of
from search.engines.embedded.vocabulary import Vocabulary, category_term
from search.engines.embedded.words import FIELDS, Wording, Words
from search.language import fold
from search.ranking import category_weight

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A changed document as the live file holds it."""

    facts: Facts
    wording: Wording


class Posting(NamedTuple):
    """Who holds a term in a chunk, how much that says, and where they hold it."""

    docs: Integers
    impacts: Floats
    counts: Integers
    places: Integers


class Statistics:
    """What the compilation says of terms; each is read once."""

    def __init__(self, totals: Totals) -> None:
        self.totals = totals
        self._terms: dict[str, tuple[int, bytes]] = {}

    def term(
        self, connection: sqlite3.Connection | None, text: str
    ) -> tuple[int, bytes]:
        """Return how many documents hold a term, and how many by field, as bytes."""
        known = self._terms.get(text)
        if known is None:
            look = "SELECT documents, holders FROM term WHERE text = ?"
            row = connection and connection.execute(look, (text,)).fetchone()
            known = self._terms[text] = row or (0, b"")
        return known


@dataclass(frozen=True, slots=True)
class Known:
    """A compilation's statistics, applied to documents that it does not hold."""

    statistics: Statistics
    connection: sqlite3.Connection | None

    def inverted(self, wordings: Sequence[Wording]) -> dict[str, Posting]:
        """Return the postings of one chunk of documents."""
        vocabulary = Vocabulary()
        words = Words.of([one.packed(vocabulary) for one in wordings])
        texts = ["", *vocabulary.terms]
        found = Postings.of(
            words,
            vocabulary.stems,
            self.statistics.totals,
            lambda terms: self._weights([texts[term] for term in terms.tolist()]),
        )
        return {
            texts[term]: Posting(
                found.docs[some],
                found.impacts[some],
                found.counts[some],
                found.places[where],
            )
            for term, some, where in found.runs()
        }

    def _weights(self, terms: Sequence[str]) -> Floats:
        none = bytes(4 * FIELDS)
        held = (self.statistics.term(self.connection, term)[1] for term in terms)
        counts = np.frombuffer(b"".join(one or none for one in held), "<u4")
        return self.statistics.totals.weights(counts.reshape(-1, FIELDS).astype(float))

    def belonging(
        self, categories: Mapping[str, Integers], first: int
    ) -> dict[str, Posting]:
        """Return the postings of categories in the chunk that begins so."""
        documents = self.statistics.totals.documents
        found = {}
        for category, every in categories.items():
            term = category_term(category)
            docs = every[(first <= every) & (every < first + CHUNK)] - first
            held, _ = self.statistics.term(self.connection, term)
            weight = category_weight(documents, held)
            found[term] = Posting(docs, np.full(len(docs), weight), NO_DOCS, NO_DOCS)
        return found


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed since the compilation: all of it in memory. Its own ``Pages``."""

    columns: Columns
    rows: dict[int, Waiting]
    chunks: tuple[dict[str, Posting], ...]
    """For each chunk the postings by term."""
    lists: dict[str, Integers]
    is_live: Mask | None = None
    is_ordered: bool = False

    @classmethod
    def of(
        cls,
        rows: dict[int, Waiting],
        statistics: Statistics,
        compiled: sqlite3.Connection | None,
    ) -> Self:
        """Put changed documents together, weighed by the compilation's statistics."""
        known = Known(statistics, compiled)
        gathering = Gathering()
        for row in rows.values():
            gathering.add(row.facts)
        every = np.arange(len(rows))
        names = [fold(row.facts.name) for row in rows.values()]
        columns = gathering.columns(every, _ranks(compiled, names))
        wordings = [row.wording for row in rows.values()]
        categories = dict(documents_by_value(gathering.sets("category", every)))
        return cls(
            columns,
            rows,
            tuple(
                known.inverted(wordings[first : first + CHUNK])
                | known.belonging(categories, first)
                for first in range(0, len(rows), CHUNK)
            ),
            {
                value: docs
                for name in LISTED
                for value, docs in documents_by_value(gathering.sets(name, every))
                if value
            },
        )

    def know(self, terms: Iterable[str]) -> None:
        """Look these terms up: all are known."""

    def postings(self, chunk: int, term: str) -> Holders:
        """Return who holds a term, and what each posting weighs."""
        posting = self.chunks[chunk].get(term)
        return Holders(posting.docs, posting.impacts, 1.0) if posting else NOBODY

    def places(
        self, chunk: int, term: str, docs: Integers
    ) -> tuple[Integers, Integers]:
        """Return where these documents hold a term."""
        held, _, counts, places = self.chunks[chunk][term]
        return places_of(docs, held, counts, places)

    def listed(self, values: Sequence[str]) -> tuple[Integers, Integers]:
        """Return the documents listed under area codes or organizations."""
        lists = [self.lists.get(value, NO_DOCS) for value in values]
        return paired(np.concatenate([NO_DOCS, *lists]), [*map(len, lists)])


def _ranks(compiled: sqlite3.Connection | None, names: Sequence[str]) -> Floats:
    """Return places among the compiled names; new names fall between them."""
    ordered = sorted(set(names))
    look = "SELECT name, rank FROM title WHERE name <= ? ORDER BY name DESC LIMIT 1"
    ranks: dict[str, float] = {}
    for place, name in enumerate(ordered, start=1):
        row = compiled and compiled.execute(look, (name,)).fetchone()
        before, rank = row or ("", -1)
        is_new = not row or before != name
        ranks[name] = rank + (place / (len(ordered) + 1) if is_new else 0)
    return np.array([ranks[name] for name in names], dtype=float)
