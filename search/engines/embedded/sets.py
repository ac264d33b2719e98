"""A column of sets of values, each distinct set kept once."""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.numbering import runs

type Integers = NDArray[np.int64]
type Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Repeats:
    """Values that several documents of one service hold, so that each counts once.

    One entry a document with siblings, by its number among those; for each its pairs
    of a service and a value, such pairs only as another document has as well.
    """

    starts: NDArray[np.int32]
    pairs: NDArray[np.int32]
    values: NDArray[np.int32]
    """For each pair the number of its value."""

    @classmethod
    def of(cls, sets: "Sets", docs: Integers, services: Integers) -> "Repeats":
        """Find the repeats among documents with siblings, given their services."""
        numbers = sets.of_document[docs].astype(np.int64)
        lengths = np.diff(sets.starts)[numbers]
        owners = np.repeat(np.arange(len(docs)), lengths)
        held = sets.members[runs(sets.starts[numbers], lengths)]
        wide = max(len(sets.values), 1)
        keys, places, counts = np.unique(
            services[owners] * wide + held, return_inverse=True, return_counts=True
        )
        is_repeated = counts > 1
        kept = is_repeated[places]
        starts = np.zeros(len(docs) + 1, dtype=np.int32)
        starts[1:] = np.cumsum(np.bincount(owners[kept], minlength=len(docs)))
        numbered = np.cumsum(is_repeated) - 1
        return cls(
            starts,
            numbered[places[kept]].astype(np.int32),
            (keys[is_repeated] % wide).astype(np.int32),
        )

    def surplus(self, some: NDArray[np.int32], size: int) -> Integers:
        """Return by value how often these documents count too much, taken singly."""
        first = self.starts[some]
        pairs = self.pairs[runs(first, self.starts[some + 1] - first)]
        times = np.bincount(pairs, minlength=len(self.values))
        more = np.flatnonzero(times > 1)
        weights = times[more] - 1
        counts = np.bincount(self.values[more], weights, minlength=size)
        return counts.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Sets:
    """For each document the number of its set; for each set its members.

    Documents share few distinct sets: a filter then judges sets, not documents, and a
    count of values is a count of sets.
    """

    of_document: NDArray[Any]
    """Whole numbers, as small as they may be."""
    values: list[str]
    starts: Integers
    """Where each set's members begin; one more entry than there are sets."""
    members: Integers
    """Value numbers, set by set."""
    repeats: Repeats

    @property
    def size(self) -> int:
        """How many distinct sets there are."""
        return len(self.starts) - 1

    def holding(self, wanted: Collection[str]) -> Mask:
        """Return for each set whether it holds any of these values."""
        held: Mask = self._held(wanted) > 0
        return held

    def holding_all(self, wanted: Collection[str]) -> Mask:
        """Return for each set whether it holds all of these values."""
        held: Mask = self._held(wanted) == len(wanted)
        return held

    def _held(self, wanted: Collection[str]) -> Integers:
        is_wanted = np.isin(self.values, list(wanted)) if self.values else np.empty(0)
        found = np.flatnonzero(is_wanted[self.members])
        owners = np.searchsorted(self.starts, found, "right") - 1
        counts: Integers = np.bincount(owners, minlength=self.size)
        return counts

    def at(self, document: int) -> list[str]:
        """Return the values of one document."""
        number = int(self.of_document[document])
        members = self.members[self.starts[number] : self.starts[number + 1]]
        return [self.values[member] for member in members]

    def counts(self, docs: Integers, siblings: NDArray[np.int32]) -> dict[str, int]:
        """Count for each value the distinct services that hold it.

        ``siblings`` are the numbers of those of these documents whose service has
        others among them, in the order of ``Repeats``.
        """
        numbers = self.of_document[docs]
        totals = self._totals(numbers)
        if len(siblings):
            totals -= self.repeats.surplus(siblings, len(self.values))
        values = self.values
        return {values[at]: int(totals[at]) for at in np.flatnonzero(totals).tolist()}

    def _totals(self, numbers: NDArray[Any]) -> Integers:
        if 4 * len(numbers) < self.size:
            # Few documents: go through what they hold, not through all sets.
            first = self.starts[numbers]
            held = self.members[runs(first, self.starts[numbers + 1] - first)]
            few: Integers = np.bincount(held, minlength=len(self.values))
            return few
        often = np.bincount(numbers, minlength=self.size)
        each = np.repeat(often, np.diff(self.starts))
        return np.bincount(self.members, each, len(self.values)).astype(np.int64)


class SetsMaker:
    """Takes the sets of documents one by one."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self._of_document = array("I")

    def add(self, values: Sequence[str]) -> None:
        """Take the next document's values."""
        number = self._numbers.setdefault(tuple(values), len(self._numbers))
        self._of_document.append(number)

    def made(self, order: Integers) -> Sets:
        """Return the column in this order of documents; repeats are yet to be found."""
        values = sorted({value for row in self._numbers for value in row})
        places = {value: place for place, value in enumerate(values)}
        members = [places[value] for row in self._numbers for value in row]
        lengths = [len(row) for row in self._numbers]
        small = np.uint16 if len(lengths) < 1 << 16 else np.uint32
        return Sets(
            np.array(self._of_document, dtype=small)[order],
            values,
            np.append(0, np.cumsum(lengths, dtype=np.int64)),
            np.array(members, dtype=np.int64),
            NO_REPEATS,
        )


_NONE = np.empty(0, dtype=np.int32)
NO_REPEATS = Repeats(np.zeros(1, dtype=np.int32), _NONE, _NONE)
