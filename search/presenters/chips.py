"""Filters in use, and the way back from each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import presenters as listing
from directory.models import TaxonomyTerm
from search.documents.languages import code_of
from search.presenters import names
from search.presenters.links import FILTERS, without
from search.query import Query


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str
    url: str


def chips_of(
    query: Query, terms: dict[UUID, TaxonomyTerm], parameters: QueryDict
) -> Iterable[Chip]:
    """A chip for each filter of the address, in the order of ``FILTERS``."""
    for name in FILTERS:
        for value in parameters.getlist(name):
            if value and (name != "within" or query.place):
                yield Chip(
                    _label(name, value, query, terms),
                    without(parameters, name, value),
                )


def _label(name: str, value: str, query: Query, terms: dict[UUID, TaxonomyTerm]) -> str:
    if name in _NAMED:
        return _NAMED[name]().get(value, value)
    if name in _SAID:
        return str(_SAID[name]) % {"value": value}
    if name == "category":
        return _term(value, terms)
    if name == "language":
        return names.language(code_of("", value))
    return _("Open now") if value == "now" else names.opening(query.open_at)


def _term(value: str, terms: dict[UUID, TaxonomyTerm]) -> str:
    for term in terms.values():
        if value in {str(term.pk), term.code, term.source_id}:
            return listing.term_name(term)
    return value


_NAMED: dict[str, Callable[[], Mapping[str, str]]] = {
    "cost": names.costs,
    "payer": names.payers,
    "access": names.access,
    "who": names.groups,
}
_SAID = {
    "accepting": gettext_lazy("Has room, or may have"),
    "age": gettext_lazy("Age %(value)s"),
    "verified": gettext_lazy("Confirmed within %(value)s months"),
    "organization": gettext_lazy("One organization"),
    "within": gettext_lazy("Within %(value)s miles"),
}
