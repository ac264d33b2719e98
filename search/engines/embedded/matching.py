"""Which documents of a segment answer a query, and what is known of each then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from directory.places import Place
from search.engines.embedded.asking import Asked
from search.engines.embedded.columns import Columns
from search.engines.embedded.filtering import passing
from search.engines.embedded.inverting import CHUNK
from search.engines.embedded.kin import Kin
from search.engines.embedded.segments import NO_DOCS, Pages, Segment
from search.engines.embedded.tallying import Chunk
from search.engines.embedded.windows import SERVED, Window, window
from search.query import Query

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Mask = NDArray[np.bool_]

NOT_SERVED = -1


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents of one segment with the words, at the place; and which pass filters."""

    columns: Columns
    docs: Integers
    words: Floats | None
    """What the words weigh; ``None``: no words were asked for."""
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
    kin: Kin
    """Those whose service has several of these documents."""
    absent: Integers | None
    """All the segment's other documents; ``None``: too many to tell."""

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
    query, columns = asked.query, segment.columns
    where = window(segment, pages, asked, query.place) if query.place else None
    found = _Found.joined([*_chunks(segment, pages, asked, where)])
    if query.place is None:
        miles = np.broadcast_to(np.nan, len(found.docs))
    else:
        miles, fits = _near(columns, query, query.place, found)
        if not fits.all():
            found = found.pick(kept := fits.nonzero()[0])
            miles = miles[kept]
    return Matches(
        columns,
        found.docs,
        found.words,
        found.answered,
        miles,
        np.maximum(found.code, NOT_SERVED),
        passing(asked, columns, pages, found.docs),
        columns.schedules.open_at(query.moment, found.docs),
        Kin.of(columns, found.docs),
        None if query.place or asked.groups else _gone(segment),
    )


def _gone(segment: Segment) -> Integers:
    """Return the documents that no longer count."""
    live = segment.is_live
    return NO_DOCS if live is None else (~live).nonzero()[0]


@dataclass(frozen=True, slots=True)
class _Found:
    """Documents, and for each what ``Matches`` says of it."""

    docs: Integers
    words: Floats | None
    answered: Integers | None
    code: Integers

    @classmethod
    def joined(cls, some: Sequence[Self]) -> Self:
        """Put the chunks of a segment together."""
        return cls(
            np.concatenate([NO_DOCS, *(one.docs for one in some)]),
            _joined([one.words for one in some]),
            _joined([one.answered for one in some]),
            np.concatenate([NO_DOCS, *(one.code for one in some)]),
        )

    def pick(self, chosen: Integers) -> "_Found":
        """Return only these."""
        return _Found(
            self.docs[chosen],
            None if self.words is None else self.words[chosen],
            None if self.answered is None else self.answered[chosen],
            self.code[chosen],
        )


def _joined(some: Sequence[NDArray[Any] | None]) -> NDArray[Any] | None:
    """Put arrays together; they are all there, or none is."""
    there = [one for one in some if one is not None]
    return np.concatenate(there) if there else None


def _chunks(
    segment: Segment, pages: Pages, asked: Asked, where: Window | None
) -> Iterator[_Found]:
    """Yield the documents that may fit the place and hold the words."""
    live, size = segment.is_live, len(segment.columns)
    numbers = range(-(-size // CHUNK)) if where is None else where.chunks
    for number in numbers:
        first, end = number * CHUNK, min((number + 1) * CHUNK, size)
        allowed = None if live is None else live[first:end]
        marks = None if where is None else where.marks[first:end]
        if marks is not None:
            allowed = marks > 0 if allowed is None else (marks > 0) & allowed
        words = answered = None
        if asked.groups:
            chunk = Chunk(pages, number, allowed, end - first)
            docs, words, answered = chunk.tally(asked)
        elif allowed is None:
            docs = np.arange(end - first)
        else:
            docs = allowed.nonzero()[0]
        if marks is None:
            code = np.broadcast_to(np.int64(NOT_SERVED), len(docs))
        else:
            code = marks[docs].astype(np.int64) - SERVED
        yield _Found(docs + first, words, answered, code)


def _near(
    columns: Columns, query: Query, place: Place, found: _Found
) -> tuple[Floats, Mask]:
    """Return rough miles, and which documents fit the place."""
    here = (place.latitude, place.longitude)
    miles = columns.globe.rough(found.docs, *here)
    if query.radius is None:
        near = ~np.isnan(miles)
    else:
        near = columns.globe.within(found.docs, miles, here, query.radius)
    return miles, near | (found.code > NOT_SERVED)
