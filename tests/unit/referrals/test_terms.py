"""Whose hours and deadlines hold: the service's, its organization's, the network's."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from directory.models import Schedule
from referrals.clock import Calendar
from referrals.models import AnsweringTerms, Referral, Status
from referrals.terms import Book, Terms, for_receiver, resolve
from tests.factories.directory import (
    AddressFactory,
    LocationFactory,
    OrganizationFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
)
from tests.factories.referrals import NOW, ReferralFactory

FRESNO = ZoneInfo("America/Los_Angeles")


def test_the_last_row_goes_before_the_others_and_says_only_what_it_says() -> None:
    rows = [
        AnsweringTerms(routine_days=3, expire_days=20, opens=time(9), closes=time(16)),
        AnsweringTerms(routine_days=4, days="TU,SA", acknowledges_itself=False),
        AnsweringTerms(expire_days=5, keeps_holidays=False),
    ]

    terms = resolve(rows, Terms(calendar=Calendar(FRESNO)))

    assert terms.response.routine_days == 4
    assert terms.expire_days == 5
    assert terms.contact_days == 2
    assert terms.acknowledges_itself is False
    assert (terms.calendar.opens, terms.calendar.closes) == (time(9), time(16))
    assert terms.calendar.days == {1, 5}
    assert terms.calendar.keeps_holidays is False


@pytest.mark.django_db
def test_what_is_due_follows_the_service_then_its_organization_then_the_network() -> (
    None
):
    draft = ReferralFactory.create(at=NOW)
    asked = []
    rows: tuple[dict[str, Any], ...] = (
        {"for_network": True, "routine_days": 5},
        {"organization": draft.receiver, "routine_days": 4},
        {"service": draft.service, "routine_days": 3},
    )
    for row in rows:
        AnsweringTerms.objects.create(**row)
        asked.append(for_receiver(draft).response.routine_days)

    assert asked == [5, 4, 3]
    other = ReferralFactory.create(at=NOW)
    assert for_receiver(other).response.routine_days == 5
    # The sender's own terms are its organization's, whatever service it asks.
    assert Book().sender(draft).response.routine_days == 5


@pytest.mark.django_db
def test_what_is_sent_is_due_by_the_receivers_terms() -> None:
    service = ReferralFactory.create(at=NOW).service
    AnsweringTerms.objects.create(
        service=service, routine_days=1, closes="12:00", opens="08:00"
    )

    referral = ReferralFactory.create(service=service, status=Status.REQUESTED, at=NOW)

    # Wednesday is Veterans Day.
    found = Referral.objects.get(pk=referral.pk).due_at
    assert found is not None
    assert found.astimezone(FRESNO).isoformat()[:16] == "2026-11-12T12:00"


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["service", "place", "service at the place"])
def test_a_receivers_own_closures_are_no_working_days(where: str) -> None:
    referral = ReferralFactory.create(at=NOW)
    place = LocationFactory.create(organization=referral.receiver)
    there = ServiceAtLocationFactory.create(service=referral.service, location=place)
    parents: dict[str, dict[str, Any]] = {
        "service": {"service": referral.service},
        "place": {"service": None, "location": place},
        "service at the place": {"service": None, "service_at_location": there},
    }
    closed: dict[str, Any] = {
        "freq": "",
        "is_closed": True,
        "valid_from": date(2026, 11, 12),
        "valid_to": date(2026, 11, 13),
    }
    ScheduleFactory.create(**parents[where], **closed)

    calendar = for_receiver(referral).calendar

    assert not calendar.is_open(date(2026, 11, 12))
    assert calendar.is_open(date(2026, 11, 16))
    # Routine, sent on Tuesday: Wednesday is a holiday, then it is shut.
    due_at = for_receiver(referral).due_at(NOW, "routine")
    assert calendar.day_of(due_at) == date(2026, 11, 17)
    Schedule.objects.update(removed_at=NOW)
    assert for_receiver(referral).calendar.is_open(date(2026, 11, 12))


@pytest.mark.django_db
def test_zone_and_state_are_those_of_the_receivers_places() -> None:
    referral = ReferralFactory.create(at=NOW)
    for zone in ("Pacific/Fresno", "America/New_York", "America/Denver"):
        place = LocationFactory.create(
            organization=referral.receiver, timezone_name=zone
        )
    AddressFactory.create(location=place, state_province="ca")

    calendar = for_receiver(referral).calendar

    assert str(calendar.zone) in {"America/New_York", "America/Denver"}
    assert not calendar.is_open(date(2026, 11, 27))


@pytest.mark.django_db
def test_terms_of_many_are_read_together(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    referrals = [ReferralFactory.create(at=NOW) for _one in range(4)]
    book = Book()

    with django_assert_num_queries(5):
        book.learn(referrals)
        for referral in referrals:
            book.receiver(referral)
            book.sender(referral)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row",
    [
        {},
        {"for_network": True, "organization": "one"},
        {"for_network": True, "opens": time(9)},
        {"for_network": True, "opens": time(9), "closes": time(9)},
    ],
)
def test_what_makes_no_terms_is_refused(row: dict[str, Any]) -> None:
    if "organization" in row:
        row = row | {"organization": OrganizationFactory.create()}

    with pytest.raises(IntegrityError), transaction.atomic():
        AnsweringTerms.objects.create(**row)
    with pytest.raises(ValidationError):
        AnsweringTerms(**row).full_clean()


@pytest.mark.parametrize(
    ("days", "is_good"),
    [("MO", True), ("MO,SA,SU", True), ("mo", False), ("1,2", False), ("MO,", False)],
)
def test_days_are_written_as_the_calendar_writes_them(
    days: str, *, is_good: bool
) -> None:
    field = AnsweringTerms._meta.get_field("days")
    errors: list[ValidationError] = []
    try:
        field.clean(days, None)
    except ValidationError as error:
        errors.append(error)

    assert bool(errors) is not is_good


@pytest.mark.django_db
def test_the_network_has_one_row() -> None:
    AnsweringTerms.objects.create(for_network=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        AnsweringTerms.objects.create(for_network=True)


def test_a_deadline_of_hours_is_counted_in_working_hours() -> None:
    terms = resolve([AnsweringTerms(asap_hours=2)], Terms(calendar=Calendar(FRESNO)))

    assert terms.due_at(NOW, "asap") - NOW == timedelta(hours=2)
