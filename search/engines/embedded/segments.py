"""What the parts of an index have in common: numbered documents, and who holds what."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.columns import Columns
from search.engines.embedded.numbering import runs

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Mask = NDArray[np.bool_]

NO_DOCS = np.empty(0, dtype=np.int64)


class Holders(NamedTuple):
    """Who holds a term in a chunk, rising by their numbers there."""

    docs: NDArray[Any]
    """Whole numbers."""
    impacts: NDArray[Any]
    scale: float
    """What an impact is to be multiplied by."""


NOBODY = Holders(NO_DOCS, np.empty(0), 1.0)


class Pages(Protocol):
    """What one question reads of a segment, each thing once."""

    def know(self, terms: Iterable[str]) -> None:
        """Look these terms up; others are not known."""

    def postings(self, chunk: int, term: str) -> Holders:
        """Return who holds a term, and what each posting weighs."""

    def places(
        self, chunk: int, term: str, docs: Integers
    ) -> tuple[Integers, Integers]:
        """Return where these documents hold a term.

        As pairs: which of the documents, and a place. All of them hold it.
        """

    def listed(self, values: Sequence[str]) -> tuple[Integers, Integers]:
        """Return the documents listed under area codes or organizations.

        As pairs, in the order of the values: a document, and which of the values.
        """


class Segment(Protocol):
    """Some of the index's documents, numbered from 0."""

    @property
    def columns(self) -> Columns:
        """The documents' facts."""

    @property
    def is_live(self) -> Mask | None:
        """Which documents still count; ``None``: all."""

    @property
    def is_ordered(self) -> bool:
        """Whether the documents are numbered in the order of their keys."""


def paired(every: NDArray[Any], lengths: Sequence[int]) -> tuple[Integers, Integers]:
    """Return the entries of several lists, and which of the lists each is of."""
    return every.astype(np.int64), np.repeat(np.arange(len(lengths)), lengths)


def places_of(
    docs: Integers, held: Integers, counts: Integers, places: NDArray[Any]
) -> tuple[Integers, Integers]:
    """Return the places of some of the documents that hold a term.

    ``counts`` and ``places`` are those of all documents that hold it, one after
    another. The answer is pairs: which of ``docs``, and a place.
    """
    at = np.searchsorted(held, docs)
    lengths = counts[at]
    first = (np.cumsum(counts) - counts)[at]
    chosen = places[runs(first, lengths)].astype(np.int64)
    return np.repeat(np.arange(len(docs)), lengths), chosen
