"""Which documents of a segment answer a query, and what is known of each then."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.asking import Asked
from search.engines.embedded.columns import Columns
from search.engines.embedded.filtering import passing
from search.engines.embedded.inverting import CHUNK
from search.engines.embedded.numbering import around
from search.engines.embedded.segments import NO_DOCS, Pages, Segment
from search.engines.embedded.tallying import Chunk

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Mask = NDArray[np.bool_]

NOT_SERVED = -1
# In a window: a place of the question's area codes is this much higher.
NEARBY = 1
SERVED = 2


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents of one segment with the words, at the place; and which pass filters."""

    columns: Columns
    docs: Integers
    words: Floats
    """What the words weigh; 1 without words."""
    answered: Integers | None
    """Which groups each answers, a bit for each; ``None``: all of them."""
    miles: Floats
    """Rough miles; NaN: not known."""
    code: Integers
    """Which of the place's area codes is shared; -1: none."""
    passes: dict[str, Mask]
    """For each filter that the query sets, which documents pass it."""
    is_open: Mask
    """Which are open at the moment of asking."""

    def passing(self, *, but: str = "") -> Mask | None:
        """Return which documents pass every filter, one of them perhaps left out.

        ``None``: all of them.
        """
        found: Mask | None = None
        for name, mask in self.passes.items():
            if name != but:
                found = mask if found is None else found & mask
        return found


def match(segment: Segment, pages: Pages, asked: Asked) -> Matches:
    """Return the documents that hold the words and fit the place."""
    pages.know(asked.terms)
    window = _window(segment, pages, asked)
    docs, words, answered = _by_words(segment, pages, asked, window)
    code = np.full(len(docs), NOT_SERVED)
    miles = np.full(len(docs), np.nan)
    if window is not None and asked.query.place:
        code = window[docs].astype(np.int64) - SERVED
        fits, miles = _near(segment.columns, asked, docs, code)
        if not fits.all():
            kept = np.flatnonzero(fits)
            docs, words, code, miles = docs[kept], words[kept], code[kept], miles[kept]
            answered = None if answered is None else answered[kept]
        code = np.maximum(code, NOT_SERVED)
    query, columns = asked.query, segment.columns
    return Matches(
        columns,
        docs,
        words,
        answered,
        miles,
        code,
        passing(asked, columns, pages, docs),
        columns.schedules.open_at(query.moment, docs),
    )


def _window(segment: Segment, pages: Pages, asked: Asked) -> NDArray[np.uint16] | None:
    """Return for each document whether it may fit the place; ``None``: no place.

    0: it does not; ``NEARBY``: perhaps by its point; from ``SERVED`` on: it serves the
    place, by the area code of that number.
    """
    query, columns = asked.query, segment.columns
    if query.place is None:
        return None
    window = np.zeros(len(columns), dtype=np.uint16)
    if query.radius is None or not segment.is_ordered:
        window[~np.isnan(columns.globe.latitude)] = NEARBY
    else:
        here = (query.place.latitude, query.place.longitude)
        for first, end in zip(*around(columns.keys, *here, query.radius), strict=True):
            window[first:end] = NEARBY
    listed = pages.listed(asked.codes)
    for number, code in enumerate(asked.codes):
        if code in listed:
            window[listed[code]] = SERVED + number
    return window


def _by_words(
    segment: Segment, pages: Pages, asked: Asked, window: NDArray[np.uint16] | None
) -> tuple[Integers, Floats, Integers | None]:
    """Return the documents that may fit the place and hold the words."""
    allowed = segment.is_live
    if window is not None:
        allowed = window > 0 if allowed is None else (window > 0) & allowed
    size = len(segment.columns)
    if not asked.groups:
        docs = np.arange(size) if allowed is None else np.flatnonzero(allowed)
        return docs, np.ones(len(docs)), None
    found = []
    for number in range(-(-size // CHUNK)):
        first = number * CHUNK
        some = None if allowed is None else allowed[first : first + CHUNK]
        if some is None or some.any():
            tallied = Chunk(pages, number, some, min(CHUNK, size - first)).tally(asked)
            found.append((tallied[0] + first, *tallied[1:]))
    return _joined(found)


def _joined(
    found: list[tuple[Integers, Floats, Integers | None]],
) -> tuple[Integers, Floats, Integers | None]:
    if not found:
        return NO_DOCS, np.empty(0), None
    answered = [one for _, _, one in found if one is not None]
    return (
        np.concatenate([docs for docs, _, _ in found]),
        np.concatenate([words for _, words, _ in found]),
        np.concatenate(answered) if answered else None,
    )


def _near(
    columns: Columns, asked: Asked, docs: Integers, code: Integers
) -> tuple[Mask, Floats]:
    """Return which documents fit the place, and rough miles."""
    place, radius = asked.query.place, asked.query.radius
    if place is None:  # pragma: no cover - asked with a place only
        raise AssertionError
    here = (place.latitude, place.longitude)
    miles = columns.globe.rough(docs, *here)
    if radius is None:
        near = ~np.isnan(miles)
    else:
        near = columns.globe.within(docs, miles, here, radius)
    return near | (code > NOT_SERVED), miles
