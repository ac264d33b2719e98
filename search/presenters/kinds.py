"""Kinds of help as a tree: the way down to what is chosen, and what lies below it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict

from directory import presenters as listing
from directory.models import TaxonomyTerm
from search.presenters.links import with_category
from search.query import Found, Query

MOST_ROOTS = 12
MOST_BELOW = 8
"""How many are offered side by side; the way to what is chosen is always among them."""
DEEPEST = 10
"""More levels than any taxonomy has; a loop of parents ends here."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of help in the tree."""

    label: str
    count: int
    level: int
    """0 at the top."""
    is_on: bool
    url: str
    """The address with this kind instead of those above and below it; of one that is
    on, without it."""


def kind_terms(query: Query) -> dict[UUID, TaxonomyTerm]:
    """Terms that the tree may show: the top, and the way to what is chosen.

    With everything right below that way, so that siblings stay visible.
    """
    way: dict[UUID, TaxonomyTerm] = {}
    above: set[UUID] = set(query.categories)
    for _level in range(DEEPEST):
        if not above:
            break
        found = _read(Q(pk__in=above))
        way |= found
        above = {
            term.parent_id for term in found.values() if term.parent_id
        } - way.keys()
    return way | _read(Q(parent__isnull=True) | Q(parent__in=way))


def kinds_of(
    query: Query,
    found: Found,
    terms: dict[UUID, TaxonomyTerm],
    parameters: QueryDict,
) -> tuple[Kind, ...]:
    """The tree from the top, each kind followed by what lies below it."""
    tree = _Tree(query, found, terms, parameters)
    return tuple(tree.under(None, level=0))


def _read(wanted: Q) -> dict[UUID, TaxonomyTerm]:
    rows = TaxonomyTerm.objects.filter(wanted, removed_at__isnull=True)
    return {
        term.pk: term
        for term in rows.only("code", "source_id", "name", "name_es", "parent")
    }


@dataclass(frozen=True, slots=True)
class _Tree:
    query: Query
    found: Found
    terms: dict[UUID, TaxonomyTerm]
    parameters: QueryDict

    def under(self, parent: UUID | None, *, level: int) -> Iterator[Kind]:
        way = self._way()
        here = [
            term
            for term in self.terms.values()
            if term.parent_id == parent and (self._count(term) or term.pk in way)
        ]
        here.sort(key=lambda term: (-self._count(term), listing.term_name(term)))
        most = MOST_BELOW if level else MOST_ROOTS
        for place, term in enumerate(here):
            if place >= most and term.pk not in way:
                continue
            yield self._kind(term, level)
            if term.pk in way and level < DEEPEST:
                yield from self.under(term.pk, level=level + 1)

    def _kind(self, term: TaxonomyTerm, level: int) -> Kind:
        is_on = term.pk in self.query.categories
        return Kind(
            label=listing.term_name(term),
            count=self._count(term),
            level=level,
            is_on=is_on,
            url=with_category(self.parameters, self._others(term), term, is_on=is_on),
        )

    def _count(self, term: TaxonomyTerm) -> int:
        return self.found.facets.get("category", {}).get(str(term.pk), 0)

    def _way(self) -> set[UUID]:
        """What is chosen, and everything above it."""
        return {above for one in self.query.categories for above in self._up(one)}

    def _up(self, term: UUID) -> list[UUID]:
        found: list[UUID] = []
        above: UUID | None = term
        while above in self.terms and above not in found:
            found.append(above)
            above = self.terms[above].parent_id
        return found

    def _others(self, term: TaxonomyTerm) -> list[TaxonomyTerm]:
        """What else is chosen, and neither above the term nor below it."""
        above = set(self._up(term.pk))
        chosen = [self.terms[one] for one in self.query.categories if one in self.terms]
        others = [
            one
            for one in chosen
            if one.pk not in above and term.pk not in self._up(one.pk)
        ]
        return sorted(others, key=listing.term_name)
