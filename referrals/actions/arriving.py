"""The person turned up with the slip: the loop closes where they stand."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from referrals import journal, links
from referrals.actions.answering import accept
from referrals.actions.working import complete, resume, set_stage, start
from referrals.deliveries import Delivery
from referrals.models import OPEN, Referral, Side, Stage, Status
from referrals.moving import asked, check_status, hand_on, opened
from referrals.parties import Actor, LinkHolder

SLIP = "slip"
"""Evidence of whoever had only the code on the person's slip."""
BEFORE_CONTACT = (
    Stage.CONTACT_ATTEMPTED,
    Stage.APPOINTMENT_SCHEDULED,
    Stage.APPOINTMENT_MISSED,
)


@transaction.atomic
def came_in(
    referral: Referral,
    *,
    by: Actor,
    outcome: str = "",
    what: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Say that the person came: it is accepted, worked on, and done if they got it.

    With an outcome it ends with what they got today; without one, work has begun.
    """
    when = asked(at, version, key)
    referral = opened(referral, by=by)
    if journal.is_repeat(referral, when):
        return referral
    hand_on(referral, by, (Side.RECEIVER,))
    check_status(referral, OPEN)
    if referral.status == Status.REQUESTED:
        # Its own key, so that the last of the steps is the one that repeats.
        accept(referral, by=by, at=when.at)
        referral.refresh_from_db()
    if outcome:
        return complete(
            referral,
            by=by,
            outcome=outcome,
            deliveries=[Delivery(what, timezone.localdate(when.at))],
            at=when.at,
            key=key,
        )
    return _is_there(referral, by=by, at=when.at, key=key)


def _is_there(referral: Referral, *, by: Actor, at: datetime, key: str) -> Referral:
    match Status(referral.status):
        case Status.ACCEPTED:
            return start(referral, by=by, stage=Stage.CONTACTED, at=at, key=key)
        case Status.ON_HOLD:
            return resume(referral, by=by, stage=Stage.CONTACTED, at=at, key=key)
        case _ if referral.stage in BEFORE_CONTACT:
            return set_stage(referral, by=by, stage=Stage.CONTACTED, at=at, key=key)
        case _:
            return referral


def came_with_slip(
    referral: Referral,
    *,
    name: str,
    outcome: str = "",
    what: str = "",
    at: datetime | None = None,
    key: str = "",
) -> Referral:
    """Say so with nothing but the code on the slip: somebody without an account.

    A link that opens nothing signs it, so that the history names whoever said it.
    """
    when = asked(at)
    with transaction.atomic():
        journal.lock(referral)
        link = links.of_the_slip(referral, at=when.at)
        links.used(link, at=when.at)
        return came_in(
            referral,
            by=LinkHolder(link, name, evidence=SLIP),
            outcome=outcome,
            what=what,
            at=when.at,
            key=key,
        )
