from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import hours
from directory.models import ServiceAtLocation
from tests.factories.directory import (
    LocationFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db

TIMES = {"opens_at": time(9), "closes_at": time(17)}


def test_the_hours_of_the_service_at_the_place_come_first() -> None:
    here = ServiceAtLocationFactory.create()
    ScheduleFactory.create(service=None, service_at_location=here, byday="MO", **TIMES)
    ScheduleFactory.create(service=here.service, byday="TU", **TIMES)
    ScheduleFactory.create(service=None, location=here.location, byday="WE", **TIMES)

    assert [rule.byday for rule in hours.of(here).rules] == ["MO"]


def test_then_the_services_then_the_places() -> None:
    here = ServiceAtLocationFactory.create()
    ScheduleFactory.create(service=None, location=here.location, byday="WE", **TIMES)
    assert [rule.byday for rule in hours.of(here).rules] == ["WE"]

    ScheduleFactory.create(service=here.service, byday="TU", **TIMES)
    assert [rule.byday for rule in hours.of(here).rules] == ["TU"]


def test_a_shut_building_shuts_what_is_in_it() -> None:
    here = ServiceAtLocationFactory.create()
    ScheduleFactory.create(service=here.service, byday="TU", **TIMES)
    ScheduleFactory.create(
        service=None,
        location=here.location,
        freq="",
        dtstart=date(2026, 11, 24),
        is_closed=True,
    )

    tuesday_noon = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    assert hours.of(here).is_open(tuesday_noon) is False


def test_a_schedule_that_left_its_source_says_nothing() -> None:
    here = ServiceAtLocationFactory.create()
    ScheduleFactory.create(
        service=here.service, byday="TU", removed_at=datetime.now(UTC), **TIMES
    )

    assert hours.of(here).rules == ()
    assert hours.of(here).is_open(datetime.now(UTC)) is None


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("America/New_York", "America/New_York"),
        ("", "America/Los_Angeles"),
        ("Mars/Olympus", "America/Los_Angeles"),
        ("../etc/passwd", "America/Los_Angeles"),
    ],
)
def test_the_zone_is_the_locations_or_else_the_sites(said: str, zone: str) -> None:
    location = LocationFactory.create(timezone_name=said)
    here = ServiceAtLocationFactory.create(location=location)

    assert hours.of(here).zone == zone
    assert hours.of_location(location).zone == zone


def test_a_service_without_a_place_has_hours_too() -> None:
    service = ServiceFactory.create()
    ScheduleFactory.create(service=service, byday="MO", interval=None, **TIMES)

    (rule,) = hours.of_service(service).rules

    assert (rule.byday, rule.interval, rule.wkst) == ("MO", 1, "MO")


def test_with_the_prefetch_hours_ask_the_database_nothing() -> None:
    for _ in range(2):
        here = ServiceAtLocationFactory.create()
        ScheduleFactory.create(service=here.service, byday="TU", **TIMES)
    found = list(
        ServiceAtLocation.objects.select_related(
            "service", "location"
        ).prefetch_related(*hours.PREFETCH)
    )

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert [len(hours.of(here).rules) for here in found] == [1, 1]

    assert len(queries) == 0


def test_public_holidays_are_those_of_the_state() -> None:
    found = hours.public_holidays("CA", date(2026, 11, 1), date(2027, 1, 31))

    assert found[date(2026, 11, 26)] == "Thanksgiving Day"
    assert found[date(2027, 1, 1)] == "New Year's Day"
    assert min(found) >= date(2026, 11, 1)
    assert max(found) <= date(2027, 1, 31)
