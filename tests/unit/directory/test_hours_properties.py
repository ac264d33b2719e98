"""Hours against a plain twin that asks dateutil and looks at every minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.hours import Hours, Rule
from directory.hours.rule import DAYS

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
ZONES = ["America/Los_Angeles", "America/Phoenix", "America/New_York"]
QUARTER = timedelta(minutes=15)

days_of_week = st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(",".join)
nth_days = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 4, 5, -1, -2]), st.sampled_from(DAYS)).map(
        lambda it: f"{it[0]}{it[1]}"
    ),
    min_size=1,
    max_size=3,
).map(",".join)
month_days = st.lists(
    st.integers(1, 31) | st.integers(-31, -1), min_size=1, max_size=3
).map(lambda numbers: ",".join(map(str, numbers)))
dates = st.dates(FIRST, LAST)
quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
no_end = st.none()


def recurring(**shape: st.SearchStrategy[object]) -> st.SearchStrategy[Rule]:
    return st.builds(
        Rule,
        **(
            {
                "interval": st.integers(1, 3),
                "dtstart": dates,
                "until": no_end | dates,
                "valid_from": no_end | dates,
                "valid_to": no_end | dates,
                "count": no_end | st.integers(1, 20),
                "wkst": st.sampled_from(DAYS),
                "opens_at": quarters,
                "closes_at": quarters | st.just(time(23, 59)),
            }
            | shape
        ),
    )


weekly_rules = recurring(freq=st.just("WEEKLY"), byday=days_of_week | st.just(""))
monthly_rules = recurring(
    freq=st.just("MONTHLY"), byday=nth_days | days_of_week
) | recurring(freq=st.just("MONTHLY"), bymonthday=month_days | st.just(""))
plain_rules = st.builds(
    Rule,
    freq=st.just("WEEKLY"),
    byday=days_of_week,
    opens_at=quarters,
    closes_at=quarters,
)
dated_rules = st.builds(
    Rule,
    valid_from=dates,
    valid_to=dates,
    opens_at=no_end | quarters,
    closes_at=no_end | quarters,
    is_closed=st.booleans(),
)
rules = st.lists(
    plain_rules | weekly_rules | monthly_rules | dated_rules, min_size=1, max_size=5
)
schedules = st.builds(
    Hours, rules.map(tuple), st.sampled_from(ZONES), st.frozensets(dates, max_size=3)
)
moments = st.builds(
    datetime.fromtimestamp,
    st.integers(
        int(datetime(2026, 1, 3, tzinfo=UTC).timestamp()),
        int(datetime(2027, 11, 1, tzinfo=UTC).timestamp()),
    ),
    st.just(UTC),
) | st.sampled_from(
    # The nights on which clocks change.
    [
        datetime(2026, month, day, hour, minute, tzinfo=UTC)
        for month, day in [(3, 8), (11, 1)]
        for hour in range(4, 14)
        for minute in (0, 10, 15)
    ]
)


def days_by_dateutil(rule: Rule) -> set[date]:
    """The dates of a rule from FIRST to LAST, as dateutil reads RFC 5545."""
    lower = max(filter(None, [rule.dtstart, rule.valid_from]), default=date.min)
    upper = min(
        filter(
            None,
            [
                rule.until,
                rule.valid_to,
                rule.dtstart if rule.is_dated and not rule.until else None,
            ],
        ),
        default=date.max,
    )
    if not rule.is_recurring:
        found = {FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)}
    else:
        found = {moment.date() for moment in occurrences(rule)}
    return {day for day in found if max(lower, FIRST) <= day <= min(upper, LAST)}


def occurrences(rule: Rule) -> Iterator[datetime]:
    start = rule.dtstart or rule.valid_from or date(2001, 1, 1)
    weekdays = [
        rrule.weekdays[weekday](nth) if nth else rrule.weekdays[weekday]
        for nth, weekday in rule.days
    ]
    numbers = [int(n) for n in rule.bymonthday.split(",") if n]
    weeks = [int(n) for n in rule.byweekno.split(",") if n]
    of_year = [int(n) for n in rule.byyearday.split(",") if n]
    return iter(
        rrule.rrule(
            rrule.MONTHLY if rule.is_monthly else rrule.WEEKLY,
            dtstart=datetime.combine(start, time()),
            interval=rule.interval,
            wkst=DAYS.index(rule.wkst),
            byweekday=weekdays or None,
            bymonthday=numbers or None,
            byweekno=weeks or None,
            byyearday=of_year or None,
            **(
                {"count": rule.count}
                if rule.count
                else {"until": datetime.combine(LAST, time())}
            ),
        )
    )


class Twin:
    """Hours, one minute at a time."""

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self.days = {rule: days_by_dateutil(rule) for rule in hours.rules}

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(ZoneInfo(self.hours.zone))
        today, minute = local.date(), local.hour * 60 + local.minute
        yesterday = today - timedelta(days=1)
        if self.closes(today, minute) or self.closes(yesterday, minute + 1440):
            return False
        return self.opens(today, minute) or self.opens(yesterday, minute + 1440)

    def opens(self, day: date, minute: int) -> bool:
        today = [r for r in self.hours.rules if day in self.days[r] and not r.is_closed]
        if dated := [rule for rule in today if rule.is_dated]:
            today = dated
        elif day in self.hours.holidays:
            return False
        if any(
            rule.is_closed and rule.minutes is None and day in self.days[rule]
            for rule in self.hours.rules
        ):
            return False
        return any(
            span[0] <= minute < span[1] for rule in today if (span := rule.minutes)
        )

    def closes(self, day: date, minute: int) -> bool:
        has_dated = any(
            day in self.days[rule] and rule.is_dated and not rule.is_closed
            for rule in self.hours.rules
        )
        if day in self.hours.holidays and not has_dated and minute < 1440:
            return True
        return any(
            start <= minute < end
            for rule in self.hours.rules
            if rule.is_closed and day in self.days[rule]
            for start, end in [rule.minutes or (0, 1440)]
        )


@given(weekly_rules | monthly_rules)
@settings(deadline=None)
def test_days_are_those_of_rfc_5545(rule: Rule) -> None:
    expected = days_by_dateutil(rule)

    every_day = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    assert {day for day in every_day if rule.speaks_of(day)} == expected


in_the_year = recurring(
    freq=st.just("WEEKLY"),
    byday=days_of_week,
    byweekno=st.sampled_from(["1", "10,20", "53", "-1", "-10,41"]),
    dtstart=st.dates(date(2025, 1, 1), FIRST),
    count=st.none(),
    interval=st.just(1),
) | recurring(
    freq=st.just("MONTHLY"),
    byyearday=st.sampled_from(["1", "2,100,200", "-1", "365,-30"]),
    interval=st.just(1),
    count=st.none(),
)


@given(in_the_year)
@settings(deadline=None, max_examples=50)
def test_weeks_and_days_of_the_year_are_those_of_rfc_5545(rule: Rule) -> None:
    expected = days_by_dateutil(rule)

    every_day = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    assert {day for day in every_day if rule.speaks_of(day)} == expected


@given(schedules, st.lists(moments, min_size=5, max_size=20))
@settings(deadline=None)
def test_open_now_agrees_with_the_twin(hours: Hours, when: list[datetime]) -> None:
    twin = Twin(hours)

    for moment in when:
        assert (hours.is_open(moment) is True) == twin.is_open(moment)


@given(schedules, moments)
@settings(deadline=None, max_examples=15)
def test_the_next_opening_and_closing_are_the_first(
    hours: Hours, moment: datetime
) -> None:
    twin = Twin(hours)
    steps = [moment.replace(second=0, microsecond=0) + timedelta(minutes=1)]
    steps += [steps[0] + timedelta(minutes=n) for n in range(1, 3 * 1440)]
    was_open, opens, closes = twin.is_open(moment), None, None
    for step in steps:
        is_open = twin.is_open(step)
        if is_open and not was_open:
            opens = opens or step
        if was_open and not is_open:
            closes = closes or step
        was_open = is_open

    found = (hours.opens_next(moment), hours.closes_next(moment))

    within = [time if time and time <= steps[-1] else None for time in found]
    assert within == [opens, closes]


@given(schedules, dates.filter(lambda day: day < date(2027, 11, 1)))
@settings(deadline=None, max_examples=15)
def test_week_and_exceptions_together_are_is_open(hours: Hours, first: date) -> None:
    last = first + timedelta(days=34)
    week, exceptions = hours.week(), hours.exceptions(first, last)
    zone = ZoneInfo(hours.zone)
    start = datetime.combine(first, time(), tzinfo=zone).astimezone(UTC)

    for quarter in range(35 * 96):
        moment = start + quarter * QUARTER
        local = moment.astimezone(zone)
        if not first <= local.date() <= last:
            continue
        minute = local.hour * 60 + local.minute
        laid_over = [
            span.is_open
            for span in exceptions
            if span.day == local.date() and span.start <= minute < span.end
        ]
        usual = any(low <= local.weekday() * 1440 + minute < high for low, high in week)
        assert len(laid_over) <= 1
        assert (laid_over or [usual])[0] == (hours.is_open(moment) is True)
