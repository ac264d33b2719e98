from datetime import date, time

import pytest

from directory.hours import Hours, Line, Rule, clock

TODAY = date(2026, 11, 24)
EVERY_DAY = "MO,TU,WE,TH,FR,SA,SU"


def weekly(byday: str, opens: int, closes: int, **more: object) -> Rule:
    return Rule(
        freq="WEEKLY",
        byday=byday,
        opens_at=time(opens),
        closes_at=time(closes),
        **more,  # type: ignore[arg-type]
    )


def lines(*rules: Rule) -> list[tuple[str, str]]:
    hours = Hours(rules, "America/Los_Angeles")
    return [(line.days, line.times) for line in hours.lines("en", on=TODAY)]


@pytest.mark.parametrize(
    ("minute", "words"),
    [
        (0, "midnight"),
        (5, "12:05 am"),
        (8 * 60, "8:00 am"),
        (12 * 60, "noon"),
        (12 * 60 + 30, "12:30 pm"),
        (17 * 60, "5:00 pm"),
        (24 * 60, "midnight"),
        (26 * 60, "2:00 am"),
    ],
)
def test_times_are_read_as_people_say_them(minute: int, words: str) -> None:
    assert clock(minute) == words


def test_equal_days_are_one_row_and_the_others_are_closed() -> None:
    assert lines(weekly("MO,TU,WE,TH,FR", 8, 17)) == [
        ("Monday to Friday", "8:00 am to 5:00 pm"),
        ("Saturday and Sunday", "Closed"),
    ]


def test_a_short_friday_has_its_own_row() -> None:
    assert lines(weekly("MO,TU,WE,TH", 8, 17), weekly("FR", 8, 15)) == [
        ("Monday to Thursday", "8:00 am to 5:00 pm"),
        ("Friday", "8:00 am to 3:00 pm"),
        ("Saturday and Sunday", "Closed"),
    ]


def test_days_apart_are_listed() -> None:
    assert lines(weekly("MO,WE,FR", 9, 12))[0] == (
        "Monday, Wednesday and Friday",
        "9:00 am to noon",
    )


def test_two_openings_share_a_row() -> None:
    assert lines(weekly("TU", 9, 12), weekly("TU", 13, 16))[0] == (
        "Tuesday",
        "9:00 am to noon, 1:00 pm to 4:00 pm",
    )


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    assert lines(weekly("SA,SU", 22, 2))[0] == (
        "Saturday and Sunday",
        "10:00 pm to 2:00 am",
    )
    assert lines(weekly(EVERY_DAY, 18, 7)) == [("Every day", "6:00 pm to 7:00 am")]


def test_round_the_clock_is_said_so() -> None:
    assert lines(weekly(EVERY_DAY, 0, 0)) == [("Every day", "24 hours")]
    assert lines(weekly("SA,SU", 0, 0))[0] == ("Saturday and Sunday", "24 hours")


def test_a_weekend_without_a_break_is_read_day_by_day() -> None:
    weekend = (weekly("FR", 18, 0), weekly("SA,SU", 0, 0), weekly("MO", 0, 8))

    assert lines(*weekend) == [
        ("Monday", "midnight to 8:00 am"),
        ("Friday", "6:00 pm to midnight"),
        ("Saturday and Sunday", "24 hours"),
        ("Tuesday to Thursday", "Closed"),
    ]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (Rule(freq="MONTHLY", byday="2SA"), "Second Saturday of the month"),
        (Rule(freq="MONTHLY", byday="-1FR"), "Last Friday of the month"),
        (
            Rule(freq="MONTHLY", byday="3TU,1TU"),
            "First Tuesday and third Tuesday of the month",
        ),
        (Rule(freq="MONTHLY", bymonthday="15"), "Day 15 of the month"),
        (Rule(freq="MONTHLY", dtstart=TODAY), "Day 24 of the month"),
        (
            Rule(freq="WEEKLY", byday="TU", interval=2, dtstart=TODAY),
            "Every 2 weeks: Tuesday",
        ),
        (Rule(freq="WEEKLY", interval=2, dtstart=TODAY), "Every 2 weeks: Tuesday"),
        (
            Rule(freq="MONTHLY", byday="1MO", interval=3, dtstart=TODAY),
            "Every 3 months: First Monday of the month",
        ),
    ],
)
def test_what_is_not_weekly_is_said_in_words(rule: Rule, days: str) -> None:
    assert lines(rule) == [(days, "Hours not known: call first")]


