"""Filters in use, and the way back from each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from directory import presenters as listing
from directory.models import TaxonomyTerm
from search.documents.languages import NAMES
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
            if value:
                yield Chip(
                    _chip_label(name, value, query, terms),
                    without(parameters, name, value),
                )


def _chip_label(
    name: str, value: str, query: Query, terms: dict[UUID, TaxonomyTerm]
) -> str:
    match name:
        case "category":
            for term in terms.values():
                if value in {str(term.pk), term.code, term.source_id}:
                    return listing.term_name(term)
            return value
        case "language":
            return _(NAMES.get(value, value))
        case "cost":
            return {"free": _("Free"), "sliding": _("By income")}.get(
                value, _("You pay a part")
            )
        case "open":
            return _("Open now") if value == "now" else _open_label(query.open_at)
        case _:
            return _("Within %(miles)s miles") % {"miles": value}


def _open_label(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return _("Open %(moment)s") % {"moment": f"{moment:%Y-%m-%d %H:%M}"}
