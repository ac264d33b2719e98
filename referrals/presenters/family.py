"""What a family reads on its own page, in plain words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from care.models import AccessEntry, Consent, DataClass, Person
from care.words import full_day, need_icon
from directory.models import Organization, Phone
from referrals import own_requests
from referrals.models import Outcome, Referral, Status
from referrals.presenters.page import Step
from referrals.presenters.words import (
    Tag,
    lower_first,
    moment_of,
    need_name,
    soon,
)

LOOKS_AT_MOST = 50
QUESTION_FOR = (Status.COMPLETED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """One request, as the family may read it now."""

    number: str
    title: str
    icon: str
    office: str
    phone: str
    state: Tag
    next: str
    steps: tuple[Step, ...]
    is_private: bool
    """Neither kind nor office stand here until the second proof is given."""
    asks: bool
    """They said that it is done, and the family has not said yet."""
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody read something about them."""

    who: str
    office: str
    what: str
    when: str


@dataclass(frozen=True, slots=True)
class Shares:
    """One agreement in force."""

    with_whom: str
    what: str
    until: str


@dataclass(frozen=True, slots=True)
class StopChoice:
    """An office with which one may stop, and what follows."""

    id: str
    name: str
    follows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPage:
    """The page; nothing of the person before the second proof."""

    heading: str
    brief: str
    requests: tuple[AskedFor, ...]
    keeper: str
    keeper_phone: str
    looks: tuple[Look, ...]
    shares: tuple[Shares, ...]
    stops: tuple[StopChoice, ...]

    @property
    def questions(self) -> tuple[AskedFor, ...]:
        """What they are asked to confirm."""
        return tuple(one for one in self.requests if one.asks)


def family_page(person: Person, *, is_proven: bool, at: datetime) -> FamilyPage:
    """The page, with as many queries for many requests as for one."""
    referrals = list(own_requests.requests_of(person))
    phones = _phones([*(one.receiver_id for one in referrals), person.kept_by_id])
    requests = tuple(
        _asked_for(one, phones, is_proven=is_proven, at=at) for one in referrals
    )
    consents = _live(person, at) if is_proven else []
    return FamilyPage(
        heading=_heading(person, is_proven=is_proven),
        brief=_brief(referrals),
        requests=requests,
        keeper=person.kept_by.name,
        keeper_phone=phones.get(person.kept_by_id, ""),
        looks=tuple(_looks(person)) if is_proven else (),
        shares=tuple(_shares(one) for one in consents),
        stops=tuple(_stops(consents, referrals)),
    )


def stop_choices(person: Person, *, at: datetime) -> tuple[StopChoice, ...]:
    """With whom the family may stop sharing now."""
    referrals = list(own_requests.requests_of(person))
    return tuple(_stops(_live(person, at), referrals))


def _heading(person: Person, *, is_proven: bool) -> str:
    if is_proven:
        called = person.called or person.given_name
        return _("How help for %(name)s is going") % {"name": called}
    return _("How your requests are going")


def _brief(referrals: Collection[Referral]) -> str:
    waiting = sum(one.status == Status.REQUESTED for one in referrals)
    going = sum(one.is_open for one in referrals) - waiting
    if not referrals:
        return _("Nothing has been asked for yet.")
    if not waiting and not going:
        return _("Nothing is waiting: every request has ended.")
    parts = [
        _("Waiting for an answer: %(count)d.") % {"count": waiting} if waiting else "",
        _("Under way: %(count)d.") % {"count": going} if going else "",
        _("You need not ask again."),
    ]
    return " ".join(part for part in parts if part)


# --- One request --------------------------------------------------------------


def _asked_for(
    referral: Referral, phones: dict[UUID, str], *, is_proven: bool, at: datetime
) -> AskedFor:
    is_private = not is_proven and (referral.is_blind or referral.need.is_sensitive)
    state = _state(referral)
    if is_private:
        return AskedFor(
            number="",
            title=_("A private request"),
            icon="lock",
            office="",
            phone="",
            state=state,
            next=_("To read more, first answer the question on this page."),
            steps=(),
            is_private=True,
            asks=False,
            answer="",
            note="",
        )
    ended = referral.status in QUESTION_FOR and not referral.stopped_before_end
    return AskedFor(
        number=referral.number if is_proven else "",
        title=need_name(referral.need.category),
        icon=need_icon(referral.need.category),
        office=referral.receiver.name,
        phone=phones.get(referral.receiver_id, ""),
        state=state,
        next=_next(referral, at),
        steps=_steps(referral, at),
        is_private=False,
        asks=is_proven and ended and referral.client_got_help is None,
        answer=_answer(referral),
        note=_note(referral),
    )


