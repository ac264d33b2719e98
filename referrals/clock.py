"""Working time: how long a receiver has to answer, and how long a pause took."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

from directory.hours import is_zone
from directory.models import Location, Organization
from referrals.models import Priority

OPENS, CLOSES = time(8), time(17)

WORKING_DAYS = {Priority.ROUTINE: 2, Priority.URGENT: 1}
WORKING_TIME = {Priority.ASAP: timedelta(hours=4)}
AT_ONCE = timedelta(hours=1)


def zone_of(organization: Organization) -> ZoneInfo:
    """The organization's time zone, by its locations; else the site's own."""
    names = (
        Location.objects.filter(organization=organization)
        .exclude(timezone_name="")
        .order_by("pk")
        .values_list("timezone_name", flat=True)
    )
    # A name written by hand may be one that no clock knows.
    known = (name for name in names if is_zone(name))
    return ZoneInfo(next(known, settings.TIME_ZONE))


def due_at(sent_at: datetime, priority: Priority, zone: ZoneInfo) -> datetime:
    """When the receiver must have answered.

    Working days end at 5 pm and leave out weekends and federal holidays in the
    receiver's time zone; the day of sending does not count.
    """
    local = sent_at.astimezone(zone)
    if days := WORKING_DAYS.get(priority):
        return datetime.combine(_days_after(local.date(), days), CLOSES, zone)
    if left := WORKING_TIME.get(priority):
        return _working_time_after(local, left)
    return sent_at + AT_ONCE


def after_pause(
    due: datetime,
    priority: Priority,
    *,
    pause: tuple[datetime, datetime],
    zone: ZoneInfo,
) -> datetime:
    """When it is due after a pause: later by the working time that the pause took.

    What is due at once runs by the clock on the wall, and so does its pause.
    """
    began, ended = pause
    if priority not in {*WORKING_DAYS, *WORKING_TIME}:
        return due + max(ended - began, timedelta())
    paused = working_time(began, ended, zone)
    return _working_time_after(due.astimezone(zone), paused) if paused else due


def working_time(start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
    """How much working time lies between two moments, in that zone."""
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    day, total = begins.date(), timedelta()
    while day <= ends.date():
        if is_working_day(day):
            opens = max(begins, datetime.combine(day, OPENS, zone))
            closes = min(ends, datetime.combine(day, CLOSES, zone))
            total += max(closes - opens, timedelta())
        day += timedelta(days=1)
    return total


def is_working_day(day: date) -> bool:
    """Whether offices are open: neither a weekend nor a federal holiday."""
    return day.weekday() < 5 and day not in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    # Making a calendar takes a millisecond, and long counts ask thousands of times.
    return frozenset(holidays.country_holidays("US", years=year))


def _days_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def _working_time_after(local: datetime, left: timedelta) -> datetime:
    zone = local.tzinfo
    day, start = local.date(), max(local.time(), OPENS)
    while True:
        if is_working_day(day) and start < CLOSES:
            begins = datetime.combine(day, start, zone)
            closes = datetime.combine(day, CLOSES, zone)
            if begins + left <= closes:
                return begins + left
            left -= closes - begins
        day, start = day + timedelta(days=1), OPENS
