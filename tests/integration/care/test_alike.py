"""Who writes somebody down learns whom they may know, and of nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from care import actions
from care.actions import PersonDetails, PhoneDetails
from care.models import DataClass, Person, Purpose
from directory.models import Organization, Service
from tests.factories.care import ConsentFactory
from tests.factories.directory import OrganizationFactory, ServiceFactory
from tests.factories.referrals import member_of
from tests.integration.care.offices import ROLES, Doors

pytestmark = pytest.mark.django_db

ROSA: dict[str, str] = {
    "given_name": "Rosa",
    "family_name": "Gonsales",
    "birth_date": "1961-03-04",
    "language": "es",
    "phones-TOTAL_FORMS": "1",
    "phones-INITIAL_FORMS": "0",
    "phones-0-number": "559.555.0157",
}


@pytest.fixture
def office() -> Organization:
    return OrganizationFactory.create(name="Foothill Elder Desk")


@pytest.fixture
def keeper(office: Organization) -> User:
    return member_of(office)


@pytest.fixture
def browser(keeper: User) -> Client:
    client = Client()
    client.force_login(keeper)
    return client


@pytest.fixture
def service() -> Service:
    return ServiceFactory.create()


def kept_by(office: Organization, **more: Any) -> Person:
    return actions.keep_person(
        by=member_of(office),
        organization=office,
        details=PersonDetails(
            **{
                "given_name": "Rosa",
                "family_name": "González",
                "town": "Fresno",
                **more,
            }
        ),
        phones=[PhoneDetails(number="(559) 555-0157")],
    )


def form_on(page: str) -> dict[str, str]:
    """The form's key, as the page sends it along."""
    key = page.partition('name="key" value="')[2].partition('"')[0]
    return {"key": key}


def mark_in(page: str) -> str:
    return page.partition('name="none_of" value="')[2].partition('"')[0]


def test_our_own_are_told_while_somebody_types(
    browser: Client, office: Organization
) -> None:
    person = kept_by(office)

    told = browser.post(reverse("care:alike"), ROSA).content.decode()

    assert "Rosa González" in told
    assert person.number in told
    assert "a name that sounds alike, the same phone" in told
    assert person.get_absolute_url() in told
    assert "<html" not in told


def test_a_list_that_stands_there_is_not_sent_again(
    browser: Client, office: Organization
) -> None:
    kept_by(office)
    told = browser.post(reverse("care:alike"), ROSA).content.decode()

    again = browser.post(reverse("care:alike"), ROSA | {"shown": mark_in(told)})
    gone = browser.post(
        reverse("care:alike"), {"given_name": "Rosa", "shown": mark_in(told)}
    )

    assert again.status_code == 204
    assert "Is it one of these?" not in gone.content.decode()


@pytest.mark.parametrize("address", ["care:alike", "referrals:start_alike"])
def test_people_of_other_offices_change_neither_a_byte_nor_a_query(
    address: str, browser: Client, service: Service
) -> None:
    args = [service.pk] if address != "care:alike" else []
    url = reverse(address, args=args)
    with CaptureQueriesContext(connection) as asked_before:
        before = browser.post(url, ROSA).content
    for _one in range(3):
        kept_by(OrganizationFactory.create())

    with CaptureQueriesContext(connection) as asked_after:
        after = browser.post(url, ROSA).content

    assert after == before
    assert len(asked_after) == len(asked_before)


def test_those_shared_with_us_are_told_as_the_list_tells_them(
    browser: Client, office: Organization, service: Service
) -> None:
    other = OrganizationFactory.create(name="Valley Meals")
    person = kept_by(other)
    ConsentFactory.create(
        person=person,
        covers_network=False,
        recipients=[office],
        purposes=[Purpose.COORDINATION],
        shares=[DataClass.IDENTITY, DataClass.CONTACT, DataClass.SOCIAL_NEED],
    )

    told = browser.post(reverse("care:alike"), ROSA).content.decode()
    to_send = browser.post(reverse("referrals:start_alike", args=[service.pk]), ROSA)

    assert "R. G." in told
    assert "Kept by Valley Meals" in told
    for hidden in ("González", "Fresno", "the same phone"):
        assert hidden not in told
    # Only our own may be sent from here.
    assert "Valley Meals" not in to_send.content.decode()


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("address", ["care:alike", "referrals:start_alike"])
def test_only_who_may_write_people_down_may_ask(
    who: str, address: str, office: Organization, service: Service
) -> None:
    kept_by(office)
    args = [service.pk] if address != "care:alike" else []

    response = Doors(office).client(who).post(reverse(address, args=args), ROSA)

    keeps = {"coordinator", "supervisor", "organization_admin", "stranger"}
    expected = 200 if who in keeps else 403 if who == "signed out" else 404
    if who == "stranger":
        expected = 204
    assert response.status_code == expected


