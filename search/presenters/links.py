"""Addresses of answers that are one change away."""

from django.http import QueryDict

FILTERS = ("category", "language", "cost", "open", "within")
"""Parameters that narrow the list, in the order of their chips."""


def without(parameters: QueryDict, name: str, value: str) -> str:
    """The address without one value of one filter."""
    left = parameters.copy()
    left.setlist(name, [one for one in parameters.getlist(name) if one != value])
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
