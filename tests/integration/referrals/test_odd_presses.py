"""The way to a sent referral, pressed twice, from two tabs, with odd words."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from care.models import Consent, Person
from referrals import actions
from referrals.errors import MissingReasonError
from referrals.models import Priority, Referral, ReferralEvent, Status
from tests.factories.care import NeedFactory, PersonFactory
from tests.factories.directory import ServiceFactory
from tests.factories.referrals import ReferralFactory, member_of
from tests.integration.care.test_people import TYPED
from tests.integration.referrals.test_start import AGREED, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return PersonFactory.create()


@pytest.fixture
def sender(person: Person) -> User:
    return member_of(person.kept_by)


@pytest.fixture
def browser(sender: User) -> Client:
    client = Client()
    client.force_login(sender)
    return client


@pytest.fixture
def draft(person: Person, sender: User) -> Referral:
    return ReferralFactory.create(
        need=NeedFactory.create(person=person), sender_user=sender
    )


def hidden_in(page: str) -> dict[str, str]:
    names = "key|seen|version"
    return dict(re.findall(rf'type="hidden" name="({names})" value="([^"]+)"', page))


def test_somebody_new_written_down_twice_on_the_way_is_one(browser: Client) -> None:
    service = ServiceFactory.create()
    address = reverse("referrals:start_new_person", args=[service.pk])
    typed = TYPED | hidden_in(browser.get(address).content.decode())

    first = browser.post(address, typed)
    again = browser.post(address, typed)

    assert first.headers["Location"] == again.headers["Location"]
    assert Person.objects.filter(family_name="Ochoa").count() == 1


def test_the_answer_about_contact_does_not_run_over_a_newer_one(
    browser: Client, draft: Referral
) -> None:
    address = at("start_contact", draft)
    old_tab = hidden_in(browser.get(address).content.decode())
    newer = hidden_in(browser.get(address).content.decode())
    browser.post(address, {"contact_rule": "prohibited"} | newer)

    refused = browser.post(
        address, {"contact_rule": "open", "contact_note": "Ring twice"} | old_tab
    )

    draft.person.refresh_from_db()
    assert refused.status_code == 400
    assert "Somebody has changed this person since" in refused.content.decode()
    assert "Ring twice" in refused.content.decode()
    assert draft.person.contact_rule == Person.ContactRule.PROHIBITED


def test_an_agreement_pressed_twice_is_written_once(
    browser: Client, draft: Referral
) -> None:
    Consent.objects.all().delete()
    address = at("start_agreement", draft)
    typed: dict[str, Any] = AGREED | hidden_in(browser.get(address).content.decode())

    for _press in range(2):
        assert browser.post(address, typed).status_code == 302

    assert Consent.objects.count() == 1


def test_what_was_typed_is_sent_on_the_next_press_after_a_change(
    browser: Client, sender: User, draft: Referral
) -> None:
    address = at("start_check", draft)
    old_tab = hidden_in(browser.get(address).content.decode())
    actions.revise(draft, by=sender, priority=Priority.URGENT, note="Theirs")
    typed = {"priority": "routine", "note": "Mine"}

    refused = browser.post(address, typed | old_tab)
    sent = browser.post(address, typed | hidden_in(refused.content.decode()))

    draft.refresh_from_db()
    assert refused.status_code == 400
    assert sent.status_code == 302
    assert (draft.status, draft.request_note) == (Status.REQUESTED, "Mine")


def test_a_page_without_its_hidden_fields_still_sends_once(
    browser: Client, draft: Referral
) -> None:
    for _press in range(2):
        browser.post(at("start_check", draft), {"priority": "routine"})

    sent = ReferralEvent.objects.filter(to_status=Status.REQUESTED, kind="move")
    assert sent.count() == 1


def test_the_bare_button_sends_no_poor_fit(browser: Client, sender: User) -> None:
    draft = ReferralFactory.create(
        need=NeedFactory.create(
            person__kept_by=sender.organizations.get(), person__birth_date="1990-05-01"
        ),
        service__minimum_age=60,
        sender_user=sender,
    )
    address = reverse("referrals:act", args=[draft.number, "send"])

    page = browser.post(address, follow=True).content.decode()

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert "say why you send it all the same" in page


@pytest.mark.parametrize("number", ["%00", "26-1", "x" * 300, "26-00001%00"])
def test_what_is_no_number_is_no_address(number: str, browser: Client) -> None:
    for address in (f"/referrals/{number}/", f"/drafts/{number}/check/"):
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    ("sought", "said"),
    [("x" * 5000, "so long a name"), ("Ve\0ga", "Null characters")],
)
def test_a_search_that_cannot_be_read_says_why(
    sought: str, said: str, browser: Client
) -> None:
    page = browser.post(reverse("referrals:inbox"), {"q": sought}, follow=True)

    assert page.status_code == 200
    assert said in page.content.decode()


def test_help_long_before_it_was_asked_for_is_a_slip_of_the_year() -> None:
    referral = ReferralFactory.create(status=Status.IN_PROGRESS)
    given = actions.Delivery("A ride", date(1926, 11, 9))

    with pytest.raises(MissingReasonError, match="check the year"):
        actions.complete(
            referral,
            by=member_of(referral.receiver),
            outcome="services-received",
            deliveries=[given],
        )


@pytest.mark.parametrize("text", ["x" * 5000, "Bring\0it", " "])
@pytest.mark.parametrize("part", ["message", "note"])
def test_words_that_cannot_be_kept_stay_on_the_page(
    part: str, text: str, browser: Client, sender: User, draft: Referral
) -> None:
    actions.send(draft, by=sender)

    response = browser.post(f"{draft.get_absolute_url()}{part}/", {"text": text})

    assert response.status_code == 422
    assert not draft.messages.exists()
    assert not draft.notes.exists()
    assert text.strip().replace("\0", "") in response.content.decode().replace("\0", "")


def test_any_letter_is_said(browser: Client, sender: User, draft: Referral) -> None:
    actions.send(draft, by=sender)

    browser.post(f"{draft.get_absolute_url()}message/", {"text": "Gracias 🌻"})

    assert draft.messages.get().text == "Gracias 🌻"
