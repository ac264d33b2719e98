from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from care.models import Consent, DataClass, Need, Person, Purpose
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import OrganizationFactory, TaxonomyTermFactory
from tests.integration.care.offices import ROLES, Doors

pytestmark = pytest.mark.django_db

KEEPERS = {"coordinator", "supervisor", "organization_admin", "network admin"}


@pytest.fixture
def person() -> Person:
    return PersonFactory.create()


@pytest.fixture
def coordinator(person: Person) -> Client:
    return Doors(person.kept_by).client("coordinator")


def agreed(**changed: Any) -> dict[str, Any]:
    until = timezone.localdate() + timedelta(days=90)
    return {
        "reach": "network",
        "offices": "",
        "data_classes": ["identity", "contact", "social-need"],
        "purposes": ["referral"],
        "method": "paper",
        "signer_authority": "self",
        "language": "en",
        "until": until.isoformat(),
    } | changed


def test_a_need_is_written_down(person: Person, coordinator: Client) -> None:
    kind = TaxonomyTermFactory.create(code="rides.doctor")

    response = coordinator.post(
        reverse("care:add_need", args=[person.pk]),
        {"category": str(kind.pk), "words": "To the clinic", "urgency": "soon"},
    )

    assert response.headers["Location"] == person.get_absolute_url()
    assert person.needs.get().urgency == Need.Urgency.SOON


def test_a_need_without_a_kind_is_asked_for(
    person: Person, coordinator: Client
) -> None:
    response = coordinator.post(
        reverse("care:add_need", args=[person.pk]),
        {"words": "To the clinic", "urgency": "soon"},
    )

    assert response.status_code == 400
    assert "To the clinic" in response.content.decode()
    assert not person.needs.exists()


@pytest.mark.parametrize("who", ROLES)
def test_only_keepers_withdraw_a_need(who: str, person: Person) -> None:
    need = NeedFactory.create(person=person)

    response = (
        Doors(person.kept_by)
        .client(who)
        .post(reverse("care:withdraw_need", args=[need.pk]))
    )

    expected = 302 if who in KEEPERS | {"signed out"} else 404
    assert response.status_code == expected
    need.refresh_from_db()
    assert (need.status == Need.Status.WITHDRAWN) == (who in KEEPERS)


def test_a_need_is_not_withdrawn_by_following_a_link(coordinator: Client) -> None:
    need = NeedFactory.create(person=Person.objects.get())

    response = coordinator.get(reverse("care:withdraw_need", args=[need.pk]))

    assert response.headers["Location"] == need.person.get_absolute_url()
    need.refresh_from_db()
    assert need.status == Need.Status.OPEN


def test_an_agreement_names_its_offices(person: Person, coordinator: Client) -> None:
    office = OrganizationFactory.create(name="Two Rivers")

    coordinator.post(
        reverse("care:record_consent", args=[person.pk]),
        agreed(reach="named", offices="two rivers\n", purposes=["coordination"]),
    )

    consent = Consent.objects.get()
    assert list(consent.recipients.all()) == [office]
    assert not consent.covers_network
    assert consent.discloser == person.kept_by
    assert consent.purposes.get().purpose == Purpose.COORDINATION
    assert {one.data_class for one in consent.data_classes.all()} == {
        DataClass.IDENTITY,
        DataClass.CONTACT,
        DataClass.SOCIAL_NEED,
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reach": "named"}, "Name at least one office."),
        ({"reach": "named", "offices": "Two"}, "Did you mean: Two Rivers?"),
        ({"reach": "named", "offices": "Zzz"}, "No office is called “Zzz”."),
        ({"reach": "named", "offices": "Twins"}, "Several offices are called"),
        ({"data_classes": []}, "Choose what may be shared."),
        ({"purposes": []}, "Choose at least one reason."),
        ({"until": "2020-01-01"}, "This day has passed."),
        ({"until": "2999-01-01"}, "Choose a day within five years."),
        ({"method": "verbal-attested"}, "Name who heard it."),
        ({"signer_authority": "guardian"}, "Name who agreed for the person."),
    ],
)
def test_an_agreement_that_lacks_something_says_what(
    changed: dict[str, Any], said: str, person: Person, coordinator: Client
) -> None:
    for name in ("Two Rivers", "Twins", "Twins"):
        OrganizationFactory.create(name=name)

    response = coordinator.post(
        reverse("care:record_consent", args=[person.pk]),
        agreed(note="Her words") | changed,
    )

    page = response.content.decode()
    assert response.status_code == 400
    assert said in page
    assert "Her words" in page
    assert not Consent.objects.exists()


@pytest.mark.parametrize("who", ROLES)
def test_only_keepers_stop_an_agreement(who: str, person: Person) -> None:
    consent = ConsentFactory.create(person=person)
    client = Doors(person.kept_by).client(who)
    address = reverse("care:stop_consent", args=[consent.pk])

    shown = client.get(address).status_code
    done = client.post(address, {"how": "She called"}).status_code

    # What the signed out typed is given back to them.
    hidden = (302, 403) if who == "signed out" else (404, 404)
    assert (shown, done) == ((200, 302) if who in KEEPERS else hidden)
    consent.refresh_from_db()
    assert consent.revoked_how == ("She called" if who in KEEPERS else "")


def test_stopping_asks_how_it_was_said(person: Person, coordinator: Client) -> None:
    consent = ConsentFactory.create(person=person)

    response = coordinator.post(
        reverse("care:stop_consent", args=[consent.pk]), {"how": ""}
    )

    consent.refresh_from_db()
    assert response.status_code == 400
    assert consent.revoked_at is None


def test_the_page_says_what_is_in_force_and_what_was_stopped(
    person: Person, coordinator: Client
) -> None:
    ConsentFactory.create(person=person)
    stopped = ConsentFactory.create(person=person)
    coordinator.post(
        reverse("care:stop_consent", args=[stopped.pk]), {"how": "A letter"}
    )

    page = coordinator.get(person.get_absolute_url()).content.decode()

    assert "Every office of the network" in page
    assert "Stopped on" in page
    assert "Stopped sharing: A letter" in page
    assert reverse("care:stop_consent", args=[stopped.pk]) not in page
