from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from directory.hours import DatedSpan, Hours, Rule

PACIFIC = "America/Los_Angeles"
WORKDAYS = "MO,TU,WE,TH,FR"


def weekly(byday: str, opens: str, closes: str, **more: object) -> Rule:
    return Rule(
        freq="WEEKLY",
        byday=byday,
        opens_at=time.fromisoformat(opens),
        closes_at=time.fromisoformat(closes),
        **more,  # type: ignore[arg-type]
    )


def on(day: str, opens: str, closes: str) -> Rule:
    return Rule(
        dtstart=date.fromisoformat(day),
        opens_at=time.fromisoformat(opens),
        closes_at=time.fromisoformat(closes),
    )


def closed(day: str, until: str = "") -> Rule:
    last = date.fromisoformat(until or day)
    return Rule(valid_from=date.fromisoformat(day), valid_to=last, is_closed=True)


def hours(*rules: Rule, zone: str = PACIFIC) -> Hours:
    return Hours(rules, zone)


def at(text: str, zone: str = PACIFIC, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


OFFICE = weekly(WORKDAYS, "08:00", "17:00")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24 07:59", False),
        ("2026-11-24 08:00", True),
        ("2026-11-24 16:59:59", True),
        ("2026-11-24 17:00", False),
        ("2026-11-28 12:00", False),
    ],
)
def test_an_office_is_open_from_opening_until_just_before_closing(
    moment: str, is_open: bool
) -> None:
    assert hours(OFFICE).is_open(at(moment)) is is_open


def test_the_clock_that_counts_is_the_locations() -> None:
    noon_in_fresno = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)

    assert hours(OFFICE).is_open(noon_in_fresno) is True
    assert hours(OFFICE, zone="Asia/Manila").is_open(noon_in_fresno) is False


def test_several_openings_a_day_leave_the_break_closed() -> None:
    clinic = hours(weekly("TU", "08:00", "12:00"), weekly("TU", "13:00", "17:00"))

    assert clinic.is_open(at("2026-11-24 12:30")) is False
    assert clinic.closes_next(at("2026-11-24 09:00")) == at("2026-11-24 12:00")
    assert clinic.opens_next(at("2026-11-24 09:00")) == at("2026-11-24 13:00")


def test_a_night_shift_goes_on_past_midnight() -> None:
    shelter = hours(weekly("SU", "22:00", "02:00"))

    assert shelter.is_open(at("2026-11-30 01:59")) is True
    assert shelter.is_open(at("2026-11-30 02:00")) is False
    assert shelter.week() == ((0, 120), (6 * 1440 + 1320, 7 * 1440))
    assert shelter.closes_next(at("2026-11-29 23:00")) == at("2026-11-30 02:00")


@pytest.mark.parametrize("closes", ["23:59", "00:00"])
def test_a_whole_day_is_written_in_two_ways(closes: str) -> None:
    line = hours(weekly("MO,TU,WE,TH,FR,SA,SU", "00:00", closes))

    assert line.is_open(at("2026-11-24 23:59:30")) is True
    assert line.week() == ((0, 7 * 1440),)
    assert line.closes_next(at("2026-11-24 12:00")) is None
    assert line.opens_next(at("2026-11-24 12:00")) is None


def test_equal_times_other_than_midnight_are_not_believed() -> None:
    odd = hours(weekly("TU", "09:00", "09:00"))

    assert odd.is_open(at("2026-11-24 10:00")) is None
    assert odd.is_open(at("2026-11-25 10:00")) is False


@pytest.mark.parametrize(
    ("byday", "day", "is_open"),
    [
        ("2SA", "2026-11-14", True),
        ("2SA", "2026-11-21", False),
        ("-1FR", "2026-11-27", True),
        ("-1FR", "2026-11-20", False),
        ("1TU,3TU", "2026-11-17", True),
    ],
)
def test_nth_weekdays_are_counted_in_the_month(
    byday: str, day: str, is_open: bool
) -> None:
    rule = Rule(freq="MONTHLY", byday=byday, opens_at=time(10), closes_at=time(12))

    assert hours(rule).is_open(at(f"{day} 11:00")) is is_open
    assert hours(rule).week() == ()


def test_an_nth_weekday_is_monthly_even_where_the_source_says_weekly() -> None:
    pantry = hours(weekly("2SA", "10:00", "12:00"))

    assert pantry.is_open(at("2026-11-14 11:00")) is True
    assert pantry.is_open(at("2026-11-21 11:00")) is False


