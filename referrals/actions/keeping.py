"""Keeping time: what Waypost itself does when a moment has come.

The caller holds the lock and has looked again; the key makes each happen once.
"""

from datetime import datetime
from typing import Any

from referrals import journal, notices
from referrals.actions.sending import cancel
from referrals.journal import Asked, Entry
from referrals.models import CancelReason, Referral, ReferralEvent, Side
from referrals.parties import SYSTEM, Hand
from referrals.timing import Firing


def nudge(referral: Referral, firing: Firing) -> None:
    """Tell those whom the timer tells, and set its stage where it has one."""
    stage = firing.timer.stage
    _record(referral, firing, {"stage": stage} if stage else {})
    notices.timed(referral, firing.timer, at=firing.at)


def expire(referral: Referral, firing: Firing) -> None:
    """Stop what nobody answers: both sides are told, the sender with other places."""
    cancel(
        referral,
        by=SYSTEM,
        reason=CancelReason.NO_RESPONSE_EXPIRED,
        at=firing.at,
        key=firing.key,
    )


def acknowledge(referral: Referral, firing: Firing) -> None:
    """Take an end as read: its notice arrived, or it was the sender who ended it."""
    informed: datetime | None = referral.sender_informed_at or referral.closed_at
    changes = {"sender_informed_at": informed, "sender_acknowledged_at": firing.at}
    _record(referral, firing, changes)


def _record(referral: Referral, firing: Firing, changes: dict[str, Any]) -> None:
    journal.record(
        referral,
        Entry(
            kind=ReferralEvent.Kind.TIMER,
            hand=Hand(side=Side.SYSTEM),
            asked=Asked(at=firing.at, key=firing.key),
            reason_code=firing.timer.name,
            changes=changes,
        ),
    )
