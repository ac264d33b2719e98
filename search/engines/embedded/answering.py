"""From matching documents to an answer: one hit per service, counts, order, reasons."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search import ranking
from search.engines.embedded.columns import SET_NAMES, Columns
from search.engines.embedded.geodesy import ROUGH_MILES, ROUGH_PART
from search.engines.embedded.matching import NOT_SERVED, Asked, Matches
from search.query import Found, Hit, Query, Reason, ReasonKind, Sort

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The documents of every segment that pass every filter, side by side."""

    segment: Integers
    doc: Integers
    service: Integers
    """Numbers of services, distinct over the segments."""
    is_shared: NDArray[np.bool_]
    miles: Floats
    code: Integers
    score: Floats
    rank: Floats

    @classmethod
    def of(cls, found: Sequence[Matches], asked: Asked) -> Self:
        """Take what passes out of each segment, with its score."""
        parts = [_scored(number, one, asked) for number, one in enumerate(found)]
        offsets = np.cumsum([0] + [len(one.columns.service_ids) for one in found])
        for part, offset in zip(parts, offsets[:-1].tolist(), strict=True):
            part[2] = part[2] + offset
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def __len__(self) -> int:
        return len(self.doc)

    def pick(self, chosen: Integers) -> "Candidates":
        """Return only these, in this order."""
        return Candidates(
            self.segment[chosen],
            self.doc[chosen],
            self.service[chosen],
            self.is_shared[chosen],
            self.miles[chosen],
            self.code[chosen],
            self.score[chosen],
            self.rank[chosen],
        )

    def nearest_of_each_service(self) -> "Candidates":
        """Return one document for each service: the nearest, then the best.

        Unknown distances come last; among equals the location with the lower number.
        """
        shared = np.flatnonzero(self.is_shared)
        if not len(shared):
            return self
        service = self.service[shared]
        miles = np.nan_to_num(self.miles[shared], nan=np.inf)
        order = np.lexsort((shared, -self.score[shared], miles, service))
        service = service[order]
        first = np.r_[True, service[1:] != service[:-1]]
        chosen = np.r_[np.flatnonzero(~self.is_shared), shared[order][first]]
        return self.pick(np.sort(chosen))


def answer(found: Sequence[Matches], asked: Asked) -> Found:
    """Return the page of services that a query asks for, with the exact counts."""
    query = asked.query
    candidates = Candidates.of(found, asked)
    services = candidates.nearest_of_each_service()
    first = (query.page - 1) * query.per_page
    order = _order(services, found, query, first + query.per_page)
    page = services.pick(order[first : first + query.per_page])
    return Found(
        hits=_hits(page, candidates, found, asked),
        total=len(services),
        facets=_facets(found, query),
    )


def _scored(
    number: int, one: Matches, asked: Asked
) -> list[Integers | Floats | NDArray[np.bool_]]:
    passing = one.passing()
    docs, code, miles = one.docs[passing], one.code[passing], one.miles[passing]
    # One more strength, 0, for the documents that do not serve the place.
    strengths = np.array([*map(ranking.strength, asked.codes), 0.0])[code]
    accepting = one.columns.accepting[docs]
    score = ranking.blend(
        one.words[passing],
        ranking.nearness(miles, strengths, asked.query.radius),
        strengths,
        ranking.freshness(one.columns.days_since_verified(docs, asked.query.moment)),
        np.where(accepting < 0, ranking.UNKNOWN_ACCEPTANCE, accepting),
    )
    return [
        np.full(len(docs), number),
        docs,
        one.columns.service[docs],
        one.columns.is_shared[docs],
        miles,
        code,
        score,
        one.columns.rank[docs],
    ]


