"""How many services each value of each facet has."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.facts import SET_NAMES
from search.engines.embedded.kin import Kin, distinct
from search.engines.embedded.matching import Matches

type Integers = NDArray[np.int64]
type Mask = NDArray[np.bool_]

OPEN, ACCEPTING = "open", "accepting"
NAMES = (*SET_NAMES, OPEN, ACCEPTING)


def facets(found: Sequence[Matches]) -> dict[str, dict[str, int]]:
    """Return counts of services by value; each facet ignores its own filter."""
    parts = [dict(Counting(one).counts()) for one in found]
    return {name: _added([part[name] for part in parts]) for name in NAMES}


def _added(parts: Sequence[dict[str, int]]) -> dict[str, int]:
    if len(parts) == 1:
        return parts[0]
    counter = Counter[str]()
    for part in parts:
        counter.update(part)
    return dict(counter)


class Counting:
    """The matches of one segment, counted as services."""

    def __init__(self, found: Matches) -> None:
        self._found = found

    def counts(self) -> list[tuple[str, dict[str, int]]]:
        """Return each facet's counts."""
        found, columns = self._found, self._found.columns
        # Most facets have no filter set: these count the same documents.
        others = [name for name in SET_NAMES if name not in found.passes]
        counted = [*self._counts(found.passing(), others).items()]
        for name in SET_NAMES:
            if name in found.passes:
                counted += self._counts(found.passing(but=name), [name]).items()
        is_accepting = columns.accepting.take(found.docs) != 0
        for name, value, mask in (
            (OPEN, "now", found.is_open),
            (ACCEPTING, "yes", is_accepting),
        ):
            passing = found.passing(but=name)
            count = self._services(mask if passing is None else mask & passing)
            counted.append((name, {value: count} if count else {}))
        return counted

    def _counts(
        self, mask: Mask | None, names: Sequence[str]
    ) -> dict[str, dict[str, int]]:
        """Return the counts of some sets over the documents that pass."""
        found, kin, sets = self._found, self._found.kin, self._found.columns.sets
        if mask is not None:
            docs = found.docs[mask.nonzero()[0]]
            return sets.counts(docs, kin.siblings[mask[kin.places]], names)
        if found.absent is not None:
            absent = Kin.of(found.columns, found.absent)
            return sets.counts_but(found.absent, absent.siblings, names)
        return sets.counts(found.docs, kin.siblings, names)

    def _services(self, mask: Mask) -> int:
        kin = self._found.kin
        families = kin.families[mask[kin.places]]
        return int(np.count_nonzero(mask)) - len(families) + distinct(families)
