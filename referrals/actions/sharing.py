"""Obeying a person who stopped sharing."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from care.models import Consent
from directory.models import Organization
from referrals import journal
from referrals.actions.rounds import ask_nobody_more
from referrals.actions.sending import cancel
from referrals.journal import Asked, Entry
from referrals.models import (
    OPEN,
    CancelReason,
    Referral,
    ReferralEvent,
    Side,
    Status,
)
from referrals.moving import Changes, settle_need
from referrals.parties import SYSTEM, Hand

STILL_SHARES = Q(sharing_stopped_at__isnull=True) & (
    Q(status__in=OPEN) | Q(accepted_at__isnull=True)
)
"""Referrals that a stopped consent touches. One that ended after it was accepted is
not among them: what a receiver worked with was lawfully disclosed, and stays."""


@transaction.atomic
def stop_sharing(
    consent: Consent, *, at: datetime, only: Organization | None = None
) -> None:
    """Obey a consent that was stopped, at once.

    What waits for an answer is cancelled, and whoever never accepted loses the copy,
    though they declined it long ago; what runs goes on between person and agency, but
    nothing more is shared here. With ``only`` it stops for that receiver alone.
    """
    # Rounds before their referrals, as whoever answers in one.
    ask_nobody_more(consent)
    # All of them before the first need: whoever moves one of them locks in that order.
    found = Referral.objects.select_for_update().filter(STILL_SHARES, consent=consent)
    if only is not None:
        found = found.filter(receiver=only)
    for referral in list(found.order_by("pk")):
        if referral.status == Status.REQUESTED:
            cancel(referral, by=SYSTEM, reason=CancelReason.CONSENT_REVOKED, at=at)
        _stop(journal.lock(referral), at)


def _stop(referral: Referral, at: datetime) -> None:
    withdrawn: Changes = {"snapshot": {}} if referral.accepted_at is None else {}
    journal.record(
        referral,
        Entry(
            kind=ReferralEvent.Kind.SHARING,
            hand=Hand(side=Side.SYSTEM),
            asked=Asked(at=at),
            changes={"sharing_stopped_at": at, **withdrawn},
        ),
    )
    settle_need(referral, Asked(at=at))
