"""A query's filters as clauses on one location's document, each under its name."""

from collections.abc import Iterable, Mapping
from typing import Any

from search.engines.elastic import opening
from search.engines.elastic.known import Known
from search.engines.elastic.mapping import AT
from search.query import Query

type Clause = dict[str, Any]

SETS = (
    "category",
    "language",
    "cost",
    "payer",
    "accessibility",
    "eligibility",
)
"""Facets that count the values of a field."""
ACCEPTING: Clause = {"bool": {"must_not": [{"term": {f"{AT}.accepting": False}}]}}


def filters(query: Query, known: Known) -> dict[str, list[Clause]]:
    """Return the clauses of every filter that the query sets, by its name."""
    found = {
        "category": _any("category", map(str, query.categories)),
        "language": _any("language", query.languages),
        "cost": _any("cost", query.costs),
        "payer": _any("payer", query.payers),
        "accessibility": [
            _term("accessibility", code) for code in sorted(query.accessibility)
        ],
        "eligibility": _any("eligibility", query.eligibility),
        "accepting": [ACCEPTING] if query.accepting else [],
        "open": [opening.is_open(query.open_at, known.zones)] if query.open_at else [],
        "age": _age(query.age),
        "organization": _organization(query),
        "verified": _verified(query),
    }
    return {name: clauses for name, clauses in found.items() if clauses}


def every(
    found: Mapping[str, Iterable[Clause]], *, but: Iterable[str] = ()
) -> list[Clause]:
    """Return the clauses of all the filters, some perhaps left out."""
    left_out = set(but)
    return [
        clause
        for name, clauses in found.items()
        if name not in left_out
        for clause in clauses
    ]


def _term(name: str, value: object) -> Clause:
    return {"term": {f"{AT}.{name}": value}}


def _any(name: str, values: Iterable[str]) -> list[Clause]:
    wanted = sorted(map(str, values))
    return [{"terms": {f"{AT}.{name}": wanted}}] if wanted else []


def _unsaid(name: str) -> Clause:
    return {"bool": {"must_not": [{"exists": {"field": f"{AT}.{name}"}}]}}


def _age(age: int | None) -> list[Clause]:
    if age is None:
        return []
    return [{"bool": {"should": [_term("ages", age), _unsaid("ages")]}}]


def _organization(query: Query) -> list[Clause]:
    wanted = query.organization
    return [_term("organization", str(wanted))] if wanted else []


def _verified(query: Query) -> list[Clause]:
    since = query.verified_since
    if since is None:
        return []
    return [{"range": {f"{AT}.verified": {"gte": since.toordinal()}}}]
