"""Words and terms as numbers: a term is a word's stem, or a category."""

import sqlite3
from array import array
from typing import Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from search.language import stems

type Integers = NDArray[np.int64]

# No stem begins like this.
CATEGORY = "="


def category_term(category: UUID | str) -> str:
    """Return the term of belonging to a category."""
    return f"{CATEGORY}{category}"


class Vocabulary:
    """Numbers words and terms from 1, in the order in which they come."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.terms: dict[str, int] = {}
        self._last = 0
        self._stems = array("I", (0, 0))

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> Self:
        """Take up the numbers of a compiled file."""
        known = cls()
        known.terms = dict(connection.execute("SELECT text, id FROM term"))
        known._last = max(known.terms.values(), default=0)
        rows = connection.execute("SELECT id, text, first, second FROM word")
        for number, text, first, second in rows:
            known.words[text] = number
            known._stems.extend([0] * (2 * (number + 1) - len(known._stems)))
            known._stems[2 * number : 2 * number + 2] = array("I", (first, second))
        return known

    def number(self, word: str) -> int:
        """Return the number of a folded word."""
        number = self.words.get(word)
        if number is None:
            number = self.words[word] = len(self._stems) // 2
            numbers = [self.term(stem) for stem in stems(word)]
            self._stems.extend((*numbers, 0)[:2])
        return number

    def term(self, text: str) -> int:
        """Return the number of a term."""
        number = self.terms.get(text)
        if number is None:
            self._last += 1
            number = self.terms[text] = self._last
        return number

    @property
    def size(self) -> int:
        """One more than the greatest number of a term."""
        return self._last + 1

    @property
    def stems(self) -> Integers:
        """Each word's terms by its number: shape (words + 1, 2), 0 where none."""
        return np.array(self._stems, dtype=np.int64).reshape(-1, 2)
