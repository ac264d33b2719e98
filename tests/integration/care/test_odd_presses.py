"""Pressed twice, from two tabs, or with odd words: nothing doubled, nothing lost."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from care.models import Consent, Need, Person
from tests.factories.care import NeedFactory, PersonFactory, PersonPhoneFactory
from tests.factories.directory import OrganizationFactory, TaxonomyTermFactory
from tests.integration.care.offices import Doors
from tests.integration.care.test_needs_and_consents import agreed
from tests.integration.care.test_people import TYPED

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return PersonFactory.create(given_name="Rosario", town="Fresno")


@pytest.fixture
def coordinator(person: Person) -> Client:
    return Doors(person.kept_by).client("coordinator")


def hidden_in(client: Client, address: str) -> dict[str, str]:
    """What the page sends along unseen."""
    page = client.get(address).content.decode()
    return dict(re.findall(r'type="hidden" name="(key|seen)" value="([^"]+)"', page))


def test_a_person_saved_twice_is_one_person(coordinator: Client) -> None:
    address = reverse("care:add")
    typed = TYPED | hidden_in(coordinator, address)

    first = coordinator.post(address, typed)
    again = coordinator.post(address, typed)

    assert first.headers["Location"] == again.headers["Location"]
    assert Person.objects.filter(family_name="Ochoa").count() == 1


def press(coordinator: Client, typed: dict[str, Any]) -> Any:
    """Save somebody new, who is none of those that are alike."""
    address = reverse("care:add")
    asked = coordinator.post(address, typed)
    said = re.search(r'name="none_of" value="(\w+)"', asked.content.decode())
    if said is None:
        return asked
    return coordinator.post(address, typed | {"none_of": said[1]})


def test_the_same_page_used_for_somebody_else_writes_them_down(
    coordinator: Client,
) -> None:
    address = reverse("care:add")
    typed = TYPED | hidden_in(coordinator, address)

    coordinator.post(address, typed)
    press(coordinator, typed | {"given_name": "Amaro"})

    assert Person.objects.filter(family_name="Ochoa").count() == 2


def test_two_people_of_the_same_name_are_two(coordinator: Client) -> None:
    address = reverse("care:add")

    for _page in range(2):
        press(coordinator, TYPED | hidden_in(coordinator, address))

    assert Person.objects.filter(family_name="Ochoa").count() == 2


def test_a_need_saved_twice_is_one_need(person: Person, coordinator: Client) -> None:
    address = reverse("care:add_need", args=[person.pk])
    kind = TaxonomyTermFactory.create(code="rides.doctor")
    typed = {"category": str(kind.pk), "urgency": "soon"}
    typed |= hidden_in(coordinator, address)

    for _press in range(2):
        assert coordinator.post(address, typed).status_code == 302

    assert person.needs.count() == 1


def test_an_agreement_saved_twice_is_one_agreement(
    person: Person, coordinator: Client
) -> None:
    address = reverse("care:record_consent", args=[person.pk])
    typed = agreed(**hidden_in(coordinator, address))

    for _press in range(2):
        assert coordinator.post(address, typed).status_code == 302

    assert Consent.objects.count() == 1


def correction(client: Client, person: Person, **typed: Any) -> dict[str, Any]:
    address = reverse("care:change", args=[person.pk])
    return TYPED | hidden_in(client, address) | typed


def test_a_correction_does_not_run_over_somebody_elses(
    person: Person, coordinator: Client
) -> None:
    address = reverse("care:change", args=[person.pk])
    mine = correction(coordinator, person, notes="Her sister has a key.")
    theirs = correction(coordinator, person, contact_rule="prohibited")
    coordinator.post(address, theirs)

    refused = coordinator.post(address, mine)

    page = refused.content.decode()
    person.refresh_from_db()
    assert refused.status_code == 400
    assert "Somebody has changed this person since" in page
    assert "Her sister has a key." in page
    assert person.contact_rule == Person.ContactRule.PROHIBITED
    # Having looked, one may still put one's own in its place.
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', page)
    assert coordinator.post(address, mine | {"seen": seen}).status_code == 302


def test_the_same_correction_pressed_twice_is_no_quarrel(
    person: Person, coordinator: Client
) -> None:
    address = reverse("care:change", args=[person.pk])
    # Without a town: it is read from the ZIP, and the second press sees it there.
    typed = correction(coordinator, person, town="")

    answers = [coordinator.post(address, typed).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert person.phones.count() == 1


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-13-45T99:00"])
def test_a_correction_that_does_not_say_what_it_read_is_taken(
    seen: str, person: Person, coordinator: Client
) -> None:
    address = reverse("care:change", args=[person.pk])

    assert coordinator.post(address, TYPED | {"seen": seen}).status_code == 302


def test_a_page_that_sends_no_phones_leaves_them_as_they_are(
    person: Person, coordinator: Client
) -> None:
    PersonPhoneFactory.create(person=person)
    bare = {name: said for name, said in TYPED.items() if "phones" not in name}

    changed = coordinator.post(reverse("care:change", args=[person.pk]), bare)
    added = press(coordinator, bare)

    assert changed.status_code == added.status_code == 302
    assert person.phones.count() == 1


def test_a_need_that_was_met_meanwhile_stays_met(
    person: Person, coordinator: Client
) -> None:
    need = NeedFactory.create(
        person=person, status=Need.Status.MET, closed_at=timezone.now()
    )

    page = coordinator.post(
        reverse("care:withdraw_need", args=[need.pk]), follow=True
    ).content.decode()

    need.refresh_from_db()
    assert need.status == Need.Status.MET
    assert "This need has been met since." in page


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"birth_date": "0001-01-01"}, "check the year"),
        ({"birth_date": "9999-12-31"}, "has not come yet"),
        ({"birth_date": "-5"}, "Enter a valid date"),
        ({"notes": "x" * 5000}, "at most 4000 characters"),
        ({"given_name": "x" * 5000}, "at most 100 characters"),
        ({"given_name": "De\0lia"}, "Null characters"),
        ({"email": f"{'x' * 250}@example.org"}, "at most 254 characters"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"phones-0-number": "5" * 99}, "at most 40 characters"),
        ({"key": "k" * 99}, "Open the page again"),
    ],
)
def test_odd_words_are_refused_by_name_and_nothing_is_lost(
    odd: dict[str, str], said: str, coordinator: Client
) -> None:
    response = coordinator.post(reverse("care:add"), TYPED | odd)

    page = response.content.decode()
    banner = page.partition('role="alert"')[2].partition("</div>")[0]
    assert response.status_code == 400
    assert said in banner
    assert 'value="Ochoa"' in page
    assert not Person.objects.filter(family_name="Ochoa").exists()


def test_any_letter_is_kept(coordinator: Client) -> None:
    coordinator.post(reverse("care:add"), TYPED | {"called": "Dee 🌻", "notes": "你好"})

    kept = Person.objects.get(family_name="Ochoa")
    assert (kept.called, kept.notes) == ("Dee 🌻", "你好")


def test_not_every_office_is_looked_up_by_name(
    person: Person, coordinator: Client
) -> None:
    names = "\n".join(f"Office {number}" for number in range(21))

    response = coordinator.post(
        reverse("care:record_consent", args=[person.pk]),
        agreed(reach="named", offices=names),
    )

    assert response.status_code == 400
    assert "Name at most 20 offices" in response.content.decode()


@pytest.mark.parametrize("name", ["stop_consent", "withdraw_need"])
def test_what_does_not_exist_is_not_found(name: str, coordinator: Client) -> None:
    nobodys = OrganizationFactory.create().pk

    assert coordinator.post(reverse(f"care:{name}", args=[nobodys])).status_code == 404
