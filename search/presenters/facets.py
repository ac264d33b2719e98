"""Ways to narrow the list, each value with its count."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from directory import presenters as listing
from directory.models import TaxonomyTerm
from search.documents.languages import NAMES
from search.query import Cost, Found, Query

MOST_VALUES = 8
"""How many values of a facet are offered; those in use are always among them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    name: str
    value: str
    label: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list."""

    label: str
    choices: tuple[Choice, ...]


def facet_terms(query: Query) -> dict[UUID, TaxonomyTerm]:
    """Terms that the category facet may offer: roots, what is chosen, and below it."""
    chosen = query.categories
    terms = TaxonomyTerm.objects.filter(
        Q(parent__isnull=True) | Q(pk__in=chosen) | Q(parent__in=chosen),
        removed_at__isnull=True,
    ).only("code", "source_id", "name", "name_es")
    return {term.pk: term for term in terms}


def facets_of(
    query: Query, found: Found, terms: dict[UUID, TaxonomyTerm]
) -> tuple[Facet, ...]:
    """Facets that have anything to choose, in the order of the page."""
    costs = {
        Cost.FREE: _("Free"),
        Cost.SLIDING: _("By income"),
        Cost.FEE: _("You pay a part"),
    }
    kinds = {str(pk): listing.term_name(term) for pk, term in terms.items()}
    counted = {*found.facets.get("language", ()), *query.languages}
    spoken = {code: _(NAMES[code]) for code in counted if code in NAMES}
    facets = [
        Facet(label, _choices(name, found, labels, chosen))
        for label, name, labels, chosen in (
            (_("Open"), "open", {"now": _("Open now")}, _open_value(query)),
            (_("Kind of help"), "category", kinds, {str(c) for c in query.categories}),
            (_("Cost"), "cost", {str(k): v for k, v in costs.items()}, query.costs),
            (_("Language"), "language", spoken, query.languages),
        )
    ]
    return tuple(facet for facet in facets if facet.choices)


def _open_value(query: Query) -> set[str]:
    return {"now"} if query.open_at and query.open_at == query.asked_at else set()


def _choices(
    name: str, found: Found, labels: dict[str, str], chosen: Iterable[str]
) -> tuple[Choice, ...]:
    on = {str(value) for value in chosen}
    counts = found.facets.get(name, {})
    offered = [
        Choice(name, value, labels[value], counts.get(value, 0), value in on)
        for value in {*counts, *on}
        if value in labels
    ]
    offered.sort(key=lambda choice: (not choice.is_on, -choice.count, choice.label))
    return tuple(offered[: max(MOST_VALUES, len(on))])
