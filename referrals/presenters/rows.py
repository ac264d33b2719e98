"""Rows of the inbox and of the sent list."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from care.words import language_name, need_icon, payer_names
from referrals.models import (
    SENDER_ROLES,
    Message,
    Referral,
    ReferralEvent,
    Side,
    Status,
)
from referrals.models.finding import ReferralQuerySet, organizations_of
from referrals.parties import Viewer
from referrals.presenters import who, words
from referrals.presenters.round_words import RoundLine, round_lines
from referrals.presenters.words import Tag
from referrals.snapshot import Shared, is_cut_off, is_sealed, is_taken_back, seen_by
from referrals.states import allowed_moves


@dataclass(frozen=True, slots=True)
class Word:
    """The last message: what, and who when."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Row:
    """One referral in a list."""

    referral: Referral
    title: str
    who: str
    icon: str
    facts: tuple[str, ...]
    party: str
    due: Tag | None
    due_words: str
    """Where nothing presses: "Due Thu Nov 12"."""
    age: str
    nudge: str
    """What a timer has told since: "Reminded"."""
    state: Tag
    stage: str
    is_sealed: bool
    last: Word | None
    round: RoundLine | None
    """Where it stands for all that the sender asked together."""
    has_it: str
    may_answer: bool
    may_take: bool
    is_news: bool
    """An end that the sender has not read yet."""
    is_open: bool = field(default=False)
    """Its form to decline stands open under it."""
    key: str = field(default_factory=lambda: uuid4().hex)
    """Pressed twice, "Accept" is done once."""


def with_last_words(referrals: ReferralQuerySet) -> ReferralQuerySet:
    """Referrals with all that a row names, and the id of their last message."""
    newest = Message.objects.filter(referral=OuterRef("pk")).order_by("-sent_at", "-pk")
    return (
        referrals.with_parties()
        # A draft has no copy yet: its row reads the person through the need.
        .select_related("need__person")
        .prefetch_related("need__person__phones")
        .annotate(last_message=Subquery(newest.values("pk")[:1]))
    )


def matching(referrals: ReferralQuerySet, text: str, user: User) -> ReferralQuerySet:
    """Referrals with that number or code, or with that name where it may be read.

    A name that opens only on acceptance must not be found by guessing it either.
    """
    text = text.strip()
    exact = Q(number=text) | Q(short_code=text.upper())
    ours = Q(sender__in=organizations_of(user, SENDER_ROLES))
    readable = (
        Q(sent_at__isnull=False)
        & ~Q(snapshot={})
        & (ours | Q(is_blind=False) | Q(accepted_at__isnull=False))
    )
    draft = Q(sent_at__isnull=True)
    for word in text.split():
        readable &= Q(snapshot__name__icontains=word) | Q(
            snapshot__called__icontains=word
        )
        draft &= (
            Q(person__given_name__icontains=word)
            | Q(person__family_name__icontains=word)
            | Q(person__called__icontains=word)
        )
    return referrals.filter(exact | readable | draft)


def rows_of(
    referrals: Iterable[Referral],
    viewer: Viewer,
    *,
    at: datetime,
    opened: str = "",
) -> list[Row]:
    """The referrals as rows; one more query reads all their last messages."""
    found = list(referrals)
    ids = [getattr(referral, "last_message", None) for referral in found]
    messages = {
        message.referral_id: message
        for message in Message.objects.filter(
            pk__in=[pk for pk in ids if pk]
        ).select_related("by", "organization")
    }
    rounds = round_lines(
        {
            one.round_id
            for one in found
            if one.round_id and Side.SENDER in viewer.sides(one)
        }
    )
    return [_row(one, viewer, messages, rounds, at=at, opened=opened) for one in found]


