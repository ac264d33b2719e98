"""Links by which the receiver may answer, as the sender's side sees them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from referrals import links
from referrals.models import AnswerLink, Letter, Referral, Side
from referrals.presenters import words
from referrals.snapshot import is_cut_off


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """One link: where it went, when, and what became of it."""

    link: AnswerLink
    where: str
    facts: tuple[str, ...]
    may_be_stopped: bool
    may_be_printed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksPanel:
    """What the sender's page shows of links, and what may be done."""

    lines: tuple[LinkLine, ...]
    address: str
    """Where a new one would be mailed; empty if the listing says nothing."""
    may_make: bool
    has_no_accounts: bool
    """Nobody of the receiver signs in: without a link they cannot answer."""


def links_panel(
    referral: Referral, sides: Collection[Side], at: datetime
) -> LinksPanel | None:
    """The links of a referral, for the side that sent it; None for everybody else."""
    is_senders = not {Side.SENDER, Side.NETWORK}.isdisjoint(sides)
    if not is_senders or referral.sent_at is None or is_cut_off(referral, sides):
        return None
    found = (
        referral.links.select_related("made_by", "revoked_by")
        .prefetch_related("letters")
        .order_by("-made_at")
    )
    may_make = referral.is_open and referral.sharing_stopped_at is None
    return LinksPanel(
        lines=tuple(_line(link, at, is_live=may_make) for link in found),
        address=links.mail_address_of(referral),
        may_make=may_make,
        has_no_accounts=links.is_without_accounts(referral.receiver),
    )


def _line(link: AnswerLink, at: datetime, *, is_live: bool) -> LinkLine:
    is_open = link.is_open(at) and not link.is_of_the_slip
    return LinkLine(
        link=link,
        where=_where(link),
        facts=tuple(_facts(link, is_open=is_open)),
        may_be_stopped=is_open,
        may_be_printed=is_open and is_live and link.is_on_paper,
    )


def _where(link: AnswerLink) -> str:
    if link.is_of_the_slip:
        return _("The code on the slip")
    return link.sent_to or _("On paper")


def _facts(link: AnswerLink, *, is_open: bool) -> list[str]:
    facts = [_made(link)]
    if link.sent_to:
        facts.append(_mailed(list(link.letters.all())))
    if link.last_used_at is not None:
        facts.append(_("Used %(when)s.") % {"when": words.moment_of(link.last_used_at)})
    elif not link.is_of_the_slip:
        facts.append(_("Not used yet."))
    if link.revoked_at is not None:
        facts.append(_stopped(link))
    elif not link.is_of_the_slip:
        said = _("Open until %(when)s.") if is_open else _("It ran out %(when)s.")
        facts.append(said % {"when": words.moment_of(link.expires_at)})
    if link.failures:
        facts.append(_("Tried in vain: %(count)d") % {"count": link.failures})
    return facts


def _made(link: AnswerLink) -> str:
    when = words.moment_of(link.made_at)
    if link.made_by is None:
        return _("Made by Waypost %(when)s.") % {"when": when}
    return _("Made by %(name)s %(when)s.") % {"name": link.made_by, "when": when}


def _mailed(letters: list[Letter]) -> str:
    """How the newest letter fared."""
    sent = [letter.sent_at for letter in letters if letter.sent_at is not None]
    if any(letter.failed_at for letter in letters) and not sent:
        return _("No mail server took it: call them.")
    if not sent:
        return _("Its mail has not gone out yet.")
    return _("Mailed %(when)s.") % {"when": words.moment_of(max(sent))}


def _stopped(link: AnswerLink) -> str:
    when = words.moment_of(link.revoked_at) if link.revoked_at else ""
    if link.revoked_by is None:
        return _("Came to the wrong office, and stopped %(when)s.") % {"when": when}
    return _("Stopped by %(name)s %(when)s.") % {"name": link.revoked_by, "when": when}
