from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from care.models import AccessEntry, Person, Purpose
from tests.factories.care import (
    ConsentFactory,
    NeedFactory,
    PersonFactory,
    PersonPhoneFactory,
)
from tests.factories.directory import OrganizationFactory
from tests.factories.referrals import member_of
from tests.integration.care.offices import ROLES, Doors

pytestmark = pytest.mark.django_db

KEEPERS = {"coordinator", "supervisor", "organization_admin", "network admin"}

TYPED: dict[str, Any] = {
    "given_name": "Delia",
    "family_name": "Ochoa",
    "language": "es",
    "postal_code": "93614",
    "contact_rule": "open",
    "phones-TOTAL_FORMS": "2",
    "phones-INITIAL_FORMS": "0",
    "phones-0-number": "(559) 555-0134",
    "phones-0-may_text": "no",
    "phones-1-number": "",
}


@pytest.mark.parametrize("who", ROLES)
def test_a_persons_page_opens_to_those_who_keep_them(who: str) -> None:
    person = PersonFactory.create()

    response = Doors(person.kept_by).client(who).get(person.get_absolute_url())

    expected = 200 if who in KEEPERS else 302 if who == "signed out" else 404
    assert response.status_code == expected


@pytest.mark.parametrize("who", ROLES)
def test_the_list_opens_to_whoever_works_for_an_office(who: str) -> None:
    person = PersonFactory.create()

    response = Doors(person.kept_by).client(who).get(reverse("care:people"))

    hidden = {"steward", "nobody's"}
    expected = 302 if who == "signed out" else 404 if who in hidden else 200
    assert response.status_code == expected
    assert (person.family_name in response.content.decode()) == (
        who in KEEPERS - {"network admin"}
    )


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("page", ["change", "add_need", "record_consent"])
def test_only_keepers_change_a_person(who: str, page: str) -> None:
    person = PersonFactory.create()

    response = (
        Doors(person.kept_by).client(who).get(reverse(f"care:{page}", args=[person.pk]))
    )

    expected = 200 if who in KEEPERS else 302 if who == "signed out" else 404
    assert response.status_code == expected


@pytest.fixture
def person() -> Person:
    return PersonFactory.create(given_name="Rosario", family_name="Vega Luna")


@pytest.fixture
def coordinator(person: Person) -> Client:
    return Doors(person.kept_by).client("coordinator")


def test_the_title_carries_the_number_and_never_the_name(
    person: Person, coordinator: Client
) -> None:
    page = coordinator.get(person.get_absolute_url()).content.decode()

    title = page.partition("<title>")[2].partition("</title>")[0]
    assert person.number in title
    assert "Vega" not in title
    assert "<h1>Rosario Vega Luna</h1>" in page


def test_a_search_is_posted_so_that_no_name_is_in_an_address(
    person: Person, coordinator: Client
) -> None:
    other = PersonFactory.create(kept_by=person.kept_by, family_name="Quill")
    address = reverse("care:people")

    found = coordinator.post(address, {"q": "vega"}).content.decode()

    assert "Vega Luna" in found
    assert "Quill" not in found
    assert (
        other.number in coordinator.post(address, {"q": other.number}).content.decode()
    )
    assert 'method="post"' in found


def test_a_search_without_an_answer_says_what_to_do(coordinator: Client) -> None:
    page = coordinator.post(reverse("care:people"), {"q": "Zz"}).content.decode()

    assert "Nobody here has that name or number." in page


def test_what_is_not_known_yet_is_asked_for(coordinator: Client) -> None:
    office = Person.objects.get().kept_by
    person = PersonFactory.create(kept_by=office, contact_rule="")

    page = coordinator.get(person.get_absolute_url()).content.decode()

    assert "Ask whether it is safe to contact them." in page
    assert "Nothing may be shared: no agreement is in force." in page


def test_numbers_say_what_may_be_done_with_them(
    person: Person, coordinator: Client
) -> None:
    PersonPhoneFactory.create(person=person, whose="Lidia", may_leave_voicemail=False)

    page = coordinator.get(person.get_absolute_url()).content.decode()

    assert "tel:+15595550157" in page
    assert "Leave no voicemail" in page


def test_a_number_that_must_not_be_called_is_no_button(
    person: Person, coordinator: Client
) -> None:
    forbidden = PersonFactory.create(
        kept_by=person.kept_by, contact_rule=Person.ContactRule.PROHIBITED
    )
    PersonPhoneFactory.create(person=forbidden)

    page = coordinator.get(forbidden.get_absolute_url()).content.decode()

    assert "tel:+15595550157" not in page
    assert "Do not contact them." in page


def test_ones_own_look_is_not_logged(person: Person, coordinator: Client) -> None:
    coordinator.get(person.get_absolute_url())

    assert not AccessEntry.objects.exists()


