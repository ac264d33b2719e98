"""Hours in words, as people read them on a door."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.hours.rule import DAY, Rule

NOTICE_DAYS = 60
"""How long before a special date it is shown."""
_MOST_DATES = 6

Minutes = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of hours for display."""

    days: str
    """Such as "Monday to Friday", "Second Saturday of the month"; may be empty."""
    times: str
    """Such as "8:00 am to 5:00 pm", "24 hours", "Closed"."""
    note: str = ""
    """What the source adds, such as a holiday's name."""
    is_closed: bool = False


def lines(
    rules: Sequence[Rule], week: Sequence[Minutes], language: str, *, on: date
) -> tuple[Line, ...]:
    """Return the rows for ``week`` and for every rule that it does not hold."""
    with translation.override(language):
        special = [*_special_lines(rules), *_coming_lines(rules, on)]
        return (*_week_lines(week), *special, *_date_lines(rules, on))


def clock(minute: int) -> str:
    """Return a minute of the day as "8:00 am", in the language in use."""
    hour, minutes = divmod(minute % DAY, 60)
    if minutes == 0 and hour in {0, 12}:
        return pgettext("time", "midnight") if hour == 0 else pgettext("time", "noon")
    shown = f"{(hour - 1) % 12 + 1}:{minutes:02}"
    if hour < 12:
        return pgettext("time", "%(clock)s am") % {"clock": shown}
    return pgettext("time", "%(clock)s pm") % {"clock": shown}


def _times(spans: Iterable[Minutes]) -> str:
    """Such as "9:00 am to noon, 1:00 pm to 5:00 pm"."""
    return ", ".join(
        _("24 hours")
        if end - start >= DAY
        else _("%(opens)s to %(closes)s")
        % {"opens": clock(start), "closes": clock(end)}
        for start, end in spans
    )


def _week_lines(week: Sequence[Minutes]) -> Iterator[Line]:
    if not week:
        return
    by_times: dict[tuple[Minutes, ...], list[int]] = {}
    for weekday, spans in enumerate(_by_day(week)):
        by_times.setdefault(tuple(spans), []).append(weekday)
    # Open days in the week's order, then the days that are left.
    for times, days in sorted(by_times.items(), key=lambda it: (not it[0], it[1])):
        if times:
            yield Line(_days(days), _times(times))
        else:
            yield Line(_days(days), _("Closed"), is_closed=True)