def _state(referral: Referral) -> Tag:
    looks: dict[Status, tuple[str, str, str]] = {
        Status.REQUESTED: ("info", "to", _("We wait for an answer")),
        Status.ACCEPTED: ("good", "check", _("They said yes")),
        Status.IN_PROGRESS: ("good", "clock", _("Under way")),
        Status.ON_HOLD: ("warn", "pause", _("It waits")),
        Status.COMPLETED: ("good", "check", _("They say it is done")),
        Status.REJECTED: ("bad", "cross", _("They could not")),
        Status.FAILED: ("bad", "cross", _("It did not work out")),
        Status.CANCELLED: ("", "cross", _("It was stopped")),
    }
    return Tag(*looks[Status(referral.status)])


def _next(referral: Referral, at: datetime) -> str:
    office = {"office": referral.receiver.name}
    match Status(referral.status):
        case Status.REQUESTED:
            return _waits(referral, at)
        case Status.ACCEPTED:
            return _("%(office)s gets in touch with you.") % office
        case Status.IN_PROGRESS:
            return _("%(office)s is at work on it.") % office
        case Status.ON_HOLD:
            return _paused(referral)
        case Status.COMPLETED:
            return _("%(office)s told us: %(outcome)s.") % {
                **office,
                "outcome": lower_first(str(Outcome(referral.outcome).label)),
            }
        case _:
            return _ended(referral)


def _waits(referral: Referral, at: datetime) -> str:
    if referral.is_paused or referral.due_at is None or referral.due_at < at:
        return _(
            "%(office)s has not answered yet. We ask them again; you need do nothing."
        ) % {"office": referral.receiver.name}
    return _("%(office)s answers by %(when)s.") % {
        "office": referral.receiver.name,
        "when": soon(referral.due_at, at),
    }


def _paused(referral: Referral) -> str:
    if referral.review_on is None:
        return str(referral.reason_label)
    return _("%(reason)s. They look again on %(day)s.") % {
        "reason": referral.reason_label,
        "day": full_day(referral.review_on),
    }


def _ended(referral: Referral) -> str:
    reason = referral.reason_label
    if referral.status == Status.CANCELLED:
        return f"{reason}."
    return _("%(reason)s. %(keeper)s knows, and can look for another place.") % {
        "reason": reason,
        "keeper": referral.sender.name,
    }


def _answer(referral: Referral) -> str:
    if referral.client_got_help is None:
        return ""
    if referral.client_got_help:
        return _("You said: yes, help came.")
    return _("You said: no help came. %(keeper)s knows.") % {
        "keeper": referral.sender.name
    }


def _note(referral: Referral) -> str:
    if referral.sharing_stopped_at is not None:
        return _("You stopped sharing with them on %(day)s.") % {
            "day": full_day(referral.sharing_stopped_at)
        }
    if referral.is_blind and referral.accepted_at is None and referral.is_open:
        return _(
            "They do not see your name yet: only the area, the language, the age "
            "group and what is needed."
        )
    return ""


