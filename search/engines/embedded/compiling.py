"""Writing a compiled file: documents as they come, then everything that finds them.

What stands in the file:

- ``source``: the documents, to be compiled again with the changes of the next merge.
- ``word`` and ``term``: the vocabulary, and how many documents hold each.
- ``posting`` and ``position``: for each chunk of 65,536 documents and each term who
  holds it and how much that says; and where, which only phrases read.
- ``listing``: for area codes and organizations the documents listed under them.
- ``piece``: the columns. ``title``: names in order. ``opening``: see ``openings``.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import batched
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded import openings, pieces
from search.engines.embedded.facts import Facts
from search.engines.embedded.gathering import LISTED, Gathering
from search.engines.embedded.inverting import CHUNK, Postings, holders, parts
from search.engines.embedded.scoring import Totals
from search.engines.embedded.sets import Sets
from search.engines.embedded.store import FORMAT, set_info
from search.engines.embedded.vocabulary import Vocabulary, category_term
from search.engines.embedded.words import FIELDS, Words
from search.language import fold
from search.ranking import category_weight

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]

TABLES = """
CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL,
  facts TEXT NOT NULL, words BLOB NOT NULL);
CREATE TABLE word (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, first INTEGER NOT NULL,
  second INTEGER NOT NULL, documents INTEGER NOT NULL);
CREATE TABLE term (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, documents INTEGER NOT NULL,
  scale REAL NOT NULL, holders BLOB NOT NULL);
CREATE TABLE posting (
  chunk INTEGER NOT NULL, term INTEGER NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (chunk, term)) WITHOUT ROWID;
CREATE TABLE position (
  chunk INTEGER NOT NULL, term INTEGER NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (chunk, term)) WITHOUT ROWID;
