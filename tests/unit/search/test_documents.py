from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directory.models import (
    Accessibility,
    Contact,
    Location,
    Service,
    ServiceAtLocation,
    ServicePayer,
    Visibility,
)
from search.documents import Document, documents_of, listed_ids
from search.query import Cost
from search.ranking import Field
from tests.factories.directory import (
    AddressFactory,
    AreaCodeFactory,
    AttributeFactory,
    LanguageFactory,
    LocationFactory,
    OrganizationFactory,
    ScheduleFactory,
    ServiceAreaFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)

pytestmark = pytest.mark.django_db


def only(service: Service) -> Document:
    (document,) = documents_of([service.pk])
    return document


def text(document: Document, field: Field) -> str:
    return document.texts[field]


def somewhere(**location: Any) -> ServiceAtLocation:
    given = {"latitude": 36.7, "longitude": -119.8, "timezone_name": "America/New_York"}
    here: ServiceAtLocation = ServiceAtLocationFactory.create(
        location=LocationFactory.create(**given | location)
    )
    AddressFactory.create(location=here.location, city="Madera", postal_code="93637")
    return here


def test_a_service_without_a_location_is_one_document() -> None:
    document = only(ServiceFactory.create(name="Hotline"))

    assert document.name == "Hotline"
    assert document.location_id is None
    assert document.point is None
    assert document.hours is None


def test_a_service_is_a_document_at_each_location() -> None:
    service = ServiceFactory.create()
    for _ in range(2):
        ServiceAtLocationFactory.create(service=service)

    assert len(list(documents_of([service.pk]))) == 2


def test_a_location_listed_twice_is_one_document() -> None:
    here = somewhere()
    ServiceAtLocationFactory.create(service=here.service, location=here.location)

    assert only(here.service).location_id == here.location_id


def test_removed_locations_do_not_count() -> None:
    here = somewhere(removed_at=timezone.now())

    assert only(here.service).location_id is None


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Service.Status.INACTIVE},
        {"is_approved": False},
        {"visibility": Visibility.PARTNERS},
        {"removed_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"organization__visibility": Visibility.CONFIDENTIAL},
    ],
)
def test_what_is_not_listed_has_no_document(hidden: dict[str, Any]) -> None:
    service = ServiceFactory.create(**hidden)

    assert list(documents_of([service.pk])) == []
    assert service.pk not in set(listed_ids())


def test_the_texts_come_from_the_whole_listing() -> None:
    here = somewhere(name="Senior Center")
    service = here.service
    service.name, service.alternate_name = "Meals", "Lunch Club"
    service.description, service.eligibility_description = "Hot lunch", "60 and older"
    service.save()
    service.organization.name = "Two Rivers"
    service.organization.save()
    ServiceAreaFactory.create(service=service, name="Madera County")

    document = only(service)

    assert document.texts[Field.NAME] == "Meals"
    assert document.texts[Field.ALTERNATE_NAME] == "Lunch Club"
    assert document.texts[Field.ORGANIZATION] == "Two Rivers"
    assert document.texts[Field.DESCRIPTION] == "Hot lunch"
    assert document.texts[Field.ELIGIBILITY] == "60 and older"
    for word in ("Madera County", "Madera", "93637", "Senior Center"):
        assert word in text(document, Field.AREA)


def test_terms_come_with_everything_above_them_in_both_languages() -> None:
    above = TaxonomyTermFactory.create(name="Food", name_es="Comida")
    term = TaxonomyTermFactory.create(name="Pantries", parent=above)
    service = ServiceFactory.create()
    AttributeFactory.create(link_id=service.pk, taxonomy_term=term)

    document = only(service)

    assert document.categories == {above.pk, term.pk}
    assert text(document, Field.TERMS) == "Food Comida Pantries"


def test_terms_in_a_circle_end() -> None:
    term = TaxonomyTermFactory.create()
    term.parent = TaxonomyTermFactory.create(parent=term)
    term.save()
    service = ServiceFactory.create()
    AttributeFactory.create(link_id=service.pk, taxonomy_term=term)

    assert only(service).categories == {term.pk, term.parent.pk}


def test_area_codes_are_the_services_and_those_of_the_service_there() -> None:
    here = somewhere()
    AreaCodeFactory.create(service_area__service=here.service, code="us-ca-019")
    AreaCodeFactory.create(
        service_area__service=None,
        service_area__service_at_location=here,
        code="us-93721",
    )

    assert only(here.service).area_codes == {"us-ca-019", "us-93721"}


def test_languages_are_codes_also_where_only_a_name_was_given() -> None:
    here = somewhere()
    LanguageFactory.create(service=here.service, code="es")
    LanguageFactory.create(service=here.service, code="", name="Hmong")
    LanguageFactory.create(service=None, location=here.location, code="EN")
    LanguageFactory.create(service=here.service, code="", name="Klingon")
    LanguageFactory.create(service=here.service, code="", name="")

    assert only(here.service).languages == {"es", "hmn", "en", "klingon"}


def test_cost_verification_and_room_are_facts() -> None:
    now = timezone.now()
    service = ServiceFactory.create(
        verified_at=now,
        capacity_status=Service.CapacityStatus.CAPACITY,
        capacity_said_at=now,
    )
    ServicePayer.objects.create(service=service, payer="free")

    document = only(service)

    assert document.costs == {Cost.FREE}
    assert document.verified_on == now.date()
    assert document.is_accepting is True


