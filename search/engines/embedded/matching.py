"""Which documents of a segment answer a query, and what is known of each then."""

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.columns import BAND, SET_NAMES, STEPS, Columns
from search.engines.embedded.segments import NOBODY, Segment
from search.engines.embedded.sets import runs
from search.engines.embedded.vocabulary import AREA, numbers_of, words_beginning
from search.language import Group, stems
from search.language.groups import PREFIX_WEIGHT
from search.query import Query
from search.ranking import strength

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Mask = NDArray[np.bool_]

NOT_SERVED = -1
# Degrees of latitude in a mile where they are shortest, and a little more, so that a
# box around a circle never cuts it.
DEGREES_IN_MILE = 1 / 68.7 * 1.001


@dataclass(frozen=True, slots=True)
class Asked:
    """A query made ready for every segment: terms and area codes with their numbers."""

    query: Query
    groups: tuple[tuple[tuple[int, float], ...], ...]
    """For each group of words its alternatives: a term's number and weight."""
    codes: tuple[str, ...]
    """The place's area codes, the least telling first."""
    areas: tuple[int | None, ...]
    """Their numbers; ``None``: nobody serves such an area."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents of one segment with the words, at the place; and which pass filters."""

    columns: Columns
    docs: Integers
    words: Floats
    """What the words weigh; 1 without words."""
    miles: Floats
    """Rough miles; NaN: not known."""
    code: Integers
    """Which of the place's area codes is shared; -1: none."""
    passes: dict[str, Mask]
    """For each filter that the query sets, which documents pass it."""
    is_open: Mask
    """Which are open at the moment of asking."""

    def passing(self, *, but: str = "") -> Mask:
        """Return which documents pass every filter, one of them perhaps left out."""
        passing = np.ones(len(self.docs), dtype=bool)
        for name, mask in self.passes.items():
            if name != but:
                passing &= mask
        return passing


def ask(
    connection: sqlite3.Connection, segments: Sequence[Segment], query: Query
) -> Asked:
    """Look up the numbers of everything that a query names."""
    codes: tuple[str, ...] = ()
    if query.place:
        codes = tuple(sorted(query.place.area_codes, key=lambda c: (strength(c), c)))
    numbers = numbers_of(connection, [AREA + code for code in codes])
    return Asked(
        query,
        tuple(_alternatives(connection, segments, group) for group in query.reading),
        codes,
        tuple(numbers.get(AREA + code) for code in codes),
    )


def _alternatives(
    connection: sqlite3.Connection, segments: Sequence[Segment], group: Group
) -> tuple[tuple[int, float], ...]:
    weights = dict(group.terms)
    numbers = numbers_of(connection, list(weights))
    known = tuple((number, weights[term]) for term, number in numbers.items())
    if not group.prefix or _somebody_holds(connection, segments, known):
        return known
    longer = {
        stem
        for word in words_beginning(connection, group.prefix)
        for stem in stems(word)
    }
    found = numbers_of(connection, sorted(longer))
    return tuple((number, PREFIX_WEIGHT) for number in found.values())


def _somebody_holds(
    connection: sqlite3.Connection,
    segments: Sequence[Segment],
    terms: tuple[tuple[int, float], ...],
) -> bool:
    return any(
        len(_living(segment, segment.holders(connection, term)[0]))
        for segment in segments
        for term, _ in terms
    )


def match(connection: sqlite3.Connection, segment: Segment, asked: Asked) -> Matches:
    """Return the documents that hold every group of words and fit the place."""
    query, columns = asked.query, segment.columns
    docs, words = _by_words(connection, segment, asked)
    docs, code, miles = _by_place(connection, segment, asked, docs)
    if words is None:
        weights = np.ones(len(docs))
    else:
        weights = words[1][np.searchsorted(words[0], docs)]
    passes = {
        name: columns.sets[name].holding(wanted)[columns.sets[name].of_document[docs]]
        for name, wanted in _wanted(query).items()
        if wanted
    }
    is_open = columns.schedules.open_at(query.moment, docs)
    if query.open_at:
        passes["open"] = columns.schedules.open_at(query.open_at, docs)
    return Matches(columns, docs, weights, miles, code, passes, is_open)


def _wanted(query: Query) -> dict[str, set[str]]:
    wanted = (query.categories, query.languages, query.costs)
    return {
        name: set(map(str, values))
        for name, values in zip(SET_NAMES, wanted, strict=True)
    }


def _living(segment: Segment, docs: Integers) -> Integers:
    return docs if segment.is_live is None else docs[segment.is_live[docs]]


