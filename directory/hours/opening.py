"""Open or closed, until when, and the week as minutes.

Everything is reckoned on the wall clock of the location: what its door says. When
clocks go back, an hour that comes twice is open twice; when they go forward, an hour
that does not come opens nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from directory.hours import words
from directory.hours.rule import DAY, Rule

WEEK = 7 * DAY
"""Minutes."""

LOOK_AHEAD_DAYS = 370
"""An opening further away than this is not announced."""
_CLOSES_WITHIN_DAYS = 8
_STRIDE_DAYS = 32

_HOLIDAY = Rule(is_closed=True)

Minutes = tuple[int, int]
"""[start, end): minutes from some midnight."""


class DatedSpan(NamedTuple):
    """A part of one local date on which the week does not hold."""

    day: date
    start: int
    """Minute of the day."""
    end: int
    """Minute of the day, at most 1440; not included."""
    is_open: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """The rules of one service at one location.

    Args:
        rules: every rule that applies, closures included.
        zone: IANA time zone of the location.
        holidays: dates on which the usual hours do not hold and nobody is there;
            a dated rule for such a date still counts.
    """

    rules: tuple[Rule, ...]
    zone: str
    holidays: frozenset[date] = frozenset()

    def is_open(self, at: datetime) -> bool | None:
        """Whether the door is open at an aware moment; ``None``: not known.

        Raises:
            ValueError: a naive moment, which could be any.
        """
        local = self._local(at)
        day, minute = local.date(), _absolute(local)
        if _holds(self._open(day, day), minute):
            return True
        if _holds(_closures(self._spoken(day), day), minute):
            return False
        return None if self._is_unsure(day) else False

    def opens_next(self, at: datetime) -> datetime | None:
        """The first moment after ``at`` at which a closed door opens.

        ``None``: within a year it does not, or hours are not known.
        """
        return self._first(at, LOOK_AHEAD_DAYS, becomes_open=True)

    def closes_next(self, at: datetime) -> datetime | None:
        """The first moment after ``at`` at which an open door closes.

        ``None``: it is open around the clock for a week on end, or does not open
        within one.
        """
        return self._first(at, _CLOSES_WITHIN_DAYS, becomes_open=False)

    def week(self) -> tuple[Minutes, ...]:
        """The minutes of the usual week that are open, Monday 0:00 being 0.

        Takes in every weekly rule, whatever its dates; ``exceptions`` says on which
        dates it is otherwise. Disjoint, in order, and never across Sunday midnight.
        """
        return _week_of(rule for rule in self.rules if _is_usual(rule))

    def exceptions(self, first: date, last: date) -> tuple[DatedSpan, ...]:
        """Where dates from ``first`` to ``last`` differ from the week.

        The week with these laid over it is open exactly when ``is_open`` is true.
        """
        usual, true = self._usual(first, last), self._open(first, last)
        closed = (_dated(span, is_open=False) for span in _without(usual, true))
        opened = (_dated(span, is_open=True) for span in _without(true, usual))
        return tuple(sorted(s for spans in (*closed, *opened) for s in spans))

    def lines(self, language: str, *, on: date | None = None) -> tuple[words.Line, ...]:
        """Rows for display as of a date, today by default; empty: nothing is known."""
        on = on or datetime.now(ZoneInfo(self.zone)).date()
        in_force = [rule for rule in self.rules if rule.end >= on]
        usual = [rule for rule in in_force if _is_usual(rule) and rule.in_force(on)]
        return words.lines(in_force, _week_of(usual), language, on=on)

    def _local(self, at: datetime) -> datetime:
        if at.tzinfo is None:
            message = "Say in which time zone the moment is."
            raise ValueError(message)
        return at.astimezone(ZoneInfo(self.zone))

    def _open(self, first: date, last: date) -> list[Minutes]:
        """Open minutes of these dates, counted from the calendar's first midnight."""
        opened: list[Minutes] = []
        closed: list[Minutes] = []
        for day in _dates(first - timedelta(days=1), last):
            rules = self._spoken(day)
            closed += _closures(rules, day)
            opened += _openings(rules, day)
        left = _without(_merged(opened), _merged(closed))
        return _within(left, first, last)

    def _spoken(self, day: date) -> list[Rule]:
        """The rules that hold on a day; a dated one takes the place of the usual."""
        rules = [rule for rule in self.rules if rule.speaks_of(day)]
        dated = [rule for rule in rules if rule.is_dated and not rule.is_closed]
        if dated:
            return [*(rule for rule in rules if rule.is_closed), *dated]
        return [*rules, _HOLIDAY] if day in self.holidays else rules

    def _is_unsure(self, day: date) -> bool:
        """Whether a day that seems closed may be open for all we know."""
        rules = [rule for rule in self.rules if not rule.is_closed]
        # Hours that ended, with none to follow, say nothing about today.
        living = [rule for rule in rules if rule.end >= day]
        if not living:
            return True
        today = [rule for rule in self._spoken(day) if not rule.is_closed]
        if not any(rule.is_dated for rule in today) and any(
            rule.in_force(day) and not rule.knows_days for rule in living
        ):
            return True
        return any(rule.minutes is None for rule in today)

    def _usual(self, first: date, last: date) -> list[Minutes]:
        week = self.week()
        spans = (
            _on(day, (start - day.weekday() * DAY, end - day.weekday() * DAY))
            for day in _dates(first, last)
            for start, end in _part(week, day.weekday())
        )
        return _merged(spans)

    def _first(self, at: datetime, days: int, *, becomes_open: bool) -> datetime | None:
        """The first moment after ``at`` when the door moves the wanted way."""
        was_open = self.is_open(at) is True
        for moment, is_open in self._moments(at, days):
            if is_open is becomes_open and was_open is not becomes_open:
                return moment
            was_open = is_open
        return None

    def _moments(self, at: datetime, days: int) -> Iterator[tuple[datetime, bool]]:
        """Moments after ``at``, in order, at which alone the door can move.

        With each, whether it is then open. In UTC while they are compared: Python
        compares two moments of one zone by their wall clocks.
        """
        after, first = at.astimezone(UTC), self._local(at).date()
        end, size = first + timedelta(days=days), 1
        while first < end:
            # Mostly today's or tomorrow's answer is wanted; further on, in strides.
            last, size = first + timedelta(days=size), min(size * 2, _STRIDE_DAYS)
            for moment, is_open in _moves(self, first, last):
                if moment > after:
                    after = moment
                    yield self._local(moment), is_open
            first = last

    def _edges(self, spans: list[Minutes], first: date, last: date) -> list[datetime]:
        """Starts and ends but the last midnight's, of which nothing is known here."""
        high = (last.toordinal() + 1) * DAY
        edges = {edge for span in spans for edge in span if edge < high}
        found = {moment for edge in edges for moment in _moments_of(edge, self.zone)}
        changes = _clock_changes(first, last, self.zone)
        return sorted(found.union(m for m in changes if self._local(m).date() <= last))


