"""One person's page: what is known, what was agreed, what is being done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, User
from care import panels, words
from care.models import (
    KEEPS_PEOPLE,
    AccessEntry,
    Consent,
    DataClass,
    Need,
    Person,
    PersonPhone,
    Purpose,
)
from care.panels import Door, Happening, Tag, Try
from care.presenters.people import age_words, language_words
from directory.presenters import term_name

ENDS_SOON = timedelta(days=30)
STORY_AT_MOST = 40
"""How much of the story a page shows: the newest."""
LOOKS_AT_MOST = 8

NEED_LOOKS: dict[Need.Status, tuple[str, str]] = {
    Need.Status.OPEN: ("warn", "question"),
    Need.Status.LOOKING: ("info", "to"),
    Need.Status.PARTLY_MET: ("warn", "check"),
    Need.Status.MET: ("good", "check"),
    Need.Status.WITHDRAWN: ("", "cross"),
}
"""Each status's tone and icon."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An icon and words."""

    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class Call:
    """A number, and what may be done with it."""

    number: str
    whose: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need, who has it, and how far it is."""

    need: Need
    name: str
    icon: str
    tag: Tag
    hops: int
    tries: tuple[Try, ...]
    is_waiting: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """One consent in words."""

    consent: Consent
    title: str
    with_whom: str
    shares: str
    why: str
    how: str
    state: Tag
    may_stop: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day, the newest first."""

    name: str
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that somebody must do about this person now."""

    icon: str
    title: str
    words: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """The page, for one viewer."""

    person: Person
    is_ours: bool
    facts: str
    language: str
    calls: tuple[Call, ...]
    reach: tuple[Fact, ...]
    is_contact_forbidden: bool
    duties: tuple[Duty, ...]
    needs: tuple[NeedRow, ...]
    waiting: int
    agreements: tuple[Agreement, ...]
    live: Agreement | None
    """What was agreed last and is in force."""
    story: tuple[Day, ...]
    is_story_cut: bool
    looks: tuple[AccessEntry, ...]


def keeps(person: Person, user: User) -> bool:
    """Whether the viewer writes for the office that keeps this person."""
    if user.is_network_admin:
        return True
    return Membership.objects.filter(
        user_id=user.pk, organization=person.kept_by_id, role__in=KEEPS_PEOPLE
    ).exists()


def person_page(person: Person, user: User, *, at: datetime) -> PersonPage:
    """Gather the page, with the same number of queries however much is known.

    Offices that read by consent get what the consent opens: everyday needs, never
    our notes, private kinds of help, other agreements or the access log.
    """
    is_ours = keeps(person, user)
    panel = panels.read(person, user, at)
    needs = _needs(person, is_ours=is_ours)
    consents = _consents(person, user, is_ours=is_ours, at=at)
    agreements = tuple(_agreement(one, at, is_ours=is_ours) for one in consents)
    shown = {need.pk for need in needs}
    tries = [one for one in panel.tries if one.need_id in shown]
    rows = tuple(_need_row(need, tries, is_ours=is_ours) for need in needs)
    story = _story(person, needs, consents, panel.story)
    live = next((one for one in agreements if one.consent.is_live(at)), None)
    return PersonPage(
        person=person,
        is_ours=is_ours,
        facts=_facts(person, timezone.localtime(at).date()),
        language=language_words(person),
        calls=tuple(_call(phone) for phone in person.phones.all()),
        reach=tuple(_reach(person)),
        is_contact_forbidden=person.contact_rule == Person.ContactRule.PROHIBITED,
        duties=tuple(_duties(person, rows, live, at)) if is_ours else (),
        needs=rows,
        waiting=sum(row.is_waiting for row in rows),
        agreements=agreements,
        live=live,
        story=tuple(_by_day(story[:STORY_AT_MOST])),
        is_story_cut=len(story) > STORY_AT_MOST,
        looks=tuple(_looks(person, panel.doors)) if is_ours else (),
    )


def _facts(person: Person, today: date) -> str:
    born = (
        _("%(age)s, born %(day)s")
        % {
            "age": age_words(person, today),
            "day": words.full_day(person.birth_date),
        }
        if person.birth_date
        else _("Age not known")
    )
    place = ", ".join(
        part for part in (person.address, person.town, person.postal_code) if part
    )
    payers = words.payer_names(person.payers)
    return " · ".join(part for part in (born, place, payers) if part)


def _call(phone: PersonPhone) -> Call:
    said = []
    if phone.safe_hours:
        said.append(phone.safe_hours)
    if phone.may_leave_voicemail is not None:
        said.append(
            _("Voicemail is all right")
            if phone.may_leave_voicemail
            else _("Leave no voicemail")
        )
    if phone.may_text is not None:
        said.append(_("Texting is all right") if phone.may_text else _("Send no texts"))
    return Call(phone.number, phone.whose, tuple(said))


def _reach(person: Person) -> Iterable[Fact]:
    if person.safe_hours:
        yield Fact("clock", person.safe_hours)
    if person.contact_note:
        yield Fact("message", person.contact_note)
    if person.code_word:
        yield Fact("key", _("Say first: “%(word)s”.") % {"word": person.code_word})
    yield Fact("speak", language_words(person))
    if person.email:
        yield Fact("send", person.email)


def _needs(person: Person, *, is_ours: bool) -> list[Need]:
    needs = person.needs.select_related("category", "opened_by")
    if not is_ours:
        needs = needs.filter(is_sensitive=False)
    return sorted(
        needs,
        key=lambda need: (
            need.status not in Need.UNRESOLVED,
            -list(Need.Urgency).index(Need.Urgency(need.urgency)),
        ),
    )


def _need_row(need: Need, tries: Iterable[Try], *, is_ours: bool) -> NeedRow:
    own = tuple(one for one in tries if one.need_id == need.pk)
    status = Need.Status(need.status)
    latest = own[0] if own else None
    waits = status in Need.UNRESOLVED
    if waits and latest is not None and latest.is_open:
        tag, hops = latest.tag, latest.hops
    else:
        tone, icon = NEED_LOOKS[status]
        tag, hops = Tag(tone, icon, str(status.label)), 4 * (status == "met")
    return NeedRow(
        need=need,
        name=term_name(need.category),
        icon=words.need_icon(need.category),
        tag=tag,
        hops=hops,
        tries=own,
        is_waiting=waits,
        may_change=is_ours and waits,
    )


def _consents(
    person: Person, user: User, *, is_ours: bool, at: datetime
) -> list[Consent]:
    consents = person.consents.select_related(
        "discloser", "recorded_by", "revoked_by"
    ).prefetch_related("recipients", "purposes", "data_classes")
    if not is_ours:
        offices = Membership.objects.filter(user_id=user.pk, role__in=KEEPS_PEOPLE)
        opening = Consent.objects.opening_whole_records(
            offices.values("organization"), at=at
        )
        consents = consents.filter(pk__in=opening.values("pk"))
    return list(consents)


def _agreement(consent: Consent, at: datetime, *, is_ours: bool) -> Agreement:
    names = [office.name for office in consent.recipients.all()]
    if consent.covers_network:
        with_whom = _("Every office of the network")
    elif is_ours:
        with_whom = "; ".join(names)
    else:
        with_whom = _("Your office")
    shares = {str(one.data_class) for one in consent.data_classes.all()}
    why = {str(one.purpose) for one in consent.purposes.all()}
    return Agreement(
        consent=consent,
        title=_("Agreed on %(day)s") % {"day": words.full_day(consent.valid_from)},
        with_whom=with_whom,
        shares=_listed(str(one.label) for one in DataClass if one in shares),
        why=_listed(str(one.label) for one in Purpose if one in why),
        how=_how(consent),
        state=_state(consent, at),
        may_stop=is_ours and consent.is_live(at),
    )


def _listed(labels: Iterable[str]) -> str:
    return "; ".join(labels)


def _how(consent: Consent) -> str:
    parts = [consent.get_method_display()]
    if consent.signer_name:
        by = {
            "name": consent.signer_name,
            "right": consent.get_signer_authority_display(),
        }
        parts.append(_("by %(name)s (%(right)s)") % by)
    if consent.witness:
        parts.append(_("witness: %(name)s") % {"name": consent.witness})
    if consent.recorded_by is not None:
        parts.append(_("written down by %(name)s") % {"name": consent.recorded_by})
    return ", ".join(parts)


def _state(consent: Consent, at: datetime) -> Tag:
    until = {"day": words.full_day(consent.expires_at)}
    if consent.revoked_at is not None and consent.revoked_at <= at:
        stopped = {"day": words.full_day(consent.revoked_at)}
        return Tag("bad", "stop", _("Stopped on %(day)s") % stopped)
    if consent.expires_at <= at:
        return Tag("", "cross", _("Ended on %(day)s") % until)
    if consent.valid_from > at:
        return Tag("info", "calendar", _("Not begun yet"))
    if consent.expires_at - at <= ENDS_SOON:
        return Tag("warn", "clock", _("Ends on %(day)s") % until)
    return Tag("good", "check", _("Until %(day)s") % until)


def _duties(
    person: Person,
    rows: Iterable[NeedRow],
    live: Agreement | None,
    at: datetime,
) -> Iterable[Duty]:
    for row in rows:
        for one in row.tries:
            if one.is_late:
                title = _("%(office)s has not answered.") % {"office": one.party}
                yield Duty("late", title, row.name, one.url, one.number)
        open_tries = [one for one in row.tries if one.is_open]
        if row.is_waiting and row.need.urgency == "urgent" and not open_tries:
            yield Duty("urgent", _("Nobody has this urgent need yet."), row.name)
    if not person.contact_rule:
        words_ = _("Nothing can be sent until this is known.")
        yield Duty("phone", _("Ask whether it is safe to contact them."), words_)
    if live is not None and live.consent.expires_at - at <= ENDS_SOON:
        title = _("What they agreed to ends soon.")
        yield Duty("consent", title, live.state.words)


def _story(
    person: Person,
    needs: Iterable[Need],
    consents: Iterable[Consent],
    more: Iterable[Happening],
) -> list[Happening]:
    happened = [
        *more,
        *(one for need in needs for one in _of_need(need)),
        *(one for consent in consents for one in _of_consent(consent)),
        Happening(
            at=person.created_at,
            icon="pencil",
            who=str(person.created_by or person.kept_by.name),
            words=_("Written down here for the first time."),
        ),
    ]
    return sorted(happened, key=lambda one: one.at, reverse=True)


def _of_need(need: Need) -> Iterable[Happening]:
    name = {"need": term_name(need.category)}
    yield Happening(
        at=need.opened_at,
        icon="plus",
        who=str(need.opened_by or ""),
        words=_("Need written down: %(need)s.") % name,
    )
    if need.closed_at is not None:
        met = need.status == Need.Status.MET
        said = _("Need met: %(need)s.") if met else _("No longer wanted: %(need)s.")
        yield Happening(
            at=need.closed_at,
            icon="check" if met else "cross",
            who="",
            words=said % name,
        )


def _of_consent(consent: Consent) -> Iterable[Happening]:
    until = {"day": words.full_day(consent.expires_at)}
    yield Happening(
        at=consent.valid_from,
        icon="consent",
        who=str(consent.recorded_by or ""),
        words=_("Agreed to share, until %(day)s.") % until,
    )
    if consent.revoked_at is not None:
        said = _("Stopped sharing.")
        if consent.revoked_how:
            said = _("Stopped sharing: %(how)s") % {"how": consent.revoked_how}
        yield Happening(
            at=consent.revoked_at,
            icon="stop",
            who=str(consent.revoked_by or ""),
            words=said,
        )


def _by_day(story: Iterable[Happening]) -> Iterable[Day]:
    for day, happenings in groupby(
        story, key=lambda one: timezone.localtime(one.at).date()
    ):
        yield Day(words.day_of_week(day), tuple(happenings))


def _looks(person: Person, doors: Iterable[Door]) -> Iterable[AccessEntry]:
    """The newest looks, but for those by way of what is not the viewer's to know.

    A look at somebody else's referral would tell of it, and one after the person
    stopped sharing, that the work goes on.
    """
    numbers = {door.number: door.until for door in doors}
    always = [number for number, until in numbers.items() if until is None]
    told = Q(referral_number__in=["", *always])
    for number, until in numbers.items():
        if until is not None:
            told |= Q(referral_number=number, at__lte=until)
    looks = person.access_entries.filter(told, is_permitted=True)
    return looks.select_related("user", "organization")[:LOOKS_AT_MOST]


def brief(page: PersonPage) -> str:
    """One sentence on where this person's needs stand."""
    if not page.needs:
        return _("No need is written down yet.")
    nobody = [row.name for row in page.needs if row.is_waiting and not row.hops]
    counted = ngettext(
        "%(count)d need waits.", "%(count)d needs wait.", page.waiting
    ) % {"count": page.waiting}
    if not page.waiting:
        return _("Every need written down here has been settled.")
    if not nobody:
        asked = _("Somebody was asked about each.")
        return f"{counted} {asked}"
    nobody_yet = _("Nobody yet: %(needs)s.") % {"needs": ", ".join(nobody)}
    return f"{counted} {nobody_yet}"
