"""Where in a segment the documents are that may fit a place.

Chunk by chunk: those of a place are in a few chunks, and no other is looked at.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from directory.places import Place
from search.engines.embedded.asking import Asked
from search.engines.embedded.inverting import CHUNK
from search.engines.embedded.numbering import around, with_point
from search.engines.embedded.segments import Pages, Segment

type Integers = NDArray[np.int64]
type Marks = NDArray[np.uint16]
type Window = dict[int, Marks]

# A place of the question's area codes is marked this much higher.
NEARBY = 1
SERVED = 2


def window(segment: Segment, pages: Pages, asked: Asked, place: Place) -> Window:
    """Return for each chunk that may fit the place what its documents are to it.

    0: nothing; ``NEARBY``: perhaps near by; from ``SERVED`` on: it serves the place, by
    the area code of that number.
    """
    marking = _Marking(len(segment.columns))
    if segment.is_ordered:
        for first, end in _near(segment, place, asked.query.radius):
            marking.mark_run(first, end)
    else:
        docs = (~np.isnan(segment.columns.globe.latitude)).nonzero()[0]
        marking.mark(docs, np.full(len(docs), NEARBY))
    docs, codes = pages.listed(asked.codes)
    marking.mark(docs, codes + SERVED)
    return marking.found


class _Marking:
    def __init__(self, size: int) -> None:
        self._size = size
        self.found: Window = {}

    def _chunk(self, number: int) -> Marks:
        if number not in self.found:
            size = min(CHUNK, self._size - number * CHUNK)
            self.found[number] = np.zeros(size, np.uint16)
        return self.found[number]

    def mark_run(self, first: int, end: int) -> None:
        """Mark the documents from one on, up to another, as nearby."""
        for number in range(first // CHUNK, -(-end // CHUNK)):
            start = number * CHUNK
            self._chunk(number)[max(first - start, 0) : end - start] = NEARBY

    def mark(self, docs: Integers, marks: Integers) -> None:
        """Mark documents; of several marks for one the last one stays."""
        numbers = docs // CHUNK
        for number in np.bincount(numbers).nonzero()[0].tolist():
            mine = (numbers == number).nonzero()[0]
            self._chunk(number)[docs[mine] - number * CHUNK] = marks[mine]


def _near(
    segment: Segment, place: Place, radius: float | None
) -> Iterator[tuple[int, int]]:
    """Yield runs of documents, first and end, that may lie near enough."""
    keys = segment.columns.keys
    if radius is None:
        firsts, ends = with_point(keys)
    else:
        firsts, ends = around(keys, place.latitude, place.longitude, radius)
    yield from zip(firsts.tolist(), ends.tolist(), strict=True)
