"""Whoever does whatever in whatever order: never outside the diagram."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest

from care import actions as care
from care.models import Need
from referrals import actions, replay, waking
from referrals.actions import Delivery, RoundTerms
from referrals.errors import RefusedError
from referrals.models import (
    REASON_WORDS,
    Outcome,
    Referral,
    ReferralEvent,
    Round,
    Status,
)
from referrals.moving import need_status
from referrals.parties import SYSTEM, Actor
from referrals.states import MOVES, STAGES
from tests.factories.care import ConsentFactory, NeedFactory
from tests.factories.directory import ServiceFactory
from tests.factories.referrals import (
    NOW,
    MemberFactory,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db

type Act = Callable[[random.Random, Referral, Actor, datetime], object]

STEPS = 60


def _reasoned(verb: Callable[..., object], status: Status) -> Act:
    def act(dice: random.Random, referral: Referral, by: Actor, at: datetime) -> object:
        reason = dice.choice([*REASON_WORDS[status].values, ""])
        text = dice.choice(["", "Because."])
        return verb(referral, by=by, reason=reason, text=text, at=at)

    return act


def _hold(dice: random.Random, referral: Referral, by: Actor, at: datetime) -> object:
    review_on = at.date() + timedelta(days=dice.randint(-2, 35))
    return actions.hold(referral, by=by, reason="waitlist", review_on=review_on, at=at)


def _complete(
    dice: random.Random, referral: Referral, by: Actor, at: datetime
) -> object:
    return actions.complete(
        referral,
        by=by,
        outcome=dice.choice([*Outcome.values, ""]),
        deliveries=[Delivery("A ride", date(2026, 11, 9))] * dice.randint(0, 2),
        at=at,
    )


def _contact(
    dice: random.Random, referral: Referral, by: Actor, at: datetime
) -> object:
    return actions.log_contact(
        referral,
        by=by,
        channel=dice.choice(["phone", "text"]),
        result=dice.choice(["reached", "no-answer"]),
        at=at,
    )


def _stage(dice: random.Random, referral: Referral, by: Actor, at: datetime) -> object:
    stages = [stage for stages in STAGES.values() for stage in stages]
    return actions.set_stage(referral, by=by, stage=dice.choice(stages), at=at)


def _say(dice: random.Random, referral: Referral, by: Actor, at: datetime) -> object:
    asks = dice.choice([True, False])
    return actions.say(referral, by=by, text="Hello", needs_answer=asks, at=at)


ACTS: list[Act] = [
    lambda _dice, referral, by, at: actions.send(referral, by=by, at=at),
    lambda _dice, referral, by, at: actions.accept(referral, by=by, at=at),
    lambda _dice, referral, by, at: actions.undo(referral, by=by, at=at),
    lambda _dice, referral, by, at: actions.start(referral, by=by, at=at),
    lambda _dice, referral, by, at: actions.resume(referral, by=by, at=at),
    lambda _dice, referral, by, at: actions.acknowledge(referral, by=by, at=at),
    _reasoned(actions.decline, Status.REJECTED),
    _reasoned(actions.cancel, Status.CANCELLED),
    _reasoned(actions.fail, Status.FAILED),
    _reasoned(actions.report_error, Status.ENTERED_IN_ERROR),
    _reasoned(actions.enter_in_error, Status.ENTERED_IN_ERROR),
    _hold,
    _complete,
    _contact,
    _stage,
    _say,
    lambda _dice, _referral, _by, at: waking.run(at=at),
]


@pytest.mark.parametrize("seed", range(10))
def test_a_random_walk_never_leaves_the_diagram(seed: int) -> None:
    dice = random.Random(seed)
    referral = ReferralFactory.create(at=NOW)
    actors: list[Actor] = [
        member_of(referral.sender),
        member_of(referral.receiver),
        member_of(referral.receiver),
        network_admin(),
        MemberFactory.create(),
        SYSTEM,
    ]
    at = NOW
    for _step in range(STEPS):
        at += timedelta(minutes=dice.choice([1, 5, 600]))
        with suppress(RefusedError):
            dice.choice(ACTS)(dice, referral, dice.choice(actors), at)

    found = Referral.objects.get(pk=referral.pk)
    for event in found.events.all():
        assert event.by_id or event.by_side == "SYS"
        if event.kind == ReferralEvent.Kind.MOVE:
            before = Status(event.from_status) if event.from_status else None
            assert MOVES[before, Status(event.to_status)].id == event.transition
        elif event.kind != ReferralEvent.Kind.UNDO:
            assert event.from_status == event.to_status
    assert bool(found.reason_code) is (found.status in REASON_WORDS)
    assert bool(found.outcome) is (found.status == Status.COMPLETED)
    assert Need.objects.get(pk=found.need_id).status == need_status(found.need)
    assert not list(replay.problems_of(found))


@pytest.mark.parametrize("mode", [Round.Mode.TOGETHER, Round.Mode.IN_ORDER])
@pytest.mark.parametrize("seed", range(5))
def test_a_random_walk_through_a_round_leaves_it_whole(
    seed: int, mode: Round.Mode
) -> None:
    dice = random.Random(seed)
    need = NeedFactory.create()
    ConsentFactory.create(person=need.person, valid_from=NOW - timedelta(days=9))
    sender = need.person.kept_by
    keeper = member_of(sender)
    services = ServiceFactory.create_batch(4)
    receivers = [member_of(service.organization) for service in services]
    its = actions.open_round(
        need,
        services,
        by=keeper,
        sender=sender,
        terms=RoundTerms(mode=mode, note="Thursday"),
        at=NOW,
    )
    actors: list[Actor] = [keeper, *receivers, network_admin(), SYSTEM]
    at = NOW
    for _step in range(STEPS):
        at += timedelta(minutes=dice.choice([1, 5, 600]))
        referral = dice.choice(list(its.referrals.order_by("created_at", "number")))
        with suppress(RefusedError):
            match dice.randrange(20):
                case 0 | 1:
                    actions.next_in_line(its, at)
                case 2 if dice.random() < 0.2:
                    actions.stop_round(its, by=keeper, reason="client-withdrew", at=at)
                case 3 if dice.random() < 0.2:
                    consent = need.person.consents.get()
                    care.revoke_consent(consent, by=keeper, how="by phone", at=at)
                case _:
                    dice.choice(ACTS)(dice, referral, dice.choice(actors), at)
        _check_round(its)


def _check_round(its: Round) -> None:
    """Open while somebody may answer; one winner at most, and nothing half-done."""
    its.refresh_from_db()
    found = list(its.referrals.all())
    waiting = [one for one in found if one.status == Status.REQUESTED]
    accepted = [one for one in found if one.accepted_at is not None]
    assert bool(waiting) is its.is_open
    assert [one.pk for one in accepted] == ([its.winner_id] if its.winner_id else [])
    assert its.is_open or not its.places.to_ask().exists()
    assert its.mode == Round.Mode.TOGETHER or len(waiting) <= 1
    for referral in found:
        assert referral.status != Status.DRAFT
        assert not list(replay.problems_of(referral))
        if referral.reason_code in {"not-selected", "consent-revoked"}:
            assert referral.snapshot == {}