CREATE TABLE listing (value TEXT PRIMARY KEY, docs BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE piece (
  name TEXT PRIMARY KEY, kind TEXT NOT NULL, shape TEXT NOT NULL,
  content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE title (name TEXT PRIMARY KEY, rank INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE opening (
  is_whole INTEGER NOT NULL, start TEXT NOT NULL, services BLOB NOT NULL,
  PRIMARY KEY (is_whole, start)) WITHOUT ROWID;
"""
INDEXES = """
CREATE UNIQUE INDEX word_text ON word (text);
CREATE UNIQUE INDEX term_text ON term (text);
"""
# An impact of this stands for the term's scale.
TOP = 65535
COUNTING = 4096
PARTS = 8


class Compiling:
    """One compiled file in the making."""

    def __init__(self, path: Path, vocabulary: Vocabulary | None = None) -> None:
        self._path = path
        self._vocabulary = vocabulary or Vocabulary()
        self._gathering = Gathering()
        path.unlink(missing_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        # Nobody reads the file before it is whole, and a half one is thrown away.
        for pragma in ("page_size=16384", "journal_mode=OFF", "synchronous=OFF"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("BEGIN")
        _run(self._connection, TABLES)

    @property
    def vocabulary(self) -> Vocabulary:
        """The numbers that the packed words of documents are of."""
        return self._vocabulary

    def add(self, documents: Iterable[tuple[Facts, bytes]]) -> None:
        """Take documents: facts, and packed words."""
        first = len(self._gathering)
        rows = []
        for at, (facts, packed) in enumerate(documents, start=first):
            self._gathering.add(facts)
            title = fold(facts.name)
            rows.append((at, facts.name, title, facts.written(), packed))
        self._connection.executemany(
            "INSERT INTO source (id, name, title, facts, words) VALUES (?, ?, ?, ?, ?)",
            rows,
        )

    def finish(self) -> None:
        """Compile what was taken; the file is whole and safe on disk then."""
        order = self._gathering.order()
        columns = self._gathering.columns(order, self._ranks())
        pieces.save(self._connection, columns)
        pieces.save_array(self._connection, "rows", order.astype(np.int32))
        self._list(order)
        totals, held = self._count()
        self._invert(order, totals, held)
        self._categorise(order, totals)
        openings.save(self._connection, columns, order)
        _run(self._connection, INDEXES)
        written = [totals.documents, totals.having.tolist(), totals.words.tolist()]
        set_info(self._connection, "totals", json.dumps(written))
        set_info(self._connection, "format", FORMAT)
        self._connection.execute("COMMIT")
        self._connection.close()
        with self._path.open("rb") as file:
            os.fsync(file.fileno())

    def abandon(self) -> None:
        """Leave no trace."""
        self._connection.close()
        self._path.unlink(missing_ok=True)

    def _ranks(self) -> NDArray[np.int32]:
        self._connection.execute(
            "INSERT INTO title (name, rank) SELECT title, row_number() OVER"
            " (ORDER BY title) - 1 FROM (SELECT DISTINCT title FROM source)"
        )
        rows = self._connection.execute(
            "SELECT rank FROM source JOIN title ON title.name = title ORDER BY id"
        )
        return np.fromiter((rank for (rank,) in rows), np.int32)

    def _list(self, order: Integers) -> None:
        for name in LISTED:
            listed = documents_by_value(self._gathering.sets(name, order))
            self._connection.executemany(
                "INSERT INTO listing (value, docs) VALUES (?, ?)",
                (
                    (value, docs.astype("<u4").tobytes())
                    for value, docs in listed
                    if value
                ),
            )

    def _count(self) -> tuple[Totals, Integers]:
        """Write how many documents hold each word; return what scoring needs."""
        stems = self._vocabulary.stems
        totals = Totals.none()
        held = np.zeros((self._vocabulary.size, FIELDS), dtype=np.int64)
        words_held = np.zeros(len(stems), dtype=np.int64)
        rows = self._connection.execute("SELECT words FROM source ORDER BY id")
        for some in batched((packed for (packed,) in rows), COUNTING, strict=False):
            words = Words.of(some)
            totals = totals.plus(words.lengths)
            np.add.at(held, holders(words, stems), 1)
            each = np.unique(words.docs * len(stems) + words.words) % len(stems)
            words_held += np.bincount(each, minlength=len(stems))
        self._connection.executemany(
            "INSERT INTO word (id, text, first, second, documents)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                (number, text, *stems[number].tolist(), int(words_held[number]))
                for text, number in self._vocabulary.words.items()
                if words_held[number]
            ),
        )
        return totals, held

    def _invert(self, order: Integers, totals: Totals, held: Integers) -> None:
        weights = totals.weights(held) * (held > 0)
        scales = weights.sum(axis=1)
        holding = np.zeros(len(held), dtype=np.int64)
        stems = self._vocabulary.stems
        for chunk in range(-(-len(order) // CHUNK)):
            rows = order[chunk * CHUNK : (chunk + 1) * CHUNK].tolist()
            words = Words.of(list(self._packed(rows)))
            # A few terms at a time: all of them at once would fill the memory.
            for some in parts(words, stems, PARTS):
                postings = Postings.of(
                    words, stems, totals, lambda terms: weights[terms], only=some
                )
                holding[postings.terms] += np.diff(postings.starts)
                self._write(chunk, postings, scales)
        self._connection.executemany(
            "INSERT INTO term (id, text, documents, scale, holders)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                (
                    number,
                    text,
                    int(holding[number]),
                    float(scales[number]),
                    held[number].astype("<u4").tobytes(),
                )
                for text, number in self._vocabulary.terms.items()
                if holding[number]
            ),
        )

    def _packed(self, rows: list[int]) -> Iterator[bytes]:
        read = "SELECT words FROM source WHERE id = ?"
        for row in rows:
            yield self._connection.execute(read, (row,)).fetchone()[0]

    def _write(self, chunk: int, postings: Postings, scales: Floats) -> None:
        every = np.repeat(scales[postings.terms], np.diff(postings.starts))
        impacts = np.rint(postings.impacts / every * TOP).clip(1, TOP).astype("<u2")
        docs, counts = postings.docs.astype("<u2"), postings.counts.astype(np.uint8)
        places = postings.places.astype("<u2")
        self._connection.executemany(
            "INSERT INTO posting (chunk, term, content) VALUES (?, ?, ?)",
            (
                (chunk, term, docs[some].tobytes() + impacts[some].tobytes())
                for term, some, _ in postings.runs()
            ),
        )
        self._connection.executemany(
            "INSERT INTO position (chunk, term, content) VALUES (?, ?, ?)",
            (
                (chunk, term, counts[some].tobytes() + places[where].tobytes())
                for term, some, where in postings.runs()
            ),
        )

    def _categorise(self, order: Integers, totals: Totals) -> None:
        """Write who belongs to each category, as postings that all weigh the same."""
        sets = self._gathering.sets("category", order)
        for value, docs in documents_by_value(sets):
            text = category_term(value)
            number = self._vocabulary.term(text)
            weight = category_weight(totals.documents, len(docs))
            self._connection.execute(
                "INSERT INTO term (id, text, documents, scale, holders)"
                " VALUES (?, ?, ?, ?, x'')",
                (number, text, len(docs), weight),
            )
            chunks, starts = np.unique(docs // CHUNK, return_index=True)
            for chunk, some in zip(
                chunks.tolist(), np.split(docs, starts[1:]), strict=True
            ):
                content = np.full((2, len(some)), TOP, dtype="<u2")
                content[0] = some % CHUNK
                self._connection.execute(
                    "INSERT INTO posting (chunk, term, content) VALUES (?, ?, ?)",
                    (chunk, number, content.tobytes()),
                )


def documents_by_value(sets: Sets) -> Iterator[tuple[str, Integers]]:
    """Return each value with the documents that hold it, rising."""
    by_set = np.argsort(sets.of_document, kind="stable")
    ends = np.append(0, np.cumsum(np.bincount(sets.of_document, minlength=sets.size)))
    owners = np.repeat(np.arange(sets.size), np.diff(sets.starts))
    by_value = np.argsort(sets.members, kind="stable")
    firsts = np.searchsorted(sets.members[by_value], np.arange(len(sets.values) + 1))
    for at, value in enumerate(sets.values):
        holding = owners[by_value[firsts[at] : firsts[at + 1]]].tolist()
        yield (
            value,
            np.sort(
                np.concatenate([by_set[ends[one] : ends[one + 1]] for one in holding])
            ),
        )


def _run(connection: sqlite3.Connection, script: str) -> None:
    # executescript() would commit what was begun.
    for statement in filter(str.strip, script.split(";")):
        connection.execute(statement)
