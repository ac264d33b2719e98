"""Where in a segment the documents are that may fit a place.

Chunk by chunk: those of a place are in a few chunks, and no other is looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directory.places import Place
from search.engines.embedded.asking import Asked
from search.engines.embedded.inverting import CHUNK, CHUNK_BITS
from search.engines.embedded.numbering import around, with_point
from search.engines.embedded.segments import Pages, Segment

type Marks = NDArray[np.uint16]
# A place of the question's area codes is marked this much higher.
NEARBY = 1
SERVED = 2


@dataclass(frozen=True, slots=True)
class Window:
    """What each document is to a place.

    0: nothing; ``NEARBY``: perhaps near by; from ``SERVED`` on: it serves the place, by
    the area code of that number.
    """

    marks: Marks
    chunks: list[int]
    """Those where anything is marked."""


def window(segment: Segment, pages: Pages, asked: Asked, place: Place) -> Window:
    """Return where the documents are that may fit a place."""
    size = len(segment.columns)
    # Memory that is not written to costs nothing.
    marks = np.zeros(size, dtype=np.uint16)
    is_marked = np.zeros(-(-size // CHUNK), dtype=bool)
    if segment.is_ordered:
        for first, end in _near(segment, place, asked.query.radius):
            marks[first:end] = NEARBY
            is_marked[first >> CHUNK_BITS : (end - 1 >> CHUNK_BITS) + 1] = True
    else:
        marks[~np.isnan(segment.columns.globe.latitude)] = NEARBY
        is_marked[:] = True
    docs, codes = pages.listed(asked.codes)
    # Of several codes of one document, the last one is the most telling.
    marks[docs] = codes + SERVED
    is_marked[docs >> CHUNK_BITS] = True
    return Window(marks, is_marked.nonzero()[0].tolist())


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
