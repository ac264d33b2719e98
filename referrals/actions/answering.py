"""What the receiver answers: yes, no, and for ten minutes neither."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import guards, journal
from referrals.errors import (
    TooLateError,
)
from referrals.journal import Entry
from referrals.models import (
    Message,
    Referral,
    ReferralEvent,
    Round,
    Side,
    Stage,
    Status,
)
from referrals.moving import (
    Changes,
    Step,
    asked,
    hand_on,
    move,
    opened,
    settle_need,
    tell,
)
from referrals.parties import Actor

UNDO_WITHIN = timedelta(minutes=10)
ANSWERS = ("T03", "T04")
"""The receiver's two answers: accept and decline."""


def accept(
    referral: Referral,
    *,
    by: Actor,
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Take it on: whoever is first wins, and a sealed name opens."""
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.ACCEPTED,
            stage=Stage.ACCEPTED,
            changes={"answered_at": when.at, "accepted_at": when.at},
            guard=guards.holder_on_acceptance,
        ),
        by=by,
        asked=when,
    )


def decline(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Say that the service cannot help, and why: the sender acts on the reason.

    The reason is one of ``RejectReason``; "another reason" needs words too.
    """
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.REJECTED,
            reason=reason,
            text=text,
            changes={"answered_at": when.at, **guards.ended(when.at)},
        ),
        by=by,
        asked=when,
    )


@transaction.atomic
def undo(
    referral: Referral, *, by: Actor, at: datetime | None = None, key: str = ""
) -> Referral:
    """Take back the last accept or decline, within ten minutes, if nothing followed.

    The history keeps both: this writes an event that compensates the other.

    Raises:
        TooLateError: ten minutes have passed, or something followed.
    """
    when = asked(at, key=key)
    referral = opened(referral, by=by)
    if journal.is_repeat(referral, when, wanted=Status.REQUESTED):
        return referral
    hand = hand_on(referral, by, (Side.RECEIVER,))
    answer = undoable(referral, at=when.at)
    if answer is None and referral.round_id is not None:
        raise TooLateError(
            _("Others were asked too and have been told, so this answer stays.")
        )
    if answer is None:
        raise TooLateError(
            _("An answer can be taken back for ten minutes, if nothing followed it.")
        )
    event = journal.record(
        referral,
        Entry(
            kind=ReferralEvent.Kind.UNDO,
            hand=hand,
            asked=when,
            compensates=answer,
            changes=_before(answer),
        ),
    )
    settle_need(referral, when)
    # Of a no in a round that goes on, the sender was not told either.
    silent = {Side.SENDER} if referral.round_id is not None else set()
    tell(referral, event, silent_for=frozenset(silent))
    return referral


def undoable(referral: Referral, *, at: datetime | None = None) -> ReferralEvent | None:
    """Return the receiver's answer that may still be taken back, if there is one."""
    at = at or timezone.now()
    answer = (
        ReferralEvent.objects.filter(referral=referral)
        # Somebody's look, a delivered notice or a timer is not an act that follows.
        .exclude(
            kind__in=[
                ReferralEvent.Kind.VIEW,
                ReferralEvent.Kind.LOOP,
                ReferralEvent.Kind.TIMER,
            ]
        )
        .order_by("-sequence")
        .first()
    )
    if answer is None or answer.transition not in ANSWERS:
        return None
    if answer.by_side != Side.RECEIVER or at - answer.occurred_at > UNDO_WITHIN:
        return None
    if referral.round is not None and not _goes_on(referral.round, answer):
        return None
    talked = Message.objects.filter(referral=referral, sent_at__gt=answer.occurred_at)
    again = Referral.objects.filter(re_referral_of=referral)
    return None if talked.exists() or again.exists() else answer


def _goes_on(its: Round, answer: ReferralEvent) -> bool:
    """Whether nobody was asked or told because of an answer given in a round.

    See docs/decisions/0007.
    """
    is_no = answer.to_status == Status.REJECTED
    # Asked anew: it may have closed since the referral was read.
    goes_on = Round.objects.still_open().exclude(mode=Round.Mode.IN_ORDER)
    return is_no and goes_on.filter(pk=its.pk).exists()


def _before(answer: ReferralEvent) -> Changes:
    """The referral's fields as they were before the answer that is taken back."""
    fields = (
        "answered_at",
        "accepted_at",
        "closed_at",
        "outcome_known_at",
        "sender_informed_at",
    )
    before: dict[str, object] = dict.fromkeys(fields)
    if "assigned_to_id" in answer.changes:
        before["assigned_to"] = None
    return {
        "status": Status.REQUESTED,
        "stage": answer.from_stage,
        "reason_code": "",
        "reason_text": "",
        **before,
    }
