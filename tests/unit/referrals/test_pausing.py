"""The receiver's clock stands while it waits for information."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from referrals import actions, replay
from referrals.models import Priority, Referral, ReferralEvent, Stage, Status
from referrals.parties import Acting
from tests.factories.referrals import (
    NOW,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db

TEN, ONE = NOW + timedelta(hours=1), NOW + timedelta(hours=4)
"""When it is asked, and when the answer comes: three working hours later."""
FRIDAY_FIVE = datetime(2026, 11, 14, 1, 0, tzinfo=UTC)
MONDAY_ELEVEN = datetime(2026, 11, 16, 19, 0, tzinfo=UTC)
"""Due at first, and three working hours later, in Fresno."""


def asked(**more: Any) -> Referral:
    referral = ReferralFactory.create(at=NOW, **{"status": Status.REQUESTED, **more})
    actions.say(
        referral,
        by=member_of(referral.receiver),
        text="Which clinic?",
        needs_answer=True,
        at=TEN,
    )
    return Referral.objects.get(pk=referral.pk)


def answered(referral: Referral, by: User | Acting) -> Referral:
    actions.say(referral, by=by, text="The wound clinic.", at=ONE)
    return Referral.objects.get(pk=referral.pk)


def test_a_question_stops_the_clock() -> None:
    waiting = asked()

    assert (waiting.stage, waiting.paused_at) == (Stage.AWAITING_INFORMATION, TEN)
    assert waiting.due_at == FRIDAY_FIVE


@pytest.mark.parametrize("who", ["sender", "desk", "desk for the sender"])
def test_an_answer_sets_it_going_and_what_is_due_is_due_later(who: str) -> None:
    waiting = asked()
    by: dict[str, User | Acting] = {
        "sender": member_of(waiting.sender),
        "desk": network_admin(),
        "desk for the sender": Acting(network_admin(), waiting.sender, "Call"),
    }

    going = answered(waiting, by[who])

    assert (going.stage, going.paused_at) == (Stage.VIEWED, None)
    assert going.due_at == MONDAY_ELEVEN
    event = ReferralEvent.objects.filter(referral=going).order_by("-sequence")[0]
    assert event.changes == {
        "stage": "viewed",
        "due_at": MONDAY_ELEVEN.isoformat(),
        "paused_at": None,
    }
    assert not list(replay.problems_of(going))


def test_the_receivers_own_message_is_no_answer() -> None:
    waiting = asked()

    assert answered(waiting, member_of(waiting.receiver)).paused_at == TEN


def test_a_second_question_does_not_begin_the_pause_anew() -> None:
    waiting = asked()

    actions.say(
        waiting, by=member_of(waiting.receiver), text="?", needs_answer=True, at=ONE
    )

    assert Referral.objects.get(pk=waiting.pk).paused_at == TEN


def test_the_answer_gives_back_the_stage_that_was_before() -> None:
    referral = ReferralFactory.create(status=Status.IN_PROGRESS, at=NOW)
    receiver = member_of(referral.receiver)
    actions.set_stage(referral, by=receiver, stage=Stage.ENROLLED, at=NOW)
    actions.say(referral, by=receiver, text="Her card?", needs_answer=True, at=TEN)

    going = answered(referral, member_of(referral.sender))

    assert going.stage == Stage.ENROLLED
    assert going.due_at == referral.due_at, "it was answered before"


def test_the_desks_message_moves_no_stage_where_nothing_waits() -> None:
    referral = ReferralFactory.create(status=Status.IN_PROGRESS, at=NOW)

    going = answered(referral, network_admin())

    assert going.version == referral.version


def test_what_is_due_at_once_is_paused_by_the_clock_on_the_wall() -> None:
    waiting = asked(priority=Priority.STAT)
    assert waiting.due_at is not None

    going = answered(waiting, member_of(waiting.sender))

    assert going.due_at == waiting.due_at + timedelta(hours=3)


def test_accepting_ends_the_wait_and_taking_it_back_waits_again() -> None:
    waiting = asked()
    receiver = member_of(waiting.receiver)

    accepted = actions.accept(waiting, by=receiver, at=ONE)
    assert (accepted.paused_at, accepted.due_at) == (None, MONDAY_ELEVEN)

    again = actions.undo(waiting, by=receiver, at=ONE)
    assert (again.stage, again.paused_at) == (Stage.AWAITING_INFORMATION, ONE)

    actions.say(waiting, by=member_of(waiting.sender), text="Both.", at=ONE)
    going = Referral.objects.get(pk=waiting.pk)
    assert (going.stage, going.due_at) == (Stage.VIEWED, MONDAY_ELEVEN)
    assert not list(replay.problems_of(going))


def test_a_stage_set_by_hand_stops_and_starts_it_too() -> None:
    referral = ReferralFactory.create(status=Status.IN_PROGRESS, at=NOW)
    receiver = member_of(referral.receiver)

    waiting = actions.set_stage(
        referral, by=receiver, stage=Stage.AWAITING_INFORMATION, at=TEN
    )
    going = actions.set_stage(referral, by=receiver, stage=Stage.CONTACTED, at=ONE)

    assert (waiting.paused_at, going.paused_at) == (TEN, None)


def test_a_wait_that_began_before_pauses_were_written_ends_like_any_other() -> None:
    waiting = asked()
    Referral.objects.filter(pk=waiting.pk).update(paused_at=None)

    going = answered(waiting, member_of(waiting.sender))

    assert (going.stage, going.due_at) == (Stage.VIEWED, FRIDAY_FIVE)
