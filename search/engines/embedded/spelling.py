"""Words of the vocabulary that are a slip or two away from another."""

import sqlite3
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

# Letters of a word from which so many of them may be wrong.
ALLOWED = ((8, 2), (4, 1))


class Spellings:
    """Words with their letters as bits: most words are ruled out by these alone."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._lengths = np.fromiter(map(len, words), np.int16, len(words))
        self._letters = np.fromiter(map(_letters, words), np.uint32, len(words))

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> Self:
        """Read the vocabulary of a compiled file."""
        return cls([text for (text,) in connection.execute("SELECT text FROM word")])

    def near(self, word: str) -> dict[str, int]:
        """Return the words near a word, and how far they are.

        The distance counts letters put in, left out, changed, or changed over with
        their neighbour (optimal string alignment).
        """
        allowed = next((most for length, most in ALLOWED if len(word) >= length), 0)
        if not allowed:
            return {}
        # A slip changes two bits at most: the letter that is missing and the wrong one.
        differing = np.bitwise_count(self._letters ^ np.uint32(_letters(word)))
        may_be = (differing <= 2 * allowed) & (
            np.abs(self._lengths - len(word)) <= allowed
        )
        some = [self._words[at] for at in np.flatnonzero(may_be).tolist()]
        distances: NDArray[np.uint8] = cdist(
            [word], some, scorer=OSA.distance, score_cutoff=allowed, dtype=np.uint8
        )
        near = np.flatnonzero(distances[0] <= allowed) if some else ()
        return {some[at]: int(distances[0][at]) for at in near}


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits
