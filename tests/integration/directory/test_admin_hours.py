"""A steward reads and writes opening hours as people say them."""

from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory.admin.schedules import Repeats, ScheduleForm, in_words, spoken
from directory.models import Location, Schedule
from tests.factories.accounts import network
from tests.factories.directory import LocationFactory

pytestmark = pytest.mark.django_db
NINE_TO_FIVE = {"opens_at": "09:00", "closes_at": "17:00"}
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]


@pytest.fixture
def steward(client: Client) -> Client:
    client.force_login(network(User.NetworkRole.STEWARD))
    return client


@pytest.fixture
def location() -> Location:
    return LocationFactory.create(name="Selma church")


def save(
    steward: Client, location: Location, *lines: dict[str, Any], **more: object
) -> Any:
    """Send the location's form with these lines of hours; an ``id`` changes one."""
    url = reverse("admin:directory_location_change", args=[location.pk])
    sent: dict[str, Any] = {}
    for prefix in (
        "addresses",
        "schedules",
        "phones",
        "languages",
        "accessibility",
        "contacts",
    ):
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    sent |= {
        "organization": str(location.organization_id),
        "name": location.name,
        "location_type": location.location_type,
        "point_quality": location.point_quality,
        "visibility": location.visibility,
        "schedules-TOTAL_FORMS": len(lines),
        "schedules-INITIAL_FORMS": sum("id" in line for line in lines),
    }
    for number, line in enumerate(lines):
        sent |= {f"schedules-{number}-{name}": said for name, said in line.items()}
    return steward.post(url, sent | more)


def errors(answer: Any) -> dict[str, list[str]]:
    formsets = answer.context["inline_admin_formsets"]
    hours = next(it.formset for it in formsets if it.formset.model is Schedule)
    return {field: list(said) for field, said in hours.forms[0].errors.items()}


def test_ticked_days_become_one_weekly_rule(
    steward: Client, location: Location
) -> None:
    line = {"repeats": "week", "days": WEEKDAYS, **NINE_TO_FIVE}

    assert save(steward, location, line).status_code == 302
    schedule = location.schedules.get()
    assert (schedule.freq, schedule.byday) == ("WEEKLY", "MO,TU,WE,TH,FR")
    assert (schedule.opens_at, schedule.closes_at) == (time(9), time(17))
    assert in_words(schedule) == "Monday to Friday: 9:00 am to 5:00 pm"


def test_the_second_saturday_becomes_a_monthly_rule(
    steward: Client, location: Location
) -> None:
    save(steward, location, {"repeats": "2", "days": ["SA"], **NINE_TO_FIVE})

    schedule = location.schedules.get()
    assert (schedule.freq, schedule.byday) == ("MONTHLY", "2SA")
    assert "Second Saturday of the month" in in_words(schedule)


def test_a_holiday_is_one_date_on_which_it_is_closed(
    steward: Client, location: Location
) -> None:
    line = {"repeats": "dates", "valid_from": "2026-12-25", "is_closed": "on"}

    assert save(steward, location, line).status_code == 302
    schedule = location.schedules.get()
    assert (schedule.freq, schedule.byday) == ("", "")
    assert in_words(schedule) == "Friday, December 25: Closed"


@pytest.mark.parametrize(
    ("line", "field", "cure"),
    [
        ({"repeats": "week", **NINE_TO_FIVE}, "days", "Tick the days"),
        (
            {"repeats": "week", "days": ["MO"], "opens_at": "09:00"},
            "closes_at",
            "when it closes",
        ),
        (
            {"repeats": "week", "days": ["MO"], "closes_at": "17:00"},
            "opens_at",
            "when it opens",
        ),
        ({"repeats": "week", "days": ["MO"]}, "opens_at", "what is known"),
        (
            {
                "repeats": "week",
                "days": ["MO"],
                "opens_at": "09:00",
                "closes_at": "09:00",
            },
            "closes_at",
            "midnight",
        ),
        (
            {"repeats": "week", "days": ["MO"], "opens_at": "25:00"},
            "opens_at",
            "valid time",
        ),
        (
            {"repeats": "fortnight", "days": ["MO"], **NINE_TO_FIVE},
            "valid_from",
            "weeks",
        ),
        ({"repeats": "dates", **NINE_TO_FIVE}, "valid_from", "which date"),
        (
            {
                "repeats": "dates",
                "valid_from": "2026-12-25",
                "valid_to": "2026-12-24",
                **NINE_TO_FIVE,
            },
            "valid_to",
            "before the first",
        ),
        (
            {"repeats": "other", "byday": "Mondays", **NINE_TO_FIVE},
            "byday",
            "MO,TU,WE,TH,FR,SA,SU",
        ),
    ],
)
def test_unclear_hours_are_refused_with_the_cure_and_nothing_is_lost(
    steward: Client, location: Location, line: dict[str, Any], field: str, cure: str
) -> None:
    answer = save(steward, location, line, name="Renamed", description="Ring twice")

    assert cure in " ".join(errors(answer)[field])
    assert "Ring twice" in answer.content.decode()
    assert not location.schedules.exists()
    location.refresh_from_db()
    assert location.name == "Selma church"


