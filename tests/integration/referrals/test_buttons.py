"""Every button of a referral's page: it moves, or says why not, and loses nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from referrals import actions
from referrals.models import ContactAttempt, Referral, ReferralEvent, Side, Status
from referrals.presenters.acts import acts_of
from tests.factories.referrals import ReferralFactory, member_of, network_admin

pytestmark = pytest.mark.django_db


def soon() -> str:
    return (timezone.localdate() + timedelta(days=7)).isoformat()


TYPED: dict[str, dict[str, Any]] = {
    "accept": {},
    "decline": {"reason": "no-capacity", "text": "Ask the Granite Pass Rides."},
    "came-in": {"outcome": "services-received", "what": "A box of food"},
    "start": {},
    "log-contact": {"channel": "phone", "result": "reached", "note": "At noon."},
    "set-stage": {"stage": "enrolled"},
    "hold": {"reason": "waitlist", "review_on": soon()},
    "resume": {},
    "complete": {
        "outcome": "services-received",
        "what": "Eight rides",
        "on": "2026-11-09",
        "note": "All went well.",
    },
    "fail": {"reason": "client-declined", "text": "She has a car now."},
    "send": {},
    "cancel": {"reason": "no-longer-needed", "text": "The visit was moved."},
    "acknowledge": {},
    "enter-in-error": {"reason": "test-entry"},
    "report-error": {"reason": "wrong-person"},
}
"""What each verb's form takes."""

MOVES = [
    ("draft", Side.SENDER, "send", Status.REQUESTED),
    ("draft", Side.SENDER, "enter-in-error", Status.ENTERED_IN_ERROR),
    ("requested", Side.RECEIVER, "accept", Status.ACCEPTED),
    ("requested", Side.RECEIVER, "decline", Status.REJECTED),
    ("requested", Side.SENDER, "cancel", Status.CANCELLED),
    ("requested", Side.SENDER, "enter-in-error", Status.ENTERED_IN_ERROR),
    ("accepted", Side.RECEIVER, "start", Status.IN_PROGRESS),
    ("accepted", Side.RECEIVER, "log-contact", Status.IN_PROGRESS),
    ("accepted", Side.RECEIVER, "hold", Status.ON_HOLD),
    ("accepted", Side.RECEIVER, "complete", Status.COMPLETED),
    ("accepted", Side.RECEIVER, "fail", Status.FAILED),
    ("accepted", Side.SENDER, "cancel", Status.CANCELLED),
    ("in-progress", Side.RECEIVER, "set-stage", Status.IN_PROGRESS),
    ("in-progress", Side.RECEIVER, "hold", Status.ON_HOLD),
    ("in-progress", Side.RECEIVER, "complete", Status.COMPLETED),
    ("in-progress", Side.RECEIVER, "fail", Status.FAILED),
    ("in-progress", Side.RECEIVER, "cancel", Status.CANCELLED),
    ("on-hold", Side.RECEIVER, "resume", Status.IN_PROGRESS),
    ("on-hold", Side.RECEIVER, "log-contact", Status.ON_HOLD),
    ("on-hold", Side.RECEIVER, "complete", Status.COMPLETED),
    ("on-hold", Side.RECEIVER, "fail", Status.FAILED),
    ("on-hold", Side.RECEIVER, "cancel", Status.CANCELLED),
    ("completed", Side.SENDER, "acknowledge", Status.COMPLETED),
    ("requested", Side.NETWORK, "cancel", Status.CANCELLED),
    ("rejected", Side.NETWORK, "enter-in-error", Status.ENTERED_IN_ERROR),
]


def somebody(referral: Referral, side: Side) -> User:
    match side:
        case Side.SENDER:
            return member_of(referral.sender)
        case Side.RECEIVER:
            return member_of(referral.receiver)
        case _:
            return network_admin()


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(referral: Referral, verb: str) -> str:
    return reverse("referrals:act", args=[referral.number, verb])


@pytest.mark.parametrize(("status", "side", "verb", "after"), MOVES)
def test_a_button_moves_the_referral(
    status: str, side: Side, verb: str, after: Status
) -> None:
    referral = ReferralFactory.create(status=status)
    browser = browser_of(somebody(referral, side))

    shown = browser.get(referral.get_absolute_url()).content.decode()
    response = browser.post(address(referral, verb), TYPED[verb])

    assert response.status_code == 302, response.content.decode()
    referral.refresh_from_db()
    assert referral.status == after
    assert verb == "send" or address(referral, verb) in shown


