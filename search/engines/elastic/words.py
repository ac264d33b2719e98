"""A question's groups of words as clauses on one location's document."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from search.engines.elastic.bodies import STRIDE
from search.engines.elastic.known import Known
from search.engines.elastic.mapping import AT, ORDER, TEXTS
from search.language import Alternative, Category, Group, Phrase, Words
from search.language.groups import PREFIX_WEIGHT
from search.query import Query
from search.ranking import FIELD_WEIGHTS, K1, Field

type Clause = dict[str, Any]

# Elasticsearch multiplies BM25 by this much; Lucene and the other engine do not.
SWOLLEN = 1 + K1


def words(query: Query, known: Known) -> Clause | None:
    """Return the clause that a location must answer; ``None``: no words asked."""
    groups = [
        (group.is_needed, _group(number, group, known))
        for number, group in enumerate(query.reading)
    ]
    if not groups:
        return None
    needed = [clause for is_needed, clause in groups if is_needed]
    others = [clause for is_needed, clause in groups if not is_needed]
    least = len(needed) if query.at_least is None else query.at_least
    required = min(least, len(needed))
    if required:
        enough = {"should": needed, "minimum_should_match": required}
        return {"bool": {"must": [{"bool": enough}], "should": others}}
    # Nothing is needed: whoever answers none is found as well, and counts for one.
    return {"bool": {"must": [{"match_all": {}}], "should": [*needed, *others]}}


def of_name(number: int) -> str:
    """Return the name by which an answer tells that a group was answered."""
    return f"group {number}"


def _group(number: int, group: Group, known: Known) -> Clause:
    alternatives: list[Alternative] = list(group.alternatives)
    alternatives += [
        Words(((stem,),), PREFIX_WEIGHT) for stem in known.longer.get(group.prefix, ())
    ]
    if not alternatives:
        return {"match_none": {}}
    return {
        "dis_max": {
            "queries": [_alternative(one) for one in alternatives],
            "_name": of_name(number),
        }
    }


def _alternative(one: Alternative) -> Clause:
    match one:
        case Category():
            return _category(one)
        case Phrase():
            members = _members(one.stems, one.weight)
            return {"bool": {"must": members, "filter": [_in_order(one)]}}
        case Words():
            members = _members(one.stems, one.weight)
            return members[0] if len(members) == 1 else {"bool": {"must": members}}


def _category(one: Category) -> Clause:
    boost = one.weight * FIELD_WEIGHTS[Field.TERMS] / SWOLLEN
    term = {"value": str(one.term), "boost": _rounded(boost)}
    return {"term": {f"{AT}.category": term}}


def _members(members: Iterable[Sequence[str]], weight: float) -> list[Clause]:
    """Return a clause for each word: the best of its stems, over all texts."""
    return [_best([_stem(stem, weight) for stem in member]) for member in members]


def _best(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else {"dis_max": {"queries": clauses}}


def _stem(stem: str, weight: float) -> Clause:
    terms: list[Clause] = [
        {
            "term": {
                TEXTS[field]: {
                    "value": stem,
                    "boost": _rounded(weight * boost / SWOLLEN),
                }
            }
        }
        for field, boost in FIELD_WEIGHTS.items()
    ]
    return {"bool": {"should": terms, "minimum_should_match": 1}}


def _in_order(phrase: Phrase) -> Clause:
    """Return the clause for words at these distances from one another, in one text.

    Link by link: the stems of a word lie side by side, so each link may be one place
    shorter or longer, and the third place of every word is empty.
    """
    found = _any_of(phrase.stems[0])
    for member, (before, after) in zip(
        phrase.stems[1:], pairwise(phrase.offsets), strict=True
    ):
        gap = STRIDE * (after - before) - 2
        clauses = [found, {"span_gap": {ORDER: gap}}, _any_of(member)]
        found = {"span_near": {"clauses": clauses, "slop": 2, "in_order": True}}
    return found


def _any_of(stems: Sequence[str]) -> Clause:
    terms = [{"span_term": {ORDER: stem}} for stem in stems]
    return terms[0] if len(terms) == 1 else {"span_or": {"clauses": terms}}


def _rounded(boost: float) -> float:
    return round(boost, 6)
