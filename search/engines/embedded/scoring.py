"""What BM25 needs to know of a whole index: how long its fields are, who holds what."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.words import FIELDS
from search.ranking import FIELD_WEIGHTS, K1, B, Field

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]

WEIGHTS = np.array([FIELD_WEIGHTS[field] for field in Field])


@dataclass(frozen=True, slots=True)
class Totals:
    """How many documents there are; how many have each field, and words in it."""

    documents: int
    having: Integers
    words: Integers

    @classmethod
    def none(cls) -> Self:
        """Return the totals of no document."""
        return cls(0, np.zeros(FIELDS, np.int64), np.zeros(FIELDS, np.int64))

    def plus(self, lengths: Integers) -> "Totals":
        """Count documents in, by their fields' lengths: shape (documents, fields)."""
        return Totals(
            self.documents + len(lengths),
            self.having + (lengths > 0).sum(axis=0),
            self.words + lengths.sum(axis=0),
        )

    def weights(self, holders: Integers | Floats) -> Floats:
        """Return weight times idf from counts of holders: shape (terms, fields).

        Lucene's idf: ``ln(1 + (N - n + 0.5) / (n + 0.5))``.
        """
        idf = np.log1p((self.having - holders + 0.5) / (holders + 0.5))
        weighted: Floats = WEIGHTS * idf
        return weighted

    def damped(self, counts: Integers, fields: Integers, lengths: Integers) -> Floats:
        """Return what standing so often in a field of this length is worth, below 1."""
        average = np.maximum(self.words, 1) / np.maximum(self.having, 1)
        worth: Floats = counts / (counts + K1 * (1 - B + B * lengths / average[fields]))
        return worth