@lru_cache(maxsize=8192)
def _moves(
    open_hours: Hours, first: date, last: date
) -> tuple[tuple[datetime, bool], ...]:
    """Moments from ``first`` to ``last``, with whether it is then open.

    Kept, because a list of services asks of many the same, and again all day.
    """
    spans = open_hours._open(first, last)
    return tuple(
        (moment, _holds(spans, _absolute(open_hours._local(moment))))
        for moment in open_hours._edges(spans, first, last)
    )


def _openings(rules: list[Rule], day: date) -> Iterator[Minutes]:
    """Openings that begin on a day; on one that is shut, no night begins."""
    if any(rule.is_closed and rule.minutes is None for rule in rules):
        return
    for rule in rules:
        if rule.minutes and not rule.is_closed:
            yield _on(day, rule.minutes)


def _closures(rules: list[Rule], day: date) -> Iterator[Minutes]:
    for rule in rules:
        if rule.is_closed:
            yield _on(day, rule.minutes or (0, DAY))


def _is_usual(rule: Rule) -> bool:
    return rule.is_weekly and not rule.is_closed and rule.minutes is not None


def _week_of(rules: Iterable[Rule]) -> tuple[Minutes, ...]:
    spans = []
    for rule in rules:
        for _, weekday in rule.days:
            start, end = rule.minutes or (0, 0)
            start, end = start + weekday * DAY, end + weekday * DAY
            spans.append((start, min(end, WEEK)))
            # Sunday night goes on on Monday morning.
            spans.append((0, end - WEEK))
    return tuple(_merged(spans))


