from typing import Any

import pytest

from directory.hsds.mending import schedules
from directory.hsds.mending.mended import Done, RowRefusedError
from directory.hsds.report import Where
from directory.hsds.shapes.rows import Row


def prepared(**fields: Any) -> tuple[dict[str, Any], list[str]]:
    reasons: list[str] = []

    def note(_name: str, _value: object, done: Done) -> None:
        reasons.append(done.reason)

    row = Row("schedule", dict(fields), Where("schedules.csv", 2))
    schedules.prepare(row, note)
    return row.fields, reasons


def test_times_in_columns_for_dates_are_moved() -> None:
    fields, reasons = prepared(
        _weekday="Monday - Friday", dtstart="8:30AM", until="5:30PM"
    )

    assert fields["opens_at"] == "08:30:00"
    assert fields["closes_at"] == "17:30:00"
    assert fields["byday"] == "MO,TU,WE,TH,FR"
    assert fields["freq"] == "WEEKLY"
    assert "dtstart" not in fields
    assert reasons.count(schedules.MOVED) == 2


def test_a_date_in_a_column_for_dates_stays() -> None:
    fields, _reasons = prepared(dtstart="2026-01-05", byday="MO", opens_at="09:00")

    assert fields["dtstart"] == "2026-01-05"


def test_minutes_of_the_day_give_way_to_the_time_beside_them() -> None:
    fields, _reasons = prepared(_weekday="Saturday", dtstart="12:30PM", opens_at="750")

    assert fields["opens_at"] == "12:30:00"


def test_24_hours_is_the_whole_day() -> None:
    fields, _reasons = prepared(_weekday="Monday-Sunday", dtstart="24 Hours")

    assert (fields["opens_at"], fields["closes_at"]) == ("00:00:00", "23:59:00")


def test_words_are_kept_as_words() -> None:
    fields, reasons = prepared(_weekday="Friday", dtstart="By appointment")

    assert fields["description"] == "By appointment"
    assert schedules.WORDS_MOVED in reasons


def test_a_closing_time_without_its_half_is_in_the_afternoon() -> None:
    fields, reasons = prepared(_weekday="Monday", opens_at="9:00am", closes_at="5:00")

    assert fields["closes_at"] == "17:00:00"
    assert schedules.AFTERNOON in reasons


def test_an_evening_class_opens_in_the_evening() -> None:
    fields, _reasons = prepared(_weekday="Monday", opens_at="6:00", closes_at="8:00pm")

    assert fields["opens_at"] == "18:00:00"


def test_a_remark_after_a_time_goes_to_the_description() -> None:
    fields, _reasons = prepared(
        _weekday="Monday", opens_at="6:30am", closes_at="12:00pm (dispensing)"
    )

    assert fields["closes_at"] == "12:00:00"
    assert fields["description"] == "12:00pm (dispensing)"


def test_an_nth_weekday_repeats_monthly() -> None:
    fields, _reasons = prepared(_weekday="Second Saturday", dtstart="9:00AM")

    assert (fields["freq"], fields["byday"]) == ("MONTHLY", "2SA")


def test_times_without_days_promise_no_day() -> None:
    fields, reasons = prepared(valid_from="8:30AM", valid_to="5:00PM")

    assert "opens_at" not in fields
    assert fields["description"] == "08:30-17:00"
    assert schedules.NO_DAYS in reasons


def test_a_time_that_cannot_be_read_is_refused_alone() -> None:
    fields, reasons = prepared(
        _weekday="Monday", opens_at="6:30am", closes_at="6:300pm"
    )

    assert "closes_at" not in fields
    assert {schedules.TIME_REFUSED, schedules.NO_CLOSING} <= set(reasons)


def test_days_without_anything_else_say_nothing() -> None:
    with pytest.raises(RowRefusedError, match="neither times nor dates"):
        prepared(byday="monday")


def test_a_holiday_is_a_dated_closure() -> None:
    fields, _reasons = prepared(
        _is_holiday="yes", _closed="TRUE", _start="1/2/14", _end="1/12/14"
    )

    assert fields["is_closed"] is True
    assert (fields["valid_from"], fields["valid_to"]) == ("2014-01-02", "2014-01-12")


def test_a_holiday_without_a_year_is_kept_as_words() -> None:
    fields, reasons = prepared(
        _is_holiday="yes", _closed="true", _start="June 01, 0001", _end="June 02, 0001"
    )

    assert fields["description"] == "Closed: June 01 - June 02"
    assert "is_closed" not in fields
    assert schedules.YEARLY in reasons


@pytest.mark.parametrize(
    "fields",
    [
        {"_closed": "", "opens_at": "9:30", "_start": "12/24/2014"},
        {"_closed": "true", "_start": "", "_end": ""},
        {"_closed": "true", "_start": "1/11/2014", "_end": "13/27/2014"},
        {"_closed": "true", "_start": "1/11/2014", "_end": "1/10/2014"},
    ],
)
def test_half_a_holiday_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(RowRefusedError):
        prepared(_is_holiday="yes", **fields)
