"""Two people press at the same instant: one wins, the other is told."""

import time
from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Event, Thread
from time import sleep
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts import notices
from accounts.models import Notice
from accounts.notices import kinds
from care import actions as care
from referrals import actions, replay, snapshot
from referrals.errors import (
    DisclosureDeniedError,
    MoveNotAllowedError,
    RefusedError,
)
from referrals.models import Referral, ReferralEvent, Status
from tests.factories.referrals import ReferralFactory, member_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run these together, each on its own connection; return answers or errors."""
    barrier = Barrier(len(acts))
    answers: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            answers[place] = act()
        except RefusedError as refused:
            answers[place] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.parametrize("_round", range(5))
def test_two_receivers_accept_at_once_and_one_wins(_round: int) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    first, second = member_of(referral.receiver), member_of(referral.receiver)

    answers = at_once(
        lambda: actions.accept(referral, by=first),
        lambda: actions.accept(referral, by=second),
    )

    winners = [answer for answer in answers if isinstance(answer, Referral)]
    told = [answer for answer in answers if isinstance(answer, MoveNotAllowedError)]
    found = Referral.objects.get(pk=referral.pk)
    assert len(winners) == len(told) == 1
    assert "already “Accepted”" in told[0].reason
    assert found.assigned_to == winners[0].assigned_to
    assert (
        ReferralEvent.objects.filter(referral=referral, transition="T03").count() == 1
    )
    assert not list(replay.problems_of(found))


def test_one_accepts_while_the_sender_stops_it() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    receiver, sender = member_of(referral.receiver), member_of(referral.sender)

    at_once(
        lambda: actions.accept(referral, by=receiver),
        lambda: actions.cancel(referral, by=sender, reason="client-withdrew"),
    )

    # Both may win, one after the other: an accepted referral can still be stopped.
    found = Referral.objects.get(pk=referral.pk)
    assert found.status == Status.CANCELLED
    assert not list(replay.problems_of(found))


def test_the_same_request_twice_at_once_makes_one_event() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    by = member_of(referral.receiver)

    answers = at_once(
        *[lambda: actions.accept(referral, by=by, key="pressed-twice")] * 4
    )

    assert [type(answer) for answer in answers] == [Referral] * 4
    assert Referral.objects.get(pk=referral.pk).version == referral.version + 1


def test_a_stop_that_comes_while_it_is_sent_finds_what_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    referral = ReferralFactory.create()
    by = member_of(referral.sender)
    (consent,) = referral.person.consents.all()
    decided, stopped, make = Event(), Event(), snapshot.make

    def slowly(*need: Any, **more: Any) -> dict[str, Any]:
        decided.set()
        # Time enough to stop it, for whoever is not made to wait.
        stopped.wait(timeout=1)
        return make(*need, **more)

    def stop() -> None:
        decided.wait(timeout=10)
        care.revoke_consent(consent, by=by, how="by phone")
        stopped.set()

    monkeypatch.setattr(snapshot, "make", slowly)

    at_once(lambda: actions.send(referral, by=by), stop)

    found = Referral.objects.get(pk=referral.pk)
    assert (found.status, found.reason_code) == (Status.CANCELLED, "consent-revoked")
    assert found.snapshot == {}
    assert not list(replay.problems_of(found))


def test_what_is_sent_while_it_is_stopped_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    referral = ReferralFactory.create()
    by = member_of(referral.sender)
    (consent,) = referral.person.consents.all()
    stopping, stop_sharing = Event(), actions.stop_sharing

    def slowly(*told: Any, **more: Any) -> None:
        stop_sharing(*told, **more)
        stopping.set()
        # Time enough to be asked to send, which began before the stop is stored.
        sleep(0.5)

    def send() -> Referral:
        at = timezone.now()
        stopping.wait(timeout=10)
        return actions.send(referral, by=by, at=at)

    monkeypatch.setattr(actions, "stop_sharing", slowly)

    sent, _stopped = at_once(
        send, lambda: care.revoke_consent(consent, by=by, how="by phone")
    )

    assert isinstance(sent, DisclosureDeniedError)
    assert Referral.objects.get(pk=referral.pk).status == Status.DRAFT


def test_referrals_begun_at_once_have_different_numbers() -> None:
    referral = ReferralFactory.create()
    by = member_of(referral.sender)

    def draft() -> Referral:
        return actions.draft(
            referral.need, by=by, service=referral.service, sender=referral.sender
        )

    drafts = at_once(*[draft] * 6)

    numbers = {draft.number for draft in drafts if isinstance(draft, Referral)}
    assert len(numbers) == 6


def test_two_workers_mail_each_notice_once() -> None:
    referral = ReferralFactory.create(status=Status.ACCEPTED)
    by = member_of(referral.receiver)
    Notice.objects.all().delete()
    with override_settings(NOTICES_WAIT_FOR_WORKER=True):
        for number in range(20):
            actions.say(referral, by=by, text=f"Message {number}")
    mail.outbox.clear()

    answers = at_once(*[notices.deliver] * 3)

    assert sum(answer.sent for answer in answers) == len(mail.outbox) == 20  # type: ignore[attr-defined]
    assert Notice.objects.filter(sent_at__isnull=False, tries=1).count() == 20


def test_a_mail_arrives_while_the_sender_opens_the_referral(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with override_settings(NOTICES_WAIT_FOR_WORKER=True):
        referral = ReferralFactory.create(status=Status.REJECTED)
    sender = referral.sent_by
    assert sender is not None
    Notice.objects.exclude(user=sender).delete()
    arrives, follow = Event(), kinds.follow

    def follow_slowly(notice: Notice, at: datetime) -> None:
        arrives.set()
        time.sleep(0.5)
        follow(notice, at)

    def open_it() -> Referral:
        assert arrives.wait(timeout=10)
        return actions.mark_viewed(referral, by=sender)

    monkeypatch.setattr(kinds, "follow", follow_slowly)

    answers = at_once(lambda: notices.deliver().sent, open_it)

    # Neither waits for the other for ever, which PostgreSQL would end with an error.
    found = Referral.objects.get(pk=referral.pk)
    assert answers == [1, referral]
    assert found.is_loop_closed
    assert not list(replay.problems_of(found))
