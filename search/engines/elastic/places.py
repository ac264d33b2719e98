"""Which locations a place selects: those near it, and those that serve it."""

from typing import Any

from directory.places import Place
from search.engines.elastic import circles
from search.engines.elastic.known import Known
from search.engines.elastic.mapping import AT
from search.query import Query

POINT = f"{AT}.point"
AREA = f"{AT}.area"

type Clause = dict[str, Any]


def place(query: Query, known: Known) -> Clause | None:
    """Return the clause for locations that fit the place; ``None``: no place asked."""
    if query.place is None:
        return None
    near = [_near(query.place, query.radius, known)]
    return {"bool": {"should": [*near, *serving(query.place)]}}


def edge(query: Query) -> Clause | None:
    """Return the clause for locations that may lie on either side of the circle.

    Those that serve the place are in the answer anyway. ``None``: there is no circle.
    """
    if query.place is None or query.radius is None:
        return None
    inner, outer = _circles(query.place, query.radius)
    return {
        "bool": {"filter": [outer], "must_not": [inner, *serving(query.place)]},
    }


def serving(place: Place) -> list[Clause]:
    """Return the clause for locations whose area covers the place, if any can."""
    codes = sorted(place.area_codes)
    return [{"terms": {AREA: codes}}] if codes else []


def origin(place: Place) -> list[float]:
    """Return the place's point as requests write it."""
    return [place.longitude, place.latitude]


def within(place: Place, miles: float) -> Clause:
    """Return the clause for points in a circle on the server's sphere."""
    return {"geo_distance": {"distance": f"{miles:.6f}mi", POINT: origin(place)}}


def _near(place: Place, radius: float | None, known: Known) -> Clause:
    if radius is None:
        return {"exists": {"field": POINT}}
    _, outer = _circles(place, radius)
    if not known.outside:
        return outer
    outside = {"terms": {f"{AT}.key": sorted(known.outside)}}
    return {"bool": {"filter": [outer], "must_not": [outside]}}


def _circles(place: Place, radius: float) -> tuple[Clause, Clause]:
    """Return clauses for points surely inside and for points perhaps inside."""
    if circles.has_rings(place.latitude, place.longitude, radius):
        inner, outer = circles.rings(place.latitude, place.longitude, radius)
        return _in_ring(inner), _in_ring(outer)
    slack = circles.SPHERE
    return within(place, radius * (1 - slack)), within(place, radius * (1 + slack))


def _in_ring(ring: str) -> Clause:
    return {"geo_shape": {POINT: {"shape": ring, "relation": "intersects"}}}