def test_a_whole_day_is_midnight_in_both(steward: Client, location: Location) -> None:
    line = {"repeats": "week", "days": ["SU"]}

    save(steward, location, line | {"opens_at": "00:00", "closes_at": "00:00"})

    assert in_words(location.schedules.get()) == "Sunday: 24 hours"


def test_odd_hours_of_a_source_do_not_keep_others_from_being_saved(
    steward: Client, location: Location
) -> None:
    odd = Schedule.objects.create(location=location, byday="Mo-Fr", freq="WEEKLY")
    repeats, days = spoken(odd)
    line = {
        "id": str(odd.pk),
        "location": str(location.pk),
        "repeats": repeats,
        "days": days,
        "freq": "WEEKLY",
        "byday": "Mo-Fr",
    }

    answer = save(steward, location, line, name="Renamed")

    assert answer.status_code == 302
    odd.refresh_from_db()
    assert odd.byday == "Mo-Fr"


def test_a_rule_that_ticks_cannot_say_is_written_as_calendars_do(
    steward: Client, location: Location
) -> None:
    save(
        steward,
        location,
        {"repeats": "other", "freq": "MONTHLY", "byday": "1MO,3WE", **NINE_TO_FIVE},
    )

    assert location.schedules.get().byday == "1MO,3WE"


def test_ticks_take_the_place_of_all_that_a_calendar_said(
    steward: Client, location: Location
) -> None:
    schedule = Schedule.objects.create(
        location=location,
        freq="WEEKLY",
        byday="MO",
        byweekno="2,4",
        bymonthday="1",
        count=3,
        opens_at=time(9),
        closes_at=time(17),
    )
    line = {"id": str(schedule.pk), "location": str(location.pk), **NINE_TO_FIVE}

    save(steward, location, line | {"repeats": "week", "days": ["TU"]})

    schedule.refresh_from_db()
    assert in_words(schedule) == "Tuesday: 9:00 am to 5:00 pm"


def test_a_sources_dates_are_shown_and_follow_what_is_changed(
    steward: Client, location: Location
) -> None:
    schedule = Schedule.objects.create(
        location=location,
        dtstart=date(2026, 12, 24),
        until=date(2026, 12, 24),
        is_closed=True,
    )
    form = ScheduleForm(instance=schedule)
    assert form.initial["valid_from"] == date(2026, 12, 24)
    line = {"id": str(schedule.pk), "location": str(location.pk), "is_closed": "on"}
    kept = {"repeats": "dates", "dtstart": "2026-12-24", "until": "2026-12-24"}
    new = {"valid_from": "2026-12-23", "valid_to": "2026-12-26"}

    assert save(steward, location, line | kept | new).status_code == 302

    schedule.refresh_from_db()
    assert in_words(schedule) == (
        "Wednesday, December 23 to Saturday, December 26: Closed"
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"freq": "WEEKLY", "byday": "MO,FR"}, (Repeats.WEEK, ["MO", "FR"])),
        ({"byday": "SU,SA"}, (Repeats.WEEK, ["SA", "SU"])),
        (
            {"freq": "WEEKLY", "byday": "MO", "interval": 2},
            (Repeats.FORTNIGHT, ["MO"]),
        ),
        ({"freq": "WEEKLY", "byday": "MO", "interval": 3}, (Repeats.OTHER, ["MO"])),
        ({"freq": "MONTHLY", "byday": "-1FR"}, (Repeats.LAST, ["FR"])),
        ({"freq": "MONTHLY", "byday": "5FR"}, (Repeats.OTHER, ["FR"])),
        ({"freq": "MONTHLY", "byday": "1MO,3MO"}, (Repeats.OTHER, ["MO"])),
        ({"freq": "MONTHLY", "bymonthday": "15"}, (Repeats.OTHER, [])),
        ({"dtstart": date(2026, 12, 24)}, (Repeats.DATES, [])),
        ({}, (Repeats.OTHER, [])),
    ],
)
def test_a_rule_is_shown_as_the_choice_that_says_the_same(
    fields: dict[str, Any], expected: tuple[Repeats, list[str]]
) -> None:
    assert spoken(Schedule(**fields)) == expected


def test_a_new_line_says_nothing_yet() -> None:
    assert ScheduleForm().in_words == ""
