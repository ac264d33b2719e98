"""One rule of a schedule, and the days it speaks of.

RFC 5545 in the part that HSDS uses. dateutil's ``rrule`` is the twin that the tests
hold this against; it is not used here because it looks for the next day rather than
asking about one: where a rule's parts contradict each other, as in HSDS's own sample,
it searches until the year 9999.
"""

import re
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache, partial
from itertools import islice

DAY = 24 * 60
"""Minutes."""

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?\d{1,2})?\s*(MO|TU|WE|TH|FR|SA|SU)[A-Z]*", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+")
# A Monday, for rules whose first day does not matter.
_ANY_START = date(2001, 1, 1)
# Counting a rule's days stops here: no source counts so far ahead.
_LONGEST_COUNT = 50 * 366


@lru_cache(maxsize=4096)
def parse_days(byday: str) -> frozenset[tuple[int, int]]:
    """Return (nth, weekday) pairs of "MO,TU" or "2SA,-1FR"; nth is 0 for every one."""
    return frozenset(
        (int(nth or 0), DAYS.index(day.upper())) for nth, day in _DAY.findall(byday)
    )


@lru_cache(maxsize=4096)
def parse_numbers(text: str) -> frozenset[int]:
    """Return the numbers of "1,15,-1"."""
    return frozenset(int(number) for number in _NUMBER.findall(text)) - {0}


