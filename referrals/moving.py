"""How every verb works: lock, repeat, right, rule, one event, then tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice, User
from care import actions as care
from care import disclosure
from care.models import Need
from referrals import journal, notices
from referrals.errors import (
    MissingReasonError,
    MoveNotAllowedError,
    SharingStoppedError,
    WrongSideError,
)
from referrals.journal import Asked, Entry
from referrals.models import (
    NEED_MET,
    Outcome,
    Referral,
    ReferralEvent,
    Round,
    Side,
    Status,
)
from referrals.models.finding import STOPPED_BEFORE_END
from referrals.parties import Actor, Hand, hands_of, sides_of
from referrals.snapshot import is_cut_off
from referrals.states import MOVES, REASONS, allowed_moves, check_move

type Changes = Mapping[str, Any]
type Guard = Callable[[Referral, Hand, Asked], Changes]
type Follower = Callable[[Referral, ReferralEvent, Asked], None]

_followers: list[Follower] = []


def follow_with(follower: Follower) -> None:
    """Let this be done after every move, in its transaction and under its locks."""
    if follower not in _followers:
        _followers.append(follower)


def no_guard(_referral: Referral, _hand: Hand, _asked: Asked) -> Changes:
    """Ask nothing more than the table does."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A move to another status, and what it must carry.

    ``guard`` refuses, or returns further changes; it runs under the lock, after the
    table has agreed.
    """

    to: Status
    stage: str = ""
    reason: str = ""
    text: str = ""
    note: str = ""
    changes: Changes = field(default_factory=dict)
    guard: Guard = no_guard
    silent_for: frozenset[Side] = frozenset()
    """Sides that are not told: they did it, or are told of it otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A change that leaves the status as it is."""

    kind: ReferralEvent.Kind
    sides: tuple[Side, ...]
    statuses: tuple[Status, ...]
    draft_sides: tuple[Side, ...] = ()
    """Whose it is while nothing has been sent, where that differs."""
    changes: Changes = field(default_factory=dict)
    note: str = ""
    reason: str = ""
    guard: Guard = no_guard
    told: User | None = None
    """Somebody to whom it is given: nobody else is told."""


def asked(at: datetime | None, version: int | None = None, key: str = "") -> Asked:
    """Bundle how a change was asked for; now, when no time is given."""
    return Asked(at=at or timezone.now(), version=version, key=key)


def opened(referral: Referral, *, by: Actor) -> Referral:
    """Lock the referral for somebody who may still know of it.

    First of all that a verb does: any other refusal would tell how it went on.

    Raises:
        SharingStoppedError: the person stopped sharing with this side.
    """
    hold_round(referral)
    referral = journal.lock(referral)
    if is_cut_off(referral, [hand.side for hand in hands_of(referral, by)]):
        raise SharingStoppedError
    return referral


def hold_round(referral: Referral) -> None:
    """Lock what is locked before a referral of a round; nothing for any other.

    Whoever accepts lets the others go: the round is locked before them, and after the
    consents, as whoever stops a consent locks the two.
    """
    if referral.round_id is not None:
        disclosure.hold(referral.person)
        Round.objects.select_for_update().get(pk=referral.round_id)


@transaction.atomic
def move(referral: Referral, step: Step, *, by: Actor, asked: Asked) -> Referral:
    """Make one move of the table: one event, the need settled, the others told."""
    referral = opened(referral, by=by)
    if journal.is_repeat(referral, asked, wanted=step.to):
        return referral
    hand = hand_for(referral, step.to, by)
    transition = MOVES[Status(referral.status), step.to].id
    check_reason(step.to, step.reason, step.text)
    changes = {
        "status": step.to,
        "stage": step.stage,
        "reason_code": step.reason,
        "reason_text": step.text.strip(),
        "review_on": None,
        **step.changes,
        **step.guard(referral, hand, asked),
    }
    event = journal.record(
        referral,
        Entry(
            kind=ReferralEvent.Kind.MOVE,
            transition=transition,
            hand=hand,
            asked=asked,
            changes=changes,
            note=step.note.strip(),
            reason_code=step.reason,
            reason_text=step.text.strip(),
        ),
    )
    settle_need(referral, asked)
    told = told_of_the_round(referral, event)
    tell(referral, event, silent_for=step.silent_for | told)
    for follow in _followers:
        follow(referral, event, asked)
    return referral


@transaction.atomic
def touch(referral: Referral, touch: Touch, *, by: Actor, asked: Asked) -> Referral:
    """Change something inside a status: one event, at most one told."""
    referral = opened(referral, by=by)
    if journal.is_repeat(referral, asked):
        return referral
    is_draft = referral.status == Status.DRAFT
    hand = hand_on(referral, by, (is_draft and touch.draft_sides) or touch.sides)
    check_status(referral, touch.statuses)
    event = journal.record(
        referral,
        Entry(
            kind=touch.kind,
            hand=hand,
            asked=asked,
            note=touch.note.strip(),
            reason_code=touch.reason,
            changes={**touch.changes, **touch.guard(referral, hand, asked)},
        ),
    )
    if touch.told is not None and touch.told != hand.user:
        notices.given(referral, event, to=touch.told)
    return referral


def hand_for(referral: Referral, wanted: Status, by: Actor) -> Hand:
    """The hand with which the actor may make this move.

    Raises:
        MoveNotAllowedError: nobody may, from here.
        WrongSideError: others may, this actor may not.
    """
    hands = hands_of(referral, by)
    rightful = check_move(referral, wanted, [hand.side for hand in hands]).sides
    return next(hand for hand in hands if hand.side in rightful)


def hand_on(referral: Referral, by: Actor, sides: tuple[Side, ...]) -> Hand:
    """The actor's hand on the first of these sides where there is one.

    Raises:
        WrongSideError: the actor stands on none of them.
    """
    hands = {hand.side: hand for hand in hands_of(referral, by)}
    for side in sides:
        if side in hands:
            return hands[side]
    raise WrongSideError(
        _("Only the receiver can do this.")
        if sides == (Side.RECEIVER,)
        else _("Only the sender or the network desk can do this."),
        allowed_moves(referral, hands),
    )


def check_status(referral: Referral, statuses: tuple[Status, ...]) -> None:
    """Refuse what makes no sense in this status."""
    if referral.status not in statuses:
        status = Status(referral.status).label
        raise MoveNotAllowedError(
            _("This cannot be done while the referral is “%(status)s”.")
            % {"status": status}
        )


def check_reason(wanted: Status, reason: str, text: str) -> None:
    """Refuse a status that must say why and does not, or not in our words."""
    words = REASONS.get(wanted)
    if words is None:
        return
    if reason not in words.values:
        raise MissingReasonError(_("Choose a reason."))
    if reason == "other" and not text.strip():
        raise MissingReasonError(_("Say the other reason in your own words."))


def settle_need(referral: Referral, asked: Asked) -> None:
    """Say where the need stands, looking at every try so far."""
    need = referral.need
    if need.status != Need.Status.WITHDRAWN:
        care.settle_need(need, status=need_status(need), at=asked.at)


def need_status(need: Need) -> Need.Status:
    """Where a need stands over all its referrals, as its keeper may know it.

    What goes on after the person stopped sharing counts for nothing here: a need that
    is suddenly met would tell.
    """
    tries = (
        Referral.objects.filter(need=need, sent_at__isnull=False)
        .exclude(status=Status.ENTERED_IN_ERROR)
        .exclude(STOPPED_BEFORE_END)
    )
    ends = list(tries.values_list("outcome", "client_got_help"))
    # Where the family says that no help came, its word counts.
    outcomes = {outcome for outcome, got_help in ends if got_help is not False}
    if outcomes & (set(NEED_MET) - {Outcome.PARTIALLY_RECEIVED}):
        return Need.Status.MET
    if Outcome.PARTIALLY_RECEIVED in outcomes:
        return Need.Status.PARTLY_MET
    return Need.Status.LOOKING if ends else Need.Status.OPEN


def tell(
    referral: Referral,
    event: ReferralEvent,
    *,
    silent_for: frozenset[Side] = frozenset(),
) -> None:
    """Write down that the other side is told, in the same transaction."""
    if event.from_status in {Status.DRAFT, ""} and event.to_status != Status.REQUESTED:
        return
    notices.moved(referral, event, silent_for=silent_for)


def told_of_the_round(referral: Referral, event: ReferralEvent) -> frozenset[Side]:
    """The sender hears who accepted, or that nobody did, and not every single no."""
    is_no = event.from_status == Status.REQUESTED != event.to_status
    if referral.round_id is None or not is_no or event.to_status == Status.ACCEPTED:
        return frozenset()
    return frozenset({Side.SENDER})


@transaction.atomic
def inform_sender(notice: Notice, at: datetime) -> None:
    """Close that half of the loop when the notice of how it ended reached the sender.

    Whether by mail or read here. A notice of anything earlier, or of an end that was
    taken back since, closes nothing.
    """
    referral = (
        Referral.objects.select_for_update().filter(number=notice.subject).first()
    )
    if referral is None or not _tells_the_end(referral, notice):
        return
    journal.record(
        referral,
        Entry(
            kind=ReferralEvent.Kind.LOOP,
            hand=Hand(side=Side.SYSTEM),
            asked=Asked(at=at),
            changes={"sender_informed_at": at},
        ),
    )


def _tells_the_end(referral: Referral, notice: Notice) -> bool:
    return (
        referral.is_closed
        and referral.sender_informed_at is None
        and notice.what == referral.status
        and Side.SENDER in sides_of(referral, notice.user)
        and not is_cut_off(referral, {Side.SENDER})
    )
