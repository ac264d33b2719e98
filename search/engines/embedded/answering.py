"""From matching documents to an answer: one hit per service, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from directory.places import Place
from search import ranking
from search.engines.embedded.asking import Asked
from search.engines.embedded.facets import facets
from search.engines.embedded.geodesy import ROUGH_MILES, ROUGH_PART
from search.engines.embedded.matching import NOT_SERVED, Matches
from search.engines.embedded.reasons import reasons
from search.query import Found, Hit, Query, Sort

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Mask = NDArray[np.bool_]

ONE = np.ones(1)
# Blocks for finding the first few of many: so many for each one wanted.
SPARE = 4


@dataclass(frozen=True, slots=True)
class Candidates:
    """The documents of every segment that pass every filter, side by side."""

    found: Sequence[Matches]
    services: int
    """How many services these are."""
    segment: NDArray[np.int8]
    doc: Integers
    miles: Floats
    code: Integers
    score: Floats
    family: NDArray[np.int32]
    """Numbers of services that may have several documents here; -1: it has one."""
    families: NDArray[np.int32]
    """Those numbers alone."""

    @classmethod
    def of(cls, found: Sequence[Matches], asked: Asked) -> Self:
        """Take what passes out of each segment, with its score."""
        parts = []
        services = families = 0
        for number, one in enumerate(found):
            passing = one.passing()
            part = _scored(number, one, passing, asked)
            kin = one.kin.passing(passing)
            family = np.full(len(part[0]), -1, dtype=np.int32)
            family[kin.places] = numbers = kin.families + families
            parts.append((*part, family, numbers))
            services += len(family) - kin.surplus()
            families += len(one.columns.family)
        if len(parts) == 1:
            return cls(found, services, *parts[0])
        return cls(found, services, *map(np.concatenate, zip(*parts, strict=True)))

    def __len__(self) -> int:
        return len(self.doc)

    def column(self, name: str, places: Integers) -> NDArray[Any]:
        """Return what a column says of the candidates at these places."""
        docs = self.doc[places]
        columns = [getattr(one.columns, name) for one in self.found]
        if len(columns) == 1:
            values: NDArray[Any] = columns[0][docs]
            return values
        segments = self.segment[places]
        held = np.empty(len(docs), np.result_type(*columns))
        for number, column in enumerate(columns):
            mine = (segments == number).nonzero()[0]
            held[mine] = column[docs[mine]]
        return held

    def ids(self, places: Integers) -> list[tuple[UUID, UUID | None]]:
        """Return the ids of services and locations at these places."""
        docs, segments = self.doc[places], self.segment[places]
        if len(self.found) == 1:
            return self.found[0].columns.ids(docs)
        return [
            self.found[segment].columns.ids(docs[at : at + 1])[0]
            for at, segment in enumerate(segments.tolist())
        ]

    def of_each_service(self, places: Integers) -> Integers:
        """Return one of these places for each service.

        The nearest, then the best; unknown distances come last. Among equals the
        location with the lower number.
        """
        family = self.family.take(places)
        mine = (family >= 0).nonzero()[0]
        if not len(mine):
            return places
        some = places[mine]
        far = self.miles[some]
        keys = (np.where(np.isnan(far), np.inf, far), -self.score[some], some)
        is_kept = np.ones(len(places), dtype=bool)
        is_kept[mine] = False
        is_kept[mine[_least(family[mine], *keys)]] = True
        return places[is_kept.nonzero()[0]]

    def others(self, some: Integers) -> list[int]:
        """Return for these places how many other documents of its service there are."""
        return [
            int(np.count_nonzero(self.families == family)) - 1 if family >= 0 else 0
            for family in self.family[some].tolist()
        ]


def _least(family: NDArray[np.int32], *keys: NDArray[Any]) -> Integers:
    """Return the places of each family's least by the keys, one after another."""
    left = np.arange(len(family))
    # Only what is written to is read.
    least = np.empty(int(family.max()) + 1)
    for key in keys:
        own, now = family[left], key[left]
        least[own] = np.inf
        np.minimum.at(least, own, now)
        left = left[now == least[own]]
    return left


def answer(found: Sequence[Matches], asked: Asked) -> Found:
    """Return the page of services that a query asks for, with the exact counts."""
    query = asked.query
    candidates = Candidates.of(found, asked)
    first = (query.page - 1) * query.per_page
    order = _order(candidates, query, first + query.per_page)
    return Found(
        hits=_hits(candidates, order[first : first + query.per_page], asked),
        total=candidates.services,
        facets=facets(found),
    )


