"""One referral's page."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from care.models import AccessEntry, Consent, DataClass, Person
from care.words import full_day, language_name, payer_names
from directory.models import Phone
from referrals.deliveries import Delivery, deliveries_of
from referrals.models import (
    Note,
    Referral,
    ReferralEvent,
    Side,
    Status,
)
from referrals.presenters import words
from referrals.presenters.timeline import Day, Reader, timeline
from referrals.presenters.words import Tag
from referrals.snapshot import (
    Shared,
    SharedPhone,
    is_cut_off,
    is_sealed,
    is_taken_back,
    known_until,
    seen_by,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: done, now, next, or where it stopped."""

    state: str
    label: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhoneFact:
    """A number, whose it is, and what may be done with it."""

    number: str
    whose: str
    rules: str
    is_limited: bool
    """Something must not be done with it."""


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """What was agreed, in two sentences."""

    agreed: str
    shared: str
    is_live: bool
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """All that the page of a referral shows to one reader."""

    referral: Referral
    sides: frozenset[Side]
    shared: Shared
    heading: str
    need: str
    state: Tag
    stage: str
    due: Tag | None
    nudge: str
    """What a timer has told since somebody moved it."""
    is_withdrawn: bool
    """The copy that was shared has been taken back."""
    is_cut_off: bool
    """The person stopped sharing, and this reader learns no more."""
    is_sealed: bool
    """Name and messages open to this reader on acceptance."""
    reason_words: str
    """Why it ended, in the words of whoever ended it."""
    steps: tuple[Step, ...]
    phones: tuple[PhoneFact, ...]
    home: str
    age_band: str
    language: str
    payers: str
    contact_rule: str
    consent: ConsentLine | None
    looks: str
    days: tuple[Day, ...]
    notes: tuple[Note, ...]
    deliveries: tuple[Delivery, ...]
    sender_phone: Phone | None
    receiver_phone: Phone | None
    other_side: str
    may_write: bool
    may_note: bool

    @property
    def is_receiver(self) -> bool:
        """Whether the reader answers it."""
        return Side.RECEIVER in self.sides

    @property
    def is_sender(self) -> bool:
        """Whether the reader's side sent it."""
        return Side.SENDER in self.sides


def referral_page(
    referral: Referral, *, reader: User, sides: frozenset[Side], at: datetime
) -> ReferralPage:
    """The page for this reader; a constant number of queries."""
    shared = seen_by(referral, sides)
    cut_off = is_cut_off(referral, sides)
    until = known_until(referral, sides)
    sealed = is_sealed(referral, sides)
    # What the sender writes may name the person: it stays closed with the name, and is
    # withdrawn with it.
    taken_back = is_taken_back(referral, sides)
    closed = sealed or taken_back
    messages = (
        referral.messages.none()
        if closed
        else referral.messages.select_related("by", "organization")
    )
    reading = Reader(reader, sides, until, is_closed_to_words=closed)
    sees_both = not sides.isdisjoint({Side.SENDER, Side.RECEIVER})
    return ReferralPage(
        referral=referral,
        sides=sides,
        shared=shared,
        heading=_heading(referral, shared),
        need="" if taken_back else words.need_name(referral.need.category),
        state=words.sharing_stopped_tag() if cut_off else words.state_tag(referral),
        stage="" if cut_off else words.stage_words(referral),
        due=None if cut_off else words.due_tag(referral, at),
        nudge="" if cut_off else words.nudge_words(referral),
        is_withdrawn=referral.sent_at is not None and not referral.snapshot,
        is_cut_off=cut_off,
        is_sealed=sealed,
        reason_words=_reason_words(referral, is_closed=closed or cut_off),
        steps=() if cut_off else steps_of(referral, at),
        phones=tuple(phone_fact(phone, shared) for phone in shared.phones),
        home=home_of(shared),
        age_band=words.age_band_words(shared.age_band),
        language=language_of(shared),
        payers=payer_names(list(shared.payers)),
        contact_rule=contact_rule_of(shared),
        consent=_consent(referral, at),
        looks="" if cut_off else _looks(referral),
        days=timeline(referral, reading, messages=messages, at=at),
        notes=tuple(
            Note.objects.visible_to(reader)
            .filter(referral=referral)
            .select_related("by", "organization")
            .order_by("-written_at", "-pk")
        )
        if sees_both
        else (),
        deliveries=() if cut_off else deliveries_of(referral),
        sender_phone=office_phone(referral.sender_id),
        receiver_phone=office_phone(referral.receiver_id),
        other_side=_other_side(referral, sides),
        may_write=referral.sent_at is not None and referral.sharing_stopped_at is None,
        may_note=sees_both,
    )


