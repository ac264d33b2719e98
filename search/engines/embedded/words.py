"""A document's words and their places: as text, as bytes, and as arrays of many.

A place is 16 bits: the field in the upper three, and the word's place in the field,
stop words counted, in the rest. Words so far into a field that it does not fit stand
at ``BEYOND``: they count, but in no phrase.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.documents import Document
from search.engines.embedded.vocabulary import Vocabulary
from search.language import placed
from search.ranking import Field

type Integers = NDArray[np.int64]

FIELDS = len(Field)
PLACE_BITS = 13
BEYOND = (1 << PLACE_BITS) - 1
RECORD = np.dtype([("word", "<u4"), ("place", "<u2")])


@dataclass(frozen=True, slots=True)
class Wording:
    """One document's words, folded, each with its place."""

    words: list[str]
    places: list[int]

    @classmethod
    def of(cls, document: Document) -> Self:
        """Take a document's texts apart."""
        words, places = [], []
        for field, text in enumerate(document.texts):
            for place, word in placed(text):
                words.append(word)
                places.append(field << PLACE_BITS | min(place, BEYOND))
        return cls(words, places)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read words as ``written`` left them."""
        words, places = json.loads(text)
        return cls(words, places)

    def written(self) -> str:
        """Return the words as one line of text."""
        both = (self.words, self.places)
        return json.dumps(both, ensure_ascii=False, separators=(",", ":"))

    def packed(self, vocabulary: Vocabulary) -> bytes:
        """Return the words as bytes, by their numbers."""
        records = np.empty(len(self.words), RECORD)
        records["word"] = [vocabulary.number(word) for word in self.words]
        records["place"] = self.places
        return records.tobytes()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of several documents, one entry a word."""

    lengths: Integers
    """Words in each field: shape (documents, fields)."""
    docs: Integers
    """Documents' numbers from 0, rising."""
    words: NDArray[np.int32]
    places: NDArray[np.int32]

    @classmethod
    def of(cls, packed: Sequence[bytes]) -> Self:
        """Read the bytes of documents, in the order given."""
        records = np.frombuffer(b"".join(packed), RECORD)
        sizes = [len(one) // RECORD.itemsize for one in packed]
        docs = np.repeat(np.arange(len(packed)), sizes)
        places = records["place"].astype(np.int32)
        fields = docs * FIELDS + (places >> PLACE_BITS)
        counts = np.bincount(fields, minlength=len(packed) * FIELDS)
        return cls(
            counts.reshape(-1, FIELDS), docs, records["word"].astype(np.int32), places
        )