def test_every_other_week_counts_from_the_first_date() -> None:
    rule = weekly("TU", "10:00", "12:00", interval=2, dtstart=date(2026, 11, 10))

    assert hours(rule).is_open(at("2026-11-24 11:00")) is True
    assert hours(rule).is_open(at("2026-11-17 11:00")) is False


def test_every_other_week_without_a_first_date_is_not_known() -> None:
    rule = weekly("TU", "10:00", "12:00", interval=2)

    assert hours(rule).is_open(at("2026-11-24 11:00")) is None
    assert hours(rule).opens_next(at("2026-11-24 11:00")) is None


def test_days_of_the_month_count_from_both_ends() -> None:
    rule = Rule(
        freq="MONTHLY", bymonthday="15,-1", opens_at=time(10), closes_at=time(12)
    )

    assert hours(rule).is_open(at("2026-11-15 11:00")) is True
    assert hours(rule).is_open(at("2026-11-30 11:00")) is True
    assert hours(rule).is_open(at("2026-11-16 11:00")) is False


def test_a_season_begins_and_ends() -> None:
    taxes = hours(
        weekly(
            "MO",
            "10:00",
            "12:00",
            valid_from=date(2027, 2, 1),
            valid_to=date(2027, 4, 15),
        )
    )

    assert taxes.is_open(at("2026-11-30 11:00")) is False
    assert taxes.opens_next(at("2026-11-30 11:00")) == at("2027-02-01 10:00")
    assert taxes.is_open(at("2027-04-12 11:00")) is True
    assert taxes.is_open(at("2027-04-19 11:00")) is None, "they said no more"


def test_until_and_count_end_a_rule() -> None:
    until = weekly("TU", "10:00", "12:00", until=date(2026, 11, 24))
    thrice = weekly("TU", "10:00", "12:00", dtstart=date(2026, 11, 3), count=3)

    assert hours(until, OFFICE).is_open(at("2026-12-01 07:00")) is False
    assert thrice.speaks_of(date(2026, 11, 17))
    assert not thrice.speaks_of(date(2026, 11, 24))


def test_a_closure_beats_every_other_rule() -> None:
    office = hours(OFFICE, on("2026-11-26", "10:00", "14:00"), closed("2026-11-26"))

    assert office.is_open(at("2026-11-26 11:00")) is False
    assert office.opens_next(at("2026-11-25 18:00")) == at("2026-11-27 08:00")


def test_a_closed_day_closes_the_night_that_begins_on_it_and_the_one_before() -> None:
    shelter = hours(weekly("WE,TH,FR", "22:00", "02:00"), closed("2026-11-26"))

    assert shelter.is_open(at("2026-11-25 23:00")) is True
    assert shelter.is_open(at("2026-11-26 01:00")) is False
    assert shelter.is_open(at("2026-11-27 01:00")) is False
    assert shelter.is_open(at("2026-11-27 23:00")) is True


def test_a_closure_with_times_closes_only_them() -> None:
    lunch = Rule(
        freq="WEEKLY",
        byday=WORKDAYS,
        opens_at=time(12),
        closes_at=time(13),
        is_closed=True,
    )

    assert hours(OFFICE, lunch).is_open(at("2026-11-24 12:30")) is False
    assert hours(OFFICE, lunch).is_open(at("2026-11-24 13:00")) is True


def test_a_dated_rule_takes_the_place_of_the_usual_hours() -> None:
    office = hours(OFFICE, on("2026-12-24", "10:00", "14:00"))

    assert office.is_open(at("2026-12-24 09:00")) is False
    assert office.is_open(at("2026-12-24 11:00")) is True
    assert office.exceptions(date(2026, 12, 24), date(2026, 12, 24)) == (
        DatedSpan(date(2026, 12, 24), 480, 600, is_open=False),
        DatedSpan(date(2026, 12, 24), 840, 1020, is_open=False),
    )


def test_public_holidays_close_unless_a_dated_rule_says_otherwise() -> None:
    thanksgiving, christmas = date(2026, 11, 26), date(2026, 12, 25)
    office = Hours(
        (OFFICE, on("2026-12-25", "11:00", "13:00")),
        PACIFIC,
        frozenset({thanksgiving, christmas}),
    )

    assert office.is_open(at("2026-11-26 11:00")) is False
    assert office.is_open(at("2026-12-25 12:00")) is True


