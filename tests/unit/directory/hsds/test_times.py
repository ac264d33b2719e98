from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.hsds.mending import dates, times


@given(st.times())
def test_every_time_is_read_in_both_ways_of_writing_it(moment: time) -> None:
    moment = moment.replace(second=0, microsecond=0, tzinfo=None)

    assert times.read(moment.isoformat()) == moment
    assert times.read(f"{moment:%H:%M}") == moment
    assert times.read(f"{moment:%I:%M%p}") == moment
    assert times.read(f"{moment:%I:%M} {moment:%p}".lower()) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1:50pm", time(13, 50)),
        ("9 a.m.", time(9)),
        ("830am", time(8, 30)),
        ("9:00a", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("24:00", time(23, 59)),
        ("10:00:00-05:00", time(10)),
    ],
)
def test_a_time_is_read(text: str, moment: time) -> None:
    assert times.read(text) == moment


@pytest.mark.parametrize(
    "text", ["6:300pm", "8:00m", "13pm", "25:00", "noonish", "", "9:75"]
)
def test_what_is_no_time_is_not_read(text: str) -> None:
    assert times.read(text) is None


@pytest.mark.parametrize(
    ("text", "byday"),
    [
        ("Monday", "MO"),
        ("Monday-Friday", "MO,TU,WE,TH,FR"),
        ("Mon - Tue & Thur - Fri", "MO,TU,TH,FR"),
        ("Monday, Wed-Thur", "MO,WE,TH"),
        ("Sunday - Saturday", "MO,TU,WE,TH,FR,SA,SU"),
        ("Saturday - Sunday", "SA,SU"),
        ("Second Saturday", "2SA"),
        ("1st and 3rd Tuesday", "1TU,3TU"),
        ("last Friday of the month", "-1FR"),
        ("weekdays", "MO,TU,WE,TH,FR"),
        ("lunes a viernes", None),
        ("lunes y jueves", "MO,TH"),
        ("3", "WE"),
        ("TH,FR", "TH,FR"),
        ("2SA,-1SU", "2SA,-1SU"),
        ("Nights", None),
        ("By appointment", None),
    ],
)
def test_days_are_read(text: str, byday: str | None) -> None:
    assert times.days(text) == byday


@given(st.integers(0, 6), st.integers(0, 6))
def test_a_range_of_days_begins_and_ends_with_its_ends(first: int, last: int) -> None:
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    found = times.days(f"{names[first]}-{names[last]}")

    assert found is not None
    assert {times.DAYS[first], times.DAYS[last]} <= set(found.split(","))
    assert len(found.split(",")) == (last - first) % 7 + 1


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_as_it_is_written(day: date) -> None:
    assert dates.read(day.isoformat()) == (day, "")
    assert dates.read(f"{day.isoformat()}T10:00:00Z")[0] == day
    assert dates.read(f"{day.month}/{day.day}/{day.year:04}")[0] == day


@pytest.mark.parametrize(
    ("text", "day", "reason"),
    [
        ("1/24/70", date(1970, 1, 24), dates.TWO_DIGIT_YEAR),
        ("1/2/14", date(2014, 1, 2), dates.TWO_DIGIT_YEAR),
        ("24/2/1970", date(1970, 2, 24), dates.DAY_FIRST),
        ("December 24, 2014", date(2014, 12, 24), dates.SPELLED),
        ("January 01, 0001", None, dates.NO_YEAR),
        ("December 24", None, dates.NO_YEAR),
        ("13/27/2014", None, dates.UNREADABLE),
        ("soon", None, dates.UNREADABLE),
        ("2021-02-30", None, dates.UNREADABLE),
    ],
)
def test_a_date_is_read_or_refused(text: str, day: date | None, reason: str) -> None:
    assert dates.read(text) == (day, reason)


def test_a_relative_date_counts_from_today() -> None:
    today = date(2026, 3, 1)

    assert dates.relative("-12d", today) == date(2026, 2, 17)
    assert dates.relative("+1d", today) == date(2026, 3, 2)
    assert dates.relative("2026-01-01", today) is None
