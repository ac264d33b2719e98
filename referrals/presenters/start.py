"""The way from a service to a sent referral, one step to a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from care import disclosure
from care.models import DataClass, Need
from care.presenters import people as listing
from directory.models import Service
from referrals.checks import Check, Finding, Subject, Verdict
from referrals.known import open_for
from referrals.models import Referral, Status
from referrals.presenters.page import Step
from referrals.presenters.words import Tag


class Stop(IntEnum):
    """The four steps, in their order."""

    PERSON = 1
    NEED = 2
    AGREEMENT = 3
    CHECK = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One finding in words."""

    tag: Tag
    title: str
    words: str
    cure: str
    """What may be done about it: a name the template knows."""
    finding: Finding
    may_withdraw: bool
    """Whether the open referral may still be stopped by its sender."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings with the same verdict."""

    name: str
    rows: tuple[Row, ...]
    is_short: bool


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What was found, the worst first, and what it comes to."""

    groups: tuple[Group, ...]
    may_be_sent: bool
    is_poor_fit: bool
    tone: str
    summary: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One person to choose, and the service's open referral of theirs."""

    row: listing.Row
    asked: Referral | None


def choices_of(rows: Iterable[listing.Row], service: Service, by: User) -> list[Choice]:
    """The people, each with what is open already: one more query for all."""
    rows = list(rows)
    asked: dict[UUID, Referral] = {
        one.person_id: one
        for one in open_for(by)
        .filter(service=service, person__in=[row.person.pk for row in rows])
        .order_by("created_at")
    }
    return [Choice(row, asked.get(row.person.pk)) for row in rows]


def way(now: Stop, *, person: str = "", need: str = "") -> tuple[Step, ...]:
    """The steps, with what has been decided so far."""
    nothing = _("Nothing has been sent yet")
    names = {
        Stop.PERSON: (_("Person"), person or _("Who needs help?")),
        Stop.NEED: (_("Need"), need or _("With what?")),
        Stop.AGREEMENT: (_("Agreement"), _("What may be shared, how to call")),
        Stop.CHECK: (_("Check and send"), nothing),
    }
    return tuple(
        Step(_state(stop, now), name, (words,)) for stop, (name, words) in names.items()
    )


def _state(stop: Stop, now: Stop) -> str:
    if stop == now:
        return "now"
    return "done" if stop < now else "next"


def shared_words(need: Need) -> tuple[str, ...]:
    """What sending for this need discloses, in words."""
    classes = disclosure.classes_for(need)
    return tuple(str(one.label) for one in DataClass if one in classes)


LOOKS = {
    Verdict.FITS: ("good", "check"),
    Verdict.DOES_NOT_FIT: ("bad", "cross"),
    Verdict.NOT_KNOWN: ("warn", "question"),
}

CURES = {
    Subject.CONSENT: "consent",
    Subject.PLACE: "person",
    Subject.AGE: "person",
    Subject.PAYER: "person",
    Subject.LANGUAGE: "person",
    Subject.ALREADY_OPEN: "referral",
    Subject.NEED: "need",
    Subject.REFERRALS: "other",
    Subject.ROOM: "call",
}

WITHDRAWN_BY_SENDER = frozenset({Status.REQUESTED, Status.ACCEPTED})
"""Where the sender may still stop what it asked for."""


def check_page(found: Check, receiver: str) -> CheckPage:
    """Group what was found, the worst first."""
    bad, open_, good = found.does_not_fit, found.not_known, found.fits
    groups = (
        Group(_("Does not fit"), _rows(bad), is_short=False),
        Group(_("To settle"), _rows(open_), is_short=False),
        Group(_("Fits"), _rows(good), is_short=True),
    )
    tone = "bad" if not found.may_be_sent else "warn" if bad or open_ else "good"
    return CheckPage(
        groups=tuple(group for group in groups if group.rows),
        may_be_sent=found.may_be_sent,
        is_poor_fit=bool(bad),
        tone=tone,
        summary=_summary(found, receiver),
    )


def _summary(found: Check, receiver: str) -> str:
    bad, open_ = len(found.does_not_fit), len(found.not_known)
    name = {"receiver": receiver}
    if not bad and not open_:
        return _("Everything fits: %(receiver)s looks right.") % name
    parts = []
    if bad:
        parts.append(
            ngettext("%(count)d thing does not fit", "%(count)d things do not fit", bad)
            % {"count": bad}
        )
    if open_:
        parts.append(
            ngettext("%(count)d is to settle", "%(count)d are to settle", open_)
            % {"count": open_}
        )
    fits = len(found.fits)
    parts.append(ngettext("%(count)d fits", "%(count)d fit", fits) % {"count": fits})
    return f"{receiver}: {', '.join(parts)}."


def _rows(findings: tuple[Finding, ...]) -> tuple[Row, ...]:
    return tuple(_row(finding) for finding in findings)


def _row(finding: Finding) -> Row:
    labels = {
        Verdict.FITS: _("Fits"),
        Verdict.DOES_NOT_FIT: _("Does not fit"),
        Verdict.NOT_KNOWN: _("Not known"),
    }
    tone, icon = LOOKS[finding.verdict]
    label = labels[finding.verdict]
    if finding.subject == Subject.ALREADY_OPEN and finding.referral is not None:
        icon, label = "eye", _("Already open")
    return Row(
        tag=Tag(tone, icon, label),
        title=title_of(finding.subject),
        words=finding.words,
        cure="" if finding.verdict == Verdict.FITS else CURES[finding.subject],
        finding=finding,
        may_withdraw=finding.referral is not None
        and finding.referral.status in WITHDRAWN_BY_SENDER,
    )


def title_of(subject: Subject) -> str:
    """What was looked at, in words."""
    titles = {
        Subject.CONSENT: _("Agreement"),
        Subject.NEED: _("Need"),
        Subject.REFERRALS: _("Referrals"),
        Subject.PLACE: _("Place"),
        Subject.AGE: _("Age"),
        Subject.LANGUAGE: _("Language"),
        Subject.PAYER: _("Who pays"),
        Subject.ROOM: _("Room"),
        Subject.ALREADY_OPEN: _("Asked before"),
    }
    return titles[subject]
