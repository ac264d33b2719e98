"""Working days, hours and holidays, in the receiver's own time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directory.hours import Rule
from referrals import clock
from referrals.clock import Calendar
from referrals.models import Priority
from tests.factories.directory import LocationFactory, OrganizationFactory

ZONE = ZoneInfo("America/Los_Angeles")
FRESNO = Calendar(ZONE)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("priority", "sent", "due"),
    [
        (Priority.ROUTINE, "2026-11-06 14:00", "2026-11-10 17:00"),  # Friday
        (Priority.ROUTINE, "2026-11-07 09:00", "2026-11-10 17:00"),  # Saturday
        (Priority.ROUTINE, "2026-11-10 09:00", "2026-11-13 17:00"),  # Veterans Day
        (Priority.ROUTINE, "2026-11-25 16:59", "2026-11-30 17:00"),  # Thanksgiving
        (Priority.URGENT, "2026-11-06 14:00", "2026-11-09 17:00"),
        (Priority.URGENT, "2026-12-31 23:59", "2027-01-04 17:00"),  # New Year
        (Priority.ASAP, "2026-11-10 09:00", "2026-11-10 13:00"),
        (Priority.ASAP, "2026-11-10 06:00", "2026-11-10 12:00"),
        (Priority.ASAP, "2026-11-10 15:00", "2026-11-12 10:00"),
        (Priority.ASAP, "2026-11-06 18:00", "2026-11-09 12:00"),
        (Priority.STAT, "2026-11-08 02:00", "2026-11-08 03:00"),
    ],
)
def test_an_answer_is_due_in_working_time(
    priority: Priority, sent: str, due: str
) -> None:
    assert clock.due_at(local(sent), priority, FRESNO) == local(due)


def test_days_are_the_receivers_not_the_servers() -> None:
    late_on_friday = datetime(2026, 11, 7, 1, 0, tzinfo=ZoneInfo("UTC"))

    due = clock.due_at(late_on_friday, Priority.URGENT, FRESNO)

    assert due == local("2026-11-09 17:00")


@given(
    sent=st.datetimes(
        min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2030, 1, 1),  # noqa: DTZ001
        timezones=st.just(ZoneInfo("UTC")),
    ),
    priority=st.sampled_from(Priority),
)
def test_due_lies_ahead_within_two_weeks(sent: datetime, priority: Priority) -> None:
    due = clock.due_at(sent, priority, FRESNO)

    assert sent < due < sent + timedelta(days=14)
    assert priority == Priority.STAT or clock.is_working_day(FRESNO.day_of(due))


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-10 10:00", "2026-11-10 13:00", 3),
        ("2026-11-10 06:00", "2026-11-10 09:30", 1.5),
        ("2026-11-10 16:00", "2026-11-12 09:00", 2),  # over Veterans Day
        ("2026-11-06 17:00", "2026-11-09 08:00", 0),  # a weekend
        ("2026-10-30 16:00", "2026-11-02 09:00", 2),  # clocks go back on Sunday
        ("2026-11-10 13:00", "2026-11-10 10:00", 0),
    ],
)
def test_working_time_leaves_out_nights_weekends_and_holidays(
    start: str, end: str, hours: float
) -> None:
    found = clock.working_time(local(start), local(end), FRESNO)

    assert found == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("priority", "due", "pause", "later"),
    [
        (
            Priority.ROUTINE,
            "2026-11-13 17:00",
            ("2026-11-10 10:00", "2026-11-10 13:00"),
            "2026-11-16 11:00",
        ),
        (
            Priority.URGENT,
            "2026-11-09 17:00",
            ("2026-11-06 18:00", "2026-11-08 12:00"),
            "2026-11-09 17:00",
        ),
        (
            Priority.ASAP,
            "2026-11-10 13:00",
            ("2026-11-10 12:00", "2026-11-10 15:00"),
            "2026-11-10 16:00",
        ),
        (
            Priority.STAT,
            "2026-11-08 03:00",
            ("2026-11-08 02:30", "2026-11-08 02:50"),
            "2026-11-08 03:20",
        ),
        (
            Priority.STAT,
            "2026-11-08 03:00",
            ("2026-11-08 02:50", "2026-11-08 02:30"),
            "2026-11-08 03:00",
        ),
    ],
)
def test_a_pause_moves_what_is_due_by_its_own_working_time(
    priority: Priority, due: str, pause: tuple[str, str], later: str
) -> None:
    began, ended = map(local, pause)

    moved = clock.after_pause(
        local(due), priority, pause=(began, ended), calendar=FRESNO
    )

    assert moved == local(later)


moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2026, 3, 31),  # noqa: DTZ001
    timezones=st.just(ZoneInfo("UTC")),
)


@given(sent=moments, began=moments, took=st.timedeltas(timedelta(), timedelta(days=20)))
def test_after_a_pause_as_much_working_time_is_left_as_before(
    sent: datetime, began: datetime, took: timedelta
) -> None:
    due = clock.due_at(sent, Priority.ROUTINE, FRESNO)
    ended = began + took

    later = clock.after_pause(
        due, Priority.ROUTINE, pause=(began, ended), calendar=FRESNO
    )

    paused = clock.working_time(began, ended, FRESNO)
    assert clock.working_time(due, later, FRESNO) == paused


def test_christmas_is_no_working_day() -> None:
    assert not clock.is_working_day(date(2026, 12, 25))
    assert clock.is_working_day(date(2026, 12, 28))


@pytest.mark.django_db
def test_an_organizations_zone_is_that_of_its_locations() -> None:
    organization = OrganizationFactory.create()
    assert str(clock.zone_of(organization)) == "America/Los_Angeles"

    LocationFactory.create(organization=organization, timezone_name="America/New_York")
    assert str(clock.zone_of(organization)) == "America/New_York"


@pytest.mark.django_db
def test_a_zone_that_no_clock_knows_is_passed_over() -> None:
    organization = OrganizationFactory.create()
    LocationFactory.create(organization=organization, timezone_name="Pacific/Fresno")
    assert str(clock.zone_of(organization)) == "America/Los_Angeles"

    LocationFactory.create(organization=organization, timezone_name="America/Denver")
    assert str(clock.zone_of(organization)) == "America/Denver"


# --- An office's own hours ----------------------------------------------------

LONDON = ZoneInfo("Europe/London")
A_MINUTE = timedelta(minutes=1)


def works(calendar: Calendar, at: datetime) -> bool:
    """By asking the clock on the office's wall, minute by minute."""
    wall = at.astimezone(calendar.zone)
    hours = calendar.opens <= wall.time() < calendar.closes
    return hours and calendar.is_open(wall.date())


