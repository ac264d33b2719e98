"""Working time: how long a receiver has to answer, and how long a pause took.

Every count is made in UTC between the hours at which an office opens and closes, so
that a day on which the clocks change has as many minutes as it really has.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from directory.hours import Rule, is_zone, public_holidays
from directory.models import Location, Organization
from referrals.models import Priority

OPENS, CLOSES = time(8), time(17)
WORKING_WEEK = frozenset(range(5))
"""Monday is 0."""
A_DAY = timedelta(days=1)
SHUT_FOR_GOOD = 370
"""An office that does not open within so many days is counted as if it did: what
waits there must fall due all the same."""


class Span(NamedTuple):
    """The working hours of one day, in UTC."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an office works."""

    zone: ZoneInfo
    opens: time = OPENS
    closes: time = CLOSES
    days: frozenset[int] = WORKING_WEEK
    state: str = ""
    """Two letters: whose holidays are kept besides the federal ones."""
    keeps_holidays: bool = True
    doors: tuple[tuple[Rule, ...], ...] = ()
    """The closures of each of its places; where all are shut, nobody works."""
    _spans: dict[date, Span | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def is_open(self, day: date) -> bool:
        """Whether somebody works on that day."""
        if day.weekday() not in self.days:
            return False
        if self.keeps_holidays and day in _holidays_of(self.state, day.year):
            return False
        return not self._is_shut(day)

    def span(self, day: date) -> Span | None:
        """The hours of that day; none, when nobody works."""
        if day not in self._spans:
            self._spans[day] = self._hours(day) if self.is_open(day) else None
        return self._spans[day]

    def day_of(self, moment: datetime) -> date:
        """The date on the office's own calendar."""
        return moment.astimezone(self.zone).date()

    def _hours(self, day: date) -> Span | None:
        opens, closes = (
            datetime.combine(day, on, self.zone).astimezone(UTC)
            for on in (self.opens, self.closes)
        )
        # Of an hour that the clocks leave out, nothing may be left.
        return Span(opens, closes) if opens < closes else None

    def _is_shut(self, day: date) -> bool:
        return bool(self.doors) and all(
            any(rule.minutes is None and rule.speaks_of(day) for rule in door)
            for door in self.doors
        )


@dataclass(frozen=True, slots=True)
class Response:
    """How soon an answer is owed."""

    routine_days: int = 2
    urgent_days: int = 1
    asap_hours: int = 4
    stat_minutes: int = 60

    def days(self, priority: str) -> int:
        """Working days; 0 where it is counted in hours."""
        by_day = {
            Priority.ROUTINE: self.routine_days,
            Priority.URGENT: self.urgent_days,
        }
        return by_day.get(Priority(priority), 0)


DEFAULT_RESPONSE = Response()


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


def due_at(
    sent_at: datetime,
    priority: Priority,
    calendar: Calendar,
    response: Response = DEFAULT_RESPONSE,
) -> datetime:
    """When the receiver must have answered.

    Working days end when the office closes and leave out weekends, holidays and its
    own closures; the day of sending does not count.
    """
    if days := response.days(priority):
        return days_after(sent_at, days, calendar)
    if priority == Priority.ASAP:
        return after(sent_at, timedelta(hours=response.asap_hours), calendar)
    return sent_at + timedelta(minutes=response.stat_minutes)


def is_on_the_wall(priority: str) -> bool:
    """Whether it runs by the clock on the wall.

    What is due at once waits for no desk to open.
    """
    return priority == Priority.STAT


def after_pause(
    due: datetime,
    priority: Priority,
    *,
    pause: tuple[datetime, datetime],
    calendar: Calendar,
) -> datetime:
    """When it is due after a pause: later by the working time that the pause took.

    What is due at once runs by the clock on the wall, and so does its pause.
    """
    began, ended = pause
    if is_on_the_wall(priority):
        return due + max(ended - began, timedelta())
    return after(due, working_time(began, ended, calendar), calendar)


def working_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How much working time lies between two moments."""
    begins, ends = start.astimezone(UTC), end.astimezone(UTC)
    day, last, total = calendar.day_of(start), calendar.day_of(end), timedelta()
    while day <= last:
        if span := calendar.span(day):
            opens, closes = max(begins, span.opens), min(ends, span.closes)
            total += max(closes - opens, timedelta())
        day += A_DAY
    return total


def working_minutes(start: datetime, end: datetime, calendar: Calendar) -> int:
    """How many whole minutes of working time lie between two moments."""
    return working_time(start, end, calendar) // timedelta(minutes=1)


def after(start: datetime, left: timedelta, calendar: Calendar) -> datetime:
    """The first moment by which so much working time has gone by."""
    begins = start.astimezone(UTC)
    if not left:
        return begins
    for span in _spans_from(calendar, calendar.day_of(start)):
        opens = max(begins, span.opens)
        if opens + left <= span.closes:
            return opens + left
        left -= max(span.closes - opens, timedelta())
    raise AssertionError  # pragma: no cover - the days have no end


def before(end: datetime, left: timedelta, calendar: Calendar) -> datetime:
    """The last moment from which so much working time lies before ``end``."""
    ends = end.astimezone(UTC)
    if not left:
        return ends
    for span in _spans_from(calendar, calendar.day_of(end), step=-A_DAY):
        closes = min(ends, span.closes)
        if closes - left >= span.opens:
            return closes - left
        left -= max(closes - span.opens, timedelta())
    raise AssertionError  # pragma: no cover - nor a beginning


def halfway(start: datetime, due: datetime, calendar: Calendar) -> datetime:
    """The moment at which half of the working time is gone."""
    return after(start, working_time(start, due, calendar) / 2, calendar)


def days_after(moment: datetime, count: int, calendar: Calendar) -> datetime:
    """When the office closes on the working day that is the ``count``-th after."""
    days = _spans_from(calendar, calendar.day_of(moment) + A_DAY)
    for _day in range(count - 1):
        next(days)
    return next(days).closes


def opens_from(day: date, calendar: Calendar) -> datetime:
    """When the office opens on that day, or on the next on which it does."""
    return next(_spans_from(calendar, day)).opens


def is_working_day(day: date) -> bool:
    """Whether offices are open: neither a weekend nor a federal holiday."""
    return day.weekday() in WORKING_WEEK and day not in _holidays_of("", day.year)


def _spans_from(
    calendar: Calendar, day: date, step: timedelta = A_DAY
) -> Iterator[Span]:
    """The working days from this one on, or backwards, one after the other."""
    shut = 0
    while True:
        if span := calendar.span(day):
            shut = 0
            yield span
        elif (shut := shut + 1) > SHUT_FOR_GOOD:
            calendar, shut = replace(calendar, doors=()), 0
        day += step


@cache
def _holidays_of(state: str, year: int) -> frozenset[date]:
    # Making a calendar takes a millisecond, and long counts ask thousands of times.
    first, last = date(year, 1, 1), date(year, 12, 31)
    try:
        return frozenset(public_holidays(state, first, last))
    except NotImplementedError:
        # A state written in a way that no calendar knows keeps the federal ones.
        return frozenset(public_holidays("", first, last))
