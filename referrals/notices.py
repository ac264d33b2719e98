"""Telling people that a referral moved: a number and a link, never a word more.

Who is told is written down with the change; how it reads, and whether the reader may
still know it, is asked again when it is read.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import notices
from accounts.models import Membership, Notice, User
from accounts.notices import Said
from directory.models import Organization
from referrals import letters, links
from referrals.models import (
    RECEIVER_ROLES,
    SENDER_ROLES,
    CancelReason,
    Letter,
    Message,
    Referral,
    ReferralEvent,
    Side,
    Status,
)
from referrals.parties import viewer_of
from referrals.snapshot import is_cut_off, known_until
from referrals.timing import REGISTERED, Reader, Timer

KIND = "referral"
MESSAGE, GIVEN, WRONG_OFFICE = "message", "given", "wrong-office"
ASKED, ALIKE, DENIED = "asked", "alike", "denied"
"""What may happen beside a move."""


def moved(
    referral: Referral, event: ReferralEvent, *, silent_for: frozenset[Side]
) -> None:
    """Tell the other side that the referral moved."""
    undone = event.kind == ReferralEvent.Kind.UNDO
    what = event.kind if undone else event.to_status
    for side in _others(event.by_side):
        if side not in silent_for and not is_cut_off(referral, {side}):
            # To the desk that sends for a family, nothing waits for an answer.
            is_own = side == Side.SENDER and what == Status.REQUESTED
            said = ASKED if is_own else what
            _tell(_readers(referral, side), referral, said, event.occurred_at)
            if side == Side.RECEIVER:
                _write(referral, what, event.occurred_at)


def said(referral: Referral, message: Message, *, side: Side) -> None:
    """Tell the other side that a message waits."""
    for other in _others(side):
        _tell(_readers(referral, other), referral, MESSAGE, message.sent_at)
        if other == Side.RECEIVER:
            letters.tell(referral, Letter.What.SAID, at=message.sent_at)


def alike(referral: Referral, *, at: datetime) -> None:
    """Tell the desk that somebody who asked may be written down already."""
    _tell(_readers(referral, Side.SENDER), referral, ALIKE, at)


def denied(referral: Referral, *, at: datetime) -> None:
    """Tell the sender that the family says no help came."""
    if not is_cut_off(referral, {Side.SENDER}):
        _tell(_readers(referral, Side.SENDER), referral, DENIED, at)


def given(referral: Referral, event: ReferralEvent, *, to: User) -> None:
    """Tell a colleague that the referral is theirs now."""
    _tell([to], referral, GIVEN, event.occurred_at)


def timed(referral: Referral, timer: Timer, *, at: datetime) -> None:
    """Tell those whom a timer tells."""
    told: dict[int, User] = {}
    for reader in timer.tells:
        told |= {user.pk: user for user in _told_by_timer(referral, reader)}
    _tell(told.values(), referral, timer.name, at)


def wrong_office(referral: Referral, at: datetime) -> None:
    """Tell the sender that a link came to an office that was not meant."""
    if not is_cut_off(referral, {Side.SENDER}):
        _tell(_readers(referral, Side.SENDER), referral, WRONG_OFFICE, at)


def opened(referral: Referral, by: User, at: datetime) -> None:
    """Whoever opens a referral has read what they were told of it."""
    notices.read(by, kind=KIND, subject=referral.number, at=at)


def words(user: User, told: Collection[Notice]) -> dict[int, Said]:
    """How these notices read now; what this user may not know is left out."""
    viewer = viewer_of(user)
    found = Referral.objects.visible_to(user).filter(
        number__in={notice.subject for notice in told}
    )
    referrals = {referral.number: referral for referral in found}
    said = {}
    for notice in told:
        referral = referrals.get(notice.subject)
        if referral is not None and _may_know(referral, viewer.sides(referral), notice):
            said[notice.pk] = Said(
                headline=_headline(notice.what, referral),
                path=referral.get_absolute_url(),
            )
    return said


def _may_know(referral: Referral, sides: frozenset[Side], notice: Notice) -> bool:
    """Whether it is still so, and was so before the person stopped sharing."""
    if notice.what == Status.REQUESTED and referral.status != Status.REQUESTED:
        # Nothing waits any more: somebody answered, or it was stopped.
        return False
    if notice.what == GIVEN and referral.assigned_to_id != notice.user_id:
        return False
    timer = REGISTERED.get(notice.what)
    if timer is not None and not timer.still(timer, referral):
        return False
    if notice.what == DENIED and referral.client_got_help is not False:
        return False
    until = known_until(referral, sides)
    return until is None or notice.made_at <= until


def _others(side: str) -> tuple[Side, ...]:
    match side:
        case Side.SENDER:
            return (Side.RECEIVER,)
        case Side.RECEIVER:
            return (Side.SENDER,)
        case _:
            return (Side.SENDER, Side.RECEIVER)


def _readers(referral: Referral, side: Side) -> Iterable[User]:
    """Whoever has the referral on that side; nobody has it: everybody there."""
    organization: Organization = (
        referral.sender if side == Side.SENDER else referral.receiver
    )
    roles = SENDER_ROLES if side == Side.SENDER else RECEIVER_ROLES
    holder = referral.sent_by_id if side == Side.SENDER else referral.assigned_to_id
    members = User.objects.filter(
        is_active=True,
        memberships__organization=organization,
        memberships__role__in=roles,
    ).distinct()
    if side == Side.RECEIVER and referral.sent_at is None:
        return []
    everybody = list(members)
    return [user for user in everybody if user.pk == holder] or everybody


def _told_by_timer(referral: Referral, reader: Reader) -> Iterable[User]:
    match reader:
        case Reader.RECEIVER:
            return _readers(referral, Side.RECEIVER)
        case Reader.SENDER:
            return _readers(referral, Side.SENDER)
        case Reader.LEAD:
            return _leads(referral)
        case Reader.NETWORK:
            desk = User.objects.filter(is_active=True)
            return desk.filter(network_role=User.NetworkRole.ADMIN)


def _leads(referral: Referral) -> Iterable[User]:
    """The receiver's supervisors; without any its admins, else whoever answers."""
    for role in (Membership.Role.SUPERVISOR, Membership.Role.ADMIN):
        leads = User.objects.filter(
            is_active=True,
            memberships__organization=referral.receiver_id,
            memberships__role=role,
        )
        if found := list(leads.distinct()):
            return found
    return _readers(referral, Side.RECEIVER)


