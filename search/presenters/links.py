"""Addresses of answers that are one change away."""

from collections.abc import Iterable, Iterator

from django.http import QueryDict

from directory.models import TaxonomyTerm

FILTERS = (
    *("category", "open", "accepting", "cost", "payer", "language", "access", "who"),
    *("age", "verified", "organization", "within"),
)
"""Parameters that narrow the list, in the order of their chips."""
WITHOUT_FIELD = ("category", "age", "verified", "organization", "exact")
"""Parameters that the page's own form of filters does not show."""


def passed_on(parameters: QueryDict) -> Iterator[tuple[str, str]]:
    """What the form of filters sends along unseen."""
    for name in WITHOUT_FIELD:
        for value in filter(None, parameters.getlist(name)):
            yield name, value


def without(parameters: QueryDict, name: str, value: str) -> str:
    """The address without one value of one filter."""
    left = parameters.copy()
    left.setlist(name, [one for one in parameters.getlist(name) if one != value])
    left.pop("page", None)
    return f"?{left.urlencode()}"


def with_one(parameters: QueryDict, name: str, value: str) -> str:
    """The address with this one value of a parameter, from the first page on."""
    changed = parameters.copy()
    changed[name] = value
    changed.pop("page", None)
    return f"?{changed.urlencode()}"


def with_category(
    parameters: QueryDict,
    others: Iterable[TaxonomyTerm],
    term: TaxonomyTerm,
    *,
    is_on: bool,
) -> str:
    """The address with one kind of help besides the others; without it if it is on."""
    left = parameters.copy()
    wanted = [*others] if is_on else [*others, term]
    left.setlist("category", [one.code or str(one.pk) for one in wanted])
    left.pop("page", None)
    return f"?{left.urlencode()}"


def unfiltered(parameters: QueryDict) -> str:
    """The address without any filter."""
    left = parameters.copy()
    for name in (*FILTERS, "page"):
        left.pop(name, None)
    return f"?{left.urlencode()}"


def page_url(parameters: QueryDict, page: int) -> str:
    """The address of another page of the same answer."""
    asked = parameters.copy()
    asked["page"] = str(page)
    return f"?{asked.urlencode()}"
