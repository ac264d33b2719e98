"""The receiver's clock stands while the sender owes it information."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from referrals import clock, terms
from referrals.models import Priority, Referral, ReferralEvent, Stage, Status
from referrals.states import STAGES


def follow(referral: Referral, stage: str, at: datetime) -> Mapping[str, Any]:
    """What the clock does when the stage becomes this one: it stops, or goes on.

    Where it goes on, an answer that is still owed is due so much later.
    """
    waits = stage == Stage.AWAITING_INFORMATION
    if waits == referral.is_paused:
        return {}
    if waits:
        return {"paused_at": at}
    return {"paused_at": None, **_due_later(referral, at)}


def stage_before(referral: Referral) -> Stage:
    """Where the work stood when the receiver asked; the answer gives it back."""
    status = Status(referral.status)
    asked = (
        ReferralEvent.objects.filter(
            referral=referral,
            to_stage=Stage.AWAITING_INFORMATION,
            from_stage__in=[
                stage for stage in STAGES[status] if stage != Stage.AWAITING_INFORMATION
            ],
        )
        .order_by("-sequence")
        .values_list("from_stage", flat=True)
        .first()
    )
    # Whoever asks has opened it, though it was by a program that shows no page.
    unopened = {None, Stage.SENT, Stage.DELIVERED}
    if status == Status.REQUESTED and asked in unopened:
        return Stage.VIEWED
    return Stage(asked or Stage.CONTACTED)


def _due_later(referral: Referral, at: datetime) -> Mapping[str, Any]:
    owed = referral.due_at if referral.answered_at is None else None
    if owed is None or referral.paused_at is None:
        return {}
    later = clock.after_pause(
        owed,
        Priority(referral.priority),
        pause=(referral.paused_at, at),
        calendar=terms.for_receiver(referral).calendar,
    )
    return {"due_at": later}
