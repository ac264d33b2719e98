from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from directory.models import (
    Phone,
    Service,
    TaxonomyTerm,
    Verified,
    Visibility,
)
from directory.presenters.freshness import ago, confirmed, room
from directory.presenters.map import page_map
from directory.presenters.page import service_page
from directory.presenters.people import ages, phones
from directory.presenters.terms import comes_to_you, term_name
from tests.factories.directory import (
    AddressFactory,
    AreaCodeFactory,
    LocationFactory,
    PhoneFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "yesterday"), (3, "3 days ago")]
)
def test_days_are_told_in_words(days: int, words: str) -> None:
    assert ago(NOW - timedelta(days=days), NOW) == words


@pytest.mark.parametrize(
    ("youngest", "oldest", "words"),
    [
        (60, None, "60 and older"),
        (None, 5, "Up to 5 years old"),
        (18, 64, "18 to 64 years old"),
        (None, None, ""),
    ],
)
def test_ages_are_told_in_words(
    youngest: int | None, oldest: int | None, words: str
) -> None:
    assert ages(Service(minimum_age=youngest, maximum_age=oldest)) == words


def test_nothing_said_about_room_shows_nothing() -> None:
    assert room(Service(), NOW) is None


@pytest.mark.parametrize("said_at", [None, NOW - timedelta(days=31)])
def test_an_undated_or_old_word_about_room_turns_into_ask(
    said_at: datetime | None,
) -> None:
    service = Service(
        capacity_status=Service.CapacityStatus.CAPACITY, capacity_said_at=said_at
    )

    shown = room(service, NOW)

    assert shown
    assert (shown.tone, shown.label) == ("warn", "Ask if they have room")


def test_a_full_service_says_so_with_its_note_and_age() -> None:
    service = Service(
        capacity_status=Service.CapacityStatus.FULL,
        capacity_note="until spring",
        capacity_said_at=NOW - timedelta(days=2),
    )

    shown = room(service, NOW)

    assert shown
    assert (shown.tone, shown.icon, shown.label) == ("bad", "cross", "Full")
    assert shown.said == "until spring · said 2 days ago"


@pytest.mark.parametrize(
    ("days", "how", "words"),
    [
        (None, "", "not confirmed yet"),
        (27, "", "confirmed Oct 28"),
        (27, Verified.How.PHONE, "confirmed Oct 28 by phone"),
        (340, "", "confirmed Dec 19, 2025"),
        (426, Verified.How.PHONE, "not confirmed for 14 months"),
    ],
)
def test_a_listing_says_when_it_was_confirmed(
    days: int | None, how: str, words: str
) -> None:
    when = None if days is None else NOW - timedelta(days=days)

    assert confirmed(Service(verified_at=when, verified_how=how), NOW) == words


@pytest.mark.parametrize(
    ("code", "comes"),
    [
        ("rides.medical", True),
        ("rides.medicalish", False),
        ("housing", False),
    ],
)
def test_some_kinds_of_help_come_to_the_door(code: str, *, comes: bool) -> None:
    assert comes_to_you([TaxonomyTerm(code=code)]) is comes


def test_a_term_has_its_name_in_the_language_of_the_page() -> None:
    term = TaxonomyTerm(name="Rides", name_es="Transporte")

    with translation.override("es"):
        assert term_name(term) == "Transporte"
        assert term_name(TaxonomyTerm(name="Rides")) == "Rides"
    assert term_name(term) == "Rides"


@pytest.mark.django_db
def test_the_nearest_phone_is_called_and_never_a_fax() -> None:
    service = ServiceFactory.create()
    Phone.objects.create(organization=service.organization, number="559 555 0199")
    assert [row.number for row in phones(service, None)] == ["559 555 0199"]

    PhoneFactory.create(service=service, number="559 555 0101", type="fax")
    PhoneFactory.create(service=service, number="559 555 0102")

    service = Service.objects.get(pk=service.pk)
    assert [row.number for row in phones(service, None)] == ["559 555 0102"]


@pytest.mark.django_db
def test_a_confidential_place_gives_its_town_alone() -> None:
    service = ServiceFactory.create()
    location = LocationFactory.create(
        name="Rose House",
        visibility=Visibility.CONFIDENTIAL,
        transportation="Bus 9, stop Rose",
        latitude=36.7,
        longitude=-119.8,
    )
    AddressFactory.create(location=location)
    ServiceAtLocationFactory.create(service=service, location=location)

    page = service_page(service, near=None, at=NOW)

    (place,) = page.places
    assert place.street == ("Fresno",)
    assert (place.name, place.getting_there, place.point) == ("", "", None)
    assert page_map(page)["pins"] == []


@pytest.mark.django_db
def test_the_map_draws_the_county_of_a_place_even_when_areas_are_zips() -> None:
    service = ServiceFactory.create()
    location = LocationFactory.create(latitude=36.74, longitude=-119.79)
    ServiceAtLocationFactory.create(service=service, location=location)
    AreaCodeFactory.create(service_area__service=service, code="us-93721")
    AreaCodeFactory.create(service_area__service=service, code="us-ca-039")

    drawn = page_map(service_page(service, near=None, at=NOW))

    assert drawn["counties"] == ["us-ca-019", "us-ca-039"]
    assert drawn["served"] == ["us-ca-039"]