def _by_day(week: Sequence[Minutes]) -> list[list[Minutes]]:
    """Spans by the weekday on which they begin, minutes from its midnight."""
    days: list[list[Minutes]] = [[] for _day in range(7)]
    for start, end in _joined(week):
        while end - start > DAY or (start % DAY == 0 and end - start == DAY):
            # Around the clock: each day is whole.
            midnight = (start // DAY + 1) * DAY
            days[start // DAY % 7].append((start % DAY, start % DAY + midnight - start))
            start = midnight  # noqa: PLW2901  the rest of the same span
        if start < end:
            midnight = start // DAY * DAY
            days[start // DAY % 7].append((start - midnight, end - midnight))
    return days


def _joined(week: Sequence[Minutes]) -> list[Minutes]:
    """Sunday's night, which the week holds on its Monday, put back on Sunday."""
    spans = list(week)
    if len(spans) > 1 and spans[0][0] == 0 and spans[-1][1] == 7 * DAY:
        night = spans[0][1]
        if night < DAY:
            spans = [*spans[1:-1], (spans[-1][0], spans[-1][1] + night)]
    return spans


def _days(days: Sequence[int]) -> str:
    """Such as "Monday to Friday", "Monday, Wednesday and Friday", "Every day"."""
    if len(days) == 7:
        return _("Every day")
    parts = []
    for first, last in _runs(days):
        if last - first >= 2:
            span = {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}
            parts.append(_("%(first)s to %(last)s") % span)
        else:
            parts += [str(WEEKDAYS[day]) for day in range(first, last + 1)]
    return capfirst(_listed(parts))


def _runs(days: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for day in sorted(days):
        if runs and day == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {
        "first": ", ".join(parts[:-1]),
        "last": parts[-1],
    }


def _special_lines(rules: Iterable[Rule]) -> Iterator[Line]:
    """Rules that the usual week cannot hold: monthly, every other week, unsure."""
    for rule in rules:
        if rule.is_dated or _is_usual(rule):
            continue
        note = rule.description or rule.notes
        days = _recurrence(rule)
        if rule.is_closed:
            if days:
                yield Line(days, _("Closed"), note, is_closed=True)
        elif rule.minutes:
            yield Line(days, _times([rule.minutes]), note)
        elif note:
            # The source's own words are all there is.
            yield Line(days, note)
        elif days:
            yield Line(days, _("Hours not known: call first"))


def _coming_lines(rules: Iterable[Rule], on: date) -> Iterator[Line]:
    """Weekly hours that are not in force yet."""
    for rule in rules:
        if _is_usual(rule) and rule.minutes and rule.start > on:
            begins = _("From %(date)s") % {"date": date_format(rule.start)}
            note = rule.description or rule.notes
            said = f"{begins}. {note}" if note else begins
            yield Line(_week_days(rule), _times([rule.minutes]), said)


def _is_usual(rule: Rule) -> bool:
    return rule.is_weekly and rule.minutes is not None and not rule.is_closed


def _recurrence(rule: Rule) -> str:
    """Such as "Every 2 weeks: Tuesday"; empty if the days are not known."""
    days = _month_days(rule) if rule.is_monthly else _week_days(rule)
    if not days or rule.interval == 1:
        return days
    every = {"count": rule.interval, "days": days}
    if rule.is_monthly:
        return _("Every %(count)s months: %(days)s") % every
    return _("Every %(count)s weeks: %(days)s") % every


def _week_days(rule: Rule) -> str:
    if rule.days:
        return _days(sorted({weekday for _nth, weekday in rule.days}))
    if rule.dtstart and rule.is_recurring:
        return _days([rule.dtstart.weekday()])
    return ""


def _month_days(rule: Rule) -> str:
    if rule.days:
        parts = [_nth_day(nth, day) for nth, day in sorted(rule.days, key=_in_month)]
        return capfirst(_("%(days)s of the month") % {"days": _listed(parts)})
    if rule.bymonthday:
        return _("Day %(days)s of the month") % {"days": rule.bymonthday}
    if rule.dtstart:
        return _("Day %(days)s of the month") % {"days": rule.dtstart.day}
    return ""


def _in_month(day: tuple[int, int]) -> tuple[int, int]:
    nth, weekday = day
    # Counted from the end, it comes after all counted from the start.
    return (nth if nth >= 0 else 100 + nth, weekday)


def _nth_day(nth: int, weekday: int) -> str:
    ordinals = {
        0: _("every %(day)s"),
        1: _("first %(day)s"),
        2: _("second %(day)s"),
        3: _("third %(day)s"),
        4: _("fourth %(day)s"),
        5: _("fifth %(day)s"),
        -1: _("last %(day)s"),
        -2: _("second to last %(day)s"),
    }
    return ordinals.get(nth, "%(day)s") % {"day": WEEKDAYS[weekday]}


def _date_lines(rules: Iterable[Rule], on: date) -> Iterator[Line]:
    """Special dates soon enough to matter."""
    dated = [(_next_day(rule, on), rule) for rule in rules if rule.is_dated]
    soon = [(day, rule) for day, rule in dated if day]
    soon.sort(key=lambda it: it[0])
    for day, rule in soon[:_MOST_DATES]:
        note = rule.description or rule.notes
        if rule.minutes:
            times = _times([rule.minutes])
        else:
            times = _("Closed") if rule.is_closed else _("Hours not known: call first")
        is_closed = rule.is_closed and not rule.minutes
        if rule.is_closed and rule.minutes:
            times = _("Closed %(times)s") % {"times": times}
        yield Line(_date_span(day, rule.end), times, note, is_closed=is_closed)


def _next_day(rule: Rule, on: date) -> date | None:
    days = (on + timedelta(days=n) for n in range(NOTICE_DAYS + 1))
    return next(filter(rule.speaks_of, days), None)


def _date_span(first: date, last: date) -> str:
    shown = capfirst(_weekday_and_date(first))
    if last in {first, date.max}:
        return shown
    ends = {"first": shown, "last": _weekday_and_date(last)}
    return _("%(first)s to %(last)s") % ends


def _weekday_and_date(day: date) -> str:
    # Django knows in which order each language puts month and day.
    return f"{WEEKDAYS[day.weekday()]}, {date_format(day, 'MONTH_DAY_FORMAT')}"
