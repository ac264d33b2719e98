"""Once the person stopped sharing, no button tells how the referral went on."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from care import actions as care
from care.models import Need
from referrals import actions, checks
from referrals.errors import SharingStoppedError
from referrals.models import ContactAttempt, Priority, Referral, Side, Status
from referrals.models.finding import STOPPED_BEFORE_END, WITHDRAWN
from referrals.parties import Acting
from referrals.presenters.people import panel
from referrals.snapshot import is_cut_off
from referrals.views.referral import VERBS
from tests.factories.referrals import (
    ReferralFactory,
    member_of,
    network_admin,
)
from tests.integration.referrals.test_buttons import TYPED

pytestmark = pytest.mark.django_db

type GoOn = Callable[[Referral, User], object]


def _complete(referral: Referral, by: User) -> Referral:
    return actions.complete(
        referral,
        by=by,
        outcome="services-received",
        deliveries=[actions.Delivery("Eight rides", timezone.localdate())],
    )


def _hold(referral: Referral, by: User) -> Referral:
    review_on = timezone.localdate() + timedelta(days=7)
    return actions.hold(referral, by=by, reason="waitlist", review_on=review_on)


WENT_ON: dict[tuple[str, str], GoOn] = {
    ("accepted", "nothing"): lambda _referral, _by: None,
    ("accepted", "started"): lambda referral, by: actions.start(referral, by=by),
    ("accepted", "held"): _hold,
    ("accepted", "completed"): _complete,
    ("accepted", "failed"): lambda referral, by: actions.fail(
        referral, by=by, reason="lost-contact"
    ),
    ("accepted", "cancelled"): lambda referral, by: actions.cancel(
        referral, by=by, reason="no-longer-needed"
    ),
    ("in-progress", "nothing"): lambda _referral, _by: None,
    ("in-progress", "given away"): lambda referral, by: actions.assign(
        referral, by=by, to=by
    ),
    ("in-progress", "tried"): lambda referral, by: actions.log_contact(
        referral,
        by=by,
        channel=ContactAttempt.Channel.PHONE,
        result=ContactAttempt.Result.REACHED,
    ),
    ("in-progress", "held"): _hold,
    ("in-progress", "completed"): _complete,
    ("in-progress", "failed"): lambda referral, by: actions.fail(
        referral, by=by, reason="lost-contact"
    ),
    ("in-progress", "cancelled"): lambda referral, by: actions.cancel(
        referral, by=by, reason="no-longer-needed"
    ),
    ("on-hold", "resumed"): lambda referral, by: actions.resume(referral, by=by),
    ("on-hold", "completed"): _complete,
    ("in-progress", "a mistake"): lambda referral, _by: actions.enter_in_error(
        referral, by=network_admin(), reason="test-entry"
    ),
}
"""Where it stood when sharing stopped, and what the receiver did after that."""

ALL_TYPED: dict[str, dict[str, Any]] = TYPED | {"undo": {}, "assign": {"to": ""}}


def stopped(status: str, **more: Any) -> Referral:
    referral = ReferralFactory.create(status=status, **more)
    assert referral.consent is not None
    care.revoke_consent(referral.consent, by=member_of(referral.sender), how="by phone")
    return Referral.objects.get(pk=referral.pk)


def said_to(user: User, referral: Referral, verb: str, typed: dict[str, Any]) -> Any:
    """The whole answer to a pressed button, without what differs by chance."""
    browser = Client()
    browser.force_login(user)
    address = reverse("referrals:act", args=[referral.number, verb])
    seen = reverse("referrals:referral", args=[referral.number])
    answers = [
        browser.post(address, typed | {"version": 3}),
        browser.get(seen),
        browser.get(address),
        browser.get(seen),
    ]
    return [(one.status_code, _plain(one.content.decode())) for one in answers]


def _plain(text: str) -> str:
    """A page without tokens, names, numbers and moments."""
    text = re.sub(r'(name="(csrfmiddlewaretoken|key)" value=)"[^"]*"', r"\1", text)
    text = re.sub(r'<option value="\d+"', "<option", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", text)
    text = re.sub(r"(Service|Organization|Kind of help) \d+", "…", text)
    text = re.sub(r"worker\d+@example\.org|Okafor \d+|\d\d-\d{5}", "…", text)
    return re.sub(r'class="code">[^<]*|\d+:\d\d [ap]m', "", text, flags=re.IGNORECASE)


@pytest.mark.parametrize("verb", VERBS)
def test_a_cut_off_sender_hears_the_same_whatever_became_of_it(verb: str) -> None:
    answers: dict[str, set[str]] = {}

    for (status, what), go_on in WENT_ON.items():
        referral = stopped(status)
        receiver = member_of(referral.receiver)
        go_on(referral, receiver)
        before = Referral.objects.get(pk=referral.pk).version
        said = said_to(member_of(referral.sender), referral, verb, ALL_TYPED[verb])
        assert Referral.objects.get(pk=referral.pk).version == before, what
        assert "The person stopped sharing, so nothing more" in str(said), what
        answers.setdefault(status, set()).add(str(said))

    assert {status: len(heard) for status, heard in answers.items()} == {
        "accepted": 1,
        "in-progress": 1,
        "on-hold": 1,
    }
    refusals = {_refusal(said) for heard in answers.values() for said in heard}
    assert len(refusals) == 1, "the refusal is the same from every state"


def _refusal(said: str) -> str:
    """The first answer's status, and its words where it is not a redirect."""
    return said[: said.index("), (")]


