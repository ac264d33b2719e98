"""A referral's page: who may open it, and what it tells each side."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from care import actions as care
from care.models import AccessEntry, DataClass
from directory.models import Service
from referrals import actions
from referrals.errors import KeyReusedError
from referrals.models import Referral, ReferralEvent, Status
from referrals.presenters.people import panel
from tests.factories.care import (
    ConsentFactory,
    NeedFactory,
    PersonFactory,
    PersonPhoneFactory,
)
from tests.factories.directory import ServiceFactory
from tests.factories.referrals import ReferralFactory, member_of, network_admin
from tests.integration.care.offices import ROLES, Doors

pytestmark = pytest.mark.django_db

Role = Membership.Role


def play(status: str = "requested", *, is_blind: bool = False) -> Referral:
    """A referral of Delia Ochoa, as far as that status."""
    person = PersonFactory.create(
        given_name="Delia", family_name="Ochoa", address="418 Persimmon Court"
    )
    PersonPhoneFactory.create(person=person, number="(559) 555-0157")
    if is_blind:
        ConsentFactory.create(
            person=person,
            shares=(DataClass.IDENTITY, DataClass.CONTACT, DataClass.BEHAVIORAL),
        )
    return ReferralFactory.create(
        need=NeedFactory.create(
            person=person,
            category__code="safety.crisis" if is_blind else "rides.doctor",
            is_sensitive=is_blind,
            words="I cannot drive.",
        ),
        service=ServiceFactory.create(),
        status=status,
        note="Ring twice.",
        consented=not is_blind,
    )


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(referral: Referral, user: User) -> str:
    response = browser_of(user).get(referral.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def reached(**said: object) -> str:
    """What the receiver reads about reaching somebody of whom this is written."""
    person = PersonFactory.create(email="delia@example.org", **said)
    PersonPhoneFactory.create(person=person, may_leave_voicemail=False)
    referral = ReferralFactory.create(need__person=person, status=Status.ACCEPTED)
    shown = page(referral, member_of(referral.receiver))
    return shown.partition('<dl class="facts">')[2].partition("</dl>")[0]


def test_somebody_whom_nobody_may_contact_has_no_button_to_do_so() -> None:
    forbidden = reached(contact_rule="prohibited", safe_hours="Mornings")

    assert "tel:" not in forbidden
    assert "mailto:" not in forbidden
    assert "(559) 555-0157" in forbidden
    assert forbidden.count("Do not contact") == 2


def test_what_to_mind_stands_beside_the_number() -> None:
    limited = reached(
        contact_rule="limited", safe_hours="Only mornings.", code_word="Maple"
    )

    assert "tel:+15595550157" in limited
    assert "mailto:delia@example.org" in limited
    assert "Only mornings. No voicemail. Say first: Maple." in limited


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("part", ["", "slip/"])
def test_what_arrived_opens_to_those_who_answer(who: str, part: str) -> None:
    referral = play()

    response = (
        Doors(referral.receiver).client(who).get(referral.get_absolute_url() + part)
    )

    answering = {"receiver", "supervisor", "organization_admin", "network admin"}
    expected = 200 if who in answering else 302 if who == "signed out" else 404
    assert response.status_code == expected


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("status", ["draft", "requested"])
def test_what_was_sent_opens_to_those_who_send(who: str, status: str) -> None:
    referral = play(status)

    response = Doors(referral.sender).client(who).get(referral.get_absolute_url())

    sending = {"coordinator", "supervisor", "organization_admin", "network admin"}
    expected = 200 if who in sending else 302 if who == "signed out" else 404
    assert response.status_code == expected


@pytest.mark.parametrize("verb", ["accept", "decline", "assign", "message", "note"])
def test_buttons_of_a_hidden_referral_are_not_there(verb: str) -> None:
    referral = play()
    stranger = browser_of(member_of(ServiceFactory.create().organization))

    response = stranger.post(f"{referral.get_absolute_url()}{verb}/", {"text": "Hello"})

    assert response.status_code == 404
    assert not referral.messages.exists()


def test_a_draft_does_not_exist_for_the_receiver() -> None:
    draft = play("draft")
    receiver = browser_of(member_of(draft.receiver))

    assert receiver.get(draft.get_absolute_url()).status_code == 404
    assert receiver.get(f"{draft.get_absolute_url()}slip/").status_code == 404


@pytest.mark.parametrize("status", [status.value for status in Status])
def test_every_state_has_its_page_for_both_sides(status: str) -> None:
    referral = play(status)

    assert "Delia Ochoa" in page(referral, member_of(referral.sender))
    if referral.sent_at:
        assert "Delia Ochoa" in page(referral, member_of(referral.receiver))


def test_the_title_and_the_addresses_name_nobody() -> None:
    referral = play()

    text = page(referral, member_of(referral.receiver))

    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    assert title is not None
    assert referral.number in title[1]
    assert "Ochoa" not in title[1]
    inside = re.findall(r'(?:href|action)="(/[^"]*)"', text)
    assert inside
    assert not [one for one in inside if "Ochoa" in one or "Delia" in one]


def test_a_private_request_is_sealed_until_accepted() -> None:
    referral = play(is_blind=True)
    receiver = member_of(referral.receiver)

    before = page(referral, receiver)
    actions.accept(referral, by=receiver)
    after = page(referral, receiver)

    for private in ("Ochoa", "555-0157", "Persimmon", "I cannot drive", "Ring twice"):
        assert private not in before
        assert private in after


def test_the_sender_of_a_private_request_reads_what_was_sent() -> None:
    referral = play(is_blind=True)

    assert "Delia Ochoa" in page(referral, member_of(referral.sender))


def test_the_page_shows_the_copy_and_not_the_person_as_changed_since() -> None:
    referral = play()
    care.change_person(
        referral.person,
        by=member_of(referral.sender),
        details=care.PersonDetails(given_name="Rosa", family_name="Fuentes"),
    )

    text = page(referral, member_of(referral.receiver))

    assert "Delia Ochoa" in text
    assert "Fuentes" not in text


def test_the_first_look_of_the_receiver_is_told_to_the_sender() -> None:
    referral = play()

    page(referral, member_of(referral.receiver))

    referral.refresh_from_db()
    assert referral.viewed_at is not None
    assert "opened it for the first time" in page(referral, member_of(referral.sender))


def test_each_look_of_the_receiver_is_logged() -> None:
    referral = play()
    receiver = member_of(referral.receiver)

    page(referral, receiver)
    page(referral, receiver)

    looks = AccessEntry.objects.filter(referral_number=referral.number)
    assert [look.user_id for look in looks] == [receiver.pk] * 2


def test_the_senders_look_at_an_end_closes_the_loop() -> None:
    referral = play("rejected")
    before = ReferralEvent.objects.filter(referral=referral).count()

    page(referral, member_of(referral.sender))
    page(referral, member_of(referral.sender))

    referral.refresh_from_db()
    assert referral.is_loop_closed
    assert ReferralEvent.objects.filter(referral=referral).count() <= before + 1


def test_notes_are_read_by_their_own_side_only() -> None:
    referral = play()
    receiver, sender = member_of(referral.receiver), member_of(referral.sender)
    actions.note(referral, by=receiver, text="Ask for van 3.")
    actions.note(referral, by=sender, text="Her niece decides.")

    assert "Ask for van 3." in page(referral, receiver)
    assert "Her niece decides." not in page(referral, receiver)
    assert "Ask for van 3." not in page(referral, sender)
    for word in ("Ask for van 3.", "Her niece decides."):
        assert word not in page(referral, network_admin())


def test_what_was_said_in_a_call_stays_with_the_receiver() -> None:
    referral = play("in-progress")
    receiver = member_of(referral.receiver)
    actions.log_contact(
        referral, by=receiver, channel="phone", result="reached", note="She was crying."
    )

    assert "She was crying." in page(referral, receiver)
    sent = page(referral, member_of(referral.sender))
    assert "reached the person" in sent
    assert "She was crying." not in sent


def test_messages_are_read_by_both_sides() -> None:
    referral = play()
    sender = member_of(referral.sender)
    receiver = browser_of(member_of(referral.receiver))

    say = reverse("referrals:say", args=[referral.number])
    response = receiver.post(say, {"text": "Which clinic?", "needs_answer": "on"})

    assert response.status_code == 302
    text = page(referral, sender)
    assert "Which clinic?" in text
    assert "Waits for information" in text


@pytest.mark.parametrize(("part", "said"), [("say", "message"), ("note", "note")])
def test_an_empty_word_is_refused_in_words(part: str, said: str) -> None:
    referral = play()
    receiver = browser_of(member_of(referral.receiver))

    response = receiver.post(
        reverse(f"referrals:{part}", args=[referral.number]), {"text": "  "}
    )

    assert response.status_code == 422
    text = response.content.decode()
    assert text.count("autofocus") == 1
    assert re.search(rf"<p [^>]*autofocus>.*Write a {said} first\.", text)


@pytest.mark.parametrize(("part", "kept"), [("say", "messages"), ("note", "notes")])
def test_a_second_press_writes_once(part: str, kept: str) -> None:
    referral = play()
    receiver = member_of(referral.receiver)
    address = reverse(f"referrals:{part}", args=[referral.number])
    key = re.search(r'name="key" value="(\w+)"', page(referral, receiver))
    assert key is not None

    for words in ("She is ready.", "She is ready.", "And her sister too."):
        browser_of(receiver).post(address, {"text": words, "key": key[1]})

    written = getattr(referral, kept).values_list("text", flat=True)
    assert list(written) == ["She is ready.", "And her sister too."]


@pytest.mark.parametrize("write", [actions.say, actions.note])
def test_a_key_is_not_used_for_other_words(write: Callable[..., object]) -> None:
    referral = play()
    receiver = member_of(referral.receiver)
    write(referral, by=receiver, text="She is ready.", key="once")

    with pytest.raises(KeyReusedError):
        write(referral, by=receiver, text="She is not ready.", key="once")


def test_a_note_is_kept() -> None:
    referral = play()
    receiver = member_of(referral.receiver)

    browser_of(receiver).post(
        reverse("referrals:note", args=[referral.number]), {"text": "Side door."}
    )

    assert "Side door." in page(referral, receiver)


def test_the_network_desk_keeps_no_notes() -> None:
    referral = play()

    response = browser_of(network_admin()).post(
        reverse("referrals:note", args=[referral.number]), {"text": "Side door."}
    )

    assert response.status_code == 422
    assert not referral.notes.exists()


def stopped(status: str) -> Referral:
    referral = play(status)
    assert referral.consent is not None
    care.revoke_consent(referral.consent, by=member_of(referral.sender), how="by phone")
    referral.refresh_from_db()
    return referral


def test_after_sharing_stopped_the_sender_learns_no_more() -> None:
    referral = stopped("in-progress")
    receiver = member_of(referral.receiver)
    actions.complete(
        referral,
        by=receiver,
        outcome="services-received",
        deliveries=[actions.Delivery("Eight rides", timezone.localdate())],
        note="All went well.",
        at=timezone.now() + timedelta(seconds=1),
    )
    referral.refresh_from_db()

    told = page(referral, member_of(referral.sender))

    assert "The person stopped sharing" in told
    assert "I have read how it ended" not in told
    for unknown in ("Eight rides", "All went well", "Got the help"):
        assert unknown not in told
        assert unknown in page(referral, receiver)


def test_a_withdrawn_copy_shows_nobody() -> None:
    referral = stopped("requested")

    text = page(referral, member_of(referral.receiver))

    assert "has been withdrawn" in text
    assert "Ochoa" not in text
    assert "555-0157" not in text


@pytest.mark.parametrize("status", ["requested", "in-progress", "completed"])
def test_the_page_asks_the_same_of_the_database_whatever_happened(status: str) -> None:
    referral = play(status)
    receiver = member_of(referral.receiver)
    browser = browser_of(receiver)
    talk(referral, receiver)
    browser.get(referral.get_absolute_url())

    before = queries_of(browser, referral)
    for _more in range(3):
        talk(referral, receiver)

    assert queries_of(browser, referral) == before


def talk(referral: Referral, receiver: User) -> None:
    actions.say(referral, by=member_of(referral.sender), text="Please ring twice.")
    actions.note(referral, by=receiver, text="Ask for van 3.")


def queries_of(browser: Client, referral: Referral) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(referral.get_absolute_url()).status_code == 200
    return len(queries)


def test_the_slip_names_neither_the_person_nor_a_private_need() -> None:
    referral = play(is_blind=True)
    Service.objects.filter(pk=referral.service_id).update(name="Safe house")

    text = page_of_slip(referral)

    assert referral.short_code in text
    assert referral.receiver.name in text
    for private in ("Ochoa", "Delia", "Safe house"):
        assert private not in text


def page_of_slip(referral: Referral) -> str:
    browser = browser_of(member_of(referral.sender, Role.COORDINATOR))
    response = browser.get(reverse("referrals:slip", args=[referral.number]))
    return response.content.decode()


def test_messages_of_a_private_request_open_on_acceptance() -> None:
    referral = play(is_blind=True)
    receiver = member_of(referral.receiver)
    actions.say(referral, by=member_of(referral.sender), text="Delia is ready.")

    sealed = page(referral, receiver)

    assert "Messages open when you accept." in sealed
    assert "Delia is ready." not in sealed
    assert "Delia is ready." in page(referral, member_of(referral.sender))
    actions.accept(referral, by=receiver)
    opened = page(referral, receiver)
    assert "Delia is ready." in opened
    assert "Messages open when you accept." not in opened


def test_messages_of_a_declined_private_request_stay_closed() -> None:
    referral = play(is_blind=True)
    receiver = member_of(referral.receiver)
    actions.say(referral, by=member_of(referral.sender), text="Delia is ready.")
    actions.decline(referral, by=receiver, reason="no-capacity")

    assert "Delia is ready." not in page(referral, receiver)


@pytest.mark.parametrize("part", ["", "slip/", "accept/"])
def test_no_browser_keeps_a_page_of_a_referral(part: str) -> None:
    referral = play()
    browser = browser_of(member_of(referral.receiver))

    response = browser.get(referral.get_absolute_url() + part)

    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("part", ["message", "note"])
def test_signing_in_again_leads_from_a_form_to_the_page(part: str) -> None:
    referral = play()
    browser = browser_of(member_of(referral.receiver))

    response = browser.get(f"{referral.get_absolute_url()}{part}/")

    assert response.status_code == 302
    assert response["Location"] == referral.get_absolute_url()


def test_only_the_receivers_looks_are_told() -> None:
    referral = play()
    receiver, sender = member_of(referral.receiver), member_of(referral.sender)
    actions.mark_viewed(referral, by=receiver)
    actions.mark_viewed(referral, by=network_admin())

    assert "Looked at by the receiver: 1 person, 1 time." in page(referral, sender)
    actions.mark_viewed(referral, by=receiver)
    actions.mark_viewed(referral, by=member_of(referral.receiver))
    assert "Looked at by the receiver: 2 people, 3 times." in page(referral, sender)


def test_nobody_writes_after_sharing_stopped() -> None:
    referral = stopped("in-progress")

    for office in (referral.sender, referral.receiver):
        response = browser_of(member_of(office)).post(
            f"{referral.get_absolute_url()}message/", {"text": "One more thing."}
        )

        assert response.status_code == 422
    assert not referral.messages.exists()


def test_a_draft_goes_on_through_its_own_steps() -> None:
    draft = play("draft")

    text = page(draft, member_of(draft.sender))

    assert f'href="{reverse("referrals:draft", args=[draft.number])}"' in text
    assert "Go on with it" in text
    alone = browser_of(member_of(draft.sender)).get(f"{draft.get_absolute_url()}send/")
    assert alone["Location"] == reverse("referrals:draft", args=[draft.number])


def test_a_persons_page_does_not_name_a_sealed_referral() -> None:
    referral = play(is_blind=True)
    receiver = member_of(referral.receiver)

    for user, shown in ((member_of(referral.sender), 1), (receiver, 0)):
        found = panel(referral.person, user, timezone.now())

        assert len(found.tries) == shown
        assert bool(found.story) == bool(shown)
    actions.accept(referral, by=receiver)
    assert panel(referral.person, receiver, timezone.now()).tries