def _write(referral: Referral, what: str, at: datetime) -> None:
    """Tell an office that answers by link: that it is asked, or no more."""
    if what in {Status.CANCELLED, Status.ENTERED_IN_ERROR}:
        letters.tell(referral, Letter.What.STOPPED, at=at)
        return
    if what != Status.REQUESTED or not links.is_answered_by_link(referral.receiver):
        return
    if address := links.mail_address_of(referral):
        link = links.make(referral, by=None, to=address, at=at)
        letters.write(link, Letter.What.ASKED, at=at)


def _tell(users: Iterable[User], referral: Referral, what: str, at: datetime) -> None:
    notices.tell(users, kind=KIND, subject=referral.number, what=what, at=at)


def _headline(what: str, referral: Referral) -> str:
    words, timer = _words(what), REGISTERED.get(what)
    expired = referral.reason_code == CancelReason.NO_RESPONSE_EXPIRED
    if what == Status.CANCELLED and expired:
        words = _("Referral %(number)s has ended: nobody answered in time")
    return str(timer.headline if timer else words) % {"number": referral.number}


def _words(what: str) -> str:
    headlines = {
        Status.REQUESTED: _("New referral %(number)s waits for your answer"),
        Status.ACCEPTED: _("Referral %(number)s was accepted"),
        Status.IN_PROGRESS: _("Referral %(number)s is in progress"),
        Status.ON_HOLD: _("Referral %(number)s is on hold"),
        Status.COMPLETED: _("Referral %(number)s is done"),
        Status.REJECTED: _("Referral %(number)s was declined"),
        Status.FAILED: _("Referral %(number)s was not completed"),
        Status.CANCELLED: _("Referral %(number)s was stopped"),
        Status.ENTERED_IN_ERROR: _("Referral %(number)s was sent by mistake"),
        ReferralEvent.Kind.UNDO: _("Referral %(number)s: the last answer was undone"),
        MESSAGE: _("Referral %(number)s has a new message"),
        GIVEN: _("Referral %(number)s was given to you"),
        WRONG_OFFICE: _("The link of referral %(number)s came to the wrong office"),
        ASKED: _("A family asked for help itself: referral %(number)s"),
        ALIKE: _("Referral %(number)s: this person may be written down already"),
        DENIED: _("Referral %(number)s: the family says that no help came"),
    }
    return headlines.get(what, "")