@dataclass(frozen=True, slots=True)
class Rule:
    """What one HSDS ``schedule`` says; fields as there.

    Three shapes: a *closure*; a *dated* rule, which has dates but no days and takes
    the place of everything else on them ("December 24: 10 to 2"); and a *recurring*
    rule.
    """

    freq: str = ""
    interval: int = 1
    byday: str = ""
    bymonthday: str = ""
    byweekno: str = ""
    byyearday: str = ""
    wkst: str = "MO"
    dtstart: date | None = None
    until: date | None = None
    count: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    is_closed: bool = False
    description: str = ""
    notes: str = ""

    # Worked out once: a page asks each rule about some hundred days.
    days: frozenset[tuple[int, int]] = field(init=False, repr=False, compare=False)
    """(nth, weekday) pairs."""
    minutes: tuple[int, int] | None = field(init=False, repr=False, compare=False)
    """Minutes of the day from opening to closing; ``None``: not known.

    Past midnight the second is above 1440.
    """
    knows_days: bool = field(init=False, repr=False, compare=False)
    """Whether it can be told on which days the rule holds."""
    is_dated: bool = field(init=False, repr=False, compare=False)
    """Whether the rule is for certain dates, instead of the usual hours."""
    is_weekly: bool = field(init=False, repr=False, compare=False)
    """Whether the rule is the same every week while it is in force."""
    start: date = field(init=False, repr=False, compare=False)
    """The first date of which the rule can speak."""
    end: date = field(init=False, repr=False, compare=False)
    """The last date of which the rule can speak."""

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        put("days", parse_days(self.byday))
        put("minutes", _minutes(self.opens_at, self.closes_at))
        put("is_dated", self._is_dated())
        put("is_weekly", self._is_weekly())
        put("start", self._start() or date.min)
        put("end", self._end() or date.max)
        put("knows_days", self._knows_days())

    @property
    def is_recurring(self) -> bool:
        """Whether the rule names days of the week, the month or the year."""
        return bool(
            self.freq
            or self.byday
            or self.bymonthday
            or self.byyearday
            or self.byweekno
        )

    def _is_dated(self) -> bool:
        has_dates = self.dtstart or (self.valid_from and self.valid_to)
        return not self.is_recurring and bool(has_dates)

    def _is_weekly(self) -> bool:
        return (
            self.is_recurring
            and not self.is_monthly
            and self.interval == 1
            and self.count is None
            and bool(self.days)
            and not (self.bymonthday or self.byweekno or self.byyearday)
        )

    @property
    def is_monthly(self) -> bool:
        """Whether the rule counts in months: "2SA" has no other meaning."""
        return self.freq == "MONTHLY" or any(nth for nth, _ in self.days)

    def _knows_days(self) -> bool:
        if not self.is_recurring:
            return self.is_dated or (
                self.is_closed and bool(self._start() or self._end())
            )
        # Every other week, or ten times: from when?
        if self._start() is None and (self.interval > 1 or self.count is not None):
            return False
        # Without days, the first date's own day is meant.
        return bool(self._has_days or self.dtstart)

    def in_force(self, day: date) -> bool:
        """Whether ``day`` lies within the rule's dates."""
        return self.start <= day <= self.end

    def speaks_of(self, day: date) -> bool:
        """Whether the rule holds on a day; ``False`` where its days are not known."""
        if not self.knows_days or not self.start <= day <= self.end:
            return False
        if self.is_weekly:
            return (0, day.weekday()) in self.days
        if not self.is_recurring:
            return True
        if self.count is not None and day > _last_counted(self):
            return False
        return self.recurs(day)

    def _start(self) -> date | None:
        return max(filter(None, (self.dtstart, self.valid_from)), default=None)

    def _end(self) -> date | None:
        ends = [self.until, self.valid_to]
        if self.is_dated and self.dtstart and not self.until:
            # One date alone is one day.
            ends.append(self.dtstart)
        return min(filter(None, ends), default=None)

    @property
    def first_day(self) -> date:
        """The date from which weeks, months and times are counted."""
        return self.dtstart or self.valid_from or _ANY_START

    @property
    def _has_days(self) -> bool:
        return bool(
            self.days
            or parse_numbers(self.bymonthday)
            or parse_numbers(self.byyearday)
            or parse_numbers(self.byweekno)
        )

    def recurs(self, day: date) -> bool:
        """Whether a recurring rule names a day, from whenever until whenever."""
        in_turn = self._month_in_turn if self.is_monthly else self._week_in_turn
        return in_turn(day) and self._has_day(day)

    def _week_in_turn(self, day: date) -> bool:
        weeks = (self._week_of(day) - self._week_of(self.first_day)) // 7
        return weeks % self.interval == 0

    def _month_in_turn(self, day: date) -> bool:
        anchor = self.first_day
        months = (day.year - anchor.year) * 12 + day.month - anchor.month
        return months % self.interval == 0

    def _week_of(self, day: date) -> int:
        """The ordinal of the day on which a day's week begins.

        A number, because some sources date their rules to the year 1.
        """
        first = DAYS.index(self.wkst) if self.wkst in DAYS else 0
        return day.toordinal() - (day.weekday() - first) % 7

    def _has_day(self, day: date) -> bool:
        if not self._has_days:
            return self._like_first_day(day)
        return (
            self._has_weekday(day)
            and _has_number(self.bymonthday, day.day, _days_in_month(day))
            and _has_number(self.byyearday, _day_of_year(day), _days_in_year(day))
            and self._has_week(day)
        )

    def _like_first_day(self, day: date) -> bool:
        if self.is_monthly:
            return day.day == self.first_day.day
        return day.weekday() == self.first_day.weekday()

    def _has_weekday(self, day: date) -> bool:
        if not self.days:
            # Weeks alone: the first date's weekday in them (RFC 5545, 3.3.10).
            is_bare = not (self.bymonthday or self.byyearday)
            return not is_bare or day.weekday() == self.first_day.weekday()
        nth = (day.day - 1) // 7 + 1
        nth_last = -((_days_in_month(day) - day.day) // 7 + 1)
        return any(
            weekday == day.weekday() and which in (0, nth, nth_last)
            for which, weekday in self.days
        )

    def _has_week(self, day: date) -> bool:
        if not parse_numbers(self.byweekno):
            return True
        # A week belongs to the year in which its fourth day lies.
        middle = date.fromordinal(self._week_of(day) + 3)
        week = (_day_of_year(middle) - 1) // 7 + 1
        left = (_days_in_year(middle) - _day_of_year(middle)) // 7
        return _has_number(self.byweekno, week, week + left)


@lru_cache(maxsize=4096)
def _last_counted(rule: Rule) -> date:
    """The date on which a rule with a count ends.

    A far one if the count is never reached, as with a rule that contradicts itself.
    """
    first = rule.first_day.toordinal()
    last = min(first + _LONGEST_COUNT, date.max.toordinal())
    days = map(date.fromordinal, range(first, last + 1))
    return next(
        islice(filter(rule.recurs, days), (rule.count or 1) - 1, None), date.max
    )


def _has_number(text: str, number: int, last: int) -> bool:
    """Whether a list names a number, counted from the front or the back."""
    wanted = parse_numbers(text)
    return not wanted or number in wanted or number - last - 1 in wanted


def _minutes(opens_at: time | None, closes_at: time | None) -> tuple[int, int] | None:
    """Sources write the whole day as 00:00 to 23:59 or 00:00 to 00:00.

    Equal times otherwise are a mistake.
    """
    if opens_at is None or closes_at is None:
        return None
    opens, closes = _minute(opens_at), _minute(closes_at)
    if closes == DAY - 1:
        closes = DAY
    if opens == closes:
        return (0, DAY) if opens == 0 else None
    return (opens, closes) if closes > opens else (opens, closes + DAY)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _day_of_year(day: date) -> int:
    return day.timetuple().tm_yday


def _days_in_year(day: date) -> int:
    return _day_of_year(date(day.year, 12, 31))


def _days_in_month(day: date) -> int:
    after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (after - timedelta(days=1)).day
