"""Moments, names and states as the referral pages say them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from care.words import time_of
from directory.models import TaxonomyTerm
from directory.presenters import term_name
from referrals.models import Priority, Referral, Stage, Status
from referrals.timing import REGISTERED

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Tag:
    """A state: an icon and a word; the tone is only a third help."""

    tone: str
    icon: str
    words: str


STATE_LOOKS: dict[Status, tuple[str, str]] = {
    Status.DRAFT: ("", "pencil"),
    Status.REQUESTED: ("info", "to"),
    Status.ACCEPTED: ("good", "check"),
    Status.IN_PROGRESS: ("good", "clock"),
    Status.ON_HOLD: ("warn", "pause"),
    Status.COMPLETED: ("good", "check"),
    Status.REJECTED: ("bad", "cross"),
    Status.FAILED: ("bad", "cross"),
    Status.CANCELLED: ("", "cross"),
    Status.ENTERED_IN_ERROR: ("", "cross"),
}
"""Each state's tone and icon."""

SAID_BY_THE_STATE = frozenset(
    {Stage.PREPARING, Stage.SENT, Stage.ACCEPTED, Stage.RESPONSE_OVERDUE}
)
"""Stages that tell no more than the state, or what is due, beside them."""


def state_tag(referral: Referral) -> Tag:
    """The state, with what makes it plain: until when, how it ended, why."""
    status = Status(referral.status)
    tone, icon = STATE_LOOKS[status]
    return Tag(tone, icon, _state_words(referral, status))


def _state_words(referral: Referral, status: Status) -> str:
    if status == Status.ON_HOLD and referral.review_on:
        return _("Paused until %(day)s") % {"day": day(referral.review_on)}
    if status == Status.COMPLETED:
        return f"{status.label}: {referral.get_outcome_display()}"
    if referral.reason_label and referral.is_closed:
        return f"{status.label}: {referral.reason_label}"
    return str(status.label)


def stage_words(referral: Referral) -> str:
    """How far it is; empty where the state has said so already."""
    if not referral.stage or referral.stage in SAID_BY_THE_STATE:
        return ""
    return referral.get_stage_display()


def nudge_words(referral: Referral) -> str:
    """What a timer told since somebody last moved it: "Reminded"; else empty."""
    timer = REGISTERED.get(referral.nudge)
    return str(timer.tag) if timer and referral.status in timer.statuses else ""


def age_band_words(band: str) -> str:
    """An age as a stranger may know it, in words; ``band`` as a snapshot keeps it."""
    decade = band.removesuffix("s")
    if not decade.isdigit():
        return _("under 10") if band else ""
    return pgettext("age", "%(years)ds") % {"years": int(decade)}


def sharing_stopped_tag() -> Tag:
    """All that a sender sees of a referral once the person stopped sharing."""
    return Tag("", "stop", _("The person stopped sharing"))


def due_tag(referral: Referral, at: datetime) -> Tag | None:
    """When an answer is due, where somebody must act on it."""
    due = referral.due_at
    if referral.status != Status.REQUESTED or due is None:
        return None
    if referral.is_paused:
        return Tag("info", "pause", _("Clock stopped"))
    if due < at:
        return Tag("bad", "late", _overdue(due, at))
    if referral.priority != Priority.ROUTINE:
        return Tag(
            "bad", "urgent", _("Urgent: by %(moment)s") % {"moment": soon(due, at)}
        )
    if _day_of(due) == _day_of(at):
        return Tag("warn", "clock", _("Due today, %(time)s") % {"time": time_of(due)})
    return None


def _overdue(due: datetime, at: datetime) -> str:
    days = (_day_of(at) - _day_of(due)).days
    if days:
        return ngettext(
            "Overdue by %(count)d day", "Overdue by %(count)d days", days
        ) % {"count": days}
    hours = int((at - due).total_seconds() // 3600)
    if hours:
        return ngettext(
            "Overdue by %(count)d hour", "Overdue by %(count)d hours", hours
        ) % {"count": hours}
    return _("Overdue")


def age_words(sent_at: datetime, at: datetime) -> str:
    """How long ago it was sent: "5 days old, sent Thu"."""
    local = timezone.localtime(sent_at)
    days = (_day_of(at) - local.date()).days
    if days:
        old = ngettext("%(count)d day old", "%(count)d days old", days)
        sent = date_format(local, "D" if at - sent_at < A_WEEK else _("M j"))
        return ", ".join((old % {"count": days}, _("sent %(day)s") % {"day": sent}))
    minutes = max(int((at - sent_at).total_seconds() // 60), 0)
    if minutes < 60:
        old = ngettext("%(count)d minute old", "%(count)d minutes old", minutes)
        return ", ".join((old % {"count": minutes}, _("sent today")))
    hours = minutes // 60
    old = ngettext("%(count)d hour old", "%(count)d hours old", hours)
    return ", ".join((old % {"count": hours}, _("sent today")))


def _day_of(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def soon(moment: datetime, at: datetime) -> str:
    """A moment as briefly as it is clear: "1:00 pm", "Fri Nov 13, 5:00 pm"."""
    if _day_of(moment) == _day_of(at):
        return time_of(moment)
    return moment_of(moment)


def moment_of(moment: datetime) -> str:
    """A day and a time: "Wed Oct 28, 2:10 pm"."""
    return f"{day(_day_of(moment))}, {time_of(moment)}"


def day(on: date) -> str:
    """A day, short: "Fri Nov 13"."""
    return date_format(on, _("D M j"))


def need_name(term: TaxonomyTerm) -> str:
    """The kind of help, in the reader's language."""
    return term_name(term)


def lower_first(label: str) -> str:
    """A label inside a sentence: "name and birth date", but still "HIV"."""
    is_word = label[1:2].islower()
    return label[:1].lower() + label[1:] if is_word else label
