"""A query made ready for the index: its groups as terms, its place as area codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from search.engines.embedded.facts import SET_NAMES
from search.engines.embedded.lexis import Lexis
from search.engines.embedded.vocabulary import category_term
from search.language import Category, Group, Phrase, stems
from search.language.groups import PREFIX_WEIGHT, Alternative
from search.query import Query, Reason, ReasonKind
from search.ranking import MOST_BEGINNINGS, strength


@dataclass(frozen=True, slots=True)
class Sought:
    """One alternative: every member by any of its terms, together or side by side."""

    members: tuple[tuple[str, ...], ...]
    weight: float
    offsets: tuple[int, ...] = ()
    """Of a phrase's members; else nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query made ready for every segment."""

    query: Query
    groups: tuple[tuple[Group, tuple[Sought, ...]], ...]
    """Each with what is sought for it."""
    at_least: int
    """How many of the needed groups a document must answer."""
    codes: tuple[str, ...]
    """The place's area codes, the least telling first."""
    values: dict[str, set[str]]
    """What filters ask for, by the name of the set."""
    words: tuple[Reason, ...]
    """For each group the reason that a document answers it."""

    @property
    def terms(self) -> set[str]:
        """Everything to look up."""
        return {
            term
            for _, every in self.groups
            for sought in every
            for member in sought.members
            for term in member
        }


def ask(query: Query, lexis: Lexis) -> Asked:
    """Prepare a query."""
    groups = tuple((group, tuple(_sought(group, lexis))) for group in query.reading)
    needed = sum(group.is_needed for group, _ in groups)
    at_least = needed if query.at_least is None else min(query.at_least, needed)
    codes = by_strength(query.place.area_codes) if query.place else ()
    words = tuple(Reason(ReasonKind.WORDS, group.text) for group, _ in groups)
    return Asked(query, groups, at_least, codes, _values(query), words)


# Somebody's next question is mostly about the same place.
@lru_cache(maxsize=1024)
def by_strength(codes: frozenset[str]) -> tuple[str, ...]:
    """Return area codes, the least telling first."""
    return tuple(sorted(codes, key=lambda code: (strength(code), code)))


def _values(query: Query) -> dict[str, set[str]]:
    every = (
        *(query.categories, query.languages, query.costs),
        *(query.payers, query.accessibility, query.eligibility),
    )
    return {
        name: set(map(str, some))
        for name, some in zip(SET_NAMES, every, strict=True)
        if some
    }


def _sought(group: Group, lexis: Lexis) -> Iterable[Sought]:
    yield from map(_of, group.alternatives)
    if group.prefix and not lexis.holds_any(stem for stem, _ in group.terms):
        longer = lexis.beginning(group.prefix, MOST_BEGINNINGS)
        for stem in dict.fromkeys(stem for word in longer for stem in stems(word)):
            yield Sought(((stem,),), PREFIX_WEIGHT)


def _of(alternative: Alternative) -> Sought:
    if isinstance(alternative, Category):
        return Sought(((category_term(alternative.term),),), alternative.weight)
    if isinstance(alternative, Phrase) and len(alternative.stems) > 1:
        return Sought(alternative.stems, alternative.weight, alternative.offsets)
    return Sought(alternative.stems, alternative.weight)
