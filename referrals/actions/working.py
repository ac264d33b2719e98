"""How the receiver's work goes, up to its end."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from referrals import guards, journal
from referrals.deliveries import Delivery
from referrals.errors import (
    MissingReasonError,
    UnsafeContactError,
    WrongSideError,
)
from referrals.journal import Asked, Entry
from referrals.models import (
    OPEN,
    RECEIVER_ROLES,
    ContactAttempt,
    Referral,
    ReferralEvent,
    Side,
    Stage,
    Status,
)
from referrals.moving import (
    Changes,
    Guard,
    Step,
    Touch,
    asked,
    check_status,
    hand_on,
    move,
    opened,
    touch,
)
from referrals.parties import Actor, Hand
from referrals.snapshot import seen_by
from referrals.states import STAGES

SYSTEM_STAGES = (Stage.DELIVERED, Stage.VIEWED, Stage.RESPONSE_OVERDUE)
"""Stages that nobody sets by hand."""


def start(
    referral: Referral,
    *,
    by: Actor,
    stage: Stage = Stage.CONTACT_ATTEMPTED,
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Begin work on an accepted referral."""
    return move(
        referral,
        Step(to=Status.IN_PROGRESS, stage=stage),
        by=by,
        asked=asked(at, version, key),
    )


def hold(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    review_on: date | None,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Pause it until a day to look again, at most 30 days ahead."""
    return move(
        referral,
        Step(
            to=Status.ON_HOLD,
            reason=reason,
            text=text,
            changes={"review_on": review_on},
            guard=guards.paused_until(review_on, reason),
        ),
        by=by,
        asked=asked(at, version, key),
    )


def resume(
    referral: Referral,
    *,
    by: Actor,
    stage: Stage = Stage.CONTACTED,
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Go on with a referral that was on hold."""
    return move(
        referral,
        Step(to=Status.IN_PROGRESS, stage=stage),
        by=by,
        asked=asked(at, version, key),
    )


def complete(
    referral: Referral,
    *,
    by: Actor,
    outcome: str,
    deliveries: Sequence[Delivery],
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Say how it ended, with an ``Outcome``, and what the person got."""
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.COMPLETED,
            note=note,
            changes=guards.ended(when.at),
            guard=guards.ended_with(outcome, deliveries),
        ),
        by=by,
        asked=when,
    )


def fail(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Say that it was tried and did not work out, with a ``FailReason``.

    Raises:
        TooFewAttemptsError: "could not reach" without enough logged tries.
    """
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.FAILED,
            reason=reason,
            text=text,
            changes=guards.ended(when.at),
            guard=guards.tried_enough(reason),
        ),
        by=by,
        asked=when,
    )


def set_stage(
    referral: Referral,
    *,
    by: Actor,
    stage: str,
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Say how far the work is, without leaving the status."""
    return touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.STAGE,
            sides=(Side.RECEIVER,),
            draft_sides=(Side.SENDER, Side.NETWORK),
            statuses=tuple(STAGES),
            note=note,
            guard=_reached_stage(stage),
        ),
        by=by,
        asked=asked(at, version, key),
    )


@transaction.atomic
def log_contact(
    referral: Referral,
    *,
    by: Actor,
    channel: str,
    result: str,
    note: str = "",
    at: datetime | None = None,
    key: str = "",
) -> Referral:
    """Write down a try to reach the person; the first one begins the work.

    Raises:
        UnsafeContactError: a voicemail where the person asked for none.
    """
    when = asked(at, key=key)
    referral = opened(referral, by=by)
    if journal.is_repeat(referral, when):
        return referral
    hand = hand_on(referral, by, (Side.RECEIVER,))
    check_status(referral, (Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD))
    _check_contact(channel, result)
    _check_voicemail(referral, channel, result)
    reached = result == ContactAttempt.Result.REACHED
    stage = Stage.CONTACTED if reached else Stage.CONTACT_ATTEMPTED
    if referral.status == Status.ACCEPTED:
        referral = start(referral, by=by, stage=stage, at=when.at)
    ContactAttempt.objects.create(
        referral=referral,
        **hand.signature(),
        channel=channel,
        result=result,
        note=note.strip(),
        at=when.at,
    )
    journal.record(
        referral,
        Entry(
            kind=ReferralEvent.Kind.CONTACT,
            hand=hand,
            asked=when,
            # Codes only: what was said to the person stays out of the events.
            note=f"{channel} {result}",
            changes={"stage": _stage_after(referral, stage)},
        ),
    )
    return referral


def assign(
    referral: Referral,
    *,
    by: Actor,
    to: User | None,
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Give it to a colleague, or to nobody."""
    return touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.ASSIGN,
            sides=(Side.RECEIVER,),
            statuses=OPEN,
            guard=_given_to(to),
            told=to,
        ),
        by=by,
        asked=asked(at, version, key),
    )


def _reached_stage(stage: str) -> Guard:
    def guard(referral: Referral, _hand: Hand, _when: Asked) -> Changes:
        if stage in SYSTEM_STAGES or stage not in STAGES[Status(referral.status)]:
            raise MissingReasonError(_("Choose a stage that fits the referral."))
        return {"stage": stage}

    return guard


def _stage_after(referral: Referral, stage: Stage) -> str:
    """A call moves early stages on, and never moves a later one back."""
    early = {Stage.CONTACT_ATTEMPTED, Stage.AWAITING_INFORMATION}
    return stage if referral.stage in early else referral.stage


def _check_contact(channel: str, result: str) -> None:
    known = (
        channel in ContactAttempt.Channel.values
        and result in ContactAttempt.Result.values
    )
    if not known:
        raise MissingReasonError(_("Say how you tried, and how it went."))


def _check_voicemail(referral: Referral, channel: str, result: str) -> None:
    """Whoever logs one that was forbidden reads so, and tells the sender."""
    left = (ContactAttempt.Channel.PHONE, ContactAttempt.Result.LEFT_MESSAGE)
    if (channel, result) != left:
        return
    if not seen_by(referral, (Side.RECEIVER,)).may_leave_voicemail:
        raise UnsafeContactError(
            _(
                "No voicemail may be left for this person: somebody else might hear "
                "it. If one was left, write so to the sender, and log “No answer”."
            )
        )


def _given_to(colleague: User | None) -> Guard:
    def guard(referral: Referral, _hand: Hand, _when: Asked) -> Changes:
        if colleague is not None:
            members = Membership.objects.filter(
                user=colleague,
                organization=referral.receiver_id,
                role__in=RECEIVER_ROLES,
            )
            if not members.exists():
                raise WrongSideError(_("They do not answer referrals here."))
        stage = Stage(referral.stage)
        if colleague is not None and stage == Stage.ACCEPTED:
            stage = Stage.ASSIGNED
        return {"assigned_to": colleague, "stage": stage}

    return guard
