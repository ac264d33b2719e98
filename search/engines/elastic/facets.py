"""Counts of services by value, each facet without its own filter."""

from collections.abc import Mapping, Sequence
from typing import Any

from search.engines.elastic import opening
from search.engines.elastic.filters import ACCEPTING, SETS, every
from search.engines.elastic.known import Known
from search.engines.elastic.mapping import AT, NOWHERE
from search.query import Query

type Clause = dict[str, Any]

# More values than any directory has: counts are exact only when none is cut off.
MOST = 20_000
# A location is counted for its service: two places of one service count once.
_SERVICES: Clause = {"services": {"reverse_nested": {}}}
FACETS = (*SETS, "open", "accepting")


def facets(
    base: Sequence[Clause],
    filters: Mapping[str, Sequence[Clause]],
    query: Query,
    known: Known,
) -> Clause:
    """Return the aggregations over what has the words and fits the place."""
    own = [name for name in FACETS if name in filters]
    shared = [name for name in FACETS if name not in filters]
    groups = {"all": _filtered(every(filters), shared, query, known)}
    for name in own:
        groups[name] = _filtered(every(filters, but=[name]), [name], query, known)
    return {
        "nested": {"path": AT},
        "aggs": {"base": {"filter": {"bool": {"filter": base}}, "aggs": groups}},
    }


def counts(answer: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return the counts that the aggregations of an answer hold."""
    base = answer["base"]
    found: dict[str, dict[str, int]] = {}
    for name in FACETS:
        counted = base.get(name, base["all"])[f"by {name}"]
        if name in SETS:
            found[name] = {
                bucket["key"]: bucket["services"]["doc_count"]
                for bucket in counted["buckets"]
                if bucket["key"] != NOWHERE
            }
        else:
            value = {"open": "now", "accepting": "yes"}[name]
            number = counted["services"]["doc_count"]
            found[name] = {value: number} if number else {}
    return found


def _filtered(
    clauses: Sequence[Clause], names: Sequence[str], query: Query, known: Known
) -> Clause:
    return {
        "filter": {"bool": {"filter": clauses}},
        "aggs": {f"by {name}": _facet(name, query, known) for name in names},
    }


def _facet(name: str, query: Query, known: Known) -> Clause:
    if name in SETS:
        by_value = {"field": f"{AT}.{name}", "size": MOST}
        return {"terms": by_value, "aggs": _SERVICES}
    clause = ACCEPTING
    if name == "open":
        clause = opening.is_open(query.moment, known.zones)
    return {"filter": clause, "aggs": _SERVICES}
