"""Telling people that a referral moved: a number and a link, never a word more.

Mail is read on shared screens and passes through strangers' machines, so it names
neither the person nor the kind of help.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from directory.models import Organization
from referrals.models import (
    RECEIVER_ROLES,
    SENDER_ROLES,
    Message,
    Referral,
    ReferralEvent,
    Side,
    Status,
)
from referrals.snapshot import is_cut_off


def moved(referral: Referral, event: ReferralEvent) -> int:
    """Tell the other side that the referral moved; return how many were told."""
    told = 0
    for side in _others(event.by_side):
        if is_cut_off(referral, {side}):
            continue
        told += _send(
            _readers(referral, side), referral, what=_happened(event, referral)
        )
    return told


def said(referral: Referral, message: Message, *, side: Side) -> int:
    """Tell the other side that a message waits; return how many were told."""
    told = 0
    for other in _others(side):
        told += _send(_readers(referral, other), referral, what="message")
    return told


def _others(side: str) -> tuple[Side, ...]:
    match side:
        case Side.SENDER | Side.CLIENT:
            return (Side.RECEIVER,)
        case Side.RECEIVER:
            return (Side.SENDER,)
        case _:
            return (Side.SENDER, Side.RECEIVER)


def _happened(event: ReferralEvent, referral: Referral) -> str:
    return event.kind if event.kind == ReferralEvent.Kind.UNDO else referral.status


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


def _send(users: Iterable[User], referral: Referral, *, what: str) -> int:
    mails = [_mail(user, referral, what=what) for user in users]
    return mailers.default.send_messages(mails) or 0 if mails else 0


def _mail(user: User, referral: Referral, *, what: str) -> EmailMessage:
    with translation.override(user.language or settings.LANGUAGE_CODE):
        context = {
            "user": user,
            "headline": _headline(what, referral.number),
            "link": settings.SITE_URL + referral.get_absolute_url(),
        }
        return EmailMessage(
            subject=context["headline"],
            body=render_to_string("email/referral_notice.txt", context),
            to=[user.email],
        )


def _headline(what: str, number: str) -> str:
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
        "message": _("Referral %(number)s has a new message"),
    }
    return headlines[what] % {"number": number}
