"""Moments as the demo's files write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from referrals.demo.moments import Calendar, DemoError

FRESNO = ZoneInfo("America/Los_Angeles")
# Monday, November 16, 10:30 am in Fresno; Wednesday the 11th is Veterans Day.
CALENDAR = Calendar(now=datetime(2026, 11, 16, 18, 30, tzinfo=UTC), zone=FRESNO)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("-6d 14:10", datetime(2026, 11, 10, 14, 10, tzinfo=FRESNO)),
        ("-1b 9:05", datetime(2026, 11, 13, 9, 5, tzinfo=FRESNO)),
        ("-3b 9:05", datetime(2026, 11, 10, 9, 5, tzinfo=FRESNO)),
        ("-0b 08:00", datetime(2026, 11, 16, 8, 0, tzinfo=FRESNO)),
        ("-90m", datetime(2026, 11, 16, 9, 0, tzinfo=FRESNO)),
        ("-3h", datetime(2026, 11, 16, 7, 30, tzinfo=FRESNO)),
        ("-2d", datetime(2026, 11, 14, 9, 0, tzinfo=FRESNO)),
    ],
)
def test_a_moment_is_near_the_day_of_the_load(text: str, moment: datetime) -> None:
    assert CALENDAR.moment(text) == moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("+12d", date(2026, 11, 28)),
        ("+1b", date(2026, 11, 17)),
        ("-4b", date(2026, 11, 9)),
        ("1948-03-02", date(1948, 3, 2)),
    ],
)
def test_a_day_is_near_the_day_of_the_load_or_itself(text: str, day: date) -> None:
    assert CALENDAR.day(text) == day


@pytest.mark.parametrize("text", ["yesterday", "-6", "6d", "-6w", ""])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(DemoError, match="no moment"):
        CALENDAR.moment(text)


@pytest.mark.parametrize("age", [0, 17, 78])
@pytest.mark.parametrize("key", ["rosario", "henry", "a", "zz"])
def test_an_age_becomes_a_birth_date_that_makes_it_true(age: int, key: str) -> None:
    born = CALENDAR.birth_date({"age": age}, key)

    assert born is not None
    today = date(2026, 11, 16)
    before = (today.month, today.day) < (born.month, born.day)
    assert today.year - born.year - before == age


def test_a_birth_date_may_be_written_or_left_out() -> None:
    assert CALENDAR.birth_date("1948-03-02", "rosario") == date(1948, 3, 2)
    assert CALENDAR.birth_date(None, "rosario") is None