def _steps(referral: Referral, at: datetime) -> tuple[Step, ...]:
    """Sent, accepted, under way, done: or where it stopped."""
    sent = Step("done", pgettext("request", "Sent"), _on(referral.sent_at))
    if referral.accepted_at is None:
        if referral.is_closed:
            return (sent, Step("stop", _state(referral).words, _on(referral.closed_at)))
        due = referral.due_at
        by = (_("By %(when)s") % {"when": soon(due, at)},) if due and due > at else ()
        return (
            Step("now", sent.label, sent.lines),
            Step("next", pgettext("request", "Accepted"), by),
            Step("next", _("Under way")),
            Step("next", pgettext("request", "Done")),
        )
    accepted = Step("done", pgettext("request", "Accepted"), _on(referral.accepted_at))
    if referral.status == Status.COMPLETED:
        went = Step("done", _("Under way"))
        return (
            sent,
            accepted,
            went,
            Step("done", pgettext("request", "Done"), _on(referral.closed_at)),
        )
    if referral.is_closed:
        stopped = Step("stop", _state(referral).words, _on(referral.closed_at))
        return (sent, accepted, stopped)
    if referral.status == Status.ACCEPTED:
        going = Step("next", _("Under way"))
        return (
            sent,
            Step("now", accepted.label, accepted.lines),
            going,
            Step("next", pgettext("request", "Done")),
        )
    return (
        sent,
        accepted,
        Step("now", _("Under way")),
        Step("next", pgettext("request", "Done")),
    )


def _on(moment: datetime | None) -> tuple[str, ...]:
    return (full_day(moment),) if moment else ()


def _phones(offices: Collection[UUID]) -> dict[UUID, str]:
    """The first phone of each office, in one query."""
    found: dict[UUID, str] = {}
    listed = Phone.objects.filter(
        organization_id__in=set(offices), removed_at__isnull=True
    ).order_by("pk")
    for phone in listed:
        if phone.organization_id is not None:
            found.setdefault(phone.organization_id, phone.number)
    return found


# --- Who looked, and what is shared -------------------------------------------


def _looks(person: Person) -> Iterable[Look]:
    entries = person.access_entries.filter(is_permitted=True)
    for entry in entries.select_related("user", "organization")[:LOOKS_AT_MOST]:
        yield Look(
            who=str(entry.user) if entry.user else _("Somebody who left"),
            office=entry.organization.name
            if entry.organization
            else _("the network desk"),
            what=_classes(entry),
            when=moment_of(entry.at),
        )


def _classes(entry: AccessEntry) -> str:
    return _labels(entry.data_classes)


def _labels(classes: Collection[str]) -> str:
    words = [str(label) for code, label in DataClass.choices if code in set(classes)]
    rest = [lower_first(word) for word in words[1:]]
    return ", ".join([*words[:1], *rest])


def _live(person: Person, at: datetime) -> list[Consent]:
    found = Consent.objects.live(at).filter(person=person)
    return list(
        found.prefetch_related("recipients", "data_classes", "stops__organization")
    )


def _shares(consent: Consent) -> Shares:
    named = _offices(consent)
    if consent.covers_network:
        with_whom = _("Every office of the network")
        stopped = [stop.organization.name for stop in consent.stops.all()]
        if stopped:
            with_whom = _("Every office of the network, but not %(offices)s") % {
                "offices": "; ".join(stopped)
            }
    else:
        with_whom = "; ".join(office.name for office in named)
    return Shares(
        with_whom=with_whom,
        what=_labels([one.data_class for one in consent.data_classes.all()]),
        until=full_day(consent.expires_at),
    )


def _offices(consent: Consent) -> list[Organization]:
    stopped = {stop.organization_id for stop in consent.stops.all()}
    return [one for one in consent.recipients.all() if one.pk not in stopped]


def _stops(
    consents: Collection[Consent], referrals: Collection[Referral]
) -> Iterable[StopChoice]:
    """Each office that an agreement in force names, or that was asked under it."""
    live = {consent.pk: consent for consent in consents}
    offices = {one.pk: one for consent in consents for one in _offices(consent)}
    for referral in referrals:
        consent = live.get(referral.consent_id) if referral.consent_id else None
        if consent is None or referral.sharing_stopped_at is not None:
            continue
        offices.setdefault(referral.receiver_id, referral.receiver)
    for office in sorted(offices.values(), key=lambda one: one.name):
        asked = [one for one in referrals if one.receiver_id == office.pk]
        yield StopChoice(str(office.pk), office.name, _follows(asked))


def _follows(asked: Collection[Referral]) -> str:
    if any(one.is_open and one.accepted_at is not None for one in asked):
        return _(
            "Help can go on, between you and them. Whoever sent you no longer hears "
            "of it."
        )
    if any(one.status == Status.REQUESTED for one in asked):
        return _("The request closes, and what they had of you is taken back.")
    return _("They see nothing new of you.")
