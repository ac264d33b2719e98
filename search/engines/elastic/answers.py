"""From Elasticsearch's response to an answer."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from directory.places import Place, distance
from search.engines.elastic.mapping import AT
from search.engines.elastic.words import of_name
from search.query import Hit, Query, Reason, ReasonKind
from search.ranking import strength

type Answer = Mapping[str, Any]

SHAPES = (ReasonKind.CATEGORY, ReasonKind.LANGUAGE, ReasonKind.COST)


@dataclass(frozen=True, slots=True)
class Shown:
    """One location of a service, as a response holds it."""

    fields: Mapping[str, list[Any]]
    matched: frozenset[str]
    miles: float
    """Infinite: not known."""

    @classmethod
    def of(cls, answer: Answer, place: Place | None) -> Self:
        """Read a location and measure how far it is from the place."""
        fields = answer["fields"]
        return cls(
            fields,
            frozenset(answer.get("matched_queries", ())),
            miles(fields, place),
        )

    def values(self, name: str) -> list[Any]:
        """Return what the location's document holds under this name."""
        return self.fields.get(f"{AT}.{name}", [])

    @property
    def location_id(self) -> UUID | None:
        """The location's id; ``None`` for a service without one."""
        held = self.values("location")
        return UUID(held[0]) if held else None


def hits(answer: Answer, query: Query) -> list[Hit]:
    """Return every hit of a response, in its order."""
    return [_hit(one, query) for one in answer["hits"]["hits"]]


def outside(answer: Answer, query: Query) -> frozenset[str]:
    """Return the keys of places that no ring could decide on, and that lie outside."""
    edge = answer["aggregations"].get("edge")
    if edge is None or query.radius is None:
        return frozenset()
    places = edge["uncertain"]["places"]["hits"]["hits"]
    return frozenset(
        one["fields"][f"{AT}.key"][0]
        for one in places
        if miles(one["fields"], query.place) > query.radius
    )


def miles(fields: Mapping[str, list[Any]], place: Place | None) -> float:
    """Return geodesic miles from the place to a location; infinite: not known."""
    latitude, longitude = (
        fields.get(f"{AT}.{name}") for name in ("latitude", "longitude")
    )
    if not (place and latitude and longitude):
        return math.inf
    here = place.latitude, place.longitude
    return distance.miles(*here, latitude[0], longitude[0])


def _hit(answer: Answer, query: Query) -> Hit:
    inner = answer["inner_hits"]["shown"]["hits"]
    locations = [Shown.of(one, query.place) for one in inner["hits"]]
    shown = min(locations, key=lambda one: one.miles)
    known = shown.miles if math.isfinite(shown.miles) else None
    shared = _shared(shown, query.place)
    return Hit(
        service_id=UUID(answer["fields"]["id"][0]),
        location_id=shown.location_id,
        distance=known,
        serves_place=bool(shared),
        # That of its best location. The server orders by the square; see ``blend``.
        score=math.sqrt(answer["_score"] or 0.0),
        reasons=(
            *_of_place(shared, known),
            *_of_words(shown, query),
            *_of_filters(shown, query),
        ),
        more_locations=inner["total"]["value"] - 1,
    )


def _shared(shown: Shown, place: Place | None) -> str:
    """Return the most telling area code that location and place share, or nothing."""
    codes = place.area_codes if place else frozenset()
    return max(
        codes.intersection(shown.values("area")),
        key=lambda code: (strength(code), code),
        default="",
    )


def _of_place(shared: str, miles: float | None) -> Iterator[Reason]:
    if shared:
        yield Reason(ReasonKind.SERVES, shared)
    if miles is not None:
        yield Reason(ReasonKind.NEAR, f"{miles:.1f}")


def _of_words(shown: Shown, query: Query) -> Iterator[Reason]:
    for number, group in enumerate(query.reading):
        if of_name(number) in shown.matched:
            yield Reason(ReasonKind.WORDS, group.text)


def _of_filters(shown: Shown, query: Query) -> Iterator[Reason]:
    asked = (query.categories, query.languages, query.costs)
    for kind, wanted in zip(SHAPES, asked, strict=True):
        values = shown.values(kind.value)
        yield from (Reason(kind, value) for value in _common(values, wanted))
    if query.open_at:
        yield Reason(ReasonKind.OPEN, query.open_at.isoformat())
    for day in shown.values("verified"):
        yield Reason(ReasonKind.VERIFIED, date.fromordinal(day).isoformat())


def _common(values: Sequence[str], wanted: frozenset[Any]) -> list[str]:
    asked = set(map(str, wanted))
    return [value for value in values if value in asked]
