"""What the page says when a search cannot be answered, and the ways on from there."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from search.forms import SearchForm

WITHOUT = {
    "q": _("Search without the words"),
    "near": _("Search without the place"),
    "within": _("Search at any distance"),
    "category": _("Search every kind of help"),
    "language": _("Search in any language"),
    "cost": _("Search at any cost"),
    "payer": _("Search whoever pays"),
    "access": _("Search any place"),
    "who": _("Search for anybody"),
    "age": _("Search for any age"),
    "open": _("Search at any time"),
    "accepting": _("Search whether there is room or not"),
    "verified": _("Search however long ago it was confirmed"),
    "organization": _("Search every organization"),
    "exact": _("Read more into the words"),
    "sort": _("Show the best match first"),
    "page": _("Go to the first page"),
    "per_page": _("Show ten on a page"),
}
"""What the search becomes when a parameter is left out."""


@dataclass(frozen=True, slots=True)
class WayOn:
    """A search that may do instead."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong with one parameter."""

    sentences: tuple[str, ...]
    ways_on: tuple[WayOn, ...]
    """Places whose names are like the one asked for, then the search without it."""


def refusals(form: SearchForm, parameters: QueryDict) -> tuple[Refusal, ...]:
    """Every parameter that a checked form refused, in the form's order."""
    return tuple(
        Refusal(
            sentences=tuple(str(one) for one in form.errors[name]),
            ways_on=tuple(_ways_on(form, name, parameters)),
        )
        for name in form.fields
        if name in form.errors
    )


def plain_url(form: SearchForm, parameters: QueryDict) -> str:
    """The address without anything that was refused; empty when one thing was."""
    if len(form.errors) == 1:
        return ""
    return _without(parameters, form.errors)


def _ways_on(form: SearchForm, name: str, parameters: QueryDict) -> Iterable[WayOn]:
    if name == "near":
        for suggested in form.place_suggestions:
            there = parameters.copy()
            there["near"] = suggested
            there.pop("page", None)
            yield WayOn(suggested, f"?{there.urlencode()}")
    yield WayOn(str(WITHOUT[name]), _without(parameters, [name]))


def _without(parameters: QueryDict, names: Iterable[str]) -> str:
    # The page was counted in the list that the parameters made.
    left = parameters.copy()
    for name in (*names, "page"):
        left.pop(name, None)
    return f"?{left.urlencode()}"
