"""Links for offices without accounts: making them, and the one way in.

A link's secrets are made of its id and the site's key, so that a letter which waits
for its mail server, or a page that is printed again, says the same; the database
keeps their hashes alone. What opens a link looks the same from outside whatever is
wrong: made up, too old, taken back, of a referral that is not shared any more.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from directory.models import Organization
from referrals import codes
from referrals.models import (
    RECEIVER_ROLES,
    AnswerLink,
    AnswersByLink,
    Letter,
    Referral,
)

SALT = "referrals.links"
ANSWER_FOR = timedelta(days=14)
"""After the answer is due: whoever is late finds the page, and not a closed door."""
REPORT_FOR = timedelta(days=90)
"""After an answer: how it ended is said by the same link."""


def token_of(link: AnswerLink) -> str:
    """The link's secret, as its address holds it."""
    token: str = _signer().sign(urlsafe_b64encode(link.pk.bytes).decode().rstrip("="))
    return token


def address_of(link: AnswerLink) -> str:
    """The whole address, for letters and for paper."""
    site: str = settings.SITE_URL
    return site + reverse("referrals:answer", args=[token_of(link)])


def code_of(link: AnswerLink) -> str:
    """The code on paper that stands for the link."""
    digest = salted_hmac(f"{SALT}.code", link.pk.hex, algorithm="sha256").digest()
    return codes.spelled(int.from_bytes(digest), codes.LINK_LENGTH)


def make(
    referral: Referral,
    *,
    by: User | None,
    at: datetime,
    to: str = "",
    on_paper: bool = False,
) -> AnswerLink:
    """A new link for the receiver: for an address, or with a code on paper.

    With neither it opens nothing, and only signs what the code on the slip said.
    """
    link = AnswerLink(
        referral=referral,
        organization=referral.receiver,
        sent_to=to,
        made_by=by,
        made_at=at,
        expires_at=max(at, referral.due_at or at) + ANSWER_FOR,
    )
    link.token_hash = _hash(token_of(link))
    link.code_hash = _code_hash(code_of(link)) if on_paper else ""
    link.save(force_insert=True)
    return link


def of_the_slip(referral: Referral, *, at: datetime) -> AnswerLink:
    """What signs whatever is said with the code on the slip: one for a referral."""
    before = referral.links.filter(sent_to="", code_hash="", revoked_at__isnull=True)
    return before.first() or make(referral, by=None, at=at)


def open_by_token(token: str, *, at: datetime) -> AnswerLink | None:
    """The link behind an address; None for everything that opens nothing.

    The signature is looked at before the database is asked, so made-up addresses
    cost nothing and learn nothing. Whoever holds a real one that has ended is counted.
    """
    try:
        pk = UUID(bytes=urlsafe_b64decode(_signer().unsign(token) + "=="))
    except (BadSignature, ValueError):
        return None
    link = _shared().filter(pk=pk).first()
    if link is None or not constant_time_compare(link.token_hash, _hash(token)):
        return None
    if not _lets_in(link, at):
        AnswerLink.objects.filter(pk=pk).update(failures=F("failures") + 1)
        return None
    return link


def open_by_code(text: str, *, at: datetime) -> AnswerLink | None:
    """The link behind a code on paper, as it was typed; None if it opens nothing.

    One digest and one question, whatever was typed.
    """
    link = _shared().filter(code_hash=_code_hash(codes.typed(text))).first()
    return link if link is not None and _lets_in(link, at) else None


def referral_of_slip(text: str) -> Referral | None:
    """The open referral behind the code on a person's slip, as it was typed."""
    return (
        Referral.objects.still_open()
        .filter(short_code=codes.typed(text), sharing_stopped_at__isnull=True)
        .select_related("receiver", "sender")
        .first()
    )


def used(link: AnswerLink, *, at: datetime) -> None:
    """Remember that somebody did something with it.

    Once their office has accepted it stays open, to report by.
    """
    link.last_used_at = at
    if link.referral.accepted_at is not None:
        link.expires_at = max(link.expires_at, at + REPORT_FOR)
    link.save(update_fields=["last_used_at", "expires_at"])


def revoke(link: AnswerLink, *, by: User | None, at: datetime) -> None:
    """Let it open nothing any more; without ``by`` it had come to the wrong office."""
    live = AnswerLink.objects.filter(pk=link.pk, revoked_at__isnull=True)
    live.update(revoked_at=at, revoked_by=by)
    waiting = Letter.objects.waiting().filter(link=link)
    waiting.update(dropped_at=at)


def mail_address_of(referral: Referral) -> str:
    """Where the receiver takes mail: as it chose, else by its listing; or nowhere."""
    chosen = AnswersByLink.objects.filter(organization=referral.receiver_id).first()
    listed = referral.service.email or referral.receiver.email
    return (chosen and chosen.email) or listed


def is_answered_by_link(organization: Organization) -> bool:
    """Whether letters go to it with each referral: by choice, or nobody signs in."""
    chosen = AnswersByLink.objects.filter(organization=organization)
    return chosen.exists() or is_without_accounts(organization)


def is_without_accounts(organization: Organization) -> bool:
    """Whether nobody there can sign in and answer."""
    return not organization.memberships.filter(
        role__in=RECEIVER_ROLES, user__is_active=True
    ).exists()


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _code_hash(code: str) -> str:
    """Keyed: there are too few codes for a plain hash to hide them."""
    kept = salted_hmac(f"{SALT}.kept", code, algorithm="sha256")
    return kept.hexdigest()


def _shared() -> "QuerySet[AnswerLink]":
    """Links that open something, with all that their page names."""
    return AnswerLink.objects.exclude(Q(sent_to="", code_hash="")).select_related(
        "organization",
        "referral__need__category",
        "referral__receiver",
        "referral__sender",
        "referral__sent_by",
        "referral__service",
    )


def _lets_in(link: AnswerLink, at: datetime) -> bool:
    referral = link.referral
    is_shared = referral.sent_at is not None and referral.sharing_stopped_at is None
    is_theirs = referral.receiver_id == link.organization_id
    return link.is_open(at) and is_shared and is_theirs
