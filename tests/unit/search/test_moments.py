from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from search import moments

FRESNO = ZoneInfo("America/Los_Angeles")
# A Wednesday, a quarter past four in the afternoon.
NOW = datetime(2026, 3, 4, 16, 15, tzinfo=FRESNO)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tuesday 3 pm", "2026-03-10 15:00"),
        ("tue 3pm", "2026-03-10 15:00"),
        ("on Tuesday at 3:30 p.m.", "2026-03-10 15:30"),
        ("Wednesday 6 pm", "2026-03-04 18:00"),
        ("Wednesday 9 am", "2026-03-11 09:00"),
        ("martes 15:00", "2026-03-10 15:00"),
        ("el martes a las 3 pm", "2026-03-10 15:00"),
        ("Saturday", "2026-03-07 10:00"),
        ("sábado por la mañana", "2026-03-07 09:00"),
        ("mañana", "2026-03-05 10:00"),
        ("tomorrow morning", "2026-03-05 09:00"),
        ("tonight", "2026-03-04 19:00"),
        ("Sunday noon", "2026-03-08 12:00"),
        ("12 am", "2026-03-05 00:00"),
        ("12 pm", "2026-03-05 12:00"),
        ("3 pm", "2026-03-05 15:00"),
        ("5 pm", "2026-03-04 17:00"),
        ("2026-03-31T15:00", "2026-03-31 15:00"),
    ],
)
def test_moments_are_read_as_the_next_such_one(text: str, expected: str) -> None:
    found = moments.read(text, NOW)

    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == expected
    assert found.tzinfo == FRESNO


@pytest.mark.parametrize(
    "text",
    [
        *("", "someday", "3", "the", "Tuesday 25 pm", "13 pm", "Tuesday 24:30"),
        *("2026-02-30T10:00", "9999-12-31T23:59", "0001-01-01T00:00"),
    ],
)
def test_what_is_no_moment_is_not_guessed(text: str) -> None:
    assert moments.read(text, NOW) is None


def test_a_moment_with_its_own_zone_keeps_it() -> None:
    found = moments.read("2026-03-31T15:00+00:00", NOW)

    assert found is not None
    assert found.utcoffset() is not None
    assert found.isoformat() == "2026-03-31T15:00:00+00:00"