def test_the_sources_words_stand_where_times_are_missing() -> None:
    assert lines(Rule(description="By appointment")) == [("", "By appointment")]
    assert lines(Rule(freq="WEEKLY", byday="SA", notes="Call")) == [
        ("Saturday", "Call")
    ]
    assert lines(Rule()) == []
    assert lines() == []


def test_dates_that_differ_are_shown_when_they_are_near() -> None:
    def closed(first: date, last: date) -> Rule:
        return Rule(
            valid_from=first, valid_to=last, is_closed=True, description="Holiday"
        )

    def special(day: date) -> Rule:
        return Rule(dtstart=day, opens_at=time(10), closes_at=time(14))

    found = lines(
        closed(date(2026, 12, 25), date(2026, 12, 26)),
        special(date(2026, 12, 24)),
        closed(date(2026, 11, 11), date(2026, 11, 11)),
        closed(date(2027, 7, 4), date(2027, 7, 4)),
        Rule(dtstart=date(2026, 12, 31)),
    )

    assert found == [
        ("Thursday, December 24", "10:00 am to 2:00 pm"),
        ("Friday, December 25 to Saturday, December 26", "Closed"),
        ("Thursday, December 31", "Hours not known: call first"),
    ]


def test_a_closure_carries_its_reason() -> None:
    veterans_day = date(2026, 12, 1)
    rule = Rule(
        valid_from=veterans_day,
        valid_to=veterans_day,
        is_closed=True,
        description="Staff training",
    )

    assert Hours((rule,), "America/Los_Angeles").lines("en", on=TODAY) == (
        Line("Tuesday, December 1", "Closed", "Staff training", is_closed=True),
    )


def test_a_closure_for_some_hours_says_which() -> None:
    lunch = Rule(dtstart=TODAY, opens_at=time(12), closes_at=time(13), is_closed=True)

    assert lines(lunch) == [("Tuesday, November 24", "Closed noon to 1:00 pm")]


def test_days_that_are_always_closed_are_said_so() -> None:
    sundays = Rule(freq="WEEKLY", byday="SU", is_closed=True, notes="Worship")

    assert lines(sundays) == [("Sunday", "Closed")]


def test_a_season_that_is_over_or_to_come_is_not_todays_week() -> None:
    over = weekly("MO", 9, 12, valid_to=date(2026, 4, 15))
    to_come = weekly("TU", 9, 12, valid_from=date(2027, 2, 1))

    assert lines(over) == []
    assert lines(to_come, weekly("WE", 9, 12)) == [
        ("Wednesday", "9:00 am to noon"),
        ("Monday, Tuesday and Thursday to Sunday", "Closed"),
        ("Tuesday", "9:00 am to noon"),
    ]


def test_rows_are_in_the_language_asked_for() -> None:
    spanish = Hours((weekly("SA", 9, 12),), "America/Los_Angeles").lines("es", on=TODAY)

    assert spanish[0].days == "Sábado"
    holiday = Hours((Rule(dtstart=TODAY, is_closed=True),), "America/Los_Angeles")
    assert holiday.lines("es", on=TODAY)[0].days == "Martes, 24 de noviembre"


def test_a_season_to_come_says_when_it_begins() -> None:
    to_come = weekly("TU", 9, 12, valid_from=date(2027, 2, 1), notes="Tax help")

    (line,) = Hours((to_come,), "America/Los_Angeles").lines("en", on=TODAY)

    assert line.note == "From Feb. 1, 2027. Tax help"
