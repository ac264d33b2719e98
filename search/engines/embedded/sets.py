"""Columns of sets of values, each distinct set kept once."""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.numbering import runs

type Integers = NDArray[np.int64]
type Numbers = NDArray[np.int32]
type Mask = NDArray[np.bool_]

# So many sets are counted through as fast as one document's are looked up, and so many
# pairs as fast as one is sorted.
SETS_A_DOCUMENT = 4
PAIRS_A_PAIR = 20
BLOCK = 1 << 15


@dataclass(frozen=True, slots=True)
class Sets:
    """For each document the number of its set; for each set its members."""

    of_document: NDArray[Any]
    """Whole numbers, as small as they may be."""
    values: list[str]
    starts: Integers
    """Where each set's members begin; one more entry than there are sets."""
    members: Integers
    """Value numbers, set by set."""

    @property
    def size(self) -> int:
        """How many distinct sets there are."""
        return len(self.starts) - 1


@dataclass(frozen=True)
class Table:
    """Several columns of sets, with their sets and their values numbered through.

    Documents share few distinct sets: a filter then judges sets, not documents, and a
    count of values is a count of sets.
    """

    of_document: NDArray[Any]
    """Shape (documents, columns): numbers of sets, as small as they may be."""
    firsts: Integers
    """The number of each column's first set; one more entry than there are columns."""
    values: dict[str, list[str]]
    """By the name of the column, in the order of columns."""
    starts: Integers
    """Where each set's members begin; one more entry than there are sets."""
    members: Integers
    """Value numbers, set by set."""
    repeats: "Repeats"

    @classmethod
    def of(
        cls, columns: Mapping[str, Sets], docs: Integers, services: Integers
    ) -> Self:
        """Join columns, given the documents with siblings and their services."""
        every = [*columns.values()]
        firsts = _starts([one.size for one in every])
        small = np.uint16 if firsts[-1] < 1 << 16 else np.uint32
        first_values = _starts([len(one.values) for one in every])
        lengths = [np.diff(one.starts) for one in every]
        members = [
            one.members + first
            for one, first in zip(every, first_values[:-1], strict=True)
        ]
        table = cls(
            np.stack(
                [
                    (one.of_document + first).astype(small)
                    for one, first in zip(every, firsts[:-1].tolist(), strict=True)
                ],
                axis=1,
            ),
            firsts,
            {name: one.values for name, one in columns.items()},
            _starts(np.concatenate(lengths)),
            np.concatenate(members),
            NO_REPEATS,
        )
        return replace(table, repeats=Repeats.of(table, docs, services))

    @cached_property
    def columns(self) -> dict[str, int]:
        """Each column's number by its name."""
        return {name: column for column, name in enumerate(self.values)}

    @cached_property
    def sections(self) -> list[int]:
        """Where each column's values begin, and where the last one's end."""
        sections: list[int] = _starts(map(len, self.values.values())).tolist()
        return sections

    @property
    def width(self) -> int:
        """How many values there are."""
        return self.sections[-1]

    def held(self, sets: NDArray[Any]) -> tuple[Integers, Integers]:
        """Return the members of these sets, one after another, and how many of each."""
        first = self.starts.take(sets)
        lengths = self.starts[1:].take(sets) - first
        return self.members.take(runs(first, lengths)), lengths

    def at(self, name: str, document: int) -> list[str]:
        """Return the values of one document."""
        column = self.columns[name]
        number = int(self.of_document[document, column])
        held = self.members[self.starts[number] : self.starts[number + 1]].tolist()
        return [self.values[name][member - self.sections[column]] for member in held]

    def holding(
        self, name: str, wanted: Collection[str], docs: Integers, *, every: bool
    ) -> Mask:
        """Return which documents hold any of these values, or every one of them."""
        column = self.columns[name]
        first, end = self.firsts[column : column + 2].tolist()
        starts = self.starts[first : end + 1]
        is_wanted = np.zeros(self.width, dtype=bool)
        for number, value in enumerate(self.values[name], start=self.sections[column]):
            is_wanted[number] = value in wanted
        found = is_wanted[self.members[starts[0] : starts[-1]]].nonzero()[0]
        owners = starts.searchsorted(found + starts[0], "right") - 1
        held = np.bincount(owners, minlength=end - first)
        passes = np.zeros(len(self.starts) - 1, dtype=bool)
        passes[first:end] = held >= (len(wanted) if every else 1)
        answer: Mask = passes[self.of_document[docs, column]]
        return answer

    def counts(
        self, docs: Integers, siblings: Numbers, names: Collection[str]
    ) -> dict[str, dict[str, int]]:
        """Count for each value of some columns the distinct services that hold it.

        ``siblings`` are the numbers of those of these documents whose service has
        others among them, in the order of ``Repeats``.
        """
        columns = [self.columns[name] for name in names]
        return self._named(self._services(docs, siblings, columns), names)

    def counts_but(
        self, docs: Integers, siblings: Numbers, names: Collection[str]
    ) -> dict[str, dict[str, int]]:
        """Count the services of all documents but these, which are whole services'."""
        gone = self._services(docs, siblings, [*self.columns.values()])
        return self._named(self._everywhere - gone, names)

    @cached_property
    def _everywhere(self) -> Integers:
        docs = np.arange(len(self.of_document))
        siblings = np.arange(len(self.repeats.starts) - 1, dtype=np.int32)
        return self._services(docs, siblings, [*self.columns.values()])

    def _services(
        self, docs: Integers, siblings: Numbers, columns: Sequence[int]
    ) -> Integers:
        """Return for each value how many services hold it; of these columns only."""
        totals = self._documents(docs, columns)
        if len(siblings):
            totals -= self.repeats.surplus(siblings, self.width)
        return totals

    def _documents(self, docs: Integers, columns: Sequence[int]) -> Integers:
        size = len(self.starts) - 1
        if SETS_A_DOCUMENT * len(docs) < size:
            # Few documents: go through what they hold, not through all sets.
            held, _ = self.held(self._numbers(docs, columns))
            few: Integers = np.bincount(held, minlength=self.width)
            return few
        often = np.zeros(size, dtype=np.int64)
        # Some at a time: the processor has them at hand, and the memory stays small.
        for first in range(0, len(docs), BLOCK):
            numbers = self._numbers(docs[first : first + BLOCK], columns)
            often += np.bincount(numbers, minlength=size)
        each = np.repeat(often, np.diff(self.starts))
        return np.bincount(self.members, each, self.width).astype(np.int64)

    def _numbers(self, docs: Integers, columns: Sequence[int]) -> NDArray[Any]:
        """Return the numbers of these documents' sets."""
        sets = self.of_document.take(docs, axis=0)
        if len(columns) < len(self.columns):
            sets = sets[:, columns]
        numbers: NDArray[Any] = sets.ravel()
        return numbers

    def _named(
        self, totals: Integers, names: Collection[str]
    ) -> dict[str, dict[str, int]]:
        found = {}
        for name in names:
            column = self.columns[name]
            own = totals[self.sections[column] : self.sections[column + 1]]
            some = own.nonzero()[0]
            values = [self.values[name][at] for at in some.tolist()]
            found[name] = dict(zip(values, own[some].tolist(), strict=True))
        return found


