"""What the parts of an index have in common: numbered documents, and who holds what."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.columns import Columns
from search.engines.embedded.numbering import runs

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Mask = NDArray[np.bool_]

NO_DOCS = np.empty(0, dtype=np.int64)
NOBODY: tuple[Integers, Floats] = (NO_DOCS, np.empty(0))


class Pages(Protocol):
    """What one question reads of a segment, each thing once."""

    def know(self, terms: Iterable[str]) -> None:
        """Look these terms up; others are not known."""

    def postings(self, chunk: int, term: str) -> tuple[Integers, Floats]:
        """Return who holds a term, rising, and what each posting weighs.

        Documents are told by their numbers in the chunk.
        """

    def places(
        self, chunk: int, term: str, docs: Integers
    ) -> tuple[Integers, Integers]:
        """Return where these documents hold a term.

        As pairs: which of the documents, and a place. All of them hold it.
        """

    def listed(self, values: Sequence[str]) -> dict[str, Integers]:
        """Return the documents listed under area codes or organizations."""


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
