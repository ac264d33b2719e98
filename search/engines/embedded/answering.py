"""From matching documents to an answer: one hit per service, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from search import ranking
from search.engines.embedded.asking import Asked
from search.engines.embedded.facets import facets, has_several
from search.engines.embedded.geodesy import ROUGH_MILES, ROUGH_PART
from search.engines.embedded.matching import NOT_SERVED, Matches
from search.engines.embedded.reasons import reasons
from search.query import Found, Hit, Query, Sort

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]

# Blocks for finding the first few of many: so many for each one wanted.
SPARE = 4


@dataclass(frozen=True, slots=True)
class Candidates:
    """The documents of every segment that pass every filter, side by side."""

    segment: NDArray[np.int8]
    doc: Integers
    service: NDArray[np.int32]
    """Numbers of services, in the order of their ids within a segment."""
    family: NDArray[np.int32]
    """Numbers of services with several documents; -1: it has one."""
    miles: Floats
    code: Integers
    score: Floats
    rank: NDArray[Any]
    others: Integers
    """Other documents of the service that answer as well."""

    @classmethod
    def of(cls, found: Sequence[Matches], asked: Asked) -> Self:
        """Take what passes out of each segment, with its score."""
        parts = [_scored(number, one, asked) for number, one in enumerate(found)]
        if len(parts) == 1:
            return cls(*parts[0])
        offsets = np.cumsum([0] + [len(one.columns.family) for one in found])
        for part, offset in zip(parts, offsets[:-1].tolist(), strict=True):
            part[3] = np.where(part[3] < 0, part[3], part[3] + offset)
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def __len__(self) -> int:
        return len(self.doc)

    def pick(self, chosen: Integers) -> "Candidates":
        """Return only these, in this order."""
        return Candidates(
            self.segment[chosen],
            self.doc[chosen],
            self.service[chosen],
            self.family[chosen],
            self.miles[chosen],
            self.code[chosen],
            self.score[chosen],
            self.rank[chosen],
            self.others[chosen],
        )

    def nearest_of_each_service(self, families: int) -> "Candidates":
        """Return one document for each service: the nearest, then the best.

        Unknown distances come last; among equals the location with the lower number.
        """
        mine = np.flatnonzero(self.family >= 0)
        some = mine[has_several(self.family[mine], families)]
        if not len(some):
            return self
        family = self.family[some]
        miles = np.nan_to_num(self.miles[some], nan=np.inf)
        order = np.lexsort((some, -self.score[some], miles, family))
        family = family[order]
        first = np.flatnonzero(np.append(True, family[1:] != family[:-1]))
        others = self.others.copy()
        others[some[order[first]]] = np.diff(first, append=len(family)) - 1
        kept = np.ones(len(self), dtype=bool)
        kept[some] = False
        kept[some[order[first]]] = True
        return replace(self, others=others).pick(np.flatnonzero(kept))


def answer(found: Sequence[Matches], asked: Asked) -> Found:
    """Return the page of services that a query asks for, with the exact counts."""
    query = asked.query
    families = sum(len(one.columns.family) for one in found)
    services = Candidates.of(found, asked).nearest_of_each_service(families)
    first = (query.page - 1) * query.per_page
    order = _order(services, found, query, first + query.per_page)
    page = services.pick(order[first : first + query.per_page])
    return Found(
        hits=_hits(page, found, asked), total=len(services), facets=facets(found)
    )


def _scored(number: int, one: Matches, asked: Asked) -> list[NDArray[Any]]:
    passing = one.passing()
    columns = one.columns
    docs, code, miles, words = one.docs, one.code, one.miles, one.words
    if passing is not None:
        kept = np.flatnonzero(passing)
        docs, code, miles, words = docs[kept], code[kept], miles[kept], words[kept]
    # One more strength, 0, for the documents that do not serve the place.
    strengths = np.array([*map(ranking.strength, asked.codes), 0.0])[code]
    score = ranking.blend(
        words,
        columns.quality(asked.query.moment)[docs],
        ranking.nearness(miles, strengths, asked.query.radius),
        strengths,
    )
    sibling = columns.sibling[docs]
    family = sibling
    mine = np.flatnonzero(sibling >= 0)
    family[mine] = columns.family[sibling[mine]]
    return [
        np.full(len(docs), number, dtype=np.int8),
        docs,
        columns.service[docs],
        family,
        miles,
        code,
        score,
        columns.rank[docs],
        np.zeros(len(docs), dtype=np.int64),
    ]


def _order(
    services: Candidates, found: Sequence[Matches], query: Query, wanted: int
) -> Integers:
    """Return the first so many places of the services in the order asked for."""
    if query.sort is Sort.NAME:
        return _first(services.rank, (services.service,), wanted)
    miles = np.nan_to_num(services.miles, nan=np.inf)
    if query.sort is Sort.BEST or query.place is None:
        return _first(-services.score, (miles, services.service), wanted)
    return _first_by_miles(services, found, query, wanted, miles)


def _first(key: NDArray[Any], ties: tuple[NDArray[Any], ...], wanted: int) -> Integers:
    """Return the places of the smallest keys, in order; equals by what follows."""
    kept = np.flatnonzero(key <= _bound(key, wanted))
    order = np.lexsort((*(tie[kept] for tie in reversed(ties)), key[kept]))
    return kept[order][:wanted]


def _bound(key: NDArray[Any], wanted: int) -> float:
    """Return a value that so many keys, and not many more, do not exceed."""
    size = len(key) // (SPARE * wanted)
    if size < 2:
        return np.inf
    # As many blocks as are wanted begin at most with this, each with a key of its own.
    least = key[: size * SPARE * wanted].reshape(size, -1).min(axis=0)
    return float(np.partition(least, wanted - 1)[wanted - 1])


def _first_by_miles(
    services: Candidates,
    found: Sequence[Matches],
    query: Query,
    wanted: int,
    miles: Floats,
) -> Integers:
    # Rough miles choose who may be among the first; exact ones put them in order.
    last = _bound(miles, wanted)
    kept = np.flatnonzero(miles <= last * (1 + 2 * ROUGH_PART) + 2 * ROUGH_MILES)
    some = services.pick(kept)
    order = np.lexsort((some.service, -some.score, _exact_miles(some, found, query)))
    return kept[order][:wanted]


def _exact_miles(some: Candidates, found: Sequence[Matches], query: Query) -> Floats:
    """Return geodesic miles; infinite where not known."""
    miles = np.full(len(some), np.inf)
    if query.place is None:
        return miles
    for number, one in enumerate(found):
        mine = np.flatnonzero((some.segment == number) & ~np.isnan(some.miles))
        if len(mine):
            miles[mine] = one.columns.globe.exact(
                some.doc[mine], query.place.latitude, query.place.longitude
            )
    return miles


def _hits(page: Candidates, found: Sequence[Matches], asked: Asked) -> tuple[Hit, ...]:
    miles = _exact_miles(page, found, asked.query).tolist()
    hits = []
    for at, (doc, code) in enumerate(
        zip(page.doc.tolist(), page.code.tolist(), strict=True)
    ):
        one = found[page.segment[at]]
        known = miles[at] if isfinite(miles[at]) else None
        shared = asked.codes[code] if code != NOT_SERVED else ""
        hits.append(
            Hit(
                service_id=one.columns.service_id(doc),
                location_id=one.columns.location_id(doc),
                distance=known,
                serves_place=bool(shared),
                score=float(page.score[at]),
                reasons=tuple(reasons(one, doc, asked, shared, known)),
                more_locations=int(page.others[at]),
            )
        )
    return tuple(hits)