@dataclass(frozen=True, slots=True)
class Repeats:
    """Values that several documents of one service hold, so that each counts once.

    One entry a document with siblings, by its number among those; for each its pairs
    of a service and a value, such pairs only as another document has as well.
    """

    starts: Numbers
    pairs: Numbers
    values: Numbers
    """For each pair the number of its value."""

    @classmethod
    def of(cls, table: Table, docs: Integers, services: Integers) -> Self:
        """Find the repeats among documents with siblings, given their services."""
        # Column by column: all of them at once would fill the memory.
        every = [
            _pairs(table, column, docs, services) for column in table.columns.values()
        ]
        owners, keys = map(np.concatenate, zip(*every, strict=True))
        distinct, numbers = np.unique(keys, return_inverse=True)
        order = np.argsort(owners, kind="stable")
        return cls(
            _starts(np.bincount(owners, minlength=len(docs))).astype(np.int32),
            numbers[order].astype(np.int32),
            (distinct % max(table.width, 1)).astype(np.int32),
        )

    def surplus(self, some: Numbers, size: int) -> Integers:
        """Return by value how often these documents count too much, taken singly."""
        first = self.starts.take(some)
        pairs = self.pairs.take(runs(first, self.starts.take(some + 1) - first))
        if PAIRS_A_PAIR * len(pairs) < len(self.values):
            pairs.sort()
            again = pairs[1:][pairs[1:] == pairs[:-1]]
            few: Integers = np.bincount(self.values[again], minlength=size)
            return few
        times = np.bincount(pairs, minlength=len(self.values))
        more = (times > 1).nonzero()[0]
        counts = np.bincount(self.values[more], times[more] - 1, size)
        return counts.astype(np.int64)


def _pairs(
    table: Table, column: int, docs: Integers, services: Integers
) -> tuple[Integers, Integers]:
    """Return what is held more than once: which document, and the pair's key."""
    held, lengths = table.held(table.of_document[docs, column])
    owners = np.repeat(np.arange(len(docs)), lengths)
    keys = services[owners] * table.width + held
    _, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
    kept = (counts > 1)[places]
    return owners[kept], keys[kept]


def _starts(lengths: Iterable[int] | Integers) -> Integers:
    """Return where runs of these lengths begin, and where the last one ends."""
    return np.append(0, np.cumsum(np.fromiter(lengths, np.int64)))


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
            _starts(lengths),
            np.array(members, dtype=np.int64),
        )


_NONE = np.empty(0, dtype=np.int32)
NO_REPEATS = Repeats(np.zeros(1, dtype=np.int32), _NONE, _NONE)