def _holds(spans: Iterable[Minutes], minute: int) -> bool:
    return any(start <= minute < end for start, end in spans)


def _part(week: Iterable[Minutes], weekday: int) -> Iterator[Minutes]:
    """The week's spans cut to one of its days."""
    low, high = weekday * DAY, (weekday + 1) * DAY
    for start, end in week:
        if start < high and end > low:
            yield max(start, low), min(end, high)


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _on(day: date, minutes: Minutes) -> Minutes:
    midnight = day.toordinal() * DAY
    return midnight + minutes[0], midnight + minutes[1]


def _absolute(local: datetime) -> int:
    return local.toordinal() * DAY + local.hour * 60 + local.minute


def _within(spans: Iterable[Minutes], first: date, last: date) -> list[Minutes]:
    low, high = first.toordinal() * DAY, (last.toordinal() + 1) * DAY
    cut = ((max(start, low), min(end, high)) for start, end in spans)
    return [span for span in cut if span[0] < span[1]]


def _merged(spans: Iterable[Minutes]) -> list[Minutes]:
    """The same minutes as disjoint spans, in order."""
    merged: list[Minutes] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without(spans: Iterable[Minutes], taken: list[Minutes]) -> list[Minutes]:
    """What is left of spans when others are taken away; both disjoint, in order."""
    left = []
    nearest = 0
    for start, end in spans:
        while nearest < len(taken) and taken[nearest][1] <= start:
            nearest += 1
        at = start
        for taken_start, taken_end in islice(taken, nearest, None):
            if taken_start >= end:
                break
            if taken_start > at:
                left.append((at, taken_start))
            at = taken_end
        if at < end:
            left.append((at, end))
    return left


def _dated(span: Minutes, *, is_open: bool) -> Iterator[DatedSpan]:
    """A span cut at midnights."""
    start, end = span
    while start < end:
        day, minute = divmod(start, DAY)
        stop = min(end, (day + 1) * DAY)
        yield DatedSpan(date.fromordinal(day), minute, stop - day * DAY, is_open)
        start = stop


@lru_cache(maxsize=512)
def _has_clock_change(day: date, zone: str) -> bool:
    here = ZoneInfo(zone)
    midnight = datetime.combine(day, time(), tzinfo=here)
    next_midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=here)
    return midnight.utcoffset() != next_midnight.utcoffset()


def _clock_changes(first: date, last: date, zone: str) -> Iterator[datetime]:
    """Every quarter hour of the days on which clocks change, at one of which it is."""
    for day in _dates(first, last):
        if _has_clock_change(day, zone):
            midnight = datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
            for quarter in range(26 * 4):
                yield midnight.astimezone(UTC) + timedelta(minutes=15 * quarter)


def _moments_of(minute: int, zone: str) -> Iterator[datetime]:
    """The one or two moments at which a local clock shows a minute."""
    day, minutes = divmod(minute, DAY)
    wall = datetime.combine(date.fromordinal(day), time(minutes // 60, minutes % 60))
    for fold in (0, 1):
        yield wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