def _heading(referral: Referral, shared: Shared) -> str:
    if shared.is_open and shared.name:
        return f"{shared.name}, {shared.age}" if shared.age else shared.name
    if referral.sent_at is not None and not referral.snapshot:
        return _("What was shared has been withdrawn")
    unnamed = _("Not named yet")
    age = words.age_band_words(shared.age_band)
    return f"{unnamed}, {age}" if age else unnamed


def _reason_words(referral: Referral, *, is_closed: bool) -> str:
    """What was written about the end; a receiver still reads what it wrote itself."""
    if not referral.is_closed:
        return ""
    is_own = referral.status == Status.REJECTED
    return "" if is_closed and not is_own else referral.reason_text


def _other_side(referral: Referral, sides: Collection[Side]) -> str:
    if Side.RECEIVER in sides:
        return referral.sender.name
    if Side.SENDER in sides:
        return referral.receiver.name
    return _("both sides")


# --- What there is to know ----------------------------------------------------


def phone_fact(phone: SharedPhone, shared: Shared) -> PhoneFact:
    """A number as a page shows it, with what may be done with it."""
    limits = tuple(_limits(phone, shared))
    more = [_("Texts are all right")] if phone.may_text else []
    if shared.code_word:
        more.append(_("Say first: %(word)s") % {"word": shared.code_word})
    rules = [*limits, *more]
    return PhoneFact(
        number=phone.number,
        whose=phone.whose or _("their own"),
        rules=". ".join(rules) + "." if rules else "",
        is_limited=bool(limits),
    )


def _limits(phone: SharedPhone, shared: Shared) -> Iterator[str]:
    """What must not be done with a number, and when it may be called."""
    if not shared.may_be_contacted:
        yield str(Person.ContactRule.PROHIBITED.label)
        return
    if hours := phone.safe_hours or shared.safe_hours:
        yield hours.rstrip(".")
    if phone.may_leave_voicemail is False:
        yield _("No voicemail")
    if phone.may_text is False:
        yield _("No texts")


def contact_rule_of(shared: Shared) -> str:
    """Whether they may be contacted, and how."""
    return str(dict(Person.ContactRule.choices).get(shared.contact_rule, ""))


def home_of(shared: Shared) -> str:
    """Where they live, as far as it was shared."""
    town = " ".join(part for part in (shared.town, shared.postal_code) if part)
    return ", ".join(part for part in (shared.address, town) if part)


def language_of(shared: Shared) -> str:
    """What they speak, and whether through an interpreter."""
    if not shared.language:
        return ""
    name = language_name(shared.language)
    if shared.needs_interpreter:
        return _("%(language)s, with an interpreter") % {"language": name}
    return name


def office_phone(organization_id: UUID) -> Phone | None:
    """A number of the office, by its listing."""
    return (
        Phone.objects.filter(organization_id=organization_id, removed_at__isnull=True)
        .order_by("pk")
        .first()
    )


def _consent(referral: Referral, at: datetime) -> ConsentLine | None:
    consent = referral.consent
    if consent is None:
        if referral.basis == Referral.Basis.SAME_ORGANIZATION:
            return ConsentLine(
                agreed=_("It stays in one organization, so nothing was shared."),
                shared="",
                is_live=True,
            )
        return None
    opened = {row.data_class for row in consent.data_classes.all()}
    shared = ", ".join(
        words.lower_first(str(label))
        for code, label in DataClass.choices
        if code in opened
    )
    return ConsentLine(
        agreed=_agreed(consent, referral),
        shared=_("Shared: %(what)s. They can stop this on any day.") % {"what": shared},
        is_live=consent.is_live(at),
        stopped=_stopped(consent),
    )


def _agreed(consent: Consent, referral: Referral) -> str:
    return _(
        "Agreed on %(day)s, %(method)s, in %(language)s, to share with %(receiver)s "
        "until %(until)s."
    ) % {
        "day": full_day(consent.valid_from),
        "method": consent.get_method_display().lower(),
        "language": language_name(consent.language),
        "receiver": referral.receiver.name,
        "until": full_day(consent.expires_at),
    }


