"""A column of sets of values, each distinct set kept once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

type Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sets:
    """For each document the number of its set; for each set its members.

    Documents share few distinct sets: a filter then judges sets, not documents, and a
    count of values is a count of sets.
    """

    of_document: Integers
    values: list[str]
    owners: Integers
    """Set numbers, rising, one entry for each member of each set."""
    members: Integers
    """Value numbers, alongside ``owners``."""
    size: int
    """How many distinct sets there are."""

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]]) -> Self:
        """Take each document's values."""
        numbers: dict[tuple[str, ...], int] = {}
        of_document = [numbers.setdefault(tuple(row), len(numbers)) for row in rows]
        values = sorted({value for row in numbers for value in row})
        places = {value: place for place, value in enumerate(values)}
        pairs = [
            (owner, places[value]) for row, owner in numbers.items() for value in row
        ]
        owners, members = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return cls(
            np.array(of_document, dtype=np.int64),
            values,
            owners.copy(),
            members.copy(),
            len(numbers),
        )

    def holding(self, wanted: Iterable[str]) -> NDArray[np.bool_]:
        """Return for each set whether it holds any of these values."""
        places = [at for at, value in enumerate(self.values) if value in set(wanted)]
        held = np.zeros(self.size, dtype=bool)
        held[self.owners[np.isin(self.members, places)]] = True
        return held

    def at(self, document: int) -> list[str]:
        """Return the values of one document."""
        number = self.of_document[document]
        first, last = np.searchsorted(self.owners, [number, number + 1])
        return [self.values[member] for member in self.members[first:last]]

    def counts(
        self, ids: Integers, services: Integers, is_shared: NDArray[np.bool_]
    ) -> dict[str, int]:
        """Count for each value the distinct services that hold it.

        Takes documents with the service of each, and whether that service has other
        documents: those without are counted by sets; the rest pair by pair, for a
        value that two documents of one service hold counts once.
        """
        alone = np.bincount(self.of_document[ids[~is_shared]], minlength=self.size)
        totals = np.bincount(
            self.members,
            weights=alone[self.owners].astype(float),
            minlength=len(self.values),
        ).astype(np.int64)
        if is_shared.any():
            totals += self._shared_counts(
                self.of_document[ids[is_shared]], services[is_shared]
            )
        return {
            self.values[place]: int(totals[place]) for place in np.flatnonzero(totals)
        }

    def _shared_counts(self, sets: Integers, services: Integers) -> Integers:
        pairs = np.unique(services * max(self.size, 1) + sets)
        owners, numbers = np.divmod(pairs, max(self.size, 1))
        first = np.searchsorted(self.owners, numbers)
        lengths = np.searchsorted(self.owners, numbers, "right") - first
        places = self.members[runs(first, lengths)]
        held = np.unique(np.repeat(owners, lengths) * max(len(self.values), 1) + places)
        counts: Integers = np.bincount(
            held % max(len(self.values), 1), minlength=len(self.values)
        )
        return counts


def runs(first: Integers, lengths: Integers) -> Integers:
    """Return first, first + 1, … for each run of the given length, one after another.

    Shapes: ``first`` and ``lengths`` are alike; the result is as long as the lengths'
    sum.
    """
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Integers = np.arange(total) + np.repeat(first - ends + lengths, lengths)
    return numbers