def test_it_is_not_asked_by_an_address(browser: Client) -> None:
    assert browser.get(reverse("care:alike"), ROSA).status_code == 405


def test_without_a_script_the_same_is_asked_before_a_second_one_is_kept(
    browser: Client, office: Organization
) -> None:
    person = kept_by(office)
    page = reverse("care:add")
    typed = ROSA | form_on(browser.get(page).content.decode())

    asked = browser.post(page, typed)

    told = asked.content.decode()
    assert asked.status_code == 400
    assert "You may have written this person down already" in told
    assert "Rosa González" in told
    assert 'value="Gonsales"' in told
    assert list(Person.objects.all()) == [person]

    done = browser.post(page, typed | {"none_of": mark_in(told)})
    again = browser.post(page, typed | {"none_of": mark_in(told)})

    assert done.status_code == again.status_code == 302
    assert done.headers["Location"] == again.headers["Location"]
    assert Person.objects.count() == 2


def test_a_double_press_is_one_person_and_no_question(browser: Client) -> None:
    page = reverse("care:add")
    typed = ROSA | form_on(browser.get(page).content.decode())

    first, second = browser.post(page, typed), browser.post(page, typed)

    assert first.headers["Location"] == second.headers["Location"]
    assert Person.objects.count() == 1


def test_none_of_these_is_said_of_this_list_alone(
    browser: Client, office: Organization
) -> None:
    kept_by(office)
    told = browser.post(reverse("care:alike"), ROSA).content.decode()
    kept_by(office, given_name="Roza")

    asked = browser.post(reverse("care:add"), ROSA | {"none_of": mark_in(told)})

    assert asked.status_code == 400
    assert "Roza González" in asked.content.decode()


def test_on_the_way_from_a_service_the_known_person_is_chosen(
    browser: Client, office: Organization, service: Service
) -> None:
    person = kept_by(office)
    page = reverse("referrals:start_new_person", args=[service.pk])

    asked = browser.post(page, ROSA)

    go_on = reverse("referrals:start_need", args=[service.pk, person.pk])
    assert asked.status_code == 400
    assert go_on in asked.content.decode()
    assert browser.get(go_on).status_code == 200
    assert Person.objects.count() == 1


def test_a_form_that_cannot_be_read_says_so_first(
    browser: Client, office: Organization
) -> None:
    kept_by(office)

    asked = browser.post(reverse("care:add"), ROSA | {"postal_code": "9"})

    told = asked.content.decode()
    assert "A ZIP has five digits" in told
    assert "You may have written this person down already" not in told
    assert "Is it one of these?" in told


def test_correcting_somebody_asks_nothing_of_the_kind(
    browser: Client, office: Organization
) -> None:
    person, _twin = kept_by(office), kept_by(office)

    page = browser.get(reverse("care:change", args=[person.pk])).content.decode()

    assert "alike" not in page


def test_a_stopped_consent_hides_them_at_once(
    browser: Client, office: Organization, keeper: User
) -> None:
    person = kept_by(OrganizationFactory.create(name="Valley Meals"))
    ConsentFactory.create(
        person=person,
        covers_network=False,
        recipients=[office],
        purposes=[Purpose.COORDINATION],
        shares=[DataClass.IDENTITY, DataClass.CONTACT, DataClass.SOCIAL_NEED],
        revoked_at=timezone.now() - timedelta(minutes=1),
        revoked_how="By phone",
    )

    assert browser.post(reverse("care:alike"), ROSA).status_code == 204
