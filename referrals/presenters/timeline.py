"""What happened to a referral, day by day, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from care.words import time_of
from referrals.actions.arriving import SLIP
from referrals.models import (
    REASON_WORDS,
    ContactAttempt,
    Message,
    Referral,
    ReferralEvent,
    Side,
    Status,
)
from referrals.presenters import who
from referrals.presenters.words import STATE_LOOKS, day
from referrals.timing import REGISTERED
from referrals.timing import Reader as Told

Kind = ReferralEvent.Kind

OURS_ALONE = (Kind.ASSIGN,)
"""The receiver's own business."""
SENDERS_ALONE = (Kind.ERROR_ASKED,)
"""What the sender's side settles among itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, or was said."""

    at: datetime
    icon: str
    who: str
    did: str
    said: str = ""
    """Words that both sides read."""
    note: str = ""
    """Words that only our own side reads."""
    how: str = ""

    @property
    def time(self) -> str:
        """The time of day."""
        return time_of(self.at)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a timeline."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the timeline, on which sides, and until when they may know."""

    user: User
    sides: frozenset[Side]
    until: datetime | None = None
    is_closed_to_words: bool = False
    """Reads what happened, and no words of the other side: they may name the person."""

    def may_read(self, event: ReferralEvent) -> bool:
        """Whether this side is told of the event."""
        if self.until is not None and event.occurred_at > self.until:
            return False
        if self.sides & {Side.NETWORK}:
            return True
        if event.kind == Kind.TIMER:
            return bool(_sides_told(event) & self.sides)
        if event.kind in OURS_ALONE:
            return Side.RECEIVER in self.sides
        if event.kind in SENDERS_ALONE or event.to_status == Status.DRAFT:
            return Side.SENDER in self.sides
        return True

    def may_read_words(self, event: ReferralEvent) -> bool:
        """Whether this side reads what was written about the event."""
        return not self.is_closed_to_words or event.by_side == Side.RECEIVER


def _sides_told(event: ReferralEvent) -> set[Side]:
    """Whose business a timer is: both sides', unless it told one side alone."""
    timer = REGISTERED.get(event.reason_code)
    senders_alone = timer is not None and timer.tells == {Told.SENDER}
    return {Side.SENDER} if senders_alone else {Side.SENDER, Side.RECEIVER}


def timeline(
    referral: Referral,
    reader: Reader,
    *,
    messages: Iterable[Message],
    at: datetime,
) -> tuple[Day, ...]:
    """All that this reader may know: two queries, whatever happened."""
    events = referral.events.select_related(
        "by", "by_organization", "on_behalf_of"
    ).order_by("sequence")
    attempts = referral.contact_attempts.select_related("by")
    entries = [
        *_events(referral, reader, events),
        *(_message(message, reader) for message in messages),
        *(_attempt(attempt, reader) for attempt in attempts),
    ]
    shown = [one for one in entries if reader.until is None or one.at <= reader.until]
    shown.sort(key=lambda one: one.at, reverse=True)
    return tuple(
        Day(_day_label(on, at), tuple(found))
        for on, found in groupby(
            shown, key=lambda one: timezone.localtime(one.at).date()
        )
    )


def _day_label(on: date, at: datetime) -> str:
    this_year = on.year == at.year
    label = date_format(on, _("l, F j")) if this_year else day(on) + f", {on:%Y}"
    if on == timezone.localtime(at).date():
        return _("Today, %(day)s") % {"day": label}
    return label


def _events(
    referral: Referral, reader: Reader, events: Iterable[ReferralEvent]
) -> Iterator[Entry]:
    for event in events:
        # Tries and messages tell themselves, with their own words.
        if event.kind == Kind.CONTACT or not reader.may_read(event):
            continue
        yield _event(referral, event, reader)


def _event(referral: Referral, event: ReferralEvent, reader: Reader) -> Entry:
    return Entry(
        at=event.occurred_at,
        icon=_icon(event),
        who=who.did(event, reader.user),
        did=_did(referral, event),
        said=_said(event, reader),
        how=_how(event, reader),
    )


def _icon(event: ReferralEvent) -> str:
    icons = {
        Kind.VIEW: "eye",
        Kind.ASSIGN: "team",
        Kind.UNDO: "undo",
        Kind.ERROR_ASKED: "worse",
        Kind.LOOP: "round",
        Kind.SHARING: "stop",
        Kind.CONFIRMED: "consent",
        Kind.STAGE: "to",
        Kind.TIMER: "clock",
    }
    if event.kind in icons:
        return icons[Kind(event.kind)]
    if event.to_status == Status.REQUESTED:
        return "send"
    return STATE_LOOKS[Status(event.to_status)][1]


