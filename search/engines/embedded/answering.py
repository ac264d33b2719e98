"""From matching documents to an answer: one hit per service, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
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
        )

    def nearest_of_each_service(self, families: int) -> Integers | None:
        """Return the places of one document for each service; ``None``: all places.

        The nearest, then the best; unknown distances come last. Among equals the
        location with the lower number.
        """
        mine = np.flatnonzero(self.family >= 0)
        some = mine[has_several(self.family[mine], families)]
        if not len(some):
            return None
        others = np.ones(len(self), dtype=bool)
        others[some] = False
        for key in (np.nan_to_num(self.miles, nan=np.inf), -self.score):
            some = some[_is_least(key[some], self.family[some], families)]
        some = some[_is_least(some, self.family[some], families)]
        others[some] = True
        return np.flatnonzero(others)

    def others(self, one: int) -> int:
        """Return how many other documents of its service there are."""
        family = self.family[one]
        return int(np.count_nonzero(self.family == family)) - 1 if family >= 0 else 0


def answer(found: Sequence[Matches], asked: Asked) -> Found:
    """Return the page of services that a query asks for, with the exact counts."""
    query = asked.query
    families = sum(len(one.columns.family) for one in found)
    candidates = Candidates.of(found, asked)
    services = candidates.nearest_of_each_service(families)
    first = (query.page - 1) * query.per_page
    order = _order(candidates, services, found, query, first + query.per_page)
    chosen = order[first : first + query.per_page]
    others = [candidates.others(one) for one in chosen.tolist()]
    return Found(
        hits=_hits(candidates.pick(chosen), others, found, asked),
        total=len(candidates) if services is None else len(services),
        facets=facets(found),
    )


def _is_least(
    key: NDArray[Any], family: NDArray[np.int32], families: int
) -> NDArray[np.bool_]:
    """Return which keys are their family's least."""
    least = np.full(families, np.inf)
    np.minimum.at(least, family, key)
    is_least: NDArray[np.bool_] = key == least[family]
    return is_least


def _scored(number: int, one: Matches, asked: Asked) -> list[NDArray[Any]]:
    passing = one.passing()
    columns = one.columns
    docs, code, miles, words = one.docs, one.code, one.miles, one.words
    if passing is not None:
        kept = np.flatnonzero(passing)
        docs, code, miles, words = docs[kept], code[kept], miles[kept], words[kept]
    near = strengths = np.zeros(1)
    if asked.query.place:
        # One more strength, 0, for the documents that do not serve the place.
        strengths = np.array([*map(ranking.strength, asked.codes), 0.0])[code]
        near = ranking.nearness(miles, strengths, asked.query.radius)
    quality = columns.quality(asked.query.moment)[docs]
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
        ranking.blend(words, quality, near, strengths),
        columns.rank[docs],
    ]


def _order(
    every: Candidates,
    services: Integers | None,
    found: Sequence[Matches],
    query: Query,
    wanted: int,
) -> Integers:
    """Return the first so many places of services in the order asked for."""
    if query.sort is Sort.NAME:
        return _first(every.rank, services, (every.service,), wanted)
    if query.sort is Sort.DISTANCE and query.place:
        return _first_by_miles(every, services, found, query, wanted)
    miles = (every.miles,) if query.place else ()
    return _first(-every.score, services, (*miles, every.service), wanted)


def _first(
    key: NDArray[Any],
    services: Integers | None,
    ties: tuple[NDArray[Any], ...],
    wanted: int,
) -> Integers:
    """Return the places of the smallest keys, in order; equals by what follows."""
    keys = key if services is None else key[services]
    kept = np.flatnonzero(keys <= _bound(keys, wanted))
    kept = kept if services is None else services[kept]
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
    every: Candidates,
    services: Integers | None,
    found: Sequence[Matches],
    query: Query,
    wanted: int,
) -> Integers:
    miles = np.nan_to_num(
        every.miles if services is None else every.miles[services], nan=np.inf
    )
    # Rough miles choose who may be among the first; exact ones put them in order.
    last = _bound(miles, wanted)
    kept = np.flatnonzero(miles <= last * (1 + 2 * ROUGH_PART) + 2 * ROUGH_MILES)
    kept = kept if services is None else services[kept]
    some = every.pick(kept)
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


def _hits(
    page: Candidates,
    others: Sequence[int],
    found: Sequence[Matches],
    asked: Asked,
) -> tuple[Hit, ...]:
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
                more_locations=others[at],
            )
        )
    return tuple(hits)
