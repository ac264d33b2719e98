"""Looking: what is remembered of whoever opened a referral, or tried to."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from care import actions as care
from care.models import Purpose
from referrals import journal, notices
from referrals.journal import Asked, Entry
from referrals.models import Referral, ReferralEvent, Side, Stage, Status
from referrals.moving import asked, check_status, hand_on, opened
from referrals.parties import Hand, LinkHolder, hands_of
from referrals.snapshot import classes_read

AT_WORK = (Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD)


@transaction.atomic
def mark_viewed(
    referral: Referral, *, by: User | LinkHolder, at: datetime | None = None
) -> Referral:
    """Remember that somebody opened the referral's page.

    The receiver's first look moves the stage, and each of its looks is logged as a
    reading of the person's data; the sender's look at an ended referral closes the
    loop. Safe to call at each visit. Whoever came by a link looks when they ask to see
    the person, and not when the page opens: a mail scanner opens links too.
    """
    when = asked(at)
    referral = journal.lock(referral)
    if isinstance(by, User):
        notices.opened(referral, by, when.at)
    hands = hands_of(referral, by)
    sides = frozenset(hand.side for hand in hands)
    for hand in hands:
        if hand.side == Side.SENDER:
            _sender_looks(referral, hand, when)
        else:
            _reader_looks(referral, hand, when, sides)
    return referral


@transaction.atomic
def show_by_link(
    referral: Referral, *, by: LinkHolder, at: datetime | None = None
) -> Referral:
    """Let whoever holds a link see the person: their office has accepted it.

    Raises:
        MoveNotAllowedError: it has not, or it has ended.
        WrongSideError: the link was taken back.
    """
    referral = opened(referral, by=by)
    hand_on(referral, by, (Side.RECEIVER,))
    check_status(referral, AT_WORK)
    return mark_viewed(referral, by=by, at=at)


def log_refused(number: str, *, by: User, at: datetime | None = None) -> None:
    """Remember that somebody asked for a referral that is not theirs to see.

    Nothing comes back: to the visitor it is as if there were no such number.
    """
    referral = Referral.objects.filter(number=number).select_related("person").first()
    if referral is not None:
        care.log_refused(
            referral.person,
            by=by,
            purpose=Purpose.REFERRAL,
            referral_number=referral.number,
            at=at,
        )


def _sender_looks(referral: Referral, hand: Hand, when: Asked) -> None:
    if referral.stopped_before_end:
        return
    if referral.is_closed and referral.sender_informed_at is None:
        journal.record(
            referral,
            Entry(
                kind=ReferralEvent.Kind.LOOP,
                hand=hand,
                asked=when,
                changes={"sender_informed_at": when.at},
            ),
        )


def _reader_looks(
    referral: Referral, hand: Hand, when: Asked, sides: frozenset[Side]
) -> None:
    if hand.side == Side.RECEIVER and referral.viewed_at is None:
        waits = referral.stage in {Stage.SENT, Stage.DELIVERED}
        journal.record(
            referral,
            Entry(
                kind=ReferralEvent.Kind.VIEW,
                hand=hand,
                asked=when,
                changes={
                    "viewed_at": when.at,
                    "stage": Stage.VIEWED if waits else referral.stage,
                },
            ),
        )
    if hand.side == Side.RECEIVER and referral.receiver_id == referral.sender_id:
        return
    care.log_look(
        referral.person,
        look=care.Look(
            user=hand.user,
            organization=hand.organization,
            purpose=Purpose.REFERRAL,
            data_classes=classes_read(referral, sides),
            # What the person agreed to with the receiver gives the desk no right.
            basis="network" if hand.side == Side.NETWORK else referral.basis,
            referral_number=referral.number,
        ),
        at=when.at,
    )