def _did(referral: Referral, event: ReferralEvent) -> str:
    if event.kind == Kind.MOVE:
        return _moved(referral, event)
    if event.kind == Kind.STAGE:
        return _staged(event)
    done = {
        Kind.VIEW: _("opened it for the first time."),
        Kind.ASSIGN: _("changed who has it."),
        Kind.UNDO: _("took the last answer back."),
        Kind.ERROR_ASKED: _("called it a mistake. A second person must agree."),
        Kind.SHARING: _("stopped sharing: the person asked for it."),
    }
    if event.kind == Kind.LOOP:
        return _looped(event)
    if event.kind == Kind.TIMER and event.reason_code in REGISTERED:
        return str(REGISTERED[event.reason_code].did)
    if event.kind == Kind.CONFIRMED:
        return _confirmed(event)
    # What has no sentence of its own yet is named, not told as something else.
    return done.get(Kind(event.kind)) or f"{event.get_kind_display()}."


def _staged(event: ReferralEvent) -> str:
    if event.to_status == Status.DRAFT:
        return _("changed the draft.")
    stage = event.get_to_stage_display()
    return _("said how far it is: %(stage)s.") % {"stage": stage}


def _looped(event: ReferralEvent) -> str:
    if "sender_acknowledged_at" in event.changes:
        return _("read how it ended.")
    return _("told the sender how it ended.")


def _confirmed(event: ReferralEvent) -> str:
    if event.changes.get("client_got_help"):
        return _("said that help came.")
    return _("said that no help came.")


def _moved(referral: Referral, event: ReferralEvent) -> str:
    done = {
        Status.DRAFT: _("began to write it."),
        Status.REQUESTED: _("sent it to %(receiver)s.")
        % {"receiver": referral.receiver.name},
        Status.ACCEPTED: _("accepted it."),
        Status.IN_PROGRESS: _("went to work on it."),
        Status.ON_HOLD: _("put it on hold."),
        Status.COMPLETED: _("said how it ended."),
        Status.REJECTED: _("declined it."),
        Status.FAILED: _("closed it: it did not work out."),
        Status.CANCELLED: _("stopped it."),
        Status.ENTERED_IN_ERROR: _("marked it as a mistake."),
    }[Status(event.to_status)]
    reason = _reason(event)
    if event.to_status == Status.ACCEPTED and referral.is_blind:
        opened = _("Name, phone and address opened to the team.")
        return f"{done} {opened}"
    return f"{done} {reason}." if reason else done


def _reason(event: ReferralEvent) -> str:
    labels = REASON_WORDS.get(Status(event.to_status))
    if labels is None or event.reason_code not in labels.values:
        return ""
    return str(labels(event.reason_code).label)


def _said(event: ReferralEvent, reader: Reader) -> str:
    return event.reason_text or event.note if reader.may_read_words(event) else ""


def _how(event: ReferralEvent, reader: Reader) -> str:
    if event.evidence == SLIP:
        return _("with the code on the slip")
    return (reader.may_read_words(event) and event.evidence) or _("in Waypost")


def _message(message: Message, reader: Reader) -> Entry:
    asks = _("and asked for an answer") if message.needs_answer else ""
    return Entry(
        at=message.sent_at,
        icon="message",
        who=who.signed(message, message.organization, reader.user),
        did=asks,
        said=message.text,
        how=_("in Waypost"),
    )


def _attempt(attempt: ContactAttempt, reader: Reader) -> Entry:
    did = {
        ContactAttempt.Result.REACHED: _("reached the person."),
        ContactAttempt.Result.NO_ANSWER: _("tried, and got no answer."),
        ContactAttempt.Result.LEFT_MESSAGE: _("tried, and left a message."),
        ContactAttempt.Result.WRONG_NUMBER: _("tried: the number does not work."),
    }[ContactAttempt.Result(attempt.result)]
    is_own = Side.RECEIVER in reader.sides
    return Entry(
        at=attempt.at,
        icon="phone",
        who=_("You") if attempt.by_id == reader.user.pk else who.called(attempt),
        did=did,
        note=attempt.note if is_own else "",
        how=attempt.get_channel_display().lower(),
    )
