"""How many services each value of each facet has."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.facts import SET_NAMES
from search.engines.embedded.matching import Matches

type Integers = NDArray[np.int64]
type Mask = NDArray[np.bool_]

OPEN, ACCEPTING = "open", "accepting"


def facets(found: Sequence[Matches]) -> dict[str, dict[str, int]]:
    """Return counts of services by value; each facet ignores its own filter."""
    counters = {name: Counter[str]() for name in (*SET_NAMES, OPEN, ACCEPTING)}
    for one in found:
        for name, counts in Counting(one).counts():
            counters[name].update(counts)
    return {name: dict(counter) for name, counter in counters.items()}


class Counting:
    """The matches of one segment, counted as services."""

    def __init__(self, found: Matches) -> None:
        self._found = found
        columns = found.columns
        sibling = columns.sibling[found.docs]
        mine = np.flatnonzero(sibling >= 0)
        family = columns.family[sibling[mine]]
        several = has_several(family, len(columns.family))
        # Only these could count a service twice.
        self._places = mine[several]
        self._siblings = sibling[mine][several]

    def counts(self) -> list[tuple[str, dict[str, int]]]:
        """Return each facet's counts."""
        found, columns = self._found, self._found.columns
        # Most facets have no filter set: these count the same documents.
        every = self._passing(found.passing())
        counted = []
        for name in SET_NAMES:
            some = every
            if name in found.passes:
                some = self._passing(found.passing(but=name))
            counted.append((name, columns.sets[name].counts(*some)))
        is_accepting = columns.accepting[found.docs] != 0
        for name, value, mask in (
            (OPEN, "now", found.is_open),
            (ACCEPTING, "yes", is_accepting),
        ):
            passing = found.passing(but=name)
            count = self._services(mask if passing is None else mask & passing)
            if count:
                counted.append((name, {value: count}))
        return counted

    def _passing(self, mask: Mask | None) -> tuple[Integers, NDArray[np.int32]]:
        """Return the documents that pass, and those with siblings among them."""
        if mask is None:
            return self._found.docs, self._siblings
        docs = self._found.docs[np.flatnonzero(mask)]
        return docs, self._siblings[mask[self._places]]

    def _services(self, mask: Mask) -> int:
        siblings = self._siblings[mask[self._places]]
        count = int(np.count_nonzero(mask))
        if not len(siblings):
            return count
        family = self._found.columns.family
        return count - len(siblings) + _distinct(family[siblings], len(family))


def has_several(family: NDArray[np.int32], size: int) -> Mask:
    """Return which of these families stand here more than once; all are below size."""
    last = np.empty(size, dtype=np.int64)
    places = np.arange(len(family))
    last[family] = places
    is_last = last[family] == places
    if is_last.all():
        return np.zeros(len(family), dtype=bool)
    several = np.zeros(size, dtype=bool)
    several[family[~is_last]] = True
    return several[family]


def _distinct(families: NDArray[np.int32], size: int) -> int:
    is_there = np.zeros(size, dtype=bool)
    is_there[families] = True
    return int(np.count_nonzero(is_there))