def _facets(found: Sequence[Matches], query: Query) -> dict[str, dict[str, int]]:
    facets: dict[str, dict[str, int]] = {}
    for name in SET_NAMES:
        counts: Counter[str] = Counter()
        for one in found:
            docs = one.docs[one.passing(but=name)]
            counts.update(
                one.columns.sets[name].counts(
                    docs, one.columns.service[docs], one.columns.is_shared[docs]
                )
            )
        facets[name] = dict(counts)
    facets["open"] = {}
    opened = sum(
        len(
            np.unique(
                one.columns.service[one.docs[one.passing(but="open") & one.is_open]]
            )
        )
        for one in found
    )
    if opened:
        facets["open"]["now"] = opened
    return facets


def _order(
    services: Candidates, found: Sequence[Matches], query: Query, wanted: int
) -> Integers:
    """Return the first so many places of the services in the order asked for."""
    if query.sort is Sort.NAME:
        return _first(services.rank, (services.service,), wanted)
    if query.sort is Sort.BEST or query.place is None:
        miles = np.nan_to_num(services.miles, nan=np.inf)
        return _first(-services.score, (miles, services.service), wanted)
    miles = np.nan_to_num(services.miles, nan=np.inf)
    return _first_by_miles(services, found, query, wanted, miles)


def _first(key: Floats, ties: tuple[Integers | Floats, ...], wanted: int) -> Integers:
    """Return the places of the smallest keys, in order; equals by what follows."""
    kept = np.arange(len(key))
    if wanted < len(key):
        kept = np.flatnonzero(key <= np.partition(key, wanted - 1)[wanted - 1])
    order = np.lexsort((*(tie[kept] for tie in reversed(ties)), key[kept]))
    return kept[order][:wanted]


def _first_by_miles(
    services: Candidates,
    found: Sequence[Matches],
    query: Query,
    wanted: int,
    miles: Floats,
) -> Integers:
    kept = np.arange(len(miles))
    if wanted < len(miles):
        # Rough miles choose who may be among the first; exact ones put them in order.
        last = np.partition(miles, wanted - 1)[wanted - 1]
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


def _hits(
    page: Candidates,
    candidates: Candidates,
    found: Sequence[Matches],
    asked: Asked,
) -> tuple[Hit, ...]:
    miles = _exact_miles(page, found, asked.query).tolist()
    words = [group.text for group in asked.query.reading]
    hits = []
    for at, (doc, code) in enumerate(
        zip(page.doc.tolist(), page.code.tolist(), strict=True)
    ):
        columns = found[page.segment[at]].columns
        known = miles[at] if isfinite(miles[at]) else None
        shared = asked.codes[code] if code != NOT_SERVED else ""
        others = 0
        if page.is_shared[at]:
            others = int(np.sum(candidates.service == page.service[at])) - 1
        hits.append(
            Hit(
                service_id=columns.service_id(doc),
                location_id=columns.location_id(doc),
                distance=known,
                serves_place=bool(shared),
                score=float(page.score[at]),
                reasons=(
                    *_of_place(shared, known),
                    *(Reason(ReasonKind.WORDS, word) for word in words),
                    *_of_filters(asked.query, columns, doc),
                ),
                more_locations=others,
            )
        )
    return tuple(hits)


def _of_place(shared: str, miles: float | None) -> Iterator[Reason]:
    if shared:
        yield Reason(ReasonKind.SERVES, shared)
    if miles is not None:
        yield Reason(ReasonKind.NEAR, f"{miles:.1f}")


def _of_filters(query: Query, columns: Columns, doc: int) -> Iterator[Reason]:
    for kind, wanted in (
        (ReasonKind.CATEGORY, query.categories),
        (ReasonKind.LANGUAGE, query.languages),
        (ReasonKind.COST, query.costs),
    ):
        if wanted:
            held = columns.sets[kind].at(doc)
            yield from (Reason(kind, value) for value in _common(held, wanted))
    if query.open_at:
        yield Reason(ReasonKind.OPEN, query.open_at.isoformat())
    if verified := int(columns.verified[doc]):
        yield Reason(ReasonKind.VERIFIED, date.fromordinal(verified).isoformat())


def _common(values: Sequence[str], wanted: frozenset[object]) -> list[str]:
    asked = set(map(str, wanted))
    return [value for value in values if value in asked]
