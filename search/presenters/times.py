"""Moments that the page offers for "open": now, and this week's days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from directory.hours import clock
from search.presenters import names
from search.query import Found, Query

HOURS = (9, 14, 19)
"""Morning, afternoon and evening, on the place's clock."""
DAYS = 7


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment to choose."""

    value: str
    """As ``open`` takes it."""
    label: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Times:
    """What can be chosen of "open"."""

    moments: tuple[Moment, ...]
    days: tuple[tuple[str, tuple[Moment, ...]], ...]
    """Day by day, from today on, with the moments of each."""


def times_of(query: Query, found: Found) -> Times:
    """The moments to choose from; the one in use is always among them."""
    place = query.place
    now = query.moment.astimezone(
        ZoneInfo(place.timezone if place else settings.TIME_ZONE)
    )
    days = tuple(_days(now, query.open_at))
    is_now = query.open_at is not None and query.open_at == query.asked_at
    count = found.facets.get("open", {}).get("now", 0)
    moments = [
        Moment("", _("Any time"), is_on=query.open_at is None),
        Moment("now", _("Open now (%(count)d)") % {"count": count}, is_on=is_now),
    ]
    offered = any(one.is_on for _day, some in days for one in some)
    if query.open_at and not is_now and not offered:
        opens = query.open_at
        moments.append(Moment(opens.isoformat(), names.opening(opens), is_on=True))
    return Times(tuple(moments), days)


def _days(
    now: datetime, chosen: datetime | None
) -> Iterator[tuple[str, tuple[Moment, ...]]]:
    for away in range(DAYS):
        day = now + timedelta(days=away)
        moments = []
        for hour in HOURS:
            at = day.replace(hour=hour, minute=0, second=0, microsecond=0)
            if at > now:
                moments.append(
                    Moment(f"{at:%Y-%m-%dT%H:%M}", clock(hour * 60), at == chosen)
                )
        if moments:
            yield formats.date_format(day, _("l, F j")), tuple(moments)