calendars = st.builds(
    Calendar,
    zone=st.sampled_from([ZONE, LONDON, ZoneInfo("Australia/Lord_Howe")]),
    # Not between one and three: an hour that comes twice is worked once.
    opens=st.sampled_from([time(3), time(8), time(9, 30)]),
    closes=st.sampled_from([time(12), time(17), time(23, 59)]),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    state=st.sampled_from(["", "CA", "Elsewhere"]),
    keeps_holidays=st.booleans(),
)
whole_minutes = st.integers(0, 60 * 24 * 365).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * A_MINUTE
)


@settings(deadline=None, max_examples=60)
@given(
    calendar=calendars,
    start=whole_minutes,
    took=st.integers(0, 60 * 24 * 4),
)
# The weeks in which clocks change, forward and back.
@example(Calendar(ZONE, days=frozenset({6})), datetime(2026, 3, 8, tzinfo=UTC), 2880)
@example(Calendar(ZONE, days=frozenset({6})), datetime(2026, 11, 1, tzinfo=UTC), 2880)
def test_working_minutes_are_those_that_the_wall_clock_counts(
    calendar: Calendar, start: datetime, took: int
) -> None:
    minutes = [start + minute * A_MINUTE for minute in range(took)]

    found = clock.working_minutes(start, start + took * A_MINUTE, calendar)

    assert found == sum(works(calendar, minute) for minute in minutes)


@settings(deadline=None)
@given(calendar=calendars, start=whole_minutes, minutes=st.integers(1, 5000))
def test_after_before_and_halfway_agree_with_what_is_counted(
    calendar: Calendar, start: datetime, minutes: int
) -> None:
    left = minutes * A_MINUTE

    end = clock.after(start, left, calendar)

    assert clock.working_time(start, end, calendar) == left
    begun = clock.before(end, left, calendar)
    assert start <= begun
    assert clock.working_time(start, begun, calendar) == timedelta()
    half = clock.halfway(start, end, calendar)
    assert clock.working_time(start, half, calendar) == left / 2


@pytest.mark.parametrize(
    ("sunday", "hours"), [("2026-03-08", 23), ("2026-11-01", 25), ("2026-11-08", 24)]
)
def test_a_day_has_as_many_hours_as_its_clocks_give_it(sunday: str, hours: int) -> None:
    always = Calendar(ZONE, time(0), time(23, 59), frozenset(range(7)))
    start = datetime.fromisoformat(sunday).replace(tzinfo=ZONE)

    found = clock.working_minutes(start, start + timedelta(days=1), always)

    assert found == hours * 60 - 1


def test_two_days_over_a_change_of_clocks_end_at_the_same_hour_on_the_wall() -> None:
    for friday, tuesday in (
        ("2026-03-06 14:00", "2026-03-10 17:00"),
        ("2026-10-30 14:00", "2026-11-03 17:00"),
    ):
        assert clock.due_at(local(friday), Priority.ROUTINE, FRESNO) == local(tuesday)


def test_a_states_own_holidays_are_kept() -> None:
    # 27 November, the day after Thanksgiving, is one in California.
    sent = local("2026-11-25 10:00")

    due = clock.due_at(sent, Priority.URGENT, Calendar(ZONE, state="CA"))

    assert due == local("2026-11-30 17:00")
    assert clock.due_at(sent, Priority.URGENT, FRESNO) == local("2026-11-27 17:00")
    open_always = Calendar(ZONE, state="CA", keeps_holidays=False)
    assert clock.due_at(sent, Priority.URGENT, open_always) == local("2026-11-26 17:00")


def test_an_office_that_is_shut_for_good_is_counted_as_if_it_were_open() -> None:
    shut = Calendar(ZONE, doors=((Rule(is_closed=True, valid_from=date(2020, 1, 1)),),))

    due = clock.due_at(local("2026-11-02 09:00"), Priority.URGENT, shut)

    assert due > local("2026-11-02 09:00")


def test_an_office_is_shut_only_while_all_its_places_are() -> None:
    this_week = Rule(
        is_closed=True, valid_from=date(2026, 11, 2), valid_to=date(2026, 11, 6)
    )
    one_of_two = Calendar(ZONE, doors=((this_week,), ()))
    both = Calendar(ZONE, doors=((this_week,), (this_week,)))

    assert one_of_two.is_open(date(2026, 11, 3))
    assert not both.is_open(date(2026, 11, 3))
    assert both.is_open(date(2026, 11, 9))
