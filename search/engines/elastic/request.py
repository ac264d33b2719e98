"""From a query to the request: pure, so that tests compare it with golden JSON."""

from collections.abc import Sequence
from typing import Any

from search.engines.elastic.blend import blended
from search.engines.elastic.facets import FACETS, facets
from search.engines.elastic.filters import every, filters
from search.engines.elastic.known import Known
from search.engines.elastic.mapping import AT, MOST_INNER
from search.engines.elastic.places import POINT, edge, origin, place
from search.engines.elastic.words import words
from search.query import Query, Sort

type Clause = dict[str, Any]

# Locations of one service that come with a hit: the nearest is then measured exactly.
NEAREST = 5
SHOWN = (
    *("key", "location", "latitude", "longitude", "area"),
    *("category", "language", "cost", "verified"),
)
"""What is read of a location that is shown."""


def request_body(query: Query, known: Known, *, first: int, size: int) -> Clause:
    """Return the request for so many services of a query's answer.

    ``first`` and ``size`` are the window, since a page in the order of distance needs
    its neighbours.
    """
    asked = words(query, known)
    here = place(query, known)
    set_filters = filters(query, known)
    narrowing = every(set_filters)
    base = [clause for clause in (asked, here) if clause]
    places = [here] if here else []
    scored = _scored(asked, [*places, *narrowing], query)
    body: Clause = {
        "from": first,
        "size": size,
        "track_total_hits": True,
        "track_scores": True,
        "_source": False,
        "stored_fields": "_none_",
        "docvalue_fields": ["id"],
        "sort": _order(query, [*base, *narrowing]),
        "aggs": {"facets": facets(base, set_filters, query, known)},
    }
    if any(name in set_filters for name in FACETS):
        # Facets count beyond their own filter, so the hits are narrowed after them.
        every_base = _at(_all(None, base))
        body["query"] = {"bool": {"filter": [every_base], "should": [scored]}}
        body["post_filter"] = _at(_all(None, [*base, *narrowing]))
    else:
        body["query"] = scored
    if (uncertain := edge(query)) and not known.outside:
        body["aggs"]["edge"] = _on_edge([*([asked] if asked else []), uncertain])
    return body


def _scored(asked: Clause | None, clauses: Sequence[Clause], query: Query) -> Clause:
    """Return the clause that finds and scores services, and brings their locations.

    The server asks the clause that brings locations anew for every hit. Distances make
    that slow in a score, so beside a place they come from a clause without one.
    """
    shown = _shown_location(query)
    plain = _all(asked, clauses)
    if query.place is None:
        return _at(blended(plain, query), shown)
    best = _at(blended(plain, query))
    return {"bool": {"must": [best], "filter": [_at(plain, shown)]}}


def _all(scoring: Clause | None, clauses: Sequence[Clause]) -> Clause:
    found: Clause = {"filter": list(clauses)} if clauses else {}
    found["must"] = [scoring or {"match_all": {}}]
    return {"bool": found}


def _at(clause: Clause, shown: Clause | None = None) -> Clause:
    nested: Clause = {"path": AT, "score_mode": "max", "query": clause}
    if shown:
        nested["inner_hits"] = shown
    return {"nested": nested}


def _shown_location(query: Query) -> Clause:
    """The nearest locations; without a place to be near, the best one."""
    first = _by_distance(query) if query.place else {"_score": "desc"}
    return {
        "name": "shown",
        "size": NEAREST if query.place else 1,
        "sort": [first, {f"{AT}.location": "asc"}],
        "_source": False,
        "docvalue_fields": [f"{AT}.{name}" for name in SHOWN],
    }


def _order(query: Query, clauses: Sequence[Clause]) -> list[Clause]:
    by_id: Clause = {"id": "asc"}
    if query.sort is Sort.NAME:
        return [{"sorted": "asc"}, by_id]
    if query.sort is Sort.DISTANCE and query.place:
        nearest = _by_distance(query)
        nearest["_geo_distance"]["nested"] = {
            "path": AT,
            "filter": {"bool": {"filter": list(clauses)}},
        }
        return [nearest, {"_score": "desc"}, by_id]
    return [{"_score": "desc"}, by_id]


def _by_distance(query: Query) -> Clause:
    here = origin(query.place) if query.place else []
    return {"_geo_distance": {POINT: here, "unit": "mi", "mode": "min"}}


def _on_edge(clauses: Sequence[Clause]) -> Clause:
    """The locations that no ring can decide on: none, nearly always."""
    shown = [f"{AT}.{name}" for name in ("key", "latitude", "longitude")]
    return {
        "nested": {"path": AT},
        "aggs": {
            "uncertain": {
                "filter": {"bool": {"filter": list(clauses)}},
                "aggs": {
                    "places": {
                        "top_hits": {
                            "size": MOST_INNER,
                            "_source": False,
                            "docvalue_fields": shown,
                        }
                    }
                },
            }
        },
    }
