"""Mistakes, and consents that were stopped."""

from datetime import datetime

from django.db import transaction

from care.models import Consent
from referrals import guards, journal
from referrals.actions.sending import cancel
from referrals.journal import Asked, Entry
from referrals.models import (
    CancelReason,
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
    settle_need,
    touch,
)
from referrals.parties import SYSTEM, Actor, Hand


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


@transaction.atomic
def stop_sharing(consent: Consent, *, at: datetime) -> None:
    """Obey a consent that was stopped, at once.

    What waits for an answer is cancelled and its copy withdrawn; what runs goes on
    between person and agency, but nothing more is shared here.
    """
    for referral in Referral.objects.filter(consent=consent).still_open():
        if referral.status == Status.REQUESTED:
            cancel(referral, by=SYSTEM, reason=CancelReason.CONSENT_REVOKED, at=at)
        found = journal.lock(referral)
        withdrawn: Changes = {"snapshot": {}} if found.accepted_at is None else {}
        journal.record(
            found,
            Entry(
                kind=ReferralEvent.Kind.SHARING,
                hand=Hand(side=Side.SYSTEM),
                asked=Asked(at=at),
                changes={"sharing_stopped_at": at, **withdrawn},
            ),
        )
        settle_need(found, Asked(at=at))


def _called_a_mistake(_referral: Referral, hand: Hand, _when: Asked) -> Changes:
    return {"error_asked_by": hand.writer()}