@pytest.mark.parametrize("verb", VERBS)
def test_a_receiver_hears_the_same_whatever_became_of_what_was_withdrawn(
    verb: str,
) -> None:
    heard = set()

    for is_mistake in (False, True):
        referral = stopped("requested")
        if is_mistake:
            actions.enter_in_error(
                referral,
                by=member_of(referral.sender),
                reason="other",
                text="Henry never asked.",
            )
        heard.add(
            str(said_to(member_of(referral.receiver), referral, verb, ALL_TYPED[verb]))
        )

    assert len(heard) == 1
    assert "The person stopped sharing, so nothing more" in heard.pop()


@pytest.mark.parametrize("what", WENT_ON)
def test_every_door_refuses_a_cut_off_sender_alike(what: tuple[str, str]) -> None:
    referral = stopped(what[0])
    sender = member_of(referral.sender)
    WENT_ON[what](referral, member_of(referral.receiver))
    acts: list[Callable[[User | Acting], object]] = [
        lambda by: actions.send(referral, by=by, version=1),
        lambda by: actions.revise(
            referral, by=by, priority=Priority.ROUTINE, note="", version=1
        ),
        lambda by: actions.accept(referral, by=by, version=1, key="once"),
        lambda by: actions.decline(referral, by=by, reason="no-capacity"),
        lambda by: actions.undo(referral, by=by),
        lambda by: actions.cancel(referral, by=by, reason="other", text="So"),
        lambda by: actions.acknowledge(referral, by=by),
        lambda by: actions.report_error(referral, by=by, reason="test-entry"),
        lambda by: actions.enter_in_error(referral, by=by, reason="test-entry"),
        lambda by: actions.say(referral, by=by, text="And now?"),
        lambda by: actions.set_stage(referral, by=by, stage="enrolled"),
        lambda by: actions.log_contact(
            referral, by=by, channel="phone", result="reached"
        ),
        lambda by: actions.assign(referral, by=by, to=None),
        lambda by: actions.start(referral, by=by),
        lambda by: actions.resume(referral, by=by),
        lambda by: actions.fail(referral, by=by, reason="lost-contact"),
    ]

    for act in acts:
        with pytest.raises(SharingStoppedError, match="nothing more can be done"):
            act(sender)


def test_notes_of_our_own_may_still_be_kept() -> None:
    referral = stopped("in-progress")

    actions.note(referral, by=member_of(referral.sender), text="She told us herself.")

    assert referral.notes.count() == 1


def test_a_need_does_not_tell_how_an_unseen_referral_ended() -> None:
    referral = stopped("in-progress")
    before = Need.objects.get(pk=referral.need_id).status

    _complete(referral, member_of(referral.receiver))

    assert before == Need.Status.OPEN
    assert Need.objects.get(pk=referral.need_id).status == Need.Status.OPEN


def test_a_cut_off_senders_look_is_not_taken_for_having_read_the_end() -> None:
    referral = stopped("in-progress")
    _complete(referral, member_of(referral.receiver))

    actions.mark_viewed(referral, by=member_of(referral.sender))

    assert Referral.objects.get(pk=referral.pk).sender_informed_at is None


@pytest.mark.parametrize("what", WENT_ON)
def test_the_check_of_another_referral_tells_nothing_of_an_unseen_one(
    what: tuple[str, str],
) -> None:
    referral = stopped(what[0])
    WENT_ON[what](referral, member_of(referral.receiver))
    sender = member_of(referral.sender)

    found = checks.check(
        referral.need,
        referral.service,
        sender=referral.sender,
        by=sender,
        at=timezone.now(),
    )

    asked = [one for one in found.findings if one.subject == "already-open"]
    assert [one.referral for one in asked] == [None]


def test_a_withdrawn_request_is_withdrawn_with_all_that_was_written_about_it() -> None:
    referral = ReferralFactory.create(status="requested", note="Henry cannot walk.")
    actions.say(referral, by=member_of(referral.sender), text="Henry waits for you.")
    assert referral.consent is not None
    care.revoke_consent(referral.consent, by=member_of(referral.sender), how="")
    mail.outbox.clear()
    actions.enter_in_error(
        referral, by=member_of(referral.sender), reason="other", text="Not Henry."
    )
    receiver = member_of(referral.receiver)
    browser = Client()
    browser.force_login(receiver)

    shown = browser.get(referral.get_absolute_url()).content.decode()
    listed = browser.get(reverse("referrals:inbox"), {"tab": "closed"})

    assert "Henry" not in shown
    assert str(Status.ENTERED_IN_ERROR.label) not in shown
    assert referral.number in listed.content.decode()
    assert mail.outbox == []
    assert panel(referral.person, receiver, timezone.now()).story == ()