def test_who_pays_whom_it_is_for_and_how_one_gets_in_are_facts() -> None:
    here = somewhere()
    Service.objects.filter(pk=here.service_id).update(
        minimum_age=60,
        eligibility_description="60 and older, or disabled.",
        fees_description="Medicare pays.",
    )
    Accessibility.objects.create(location=here.location, description="Ramp")
    Accessibility.objects.create(
        location=here.location, description="Elevator", removed_at=timezone.now()
    )
    AttributeFactory.create(
        link_id=here.service_id,
        taxonomy_term=TaxonomyTermFactory.create(name="Veterans", name_es="Veteranos"),
    )

    document = only(here.service)

    assert document.payers == {"medicare"}
    assert document.accessibility == {"step-free"}
    assert document.eligibility == {"older", "disability", "veterans"}
    assert document.ages == (60, 150)
    assert document.organization_id == here.service.organization_id


def test_of_ages_nothing_is_said() -> None:
    document = only(ServiceFactory.create())

    assert document.ages is None
    assert document.eligibility == set()
    assert document.accessibility == set()


@pytest.mark.parametrize(
    ("status", "days", "is_accepting"),
    [
        ("capacity", 5, True),
        ("additional-assessment-required", 5, True),
        ("no-capacity", 5, False),
        ("waitlist", 5, None),
        ("capacity", 31, None),
        ("no-capacity", 31, None),
        ("", 5, None),
    ],
)
def test_what_was_said_about_room_lapses(
    status: str, days: int, is_accepting: bool | None
) -> None:
    service = ServiceFactory.create(
        capacity_status=status,
        capacity_said_at=timezone.now() - timedelta(days=days),
    )

    assert only(service).is_accepting is is_accepting


def test_a_service_that_takes_no_referrals_is_not_accepting() -> None:
    assert only(ServiceFactory.create(do_not_refer=True)).is_accepting is False


def test_an_old_check_by_the_source_counts_as_confirmation() -> None:
    service = ServiceFactory.create(assured_date=date(2025, 5, 1))

    assert only(service).verified_on == date(2025, 5, 1)


def test_a_public_point_is_the_locations_own() -> None:
    assert only(somewhere().service).point == (36.7, -119.8)


def test_a_virtual_location_has_no_point() -> None:
    here = somewhere(location_type=Location.LocationType.VIRTUAL)

    assert only(here.service).point is None


def test_a_location_without_a_point_has_none() -> None:
    assert only(somewhere(latitude=None, longitude=None).service).point is None


def test_a_confidential_location_gives_its_town_and_nothing_more() -> None:
    here = somewhere(name="Safe House", visibility=Visibility.CONFIDENTIAL,
                     latitude=36.9991, longitude=-120.0551)  # fmt: skip
    AddressFactory.create(location=here.location, address_1="7 Hidden Lane", city="")

    document = only(here.service)

    assert document.point is not None
    assert document.point != (36.9991, -120.0551)
    written = repr(document)
    for secret in ("Hidden", "Safe House", "93637", "36.9991"):
        assert secret not in written
    assert text(document, Field.AREA) == "Madera"


@pytest.mark.parametrize("town", ["", "Nowhere at All"])
def test_a_confidential_location_in_no_known_town_has_no_point(town: str) -> None:
    location = LocationFactory.create(
        visibility=Visibility.CONFIDENTIAL, latitude=36.9, longitude=-120.0
    )
    here = ServiceAtLocationFactory.create(location=location)
    AddressFactory.create(location=location, city=town, state_province="ZZ")

    assert only(here.service).point is None


def test_nothing_about_persons_is_in_a_document() -> None:
    service = ServiceFactory.create(email="ana.lopez@agency.example")
    Contact.objects.create(
        service=service, name="Ana Lopez", email="ana@agency.example"
    )

    written = repr(only(service))

    assert "Ana" not in written
    assert "agency.example" not in written


def test_hours_are_the_week_in_the_locations_zone() -> None:
    here = somewhere()
    ScheduleFactory.create(
        service=here.service, byday="MO", opens_at=time(9), closes_at=time(17)
    )

    hours = only(here.service).hours

    assert hours is not None
    assert hours.timezone == "America/New_York"
    assert hours.week == ((9 * 60, 17 * 60),)
    assert hours.exceptions == ()


def test_a_closure_of_the_building_closes_the_service_in_it() -> None:
    here = somewhere()
    tomorrow = timezone.now().date() + timedelta(days=1)
    day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[tomorrow.weekday()]
    ScheduleFactory.create(
        service=here.service, byday=day, opens_at=time(9), closes_at=time(17)
    )
    ScheduleFactory.create(
        service=None, location=here.location, freq="", dtstart=tomorrow, is_closed=True
    )

    hours = only(here.service).hours

    assert hours is not None
    midnight = (tomorrow - date(1970, 1, 1)).days * 1440
    assert hours.exceptions == ((midnight + 9 * 60, midnight + 17 * 60, False),)


def test_the_number_of_queries_does_not_grow_with_the_listings(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ids: list[UUID] = []
    for _ in range(3):
        here = somewhere()
        ids.append(here.service_id)
        AreaCodeFactory.create(service_area__service=here.service)
        LanguageFactory.create(service=here.service)
        ScheduleFactory.create(service=here.service, byday="MO")
        ServicePayer.objects.create(service=here.service, payer="free")
        AttributeFactory.create(
            link_id=here.service_id, taxonomy_term=TaxonomyTermFactory.create()
        )

    with django_assert_num_queries(16):
        list(documents_of(ids[:1]))
    with django_assert_num_queries(16):
        list(documents_of(ids))


def test_an_organization_without_services_has_no_document() -> None:
    OrganizationFactory.create()

    assert list(documents_of(listed_ids())) == []
