from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from directory.models import Contact, Service, ServicePayer, Visibility
from directory.templatetags.look import drawings
from tests.factories.directory import (
    AddressFactory,
    AreaCodeFactory,
    LocationFactory,
    PhoneFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db


def page_of(client: Client, service: Service, **asked: Any) -> str:
    response = client.get(service.get_absolute_url(), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_a_service_says_what_people_need_to_know(client: Client) -> None:
    service = ServiceFactory.create(
        name="Rides",
        description="To your door.",
        minimum_age=60,
        capacity_status=Service.CapacityStatus.WAITLIST,
        capacity_note="about 2 weeks",
        capacity_said_at=timezone.now() - timedelta(days=3),
        verified_at=timezone.now() - timedelta(days=12),
    )
    PhoneFactory.create(service=service, extension=12)
    ServicePayer.objects.create(service=service, payer=ServicePayer.Payer.MEDICAID)

    page = page_of(client, service)

    for words in (
        "Rides",
        "To your door.",
        "60 and older",
        "Waiting list",
        "about 2 weeks · said 3 days ago",
        "tel:+15595550100",
        "ext. 12",
        "Takes Medi-Cal or Medicaid",
        "Confirmed",
        "Hours not known: call first",
    ):
        assert words in page, words


def test_a_word_about_room_goes_stale(client: Client) -> None:
    service = ServiceFactory.create(
        capacity_status=Service.CapacityStatus.CAPACITY,
        capacity_said_at=timezone.now() - timedelta(days=31),
    )

    page = page_of(client, service)

    assert "Ask if they have room" in page
    assert "Taking new people" not in page


def test_an_old_confirmation_is_called_old(client: Client) -> None:
    service = ServiceFactory.create(verified_at=timezone.now() - timedelta(days=430))

    assert "Not confirmed for 14 months" in page_of(client, service)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Service.Status.INACTIVE},
        {"is_approved": False},
        {"visibility": Visibility.PARTNERS},
        {"removed_at": timezone.now()},
        {"organization__visibility": Visibility.PARTNERS},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_is_not_listed_is_not_found(
    client: Client, changes: dict[str, Any]
) -> None:
    service = ServiceFactory.create(**changes)

    response = client.get(service.get_absolute_url())

    assert response.status_code == 404
    assert "We cannot find that page" in response.content.decode()


def test_an_unknown_service_is_not_found(client: Client) -> None:
    assert client.get(f"/services/{uuid4()}/").status_code == 404


def test_contact_persons_stay_with_staff(client: Client) -> None:
    service = ServiceFactory.create()
    Contact.objects.create(service=service, name="Ana Private", email="ana@x.example")

    page = page_of(client, service)

    assert "Ana Private" not in page
    assert "ana@x.example" not in page


def test_the_page_says_whether_it_serves_where_the_reader_looked(
    client: Client,
) -> None:
    service = ServiceFactory.create()
    AreaCodeFactory.create(service_area__service=service, code="us-93721")

    assert "Serves Fresno 93721" in page_of(client, service, near="93721")
    assert "Serves" not in page_of(client, service, near="93725")
    assert "Serves" not in page_of(client, service, near="Nowhereville")


def test_queries_do_not_grow_with_the_places(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for places in (1, 8):
        service = ServiceFactory.create()
        for _number in range(places):
            location = LocationFactory.create(latitude=36.7, longitude=-119.8)
            AddressFactory.create(location=location)
            ServiceAtLocationFactory.create(service=service, location=location)
        with django_assert_max_num_queries(30) as queries:
            page_of(client, service, near="93721")
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/about/", "/privacy/"])
def test_plain_pages_open(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_outlines_are_drawn_for_the_counties_asked(client: Client) -> None:
    answer = client.get("/outlines.json", {"code": ["us-ca-019", "us-93721", "junk"]})

    features = answer.json()["features"]
    assert [one.get("id") for one in features if "id" in one] == ["us-ca-019"]
    assert "Fresno" in {one["properties"].get("name") for one in features}
    assert "max-age" in answer["Cache-Control"]


def test_reading_pages_change_nothing(client: Client) -> None:
    assert client.post(ServiceFactory.create().get_absolute_url()).status_code == 405


def test_the_style_guide_draws_every_icon(client: Client, settings: Settings) -> None:
    settings.DEBUG = True

    response = client.get("/styleguide/")

    assert response.status_code == 200
    for name in drawings():
        assert f"<span>{name}</span>" in response.content.decode()


def test_the_style_guide_is_for_developers_alone(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 404


def test_the_way_back_leads_to_the_question_that_was_asked(client: Client) -> None:
    page = page_of(client, ServiceFactory.create(), near="93721", q="ride & bus")

    assert 'href="/search?near=93721&amp;q=ride%20%26%20bus"' in page
    assert "Back to the results for “ride &amp; bus”" in page