def _row(
    referral: Referral,
    viewer: Viewer,
    messages: Mapping[UUID, Message],
    rounds: Mapping[UUID, RoundLine],
    *,
    at: datetime,
    opened: str,
) -> Row:
    sides = viewer.sides(referral)
    its = rounds.get(referral.round_id) if referral.round_id else None
    shared = seen_by(referral, sides)
    is_ours = Side.RECEIVER in sides
    stopped, sealed = is_cut_off(referral, sides), is_sealed(referral, sides)
    is_closed = stopped or sealed or is_taken_back(referral, sides)
    answers = allowed_moves(referral, sides) if is_ours else ()
    return Row(
        referral=referral,
        who=called_in_lists(referral, shared),
        title=_title(referral, shared, sides),
        icon=_icon(referral, sides),
        facts=_facts(shared),
        party=_asked_of(its) if its and its.is_open else _party(referral, sides),
        due=None if stopped else words.due_tag(referral, at),
        due_words=_due_words(referral, at),
        age=words.age_words(referral.sent_at, at) if referral.sent_at else "",
        nudge="" if stopped else words.nudge_words(referral),
        state=words.sharing_stopped_tag() if stopped else words.state_tag(referral),
        stage="" if stopped else words.stage_words(referral),
        is_sealed=sealed,
        last=None if is_closed else _last(messages.get(referral.pk), viewer.user),
        round=its,
        has_it=_has_it(referral, viewer.user) if is_ours else "",
        may_answer=Status.ACCEPTED in answers,
        may_take=(
            is_ours and referral.is_open and referral.assigned_to_id != viewer.user.pk
        ),
        is_news=(
            Side.SENDER in sides
            and not stopped
            and referral.is_closed
            and referral.sender_acknowledged_at is None
            and referral.sent_at is not None
        ),
        is_open=Status.REJECTED in answers and referral.number == opened,
    )


def _icon(referral: Referral, sides: Collection[Side]) -> str:
    taken_back = is_taken_back(referral, sides)
    return "lock" if taken_back else need_icon(referral.need.category)


def called_in_lists(referral: Referral, shared: Shared) -> str:
    """Initials and age: lists are read over shoulders."""
    if shared.is_open and shared.initials:
        return f"{shared.initials}, {shared.age}" if shared.age else shared.initials
    if referral.sent_at is not None and not referral.snapshot:
        return _("Withdrawn")
    unnamed = _("Not named yet")
    age = words.age_band_words(shared.age_band)
    return f"{unnamed}, {age}" if age else unnamed


def _title(referral: Referral, shared: Shared, sides: Collection[Side]) -> str:
    called = called_in_lists(referral, shared)
    if is_taken_back(referral, sides):
        return called
    return f"{called} · {words.need_name(referral.need.category)}"


def _facts(shared: Shared) -> tuple[str, ...]:
    place = " ".join(part for part in (shared.town, shared.postal_code) if part)
    language = language_name(shared.language) if shared.language else ""
    if shared.needs_interpreter:
        language = _("%(language)s, with an interpreter") % {"language": language}
    payers = payer_names(list(shared.payers))
    return tuple(fact for fact in (place, language, payers) if fact)


def _party(referral: Referral, sides: Collection[Side]) -> str:
    if Side.RECEIVER in sides:
        return _("From %(sender)s") % {"sender": referral.sender.name}
    to = _("To %(receiver)s") % {"receiver": referral.receiver.name}
    if Side.SENDER in sides:
        return to
    sent = _("From %(sender)s") % {"sender": referral.sender.name}
    return f"{sent}. {to}"


def _asked_of(its: RoundLine) -> str:
    return ngettext("To %(count)d service", "To %(count)d services", its.how_many) % {
        "count": its.how_many
    }


def _due_words(referral: Referral, at: datetime) -> str:
    waits = referral.status == Status.REQUESTED and not referral.is_paused
    if not waits or referral.due_at is None:
        return ""
    return _("Due %(moment)s") % {"moment": words.soon(referral.due_at, at)}


def _last(message: Message | None, reader: User) -> Word | None:
    if message is None:
        return None
    when = words.moment_of(message.sent_at)
    if message.by_id == reader.pk:
        return Word(message.text, _("You, %(when)s") % {"when": when})
    return Word(
        message.text, f"{who.with_office(message, message.organization)}, {when}"
    )


def _has_it(referral: Referral, reader: User) -> str:
    if referral.assigned_to is None:
        return _("Nobody has it")
    if referral.assigned_to_id == reader.pk:
        return _("You have it")
    return _("%(name)s has it") % {"name": referral.assigned_to}


def latest_answer(user: User, *, since: datetime) -> ReferralEvent | None:
    """The newest accept or decline that this person gave since then."""
    return (
        ReferralEvent.objects.filter(
            by_id=user.pk,
            by_side=Side.RECEIVER,
            transition__in=("T03", "T04"),
            occurred_at__gte=since,
        )
        .order_by("-occurred_at", "-pk")
        .first()
    )