def _stopped(consent: Consent) -> str:
    if consent.revoked_at is None:
        return ""
    return _("The person stopped sharing on %(day)s.") % {
        "day": full_day(consent.revoked_at)
    }


def _looks(referral: Referral) -> str:
    # The network desk looks too, and is not the receiver.
    seen = AccessEntry.objects.filter(
        referral_number=referral.number,
        organization=referral.receiver_id,
        is_permitted=True,
    ).aggregate(
        people=Count("user", distinct=True),
        by_link=Count("pk", filter=Q(user__isnull=True)),
        times=Count("pk"),
    )
    if not seen["times"]:
        return ""
    # Nobody knows how many hands a link went through: one at least.
    seen["people"] += bool(seen["by_link"])
    people = ngettext("%(count)d person", "%(count)d people", seen["people"])
    times = ngettext("%(count)d time", "%(count)d times", seen["times"])
    return _("Looked at by the receiver: %(people)s, %(times)s.") % {
        "people": people % {"count": seen["people"]},
        "times": times % {"count": seen["times"]},
    }


# --- The way ------------------------------------------------------------------


def steps_of(referral: Referral, at: datetime) -> tuple[Step, ...]:
    """The way of a referral: what is done, where it is, where it stopped."""
    if referral.sent_at is None:
        return (
            Step("now", _("Being written")),
            Step("next", str(Status.REQUESTED.label)),
            Step("next", str(Status.ACCEPTED.label)),
            Step("next", pgettext("referral", "Completed")),
        )
    sent = Step(
        "done",
        str(Status.REQUESTED.label),
        (words.moment_of(referral.sent_at), _sent_by(referral)),
    )
    steps = [sent, *_answered(referral, at)]
    if referral.status == Status.COMPLETED:
        steps.append(_ended(referral, "done"))
    elif referral.is_closed:
        steps.append(_ended(referral, "stop"))
    else:
        steps.append(
            Step(
                "next",
                pgettext("referral", "Completed"),
                (_("When they say what was given"),),
            )
        )
    return tuple(steps)


def _sent_by(referral: Referral) -> str:
    if referral.basis == Referral.Basis.SELF_REFERRAL:
        return _("The family")
    if referral.sent_by is None:
        return referral.sender.name
    return f"{referral.sent_by}, {referral.sender.name}"


def _answered(referral: Referral, at: datetime) -> list[Step]:
    status = Status(referral.status)
    if status == Status.REQUESTED:
        return [
            Step("now", _("Waits for an answer"), (_answer_due(referral, at),)),
            Step("next", _("At work")),
        ]
    if referral.accepted_at is None:
        return []
    accepted = Step(
        "done", str(Status.ACCEPTED.label), (words.moment_of(referral.accepted_at),)
    )
    begun = _begun(referral)
    if status == Status.ACCEPTED:
        return [Step("now", accepted.label, accepted.lines), Step("next", _("At work"))]
    if status == Status.ON_HOLD:
        return [accepted, Step("now", str(status.label), begun)]
    if status == Status.IN_PROGRESS:
        return [accepted, Step("now", str(status.label), begun)]
    worked = Step("done", str(Status.IN_PROGRESS.label), begun)
    return [accepted, worked] if begun else [accepted]


def _answer_due(referral: Referral, at: datetime) -> str:
    if referral.is_paused:
        return _("Clock stopped")
    due = referral.due_at
    return _("Answer due %(when)s") % {"when": words.soon(due, at)} if due else ""


def _begun(referral: Referral) -> tuple[str, ...]:
    began = (
        ReferralEvent.objects.filter(
            referral=referral, to_status=Status.IN_PROGRESS, transition="T06"
        )
        .order_by("-sequence")
        .first()
    )
    if began is None:
        return ()
    return (_("Since %(when)s") % {"when": words.moment_of(began.occurred_at)},)


def _ended(referral: Referral, state: str) -> Step:
    lines = [words.moment_of(referral.closed_at)] if referral.closed_at else []
    reason = referral.reason_label or referral.get_outcome_display()
    if reason:
        lines.append(reason)
    return Step(state, str(Status(referral.status).label), tuple(lines))