@pytest.mark.parametrize("side", [Side.SENDER, Side.RECEIVER, Side.NETWORK])
@pytest.mark.parametrize("status", [status.value for status in Status])
def test_whatever_is_offered_is_allowed_and_says_so(status: str, side: Side) -> None:
    referral = ReferralFactory.create(status=status)
    sides = frozenset({side})
    if side == Side.RECEIVER and referral.sent_at is None:
        return
    offered = acts_of(referral, sides)
    acts = [act for act in (offered.go, *offered.folds) if act]

    for act in acts:
        if act.verb in {"assign", "report-error"}:
            continue
        again = ReferralFactory.create(status=status)
        browser = browser_of(somebody(again, side))
        response = browser.post(address(again, act.verb), TYPED[act.verb])
        assert response.status_code == 302, (act.verb, response.content.decode())


@pytest.mark.parametrize("verb", [verb for verb in TYPED if verb != "send"])
def test_a_button_that_is_not_theirs_says_why_and_changes_nothing(verb: str) -> None:
    referral = ReferralFactory.create(status="entered-in-error")
    browser = browser_of(network_admin())
    before = ReferralEvent.objects.filter(referral=referral).count()

    response = browser.post(address(referral, verb), TYPED[verb], follow=True)

    text = response.content.decode()
    assert response.status_code in {200, 409}
    assert 'data-tone="bad"' in text
    assert ReferralEvent.objects.filter(referral=referral).count() == before


@pytest.mark.parametrize("verb", ["decline", "hold", "complete", "fail", "cancel"])
def test_a_refused_form_keeps_what_was_typed(verb: str) -> None:
    referral = ReferralFactory.create(status="completed")
    browser = browser_of(member_of(referral.receiver))
    typed = TYPED[verb]

    response = browser.post(address(referral, verb), typed)

    text = response.content.decode()
    assert response.status_code == 409
    assert "does not open again" in text or "already" in text
    for word in ("text", "what", "note", "review_on"):
        assert typed.get(word, "") in text


@pytest.mark.parametrize("verb", ["decline", "hold", "complete", "fail", "cancel"])
def test_an_incomplete_form_says_what_is_missing(verb: str) -> None:
    referral = ReferralFactory.create(
        status="requested" if verb == "decline" else "in-progress"
    )
    browser = browser_of(member_of(referral.receiver))

    response = browser.post(address(referral, verb), {"text": "Kept words"})

    text = response.content.decode()
    assert response.status_code == 422
    assert "Something is missing" in text
    assert verb == "complete" or "Kept words" in text


def test_another_reason_needs_words() -> None:
    referral = ReferralFactory.create(status="requested")
    browser = browser_of(member_of(referral.receiver))

    response = browser.post(address(referral, "decline"), {"reason": "other"})

    assert response.status_code == 409
    assert "in your own words" in response.content.decode()


def test_reasons_of_the_system_are_not_offered() -> None:
    referral = ReferralFactory.create(status="requested")
    browser = browser_of(member_of(referral.sender))

    text = browser.get(referral.get_absolute_url()).content.decode()
    response = browser.post(
        address(referral, "cancel"), {"reason": "consent-revoked", "text": "No"}
    )

    assert "consent-revoked" not in text
    assert response.status_code == 422


def test_a_stale_page_is_told_so_and_may_go_on() -> None:
    referral = ReferralFactory.create(status="in-progress")
    colleague, receiver = member_of(referral.receiver), member_of(referral.receiver)
    seen = referral.version
    actions.set_stage(referral, by=colleague, stage="enrolled")
    browser = browser_of(receiver)

    typed = TYPED["complete"] | {"version": seen, "key": "first"}
    stale = browser.post(address(referral, "complete"), typed)

    assert stale.status_code == 409
    text = stale.content.decode()
    assert "Somebody has changed this referral since you opened it." in text
    assert "Eight rides" in text
    fresh = stale.context["version"]
    assert f'name="version" value="{fresh}"' in text
    again = browser.post(address(referral, "complete"), typed | {"version": fresh})
    assert again.status_code == 302


def test_a_second_press_does_nothing_more() -> None:
    referral = ReferralFactory.create(status="in-progress")
    browser = browser_of(member_of(referral.receiver))
    typed = TYPED["log-contact"] | {"key": "one-page"}

    for _press in range(2):
        browser.post(address(referral, "log-contact"), typed)
    browser.post(address(referral, "log-contact"), typed | {"result": "no-answer"})

    tries = ContactAttempt.objects.filter(referral=referral)
    assert [one.result for one in tries] == ["reached", "no-answer"]


