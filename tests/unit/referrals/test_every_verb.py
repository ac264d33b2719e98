"""Every verb, from every status, by everybody: as the table says, or refused."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, User
from referrals import actions
from referrals.errors import RefusedError
from referrals.models import Referral, ReferralEvent, Side, Status
from referrals.parties import SYSTEM, Actor, System
from referrals.states import MOVES
from tests.factories.referrals import (
    MemberFactory,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db

Role = Membership.Role

type Verb = Callable[[Referral, Actor], Referral]


def _hold(referral: Referral, by: Actor) -> Referral:
    review_on = (timezone.now() + timedelta(days=3)).date()
    return actions.hold(referral, by=by, reason="waitlist", review_on=review_on)


def _complete(referral: Referral, by: Actor) -> Referral:
    return actions.complete(
        referral,
        by=by,
        outcome="services-received",
        deliveries=[actions.Delivery("A ride", date(2026, 11, 9))],
    )


VERBS: dict[str, tuple[Status, Verb]] = {
    "send": (Status.REQUESTED, lambda referral, by: actions.send(referral, by=by)),
    "accept": (Status.ACCEPTED, lambda referral, by: actions.accept(referral, by=by)),
    "decline": (
        Status.REJECTED,
        lambda referral, by: actions.decline(referral, by=by, reason="no-capacity"),
    ),
    "cancel": (
        Status.CANCELLED,
        lambda referral, by: actions.cancel(referral, by=by, reason="client-withdrew"),
    ),
    "start": (Status.IN_PROGRESS, lambda referral, by: actions.start(referral, by=by)),
    "resume": (
        Status.IN_PROGRESS,
        lambda referral, by: actions.resume(referral, by=by),
    ),
    "hold": (Status.ON_HOLD, _hold),
    "complete": (Status.COMPLETED, _complete),
    "fail": (
        Status.FAILED,
        lambda referral, by: actions.fail(referral, by=by, reason="client-moved"),
    ),
    "enter_in_error": (
        Status.ENTERED_IN_ERROR,
        lambda referral, by: actions.enter_in_error(
            referral, by=by, reason="test-entry"
        ),
    ),
}

ACTORS: dict[str, tuple[Callable[[Referral], Actor], set[Side]]] = {
    "sender's coordinator": (
        lambda referral: member_of(referral.sender, Role.COORDINATOR),
        {Side.SENDER},
    ),
    "sender's receiver": (
        lambda referral: member_of(referral.sender, Role.RECEIVER),
        set(),
    ),
    "receiver's receiver": (
        lambda referral: member_of(referral.receiver, Role.RECEIVER),
        {Side.RECEIVER},
    ),
    "receiver's coordinator": (
        lambda referral: member_of(referral.receiver, Role.COORDINATOR),
        set(),
    ),
    "network admin": (lambda _referral: network_admin(), {Side.NETWORK}),
    "steward": (
        lambda _referral: MemberFactory.create(network_role=User.NetworkRole.STEWARD),
        set(),
    ),
    "stranger": (lambda _referral: MemberFactory.create(), set()),
    "system": (lambda _referral: SYSTEM, {Side.SYSTEM}),
}


def may(status: Status, verb: str, actor: str) -> bool:
    """What the table says, and the one rule beyond it."""
    wanted, _act = VERBS[verb]
    sides = ACTORS[actor][1]
    if status == Status.DRAFT:
        # A draft has not reached the receiver.
        sides = sides - {Side.RECEIVER}
    if (status, wanted) == (Status.COMPLETED, Status.ENTERED_IN_ERROR):
        # Help was given, so only the network desk may call it a mistake.
        return sides == {Side.NETWORK}
    move = MOVES.get((status, wanted))
    return move is not None and not move.sides.isdisjoint(sides)


EVERYTHING = [
    (status, verb, actor) for status in Status for verb in VERBS for actor in ACTORS
]


@pytest.mark.parametrize(
    ("status", "verb", "actor"), [one for one in EVERYTHING if may(*one)]
)
def test_a_verb_works_where_the_table_says(
    status: Status, verb: str, actor: str
) -> None:
    wanted, act = VERBS[verb]
    make, sides = ACTORS[actor]
    referral = ReferralFactory.create(status=status)
    by = make(referral)

    moved = act(referral, by)

    move = MOVES[status, wanted]
    event = ReferralEvent.objects.filter(referral=referral).latest("sequence")
    assert moved.status == wanted
    assert event.sequence == referral.version + 1 == moved.version
    assert (event.transition, event.from_status, event.to_status) == (
        move.id,
        status,
        wanted,
    )
    assert event.by_side in move.sides & sides
    assert event.by == (None if isinstance(by, System) else by)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_refused_everywhere_else_and_leaves_no_trace(
    status: Status, verb: str
) -> None:
    _wanted, act = VERBS[verb]
    referral = ReferralFactory.create(status=status)

    for actor, (make, _sides) in ACTORS.items():
        if may(status, verb, actor):
            continue
        with pytest.raises(RefusedError) as refused:
            act(referral, make(referral))
        assert refused.value.reason

    found = Referral.objects.get(pk=referral.pk)
    assert (found.status, found.version) == (status, referral.version)
    assert found.events.count() == referral.version
