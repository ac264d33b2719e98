"""The list of results, whole."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.hours import clock
from directory.places import Place
from search.presenters.cards import cards_of
from search.presenters.chips import Chip, chips_of
from search.presenters.facets import Facet, facets_of
from search.presenters.groups import Group, grouped, numbered
from search.presenters.kinds import Kind, kind_terms, kinds_of
from search.presenters.links import page_url, passed_on, unfiltered
from search.presenters.map import map_of
from search.presenters.notices import Notice, notices
from search.presenters.times import Times, times_of
from search.query import Found, Query
from search.widening import Answer

DISTANCES = (5, 10, 25, 50)
"""Miles that the page offers."""


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything the list of results says."""

    heading: str
    status: str
    groups: tuple[Group, ...]
    notices: tuple[Notice, ...]
    kinds: tuple[Kind, ...]
    times: Times
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    kept: tuple[tuple[str, str], ...]
    """Parameters that the form of filters has no field for, and passes on."""
    clear_url: str
    """The address without any filter."""
    map: dict[str, Any]
    previous_url: str
    next_url: str
    page: int
    last_page: int
    total: int


def results_page(answer: Answer, parameters: QueryDict) -> ResultsPage:
    """Gather the page of results, with the same number of queries for any answer."""
    query, found = answer.query, answer.found
    terms = kind_terms(query)
    groups = numbered(
        grouped(query, cards_of(query, found, terms), near=answer.beyond), query
    )
    cards = [card for group in groups for card in group.cards]
    last = found.last_page(query.per_page)
    return ResultsPage(
        heading=_heading(query, found),
        status=_status(query, found),
        groups=groups,
        notices=notices(answer, parameters),
        kinds=kinds_of(query, found, terms, parameters),
        times=times_of(query, found),
        facets=facets_of(query, found),
        chips=tuple(chips_of(query, terms, parameters)),
        kept=tuple(passed_on(parameters)),
        clear_url=unfiltered(parameters),
        map=map_of(query, cards),
        previous_url=page_url(parameters, query.page - 1) if query.page > 1 else "",
        next_url=page_url(parameters, query.page + 1) if query.page < last else "",
        page=query.page,
        last_page=last,
        total=found.total,
    )


def _heading(query: Query, found: Found) -> str:
    values = {"count": found.total, "text": query.text}
    if query.text and found.total == 1:
        return _("1 service for “%(text)s”") % values
    if query.text:
        return _("%(count)d services for “%(text)s”") % values
    if found.total == 1:
        return _("1 service")
    return _("%(count)d services") % values


def _status(query: Query, found: Found) -> str:
    """What the list holds and where it looked, for those who hear the page too."""
    if not found.hits:
        return ""
    first = (query.page - 1) * query.per_page + 1
    parts = [
        _("%(first)d to %(last)d of %(total)d.")
        % {"first": first, "last": first + len(found.hits) - 1, "total": found.total}
    ]
    if query.place:
        parts += [_where(query, query.place), _clock_there(query, query.place)]
    return " ".join(parts)


def _where(query: Query, place: Place) -> str:
    values = {"place": place.label, "miles": f"{query.radius or 0:g}"}
    if query.radius is None:
        return _("They serve %(place)s, or are near it.") % values
    return _("They serve %(place)s, or are within %(miles)s miles of it.") % values


def _clock_there(query: Query, place: Place) -> str:
    """What "open now" was judged by."""
    local = query.moment.astimezone(ZoneInfo(place.timezone))
    return _("It is %(weekday)s, %(time)s.") % {
        "weekday": date_format(local, "l"),
        "time": clock(local.hour * 60 + local.minute),
    }
