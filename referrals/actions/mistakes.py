"""Referrals that should never have existed."""

from datetime import datetime

from referrals import guards
from referrals.journal import Asked
from referrals.models import (
    Referral,
    ReferralEvent,
    Side,
    Status,
)
from referrals.moving import (
    Changes,
    Step,
    Touch,
    asked,
    check_reason,
    move,
    touch,
)
from referrals.parties import Actor, Hand


def report_error(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> Referral:
    """Say that it should never have existed; a second person must agree."""
    check_reason(Status.ENTERED_IN_ERROR, reason, text)
    return touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.ERROR_ASKED,
            sides=(Side.SENDER, Side.NETWORK),
            statuses=tuple(
                status for status in Status if status != Status.ENTERED_IN_ERROR
            ),
            note=text,
            reason=reason,
            guard=_called_a_mistake,
        ),
        by=by,
        asked=asked(at, version),
    )


def enter_in_error(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Mark it as one that never should have existed: kept for audit, not counted.

    Raises:
        SecondPersonNeededError: the receiver has opened it, and nobody else on the
            sender's side or at the network desk has called it a mistake.
    """
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.ENTERED_IN_ERROR,
            reason=reason,
            text=text,
            changes={**guards.ended(when.at), "outcome": ""},
            guard=guards.two_people_agree,
        ),
        by=by,
        asked=when,
    )


def _called_a_mistake(_referral: Referral, hand: Hand, _when: Asked) -> Changes:
    return {"error_asked_by": hand.writer()}
