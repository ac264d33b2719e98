"""What the sender does: begin, send, stop, and read how it ended."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from care.codes import LETTERS
from care.models import Need, Person
from directory.models import Organization, Service
from referrals import guards, journal
from referrals.codes import SLIP_LENGTH
from referrals.errors import (
    WrongSideError,
)
from referrals.journal import Asked, Entry
from referrals.models import (
    CLOSED,
    Priority,
    Referral,
    ReferralEvent,
    ReferralNumber,
    Round,
    Side,
    Stage,
    Status,
)
from referrals.moving import (
    Changes,
    Step,
    Touch,
    asked,
    hand_on,
    move,
    touch,
)
from referrals.parties import Actor, Hand
from referrals.states import MOVES


@transaction.atomic
def draft(
    need: Need,
    *,
    by: Actor,
    service: Service,
    sender: Organization,
    priority: Priority = Priority.ROUTINE,
    note: str = "",
    re_referral_of: Referral | None = None,
    within: Round | None = None,
    at: datetime | None = None,
) -> Referral:
    """Begin a referral that only the sender's side sees until it is sent.

    ``within`` a round it is asked with others, and as blind as that.

    Raises:
        WrongSideError: ``by`` may not send for this organization, or does not see
            this person.
    """
    at = at or timezone.now()
    referral = Referral(
        number=_next_number(at),
        short_code=_free_code(),
        person=need.person,
        need=need,
        service=service,
        sender=sender,
        receiver=service.organization,
        priority=priority,
        request_note=note.strip(),
        is_blind=need.is_sensitive or (within is not None and within.is_blind),
        round=within,
        re_referral_of=re_referral_of,
        created_at=at,
    )
    hand = _drafting_hand(referral, by)
    referral.sent_by = hand.user
    referral.save(force_insert=True)
    journal.record(
        referral,
        Entry(
            kind=ReferralEvent.Kind.MOVE,
            transition=MOVES[None, Status.DRAFT].id,
            hand=hand,
            asked=asked(at),
        ),
    )
    return referral


def revise(
    referral: Referral,
    *,
    by: Actor,
    priority: Priority,
    note: str,
    at: datetime | None = None,
    version: int | None = None,
) -> Referral:
    """Change a draft before it is sent."""
    return touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.STAGE,
            sides=(Side.SENDER, Side.NETWORK),
            statuses=(Status.DRAFT,),
            changes={"priority": priority, "request_note": note.strip()},
        ),
        by=by,
        asked=asked(at, version),
    )


def send(
    referral: Referral,
    *,
    by: Actor,
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
) -> Referral:
    """Send it: the receiver is told, and may read the copy made now.

    Raises:
        NotReadyError: the service takes no referrals, the need is settled, or it is
            not known whether contacting the person is safe.
        DisclosureDeniedError: no consent covers this receiver.
        MissingReasonError: something does not fit, and the note does not say why it
            is sent all the same.
    """
    return move(
        referral,
        Step(to=Status.REQUESTED, stage=Stage.SENT, guard=guards.ready_to_send),
        by=by,
        asked=asked(at, version, key),
    )


def cancel(
    referral: Referral,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
    silent_for: frozenset[Side] = frozenset(),
) -> Referral:
    """Stop it, with a reason of ``CancelReason``.

    The sender may until work begins; after that the receiver alone. Sides of
    ``silent_for`` are not told: whoever stops many at once tells them once.
    """
    when = asked(at, version, key)
    return move(
        referral,
        Step(
            to=Status.CANCELLED,
            reason=reason,
            text=text,
            changes=guards.ended(when.at),
            guard=guards.known_to_people(reason),
            silent_for=silent_for,
        ),
        by=by,
        asked=when,
    )


def acknowledge(
    referral: Referral, *, by: Actor, at: datetime | None = None
) -> Referral:
    """The sender has read how it ended."""
    return touch(
        referral,
        Touch(
            kind=ReferralEvent.Kind.LOOP,
            sides=(Side.SENDER,),
            statuses=CLOSED,
            guard=_acknowledged,
        ),
        by=by,
        asked=asked(at),
    )


def _next_number(at: datetime) -> str:
    """Count the year's referrals: 26-00001, 26-00002."""
    year = timezone.localtime(at).year
    ReferralNumber.objects.get_or_create(year=year)
    series = ReferralNumber.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{year % 100:02}-{series.last:05}"


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(LETTERS) for _letter in range(SLIP_LENGTH))
        if not Referral.objects.filter(short_code=code).exists():
            return code


def _drafting_hand(referral: Referral, by: Actor) -> Hand:
    """The sender's own people, or the network desk; and only for people they see.

    A family asks for itself, by way of the office that keeps it.
    """
    hand = hand_on(referral, by, (Side.SENDER, Side.NETWORK, Side.CLIENT))
    if hand.side == Side.CLIENT:
        if referral.sender_id != referral.person.kept_by_id:
            raise WrongSideError(_("You may not send this person."))
        return hand
    writer = hand.writer()
    seen = Person.objects.visible_to(writer).filter(pk=referral.person_id)
    if not seen.exists():
        raise WrongSideError(_("You may not send this person."))
    return hand


def _acknowledged(referral: Referral, _hand: Hand, when: Asked) -> Changes:
    return {
        "sender_informed_at": referral.sender_informed_at or when.at,
        "sender_acknowledged_at": referral.sender_acknowledged_at or when.at,
    }
