"""``search.ranking`` as functions that Elasticsearch works out by itself, no script.

An answer's score is ``sqrt(words) * blend``. There is no root to be had without a
script, so the server orders by the square, ``words * blend * blend``, which is the same
order, and the root is taken of what it returns.
"""

import math
from datetime import UTC
from itertools import groupby
from typing import Any

from directory.places import Place
from search import ranking
from search.engines.elastic.mapping import AT
from search.engines.elastic.places import AREA, POINT, origin, serving, within
from search.query import Query

type Clause = dict[str, Any]

EARLIER = 1 / math.e


def blended(clause: Clause, query: Query) -> Clause:
    """Return the clause, scored by the square of the ranking's formula."""
    functions = [
        {"weight": ranking.BASE},
        *_of_place(query),
        *_fresh(query),
        *_accepting(),
    ]
    for _ in range(2):
        clause = {
            "function_score": {
                "query": clause,
                "functions": functions,
                "score_mode": "sum",
                "boost_mode": "multiply",
            }
        }
    return clause


def _of_place(query: Query) -> list[Clause]:
    place = query.place
    return [*_near(place, query.radius), *_serves(place)] if place else []


def _near(place: Place, radius: float | None) -> list[Clause]:
    """The better of nearness and ``SERVED_NEARNESS``: each where it is the better."""
    decay = ranking.decay_miles(radius)
    served = serving(place)
    # Up to here a place is nearer than being served counts for.
    nearer = within(place, -math.log(ranking.SERVED_NEARNESS) * decay)
    known: Clause = {"exists": {"field": POINT}}
    # A decay says 1 of what has no point.
    if served:
        by_distance = {
            "bool": {
                "filter": [known],
                "should": [nearer, {"bool": {"must_not": served}}],
                "minimum_should_match": 1,
            }
        }
    else:
        by_distance = known
    decaying = {"origin": origin(place), "scale": f"{decay:.6f}mi", "decay": EARLIER}
    functions: list[Clause] = [
        {"filter": by_distance, "exp": {POINT: decaying}, "weight": ranking.NEAR}
    ]
    if served:
        functions.append(
            {
                "filter": {"bool": {"filter": served, "must_not": [nearer]}},
                "weight": ranking.NEAR * ranking.SERVED_NEARNESS,
            }
        )
    return functions


def _serves(place: Place) -> list[Clause]:
    """Each strength counts where no greater one does."""
    codes = sorted(place.area_codes, key=ranking.strength, reverse=True)
    functions: list[Clause] = []
    stronger: list[str] = []
    for strength, alike in groupby(codes, key=ranking.strength):
        here = sorted(alike)
        clause: Clause = {"filter": [{"terms": {AREA: here}}]}
        if stronger:
            clause["must_not"] = [{"terms": {AREA: sorted(stronger)}}]
        functions.append(
            {"filter": {"bool": clause}, "weight": ranking.SERVES * strength}
        )
        stronger += here
    return functions


def _fresh(query: Query) -> list[Clause]:
    today = query.moment.astimezone(UTC).toordinal()
    field = f"{AT}.verified"
    decaying = {"origin": today, "scale": ranking.FRESH_DAYS, "decay": EARLIER}
    return [
        {
            "filter": {"range": {field: {"lte": today}}},
            "exp": {field: decaying},
            "weight": ranking.FRESH,
        },
        # A day ahead of today, somewhere east of it, is as fresh as can be.
        {"filter": {"range": {field: {"gt": today}}}, "weight": ranking.FRESH},
    ]


def _accepting() -> list[Clause]:
    field = f"{AT}.accepting"
    unknown = {"bool": {"must_not": [{"exists": {"field": field}}]}}
    return [
        {"filter": {"term": {field: True}}, "weight": ranking.ACCEPTING},
        {
            "filter": unknown,
            "weight": ranking.ACCEPTING * ranking.UNKNOWN_ACCEPTANCE,
        },
    ]
