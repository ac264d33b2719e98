"""The page that a link opens: the least, until the office accepted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from care.words import payer_names
from directory.models import Phone
from referrals import actions
from referrals.models import AnswerLink, Referral, Status
from referrals.presenters import who, words
from referrals.presenters.page import (
    PhoneFact,
    contact_rule_of,
    home_of,
    language_of,
    office_phone,
    phone_fact,
)
from referrals.presenters.words import Tag
from referrals.snapshot import Shared, seen_by_link


class Standing(StrEnum):
    """What the holder of a link may do now."""

    ASKED = "asked"
    AT_WORK = "at-work"
    DECLINED = "declined"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one side wrote to the other."""

    who: str
    when: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Name and contacts, for somebody who accepted and asked to see them."""

    shared: Shared
    phones: tuple[PhoneFact, ...]
    contact_rule: str
    home: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """All that the page shows."""

    link: AnswerLink
    referral: Referral
    standing: Standing
    service: str
    """Empty where its name would tell of a private need."""
    need: str
    due: Tag | None
    state: Tag
    age_band: str
    home: str
    language: str
    payers: str
    sender_phone: Phone | None
    may_undo: bool
    has_reply: bool
    """They have written: it opens with the rest, as it may name the person."""
    person: Person | None

    @property
    def is_asked(self) -> bool:
        """Whether it waits for their answer."""
        return self.standing == Standing.ASKED

    @property
    def is_at_work(self) -> bool:
        """Whether they accepted, and it has not ended."""
        return self.standing == Standing.AT_WORK

    @property
    def is_declined(self) -> bool:
        """Whether they said no."""
        return self.standing == Standing.DECLINED


def standing_of(referral: Referral) -> Standing:
    """Where the holder of a link stands with it."""
    match Status(referral.status):
        case Status.REQUESTED:
            return Standing.ASKED
        case Status.ACCEPTED | Status.IN_PROGRESS | Status.ON_HOLD:
            return Standing.AT_WORK
        case Status.REJECTED:
            return Standing.DECLINED
        case _:
            return Standing.ENDED


def answer_page(
    link: AnswerLink, *, at: datetime, shows_person: bool = False
) -> AnswerPage:
    """The page for whoever holds the link.

    The person is on it only where somebody of an office that accepted has just asked.
    """
    referral = link.referral
    standing = standing_of(referral)
    shared = seen_by_link(referral)
    least = shared if standing in {Standing.ASKED, Standing.AT_WORK} else None
    is_shown = shows_person and standing == Standing.AT_WORK and shared.is_open
    return AnswerPage(
        link=link,
        referral=referral,
        standing=standing,
        service=referral.service.name,
        need=words.need_name(referral.need.category) if least else "",
        due=words.due_tag(referral, at) or _due_tag(referral, at),
        state=words.state_tag(referral),
        age_band=words.age_band_words(least.age_band) if least else "",
        home=_town(least) if least else "",
        language=language_of(least) if least else "",
        payers=payer_names(list(least.payers)) if least else "",
        sender_phone=office_phone(referral.sender_id),
        may_undo=actions.undoable(referral, at=at) is not None,
        has_reply=standing == Standing.ASKED and _has_reply(referral),
        person=_person(referral, shared) if is_shown else None,
    )


def _person(referral: Referral, shared: Shared) -> Person:
    newest_first = referral.messages.select_related("by", "organization").order_by(
        "-sent_at", "-pk"
    )
    return Person(
        shared=shared,
        phones=tuple(phone_fact(phone, shared) for phone in shared.phones),
        contact_rule=contact_rule_of(shared),
        home=home_of(shared),
        said=tuple(
            Said(
                who=who.with_office(message, message.organization),
                when=words.moment_of(message.sent_at),
                text=message.text,
            )
            for message in newest_first
        ),
    )


def _town(shared: Shared) -> str:
    return " ".join(part for part in (shared.town, shared.postal_code) if part)


def _due_tag(referral: Referral, at: datetime) -> Tag | None:
    """By when to answer, also where nothing presses yet: it is all there is to do."""
    if referral.status != Status.REQUESTED or referral.due_at is None:
        return None
    when = words.soon(referral.due_at, at)
    return Tag("warn", "clock", _("Answer by %(when)s") % {"when": when})


def _has_reply(referral: Referral) -> bool:
    ours = Q(organization=referral.receiver_id)
    return referral.messages.exclude(ours).exists()