@pytest.mark.parametrize(
    "rule",
    [
        Rule(description="By appointment"),
        Rule(freq="WEEKLY", opens_at=time(9), closes_at=time(17)),
        Rule(freq="WEEKLY", byday="??", opens_at=time(9), closes_at=time(17)),
        Rule(freq="WEEKLY", byday=WORKDAYS),
        Rule(freq="WEEKLY", byday=WORKDAYS, opens_at=time(9)),
    ],
)
def test_what_is_not_said_is_not_known(rule: Rule) -> None:
    assert hours(rule).is_open(at("2026-11-24 11:00")) is None
    assert hours(rule).opens_next(at("2026-11-24 11:00")) is None
    assert hours(rule).week() == ()


def test_without_any_rule_nothing_is_known_but_closures() -> None:
    assert hours().is_open(at("2026-11-24 11:00")) is None
    assert hours(closed("2026-11-24")).is_open(at("2026-11-24 11:00")) is False
    assert hours(closed("2026-11-24")).is_open(at("2026-11-25 11:00")) is None


def test_days_without_times_leave_the_other_days_known() -> None:
    rules = (OFFICE, Rule(freq="WEEKLY", byday="SA", description="Call"))

    assert hours(*rules).is_open(at("2026-11-28 11:00")) is None
    assert hours(*rules).is_open(at("2026-11-29 11:00")) is False


def test_when_clocks_go_forward_the_missing_hour_opens_nothing() -> None:
    night = hours(weekly("SU", "00:30", "02:30"))

    assert night.is_open(at("2026-03-08 01:59")) is True
    assert night.closes_next(at("2026-03-08 01:00")) == at("2026-03-08 03:00")


def test_when_clocks_go_back_the_hour_that_comes_twice_is_open_twice() -> None:
    night = hours(weekly("SU", "01:00", "01:30"))

    assert night.is_open(at("2026-11-01 01:15", fold=0)) is True
    assert night.is_open(at("2026-11-01 01:15", fold=1)) is True
    first_end = night.closes_next(at("2026-11-01 01:15", fold=0))
    assert first_end is not None
    assert first_end.astimezone(UTC) == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    again = night.opens_next(at("2026-11-01 01:45", fold=0))
    assert again is not None
    assert again.astimezone(UTC) == datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def test_an_opening_more_than_a_year_away_is_not_announced() -> None:
    far = on("2028-01-05", "10:00", "12:00")

    assert hours(far).opens_next(at("2026-11-24 11:00")) is None
    assert hours(far).is_open(at("2026-11-24 11:00")) is False


def test_a_rule_that_contradicts_itself_answers_at_once() -> None:
    # HSDS's own sample, without the dates that would end it.
    sample = Rule(
        freq="WEEKLY",
        byday="TH,FR",
        byweekno="41,42",
        bymonthday="2,3,4",
        byyearday="2,3,4",
        wkst="TU",
        dtstart=date(2005, 1, 1),
        opens_at=time(10),
        closes_at=time(18),
    )

    assert hours(sample).opens_next(at("2026-11-24 11:00")) is None


def test_the_week_is_merged_and_in_order() -> None:
    rules = (
        weekly("WE", "09:00", "12:00"),
        weekly("MO", "11:00", "15:00"),
        weekly("MO", "09:00", "12:00"),
    )

    assert hours(*rules).week() == ((540, 900), (2 * 1440 + 540, 2 * 1440 + 720))


def test_exceptions_name_closures_extra_days_and_seasons() -> None:
    second_saturday = Rule(
        freq="MONTHLY", byday="2SA", opens_at=time(9), closes_at=time(11)
    )
    first, last = date(2026, 11, 9), date(2026, 11, 15)

    found = hours(OFFICE, second_saturday, closed("2026-11-11")).exceptions(first, last)

    assert found == (
        DatedSpan(date(2026, 11, 11), 480, 1020, is_open=False),
        DatedSpan(date(2026, 11, 14), 540, 660, is_open=True),
    )


def test_answers_are_in_the_locations_zone() -> None:
    opens = hours(OFFICE).opens_next(datetime(2026, 11, 24, 3, 0, tzinfo=UTC))

    assert opens is not None
    assert opens.isoformat() == "2026-11-24T08:00:00-08:00"
    assert opens - datetime(2026, 11, 24, 3, 0, tzinfo=UTC) == timedelta(hours=13)


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("count", [None, 3])
def test_absurd_years_do_no_harm(year: int, count: int | None) -> None:
    rule = weekly(
        "TU",
        "10:00",
        "12:00",
        interval=2,
        wkst="SU",
        dtstart=date(year, 12, 30),
        valid_to=date(9999, 12, 31),
        count=count,
    )

    assert hours(rule).is_open(at("2026-11-24 11:00")) in {True, False}
    hours(rule).opens_next(at("2026-11-24 11:00"))


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = at("2026-11-24 11:00").replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        hours(OFFICE).is_open(naive)