def test_whoever_declined_loses_the_copy_and_learns_no_more() -> None:
    referral = ReferralFactory.create(
        need__person__given_name="Wilhelmina",
        need__words="Wilhelmina cannot drive.",
        status="rejected",
    )
    receiver = member_of(referral.receiver)
    assert "Wilhelmina" in _page(referral, receiver)
    assert referral.consent is not None

    care.revoke_consent(referral.consent, by=member_of(referral.sender), how="")

    browser = Client()
    browser.force_login(receiver)
    listed = browser.get(reverse("referrals:inbox"), {"tab": "closed"})
    assert "Wilhelmina" not in _page(referral, receiver)
    assert "Withdrawn" in listed.content.decode()
    with pytest.raises(SharingStoppedError):
        actions.undo(referral, by=receiver)


@pytest.mark.parametrize("status", ["requested", "rejected"])
def test_not_even_the_kind_of_need_is_left_of_what_was_withdrawn(status: str) -> None:
    referral = stopped(status, need__category__name="Wound care")
    receiver, sender = member_of(referral.receiver), member_of(referral.sender)
    browser = Client()
    browser.force_login(receiver)

    pages = [
        browser.get(referral.get_absolute_url()),
        browser.get(reverse("referrals:inbox"), {"tab": "closed"}),
        browser.post(reverse("referrals:act", args=[referral.number, "decline"])),
    ]

    for shown in pages:
        assert referral.number in shown.content.decode()
        assert "Wound care" not in shown.content.decode()
    assert "Wound care" in _page(referral, sender)


def test_a_mistake_does_not_come_back_into_the_lists_when_sharing_stops() -> None:
    referral = stopped("entered-in-error")
    browser = Client()
    browser.force_login(member_of(referral.receiver))

    listed = browser.get(reverse("referrals:inbox"), {"tab": "closed"})

    assert referral.number not in listed.content.decode()


def sealed(**more: Any) -> Referral:
    referral = ReferralFactory.create(status="draft", **more)
    Referral.objects.filter(pk=referral.pk).update(is_blind=True)
    return actions.send(referral, by=member_of(referral.sender))


@pytest.mark.parametrize("verb", ["cancel", "enter_in_error"])
def test_words_of_whoever_stopped_a_sealed_referral_stay_sealed(verb: str) -> None:
    referral = sealed()
    end = getattr(actions, verb)
    desk = Acting(network_admin(), referral.sender, "Letter of Henry Okafor")
    by = desk if verb == "cancel" else member_of(referral.sender)

    end(referral, by=by, reason="other", text="Henry Okafor moved to his sister.")

    told = _page(referral, member_of(referral.receiver))
    known = _page(referral, member_of(referral.sender))
    assert "his sister" not in told
    assert "Letter of" not in told
    assert "his sister" in known


def test_the_receiver_still_reads_its_own_words_of_declining_a_sealed_one() -> None:
    referral = sealed()
    receiver = member_of(referral.receiver)

    actions.decline(referral, by=receiver, reason="other", text="We lost our driver.")

    assert _page(referral, receiver).count("We lost our driver.") == 2


def test_words_of_a_sender_are_read_where_nothing_was_sealed() -> None:
    referral = ReferralFactory.create(status="requested")

    actions.cancel(
        referral, by=member_of(referral.sender), reason="other", text="She has a car."
    )

    assert _page(referral, member_of(referral.receiver)).count("She has a car.") == 2


def _page(referral: Referral, user: User) -> str:
    browser = Client()
    browser.force_login(user)
    return browser.get(referral.get_absolute_url()).content.decode()


def test_sides_that_are_cut_off() -> None:
    withdrawn, running = stopped("requested"), stopped("in-progress")

    assert is_cut_off(withdrawn, {Side.RECEIVER})
    assert not is_cut_off(withdrawn, {Side.SENDER})
    assert not is_cut_off(withdrawn, {Side.RECEIVER, Side.SENDER})
    assert is_cut_off(running, {Side.SENDER})
    assert not is_cut_off(running, {Side.RECEIVER})
    assert not is_cut_off(running, {Side.SENDER, Side.NETWORK})
    assert not is_cut_off(running, {Side.SYSTEM})
    assert not is_cut_off(running, set())


@pytest.mark.parametrize("what", [("requested", "nothing"), *WENT_ON])
def test_a_condition_for_many_says_what_each_says_of_itself(
    what: tuple[str, str],
) -> None:
    referral = stopped(what[0])
    if go_on := WENT_ON.get(what):
        go_on(referral, member_of(referral.receiver))
    ReferralFactory.create(status="completed")

    for one in Referral.objects.all():
        same = Referral.objects.filter(pk=one.pk)
        assert same.filter(STOPPED_BEFORE_END).exists() is one.stopped_before_end
        assert same.filter(WITHDRAWN).exists() is one.is_withdrawn
