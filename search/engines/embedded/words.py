"""A document's words as bytes, and many documents' words turned into postings.

The bytes of one document: the length of each field (7 x uint32), then for each of its n
(field, term) pairs the term (n x uint32), the field and the count (n x uint8 each).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.documents import Document
from search.language import stems, words
from search.ranking import FIELD_WEIGHTS, K1, B, Field

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]

FIELDS = len(Field)
WEIGHTS = np.array([FIELD_WEIGHTS[field] for field in Field])
HEAD = 4 * FIELDS
MOST = 255


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document's words before they have numbers."""

    lengths: list[int]
    counts: dict[tuple[int, str], int]
    """How often each term stands in each field."""
    words: frozenset[str]
    """The words as written, folded."""

    @classmethod
    def of(cls, document: Document) -> Self:
        """Split and stem a document's texts."""
        texts = [words(text) for text in document.texts]
        counts = Counter(
            (field, stem)
            for field, found in enumerate(texts)
            for word in found
            for stem in stems(word)
        )
        every = frozenset(word for found in texts for word in found)
        return cls([len(found) for found in texts], counts, every)

    def packed(self, numbers: dict[str, int]) -> bytes:
        """Return the bytes of these words, by the numbers of their terms."""
        pairs = self.counts.items()
        return b"".join(
            (
                np.array(self.lengths, dtype="<u4").tobytes(),
                np.array([numbers[term] for (_, term), _ in pairs], "<u4").tobytes(),
                bytes(field for (field, _), _ in pairs),
                bytes(min(count, MOST) for _, count in pairs),
            )
        )


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The words of several documents, one entry a (document, field, term)."""

    docs: Integers
    terms: Integers
    fields: Integers
    counts: Integers
    lengths: Integers
    """Shape (documents, fields): words in each field."""

    @classmethod
    def of(cls, packed: Sequence[bytes]) -> Self:
        """Read the bytes of documents, numbered from 0 in the order given."""
        sizes = [(len(one) - HEAD) // 6 for one in packed]
        numbers = [
            np.frombuffer(one, "<u4", FIELDS + size)
            for one, size in zip(packed, sizes, strict=True)
        ]
        small = [
            np.frombuffer(one, np.uint8, 2 * size, HEAD + 4 * size)
            for one, size in zip(packed, sizes, strict=True)
        ]
        return cls(
            np.repeat(np.arange(len(packed)), sizes),
            _joined([one[FIELDS:] for one in numbers]),
            _joined([one[: len(one) // 2] for one in small]),
            _joined([one[len(one) // 2 :] for one in small]),
            _joined([one[:FIELDS] for one in numbers]).reshape(-1, FIELDS),
        )

    def holders(self, size: int) -> Integers:
        """Return how many documents hold each term in each field: (terms, fields)."""
        # Each (document, field, term) stands here once, so counting rows counts
        # documents.
        counts: Integers = np.bincount(
            self.terms * FIELDS + self.fields, minlength=size * FIELDS
        )
        return counts.reshape(-1, FIELDS)


@dataclass(frozen=True, slots=True)
class Totals:
    """Of each field: how many documents have it, and how long it is on average."""

    documents: list[int]
    words: list[int]

    @classmethod
    def of(cls, lengths: Integers) -> Self:
        """Sum up the lengths of documents' fields; shape (documents, fields)."""
        return cls((lengths > 0).sum(axis=0).tolist(), lengths.sum(axis=0).tolist())

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            [a + b for a, b in zip(self.documents, other.documents, strict=True)],
            [a + b for a, b in zip(self.words, other.words, strict=True)],
        )

    @property
    def average(self) -> Floats:
        """Words in each field, on average over the documents that have it."""
        return np.maximum(self.words, 1) / np.maximum(self.documents, 1)

    def weights(self, holders: Integers) -> Floats:
        """Return weight times idf by term and field, from the counts of holders.

        Lucene's idf: ``ln(1 + (N - n + 0.5) / (n + 0.5))``.
        """
        total = np.array(self.documents)
        idf = np.log1p((total - holders + 0.5) / (holders + 0.5))
        weighted: Floats = WEIGHTS * idf
        return weighted


@dataclass(frozen=True, slots=True)
class Postings:
    """Who holds each term, and how much that says; sorted by term, then document."""

    terms: Integers
    starts: Integers
    """Where each term's run begins; one more entry than ``terms``."""
    docs: Integers
    impacts: Floats

    @classmethod
    def of(
        cls,
        unpacked: Unpacked,
        totals: Totals,
        holders_of: Callable[[Integers], Integers],
    ) -> Self:
        """Turn documents' words into postings with BM25, summed over the fields.

        ``holders_of`` returns for terms the counts of holders by field.
        """
        terms, places = np.unique(unpacked.terms, return_inverse=True)
        weights = totals.weights(holders_of(terms))[places, unpacked.fields]
        part = (
            unpacked.lengths[unpacked.docs, unpacked.fields]
            / (totals.average[unpacked.fields])
        )
        counts = unpacked.counts
        impacts = weights * counts / (counts + K1 * (1 - B + B * part))
        keys = places * max(len(unpacked.lengths), 1) + unpacked.docs
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        first = np.flatnonzero(np.r_[len(keys) > 0, keys[1:] != keys[:-1]][: len(keys)])
        summed = np.add.reduceat(impacts[order], first) if len(first) else impacts
        held, docs = np.divmod(keys[first], max(len(unpacked.lengths), 1))
        starts = np.searchsorted(held, np.arange(len(terms) + 1))
        return cls(terms, starts, docs, summed)

    def runs(self) -> "zip[tuple[int, int, int]]":
        """Return each term with the start and the end of its run."""
        return zip(
            self.terms.tolist(),
            self.starts[:-1].tolist(),
            self.starts[1:].tolist(),
            strict=True,
        )


def _joined(arrays: list[NDArray[np.uint32]] | list[NDArray[np.uint8]]) -> Integers:
    if not arrays:
        return np.empty(0, dtype=np.int64)
    return np.concatenate(arrays).astype(np.int64)