def _scored(
    number: int, one: Matches, passing: Mask | None, asked: Asked
) -> tuple[NDArray[Any], ...]:
    docs, code, miles, words = one.docs, one.code, one.miles, one.words
    if passing is not None:
        kept = passing.nonzero()[0]
        docs, code, miles = docs[kept], code[kept], miles[kept]
        words = None if words is None else words[kept]
    near = strengths = ONE * 0
    if asked.query.place:
        # One more strength, 0, for the documents that do not serve the place.
        strengths = np.array([*map(ranking.strength, asked.codes), 0.0])[code]
        near = ranking.nearness(miles, strengths, asked.query.radius)
    quality = one.columns.quality(asked.query.moment).take(docs)
    score = ranking.blend(ONE if words is None else words, quality, near, strengths)
    return np.full(len(docs), number, dtype=np.int8), docs, miles, code, score


def _order(every: Candidates, query: Query, wanted: int) -> Integers:
    """Return the first so many places of services in the order asked for."""
    key = _key(every, query)
    among = wanted
    while True:
        last = _bound(key, among)
        if query.sort is Sort.DISTANCE and query.place:
            # Rough miles choose who may be among the first.
            last = last * (1 + 2 * ROUGH_PART) + 2 * ROUGH_MILES
        kept = every.of_each_service((key <= last).nonzero()[0])
        if len(kept) >= wanted or last == np.inf:
            break
        # Several of them are of one service.
        among *= SPARE
    ties = [every.column("service", kept), every.miles[kept], key[kept]]
    if query.sort is Sort.DISTANCE and query.place:
        ties[1:] = [-every.score[kept], _exact_miles(every, kept, query.place)]
    return kept[np.lexsort(ties)][:wanted]


def _key(every: Candidates, query: Query) -> NDArray[Any]:
    """Return what the documents are ordered by, the first ones lowest."""
    if query.sort is Sort.NAME:
        return every.column("rank", np.arange(len(every)))
    if query.sort is Sort.DISTANCE and query.place:
        return np.where(np.isnan(every.miles), np.inf, every.miles)
    if query.place is None:
        return -every.score
    # A service counts as its nearest document does, not as its best.
    key = np.full(len(every), np.inf)
    nearest = every.of_each_service(np.arange(len(every)))
    key[nearest] = -every.score[nearest]
    return key


def _bound(key: NDArray[Any], wanted: int) -> float:
    """Return a value that so many keys, and not many more, do not exceed."""
    size = len(key) // (SPARE * wanted)
    if size < 2:
        return np.inf
    # As many blocks as are wanted begin at most with this, each with a key of its own.
    least = key[: size * SPARE * wanted].reshape(size, -1).min(axis=0)
    return float(np.partition(least, wanted - 1)[wanted - 1])


def _exact_miles(every: Candidates, some: Integers, place: Place) -> Floats:
    """Return the geodesic miles of the candidates at these places; infinite: none."""
    docs, segments = every.doc[some], every.segment[some]
    miles = np.full(len(some), np.inf)
    for number, one in enumerate(every.found):
        mine = ((segments == number) & ~np.isnan(every.miles[some])).nonzero()[0]
        if len(mine):
            here = place.latitude, place.longitude
            miles[mine] = one.columns.globe.exact(docs[mine], *here)
    return miles


def _hits(every: Candidates, page: Integers, asked: Asked) -> tuple[Hit, ...]:
    place = asked.query.place
    miles = _exact_miles(every, page, place) if place else np.full(len(page), np.inf)
    columns = (every.segment, every.doc, every.code, every.score)
    rows = zip(
        every.ids(page),
        *(column[page].tolist() for column in columns),
        miles.tolist(),
        every.others(page),
        strict=True,
    )
    hits = []
    for (service, location), segment, doc, code, score, far, others in rows:
        known = far if isfinite(far) else None
        shared = asked.codes[code] if code != NOT_SERVED else ""
        hits.append(
            Hit(
                service_id=service,
                location_id=location,
                distance=known,
                serves_place=bool(shared),
                score=score,
                reasons=reasons(every.found[segment], doc, asked, shared, known),
                more_locations=others,
            )
        )
    return tuple(hits)