def test_two_receivers_press_accept_and_the_second_is_told() -> None:
    referral = ReferralFactory.create(status="requested")
    first, second = member_of(referral.receiver), member_of(referral.receiver)
    browser_of(first).post(address(referral, "accept"))

    response = browser_of(second).post(address(referral, "accept"), follow=True)

    assert "This referral is already “Accepted”." in response.content.decode()


def test_an_answer_is_taken_back_from_the_page() -> None:
    referral = ReferralFactory.create(status="requested")
    browser = browser_of(member_of(referral.receiver))
    browser.post(address(referral, "accept"))

    shown = browser.get(referral.get_absolute_url()).content.decode()
    browser.post(address(referral, "undo"))

    assert "Undo, until" in shown
    referral.refresh_from_db()
    assert referral.status == Status.REQUESTED
    shown = browser.get(referral.get_absolute_url()).content.decode()
    assert "Undo, until" not in shown


def test_undo_comes_too_late_in_words() -> None:
    referral = ReferralFactory.create(status="accepted", at=long_ago())
    browser = browser_of(member_of(referral.receiver))

    response = browser.post(address(referral, "undo"), follow=True)

    assert "taken back for ten minutes" in response.content.decode()


def long_ago() -> Any:
    return timezone.now() - timedelta(days=3)


def test_a_referral_is_given_to_a_colleague_and_to_nobody() -> None:
    referral = ReferralFactory.create(status="accepted")
    colleague = member_of(referral.receiver)
    browser = browser_of(member_of(referral.receiver))

    browser.post(address(referral, "assign"), {"to": colleague.pk})
    referral.refresh_from_db()
    assert referral.assigned_to == colleague
    browser.post(address(referral, "assign"), {"to": ""})
    referral.refresh_from_db()
    assert referral.assigned_to is None


def test_nobody_of_another_office_is_offered_as_a_colleague() -> None:
    referral = ReferralFactory.create(status="accepted")
    outsider = member_of(referral.sender)
    browser = browser_of(member_of(referral.receiver))

    response = browser.post(address(referral, "assign"), {"to": outsider.pk})

    assert response.status_code == 422


def test_could_not_reach_says_how_many_tries_are_missing() -> None:
    referral = ReferralFactory.create(status="in-progress")
    browser = browser_of(member_of(referral.receiver))

    shown = browser.get(referral.get_absolute_url()).content.decode()
    response = browser.post(address(referral, "fail"), {"reason": "could-not-contact"})

    assert "needs 3 tries on 3 days" in shown
    assert response.status_code == 409
    assert "needs 3 tries on 3 days" in response.content.decode()


def test_a_mistake_that_was_opened_needs_two_people() -> None:
    referral = ReferralFactory.create(status="requested")
    actions.mark_viewed(referral, by=member_of(referral.receiver))
    first, second = member_of(referral.sender), member_of(referral.sender)

    browser_of(first).post(address(referral, "report-error"), TYPED["report-error"])
    alone = browser_of(first).post(
        address(referral, "enter-in-error"), TYPED["enter-in-error"]
    )
    both = browser_of(second).post(
        address(referral, "enter-in-error"), TYPED["enter-in-error"]
    )

    assert alone.status_code == 409
    assert "second person" in alone.content.decode()
    assert both.status_code == 302
    referral.refresh_from_db()
    assert referral.status == Status.ENTERED_IN_ERROR


def test_a_form_has_a_page_of_its_own() -> None:
    referral = ReferralFactory.create(status="in-progress")
    browser = browser_of(member_of(referral.receiver))

    response = browser.get(address(referral, "complete"))

    text = response.content.decode()
    assert response.status_code == 200
    assert "Say how it ended" in text
    assert "Okafor" not in text


def test_a_form_that_is_not_offered_leads_back_and_says_so() -> None:
    referral = ReferralFactory.create(status="in-progress")
    browser = browser_of(member_of(referral.sender))

    response = browser.get(address(referral, "complete"), follow=True)

    assert response.redirect_chain == [(referral.get_absolute_url(), 302)]
    assert "cannot be done" in response.content.decode()


def test_an_unknown_button_is_not_there() -> None:
    referral = ReferralFactory.create(status="requested")
    browser = browser_of(member_of(referral.receiver))

    assert browser.post(address(referral, "explode")).status_code == 404


@pytest.mark.parametrize("verb", ["accept", "decline", "send"])
def test_buttons_send_the_signed_out_to_sign_in(client: Client, verb: str) -> None:
    referral = ReferralFactory.create(status="requested")

    response = client.post(address(referral, verb))

    assert response.status_code == 302
    assert reverse("account_login") in response.headers["Location"]