def _by_words(
    connection: sqlite3.Connection, segment: Segment, asked: Asked
) -> tuple[Integers | None, tuple[Integers, Floats] | None]:
    """Return the documents with all the words, and the weights; None: no words."""
    if not asked.groups:
        return None, None
    found = [_union(connection, segment, group) for group in asked.groups]
    found.sort(key=lambda one: len(one[0]))
    docs, weights = found[0]
    for others, more in found[1:]:
        if not len(others):
            return NOBODY[0], NOBODY
        at = np.minimum(np.searchsorted(others, docs), len(others) - 1)
        both = others[at] == docs
        docs, weights = docs[both], weights[both] + more[at[both]]
    return docs, (docs, weights)


def _union(
    connection: sqlite3.Connection,
    segment: Segment,
    alternatives: tuple[tuple[int, float], ...],
) -> tuple[Integers, Floats]:
    """Return the documents with any of the terms, and the best that one weighs."""
    found = [
        (docs, impacts * weight)
        for term, weight in alternatives
        for docs, impacts in [segment.holders(connection, term)]
        if len(docs)
    ]
    if len(found) < 2:
        return found[0] if found else NOBODY
    docs = np.concatenate([docs for docs, _ in found])
    impacts = np.concatenate([impacts for _, impacts in found])
    order = np.lexsort((-impacts, docs))
    docs, impacts = docs[order], impacts[order]
    first = np.r_[True, docs[1:] != docs[:-1]]
    return docs[first], impacts[first]


def _by_place(
    connection: sqlite3.Connection,
    segment: Segment,
    asked: Asked,
    docs: Integers | None,
) -> tuple[Integers, Integers, Floats]:
    """Return the documents that fit the place, the code shared, and rough miles."""
    columns, place = segment.columns, asked.query.place
    if place is None:
        kept = _living(segment, np.arange(len(columns)) if docs is None else docs)
        return (
            kept,
            np.full(len(kept), NOT_SERVED, dtype=np.int64),
            np.full(len(kept), np.nan),
        )
    shared = np.full(len(columns), NOT_SERVED, dtype=np.int64)
    for number, area in enumerate(asked.areas):
        if area is not None:
            shared[segment.serving(connection, area)] = number
    around = _around(segment, asked.query)
    if docs is None:
        may = shared != NOT_SERVED
        may[around] = True
        docs = np.flatnonzero(may)
    docs = _living(segment, docs)
    point = (place.latitude, place.longitude)
    miles = columns.globe.rough(docs, *point)
    radius = asked.query.radius
    if radius is None:
        near = ~np.isnan(miles)
    else:
        near = columns.globe.within(docs, miles, point, radius)
    code = shared[docs]
    fits = near | (code != NOT_SERVED)
    return docs[fits], code[fits], miles[fits]


def _around(segment: Segment, query: Query) -> Integers:
    """Return documents that may lie within the radius: all that do, and some more."""
    columns, place = segment.columns, query.place
    if place is None or query.radius is None or not segment.is_spatial:
        return np.flatnonzero(~np.isnan(columns.globe.latitude))
    tall = query.radius * DEGREES_IN_MILE
    south, north = place.latitude - tall, place.latitude + tall
    bands = np.arange(
        math.floor((max(south, -90) + 90) / BAND),
        math.floor((min(north, 90) + 90) / BAND) + 1,
    ) * (2 * STEPS)
    spans = _spans(place.longitude, _wide(tall, south, north))
    lows = np.concatenate([bands + west for west, _ in spans])
    highs = np.concatenate([bands + east for _, east in spans])
    first = np.searchsorted(columns.keys, lows)
    last = np.searchsorted(columns.keys, highs, "right")
    return runs(first, np.maximum(last - first, 0))


def _wide(tall: float, south: float, north: float) -> float:
    """Return how many degrees of longitude a circle may reach to either side."""
    steepest = max(abs(south), abs(north))
    if steepest >= 89:
        return 180.0
    # The widest part of a circle on a sphere lies a little poleward of its centre.
    reach = math.sin(math.radians(tall)) / math.cos(math.radians(steepest))
    return 180.0 if reach >= 1 else math.degrees(math.asin(reach)) * 1.01


def _spans(longitude: float, wide: float) -> list[tuple[int, int]]:
    """Return the steps from west to east; two spans where they cross 180 degrees."""
    west, east = longitude - wide, longitude + wide
    if wide >= 180:
        return [(0, STEPS)]
    if west < -180:
        return [(0, _step(east)), (_step(west + 360), STEPS)]
    if east > 180:
        return [(0, _step(east - 360)), (_step(west), STEPS)]
    return [(_step(west), _step(east))]


def _step(longitude: float) -> int:
    return math.floor((longitude + 180) / 360 * STEPS)