def test_a_look_by_consent_is_logged_and_sees_no_more_than_agreed(
    person: Person,
) -> None:
    office = OrganizationFactory.create()
    reader = Client()
    reader.force_login(member_of(office, Membership.Role.COORDINATOR))
    person = PersonFactory.create(notes="Only ours")
    ConsentFactory.create(
        person=person,
        covers_network=False,
        recipients=[office],
        purposes=[Purpose.COORDINATION],
    )
    hidden = ConsentFactory.create(person=person, note="Another matter")
    NeedFactory.create(person=person, words="A ride, please")
    NeedFactory.create(person=person, words="From violence", is_sensitive=True)

    page = reader.get(person.get_absolute_url()).content.decode()

    look = AccessEntry.objects.get()
    assert (look.person, look.organization) == (person, office)
    assert "A ride, please" in page
    assert "From violence" not in page
    assert "Only ours" not in page
    assert "Who looked" not in page
    assert reverse("care:stop_consent", args=[hidden.pk]) not in page
    assert reader.get(reverse("care:change", args=[person.pk])).status_code == 404


def test_whoever_asks_for_a_stranger_is_written_down_and_told_nothing(
    person: Person,
) -> None:
    office = OrganizationFactory.create()
    visitor = member_of(office, Membership.Role.COORDINATOR)
    browser = Client()
    browser.force_login(visitor)

    hidden = browser.get(person.get_absolute_url())
    nothing = browser.get(reverse("care:person", args=[uuid4()]))

    refused = AccessEntry.objects.get()
    assert hidden.status_code == nothing.status_code == 404
    assert (refused.person, refused.user) == (person, visitor)
    assert (refused.organization, refused.is_permitted) == (office, False)
    assert refused.data_classes == []


def test_others_names_open_only_on_their_page(person: Person) -> None:
    desk = Doors(person.kept_by).client("network admin")

    page = desk.get(reverse("care:people")).content.decode()

    assert "R. V." in page
    assert "Vega" not in page


def test_a_person_is_written_down_with_their_phones(coordinator: Client) -> None:
    response = coordinator.post(reverse("care:add"), TYPED)

    kept = Person.objects.get(family_name="Ochoa")
    assert response.headers["Location"] == kept.get_absolute_url()
    assert kept.phones.get().may_text is False
    assert kept.town


def test_nothing_typed_is_lost_when_something_is_wrong(coordinator: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)

    response = coordinator.post(
        reverse("care:add"),
        TYPED | {"birth_date": tomorrow.isoformat(), "postal_code": "936"},
    )

    page = response.content.decode()
    assert response.status_code == 400
    assert 'value="Ochoa"' in page
    assert 'value="(559) 555-0134"' in page
    assert "This day has not come yet." in page
    assert "A ZIP has five digits" in page
    assert not Person.objects.filter(family_name="Ochoa").exists()


def test_whoever_works_for_two_offices_says_which_one_keeps_the_person() -> None:
    user = member_of(OrganizationFactory.create())
    second = OrganizationFactory.create()
    Membership.objects.create(
        user=user, organization=second, role=Membership.Role.COORDINATOR
    )
    client = Client()
    client.force_login(user)

    refused = client.post(reverse("care:add"), TYPED)
    client.post(reverse("care:add"), TYPED | {"kept_by": str(second.pk)})

    assert refused.status_code == 400
    assert Person.objects.get().kept_by == second


def test_a_person_is_corrected(person: Person, coordinator: Client) -> None:
    PersonPhoneFactory.create(person=person)
    address = reverse("care:change", args=[person.pk])

    assert "Vega Luna" in coordinator.get(address).content.decode()
    coordinator.post(
        address, TYPED | {"phones-INITIAL_FORMS": "1", "phones-0-number": ""}
    )

    person.refresh_from_db()
    assert person.given_name == "Delia"
    assert not person.phones.exists()


def test_nobody_without_an_office_adds_people() -> None:
    doors = Doors(OrganizationFactory.create())

    for who in ("receiver", "network admin", "steward"):
        assert doors.client(who).get(reverse("care:add")).status_code == 404


def test_the_list_asks_the_same_of_the_database_for_any_number_of_people(
    person: Person, coordinator: Client
) -> None:
    address = reverse("care:people")
    few = queries_of(coordinator, address)
    for _number in range(12):
        NeedFactory.create(person=PersonFactory.create(kept_by=person.kept_by))

    assert queries_of(coordinator, address) == few


def test_a_persons_page_asks_the_same_of_the_database_however_much_is_known(
    person: Person, coordinator: Client
) -> None:
    know(person)
    few = queries_of(coordinator, person.get_absolute_url())
    for _number in range(5):
        know(person)

    assert queries_of(coordinator, person.get_absolute_url()) == few


def know(person: Person) -> None:
    NeedFactory.create(person=person)
    ConsentFactory.create(person=person, recipients=[OrganizationFactory.create()])
    PersonPhoneFactory.create(person=person)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
