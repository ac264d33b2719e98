"""Documents of one service: found beside each other, they are one answer."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.columns import Columns

type Integers = NDArray[np.int64]
type Numbers = NDArray[np.int32]
type Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Kin:
    """Among some documents, those whose service has several of them."""

    places: Integers
    """Where they stand among those documents, rising."""
    siblings: Numbers
    """Their numbers among all documents with siblings."""
    families: Numbers
    """The numbers of their services among all services with several documents."""

    @classmethod
    def of(cls, columns: Columns, docs: Integers) -> Self:
        """Find them among documents of a segment."""
        sibling = columns.sibling.take(docs)
        places = (sibling >= 0).nonzero()[0]
        sibling = sibling[places]
        family = columns.family.take(sibling)
        several = _has_several(family, len(columns.family))
        return cls(places[several], sibling[several], family[several])

    def passing(self, mask: Mask | None) -> "Kin":
        """Return those that pass, at their places among what passes.

        Some of them may have no kin left. ``None``: everything passes.
        """
        if mask is None:
            return self
        chosen = mask[self.places].nonzero()[0]
        places = self.places[chosen]
        if len(places):
            places = np.cumsum(mask)[places] - 1
        return Kin(places, self.siblings[chosen], self.families[chosen])

    def surplus(self) -> int:
        """Return how many more documents than services these are."""
        return len(self.families) - distinct(self.families)


def distinct(numbers: Numbers) -> int:
    """Return how many different numbers there are."""
    if not len(numbers):
        return 0
    is_there = np.zeros(int(numbers.max()) + 1, dtype=bool)
    is_there[numbers] = True
    return int(np.count_nonzero(is_there))


def _has_several(family: Numbers, size: int) -> Mask:
    """Return which of these families stand here more than once; all are below size."""
    # Only what is written to is read.
    last = np.empty(size, dtype=np.int64)
    places = np.arange(len(family))
    last[family] = places
    is_last = last[family] == places
    if is_last.all():
        return np.zeros(len(family), dtype=bool)
    several = np.zeros(size, dtype=bool)
    several[family[~is_last]] = True
    return several[family]
