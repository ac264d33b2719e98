"""Ways to narrow the list, each value with its count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from search.presenters import names
from search.query import Found, Query

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


def facets_of(query: Query, found: Found) -> tuple[Facet, ...]:
    """Facets that have anything to choose, in the order of the page."""
    counted = {*found.facets.get("language", ()), *query.languages}
    spoken = {code: names.language(code) for code in counted}
    insurers = {str(one): str(one.label) for one in names.INSURERS}
    room, taken = {"yes": _("Has room, or may have")}, ["yes"] * query.accepting
    facets = (
        Facet(_("Room for new people"), _choices("accepting", found, room, taken)),
        Facet(_("Cost"), _choices("cost", found, names.costs(), query.costs)),
        Facet(_("Who pays"), _choices("payer", found, insurers, query.payers)),
        Facet(_("Language"), _choices("language", found, spoken, query.languages)),
        Facet(
            _("Access"),
            _choices(
                "access",
                found,
                names.access(),
                query.accessibility,
                facet="accessibility",
            ),
        ),
        Facet(
            _("For"),
            _choices(
                "who", found, names.groups(), query.eligibility, facet="eligibility"
            ),
        ),
    )
    return tuple(facet for facet in facets if facet.choices)


def _choices(
    name: str,
    found: Found,
    labels: Mapping[str, str],
    chosen: Iterable[str],
    *,
    facet: str = "",
) -> tuple[Choice, ...]:
    on = {str(value) for value in chosen}
    counts = found.facets.get(facet or name, {})
    offered = [
        Choice(name, value, labels[value], counts.get(value, 0), value in on)
        for value in {*counts, *on}
        if value in labels
    ]
    offered.sort(key=lambda choice: (not choice.is_on, -choice.count, choice.label))
    return tuple(offered[: max(MOST_VALUES, len(on))])
