"""Talking: what both sides say to each other, and each to itself."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from referrals import journal, notices
from referrals.errors import (
    KeyReusedError,
    MissingReasonError,
    MoveNotAllowedError,
)
from referrals.journal import Asked, Entry
from referrals.models import (
    Message,
    Note,
    Referral,
    ReferralEvent,
    Side,
    Stage,
    Status,
)
from referrals.moving import asked, hand_on, opened
from referrals.parties import Actor, Hand
from referrals.pausing import stage_before


@transaction.atomic
def say(
    referral: Referral,
    *,
    by: Actor,
    text: str,
    needs_answer: bool = False,
    at: datetime | None = None,
    key: str = "",
) -> Message:
    """Write to the other side; with ``needs_answer`` the referral waits for them.

    The next message of the sender, or of the network desk, ends the wait. A repeat
    under the same key returns what was written, and tells nobody again.
    """
    when = asked(at, key=key)
    referral = opened(referral, by=by)
    hand = hand_on(referral, by, (Side.SENDER, Side.RECEIVER, Side.NETWORK))
    before = _written_before(
        referral.messages.filter(by=hand.user, by_link=hand.link), text, key
    )
    if before is not None:
        return before
    if referral.sent_at is None:
        raise MoveNotAllowedError(_("This referral has not been sent yet."))
    if referral.sharing_stopped_at is not None:
        raise MoveNotAllowedError(
            _("The person stopped sharing, so nothing more can be written here.")
        )
    if not text.strip():
        raise MissingReasonError(_("Write a message first."))
    asks = needs_answer and hand.side == Side.RECEIVER
    message = Message.objects.create(
        referral=referral,
        **hand.signature(),
        organization=hand.on_behalf_of or hand.organization,
        text=text.strip(),
        needs_answer=asks,
        sent_at=when.at,
        idempotency_key=key,
    )
    _wait_or_go_on(referral, hand, when, asks=asks)
    notices.said(referral, message, side=hand.side)
    return message


@transaction.atomic
def note(
    referral: Referral,
    *,
    by: User,
    text: str,
    at: datetime | None = None,
    key: str = "",
) -> Note:
    """Keep a note that only the writer's own organization reads.

    It is nobody else's business, so it may be kept after sharing stopped too.
    """
    referral = journal.lock(referral)
    hand = hand_on(referral, by, (Side.RECEIVER, Side.SENDER))
    before = _written_before(referral.notes.filter(by=by), text, key)
    if before is not None:
        return before
    if not text.strip():
        raise MissingReasonError(_("Write a note first."))
    return Note.objects.create(
        referral=referral,
        by=by,
        organization=(
            referral.sender if hand.side == Side.SENDER else referral.receiver
        ),
        text=text.strip(),
        written_at=at or timezone.now(),
        idempotency_key=key,
    )


def _written_before[Written: (Message, Note)](
    own: QuerySet[Written], text: str, key: str
) -> Written | None:
    """What this writer wrote under the same key; the caller holds the lock.

    Raises:
        KeyReusedError: other words were written under it.
    """
    before = own.filter(idempotency_key=key).first() if key else None
    if before is not None and before.text != text.strip():
        raise KeyReusedError
    return before


def _wait_or_go_on(referral: Referral, hand: Hand, when: Asked, *, asks: bool) -> None:
    """A question stops the receiver's clock, and an answer sets it going again.

    The network desk answers too, where the sender works on paper.
    """
    answers = hand.side in {Side.SENDER, Side.NETWORK} and referral.is_paused
    if asks and referral.status in {Status.REQUESTED, Status.IN_PROGRESS}:
        stage = Stage.AWAITING_INFORMATION
    elif answers:
        stage = stage_before(referral)
    else:
        return
    if stage != referral.stage:
        journal.record(
            referral,
            Entry(
                kind=ReferralEvent.Kind.STAGE,
                hand=hand,
                asked=when,
                changes={"stage": stage},
            ),
        )
