"""The table of timers: what happens to a referral when nothing happens to it.

One line each: when it fires, what it does, whom it tells and in what words. A moment
is counted from the referral alone, so a run may come late, twice, or on two machines.
"""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from referrals import clock
from referrals.actions import keeping
from referrals.models import CLOSED, OPEN, Stage, Status
from referrals.timing import (
    Look,
    Moment,
    Reader,
    Timer,
    register,
    while_unmoved,
)

CONSENT_ENDS_SOON = timedelta(days=30)
NOON = time(12)

# --- Waiting for an answer ----------------------------------------------------


def _half(look: Look) -> Moment | None:
    found = _answer_owed(look)
    if found is None:
        return None
    sent_at, due_at = found
    half = _back(look, due_at, _allowed(look, sent_at) / 2)
    return Moment(half, sent_at, until=due_at)


def _overdue(look: Look) -> Moment | None:
    found = _answer_owed(look)
    return found and Moment(found[1], found[0])


def _unanswered(look: Look) -> Moment | None:
    """Told after "overdue", and at once where both have come: so it waits for that."""
    found = _answer_owed(look)
    if found is None or look.fired_at("overdue", found[0]) is None:
        return None
    sent_at, due_at = found
    return Moment(_on(look, due_at, _allowed(look, sent_at)), sent_at)


def _expired(look: Look) -> Moment | None:
    """As long after it was due as the terms say, and never unwarned.

    Counted from when it was due, which a pause has moved: so the pause counts here too.
    After a run that comes late, a whole working day is left to answer.
    """
    found = _answer_owed(look)
    if found is None:
        return None
    sent_at, due_at = found
    warned_at = look.fired_at("overdue", sent_at)
    if warned_at is None:
        return None
    terms, priority = look.receiver, look.referral.priority
    days = max(terms.expire_days - terms.response.days(priority), 1)
    ends = clock.days_after(due_at, days, terms.calendar)
    warned = clock.days_after(warned_at, 1, terms.calendar)
    return Moment(max(ends, warned), sent_at)


def _answer_owed(look: Look) -> tuple[datetime, datetime] | None:
    """When it was sent and is due; nothing while the clock stands."""
    referral = look.referral
    if referral.is_paused or referral.sent_at is None or referral.due_at is None:
        return None
    return referral.sent_at, referral.due_at


def _allowed(look: Look, sent_at: datetime) -> timedelta:
    """How much time there is for an answer, without any pause."""
    terms, priority = look.receiver, look.referral.priority
    due_at = terms.due_at(sent_at, priority)
    if clock.is_on_the_wall(priority):
        return due_at - sent_at
    return clock.working_time(sent_at, due_at, terms.calendar)


def _back(look: Look, moment: datetime, by: timedelta) -> datetime:
    if clock.is_on_the_wall(look.referral.priority):
        return moment - by
    return clock.before(moment, by, look.receiver.calendar)


def _on(look: Look, moment: datetime, by: timedelta) -> datetime:
    if clock.is_on_the_wall(look.referral.priority):
        return moment + by
    return clock.after(moment, by, look.receiver.calendar)


def _question_late(look: Look) -> Moment | None:
    asked_at, terms = look.referral.paused_at, look.receiver
    if not look.referral.is_paused or asked_at is None:
        return None
    due = clock.days_after(asked_at, terms.information_days, terms.calendar)
    return Moment(due, asked_at)


# --- At work ------------------------------------------------------------------


def _contact_late(look: Look) -> Moment | None:
    return _days_after_acceptance(look, look.receiver.contact_days)


def _contact_missed(look: Look) -> Moment | None:
    return _days_after_acceptance(look, 2 * look.receiver.contact_days)


def _days_after_acceptance(look: Look, days: int) -> Moment | None:
    accepted_at = look.referral.accepted_at
    if accepted_at is None:
        return None
    due = clock.days_after(accepted_at, days, look.receiver.calendar)
    return Moment(due, accepted_at)


def _stale(look: Look) -> Moment | None:
    terms = look.receiver
    days = min(terms.stale_days, terms.stale_network_days)
    return _days_after_last_move(look, days, until=terms.stale_network_days)


def _stale_long(look: Look) -> Moment | None:
    return _days_after_last_move(look, look.receiver.stale_network_days)


def _days_after_last_move(
    look: Look, days: int, *, until: int | None = None
) -> Moment | None:
    """Plain days: what stands still stands still on Sundays too."""
    if look.referral.is_paused:
        return None
    moved_at = max(filter(None, (look.referral.changed_at, look.said_at)))
    last = moved_at + timedelta(days=until) if until is not None else None
    return Moment(moved_at + timedelta(days=days), moved_at, last)


def _review(look: Look) -> Moment | None:
    review_on, missed = look.referral.review_on, _review_missed(look)
    if review_on is None or missed is None:
        return None
    opens = clock.opens_from(review_on, look.receiver.calendar)
    return Moment(opens, review_on, until=missed.at)


def _review_missed(look: Look) -> Moment | None:
    """When the working day after it has passed too."""
    review_on = look.referral.review_on
    if review_on is None:
        return None
    calendar = look.receiver.calendar
    that_day = datetime.combine(review_on, NOON, calendar.zone)
    return Moment(clock.days_after(that_day, 1, calendar), review_on)


def _consent_ends(look: Look) -> Moment | None:
    consent = look.referral.consent
    if consent is None or consent.revoked_at is not None:
        return None
    soon = consent.expires_at - CONSENT_ENDS_SOON
    return Moment(soon, consent.expires_at, until=consent.expires_at)


# --- Ended --------------------------------------------------------------------


def _acknowledged(look: Look) -> Moment | None:
    knows = look.is_ended_by_sender or look.referral.sender_informed_at is not None
    return _after_end(look) if knows and look.sender.acknowledges_itself else None


def _end_unread(look: Look) -> Moment | None:
    knows = look.is_ended_by_sender or look.referral.sender_informed_at is not None
    return None if knows and look.sender.acknowledges_itself else _after_end(look)


def _after_end(look: Look) -> Moment | None:
    ended_at, terms = look.referral.closed_at, look.sender
    if ended_at is None or look.referral.sender_acknowledged_at is not None:
        return None
    due = clock.days_after(ended_at, terms.acknowledge_days, terms.calendar)
    return Moment(due, ended_at)


# --- The table ----------------------------------------------------------------

WAITS = (Status.REQUESTED,)
ENDED = tuple(one for one in CLOSED if one != Status.ENTERED_IN_ERROR)

TIMERS = (
    Timer(
        name="half-time",
        statuses=WAITS,
        when=_half,
        act=keeping.nudge,
        tells=frozenset({Reader.RECEIVER}),
        headline=_("Referral %(number)s still waits for your answer"),
        did=_("reminded the receiver: half of the time to answer is gone."),
        tag=_("Reminded"),
    ),
    Timer(
        name="overdue",
        statuses=WAITS,
        when=_overdue,
        act=keeping.nudge,
        stage=Stage.RESPONSE_OVERDUE,
        tells=frozenset({Reader.LEAD, Reader.SENDER}),
        headline=_("Referral %(number)s: the answer is overdue"),
        did=_("told supervisor and sender: the answer is overdue."),
        tag=_("Supervisor and sender told"),
    ),
    Timer(
        name="unanswered",
        statuses=WAITS,
        when=_unanswered,
        act=keeping.nudge,
        tells=frozenset({Reader.NETWORK}),
        headline=_("Referral %(number)s: nobody answers, though it is long overdue"),
        did=_("told the network desk: nobody answers."),
        tag=_("Network desk told"),
    ),
    # The end itself is told, in its own words.
    Timer(name="expired", statuses=WAITS, when=_expired, act=keeping.expire),
    Timer(
        name="question-late",
        statuses=(Status.REQUESTED, Status.IN_PROGRESS),
        when=_question_late,
        act=keeping.nudge,
        tells=frozenset({Reader.SENDER, Reader.RECEIVER}),
        headline=_("Referral %(number)s: a question is still not answered"),
        did=_("told both sides: a question is still not answered."),
        tag=_("Question not answered"),
        still=while_unmoved,
    ),
    Timer(
        name="contact-late",
        statuses=(Status.ACCEPTED,),
        when=_contact_late,
        act=keeping.nudge,
        stage=Stage.FIRST_CONTACT_DUE,
        tells=frozenset({Reader.RECEIVER}),
        headline=_("Referral %(number)s: nobody has tried to reach the person yet"),
        did=_("reminded the receiver: nobody has tried to reach the person yet."),
        tag=_("Reminded"),
    ),
    Timer(
        name="contact-missed",
        statuses=(Status.ACCEPTED,),
        when=_contact_missed,
        act=keeping.nudge,
        tells=frozenset({Reader.NETWORK}),
        headline=_("Referral %(number)s: accepted, and still nobody was reached"),
        did=_("told the network desk: nobody has tried to reach the person."),
        tag=_("Network desk told"),
    ),
    Timer(
        name="stale",
        statuses=(Status.IN_PROGRESS,),
        when=_stale,
        act=keeping.nudge,
        tells=frozenset({Reader.RECEIVER}),
        headline=_("Referral %(number)s: nothing new for some time"),
        did=_("reminded the receiver: nothing new for some time."),
        tag=_("Nothing new for some time"),
        still=while_unmoved,
    ),
    Timer(
        name="stale-long",
        statuses=(Status.IN_PROGRESS,),
        when=_stale_long,
        act=keeping.nudge,
        tells=frozenset({Reader.LEAD, Reader.NETWORK}),
        headline=_("Referral %(number)s: nothing new for a long time"),
        did=_("told the supervisor and the network desk: nothing new for long."),
        tag=_("Nothing new for a long time"),
        still=while_unmoved,
    ),
    Timer(
        name="review",
        statuses=(Status.ON_HOLD,),
        when=_review,
        act=keeping.nudge,
        tells=frozenset({Reader.RECEIVER}),
        headline=_("Referral %(number)s is on hold: it is time to look again"),
        did=_("reminded the receiver: it is time to look again."),
        tag=_("Time to look again"),
    ),
    Timer(
        name="review-missed",
        statuses=(Status.ON_HOLD,),
        when=_review_missed,
        act=keeping.nudge,
        tells=frozenset({Reader.NETWORK}),
        headline=_("Referral %(number)s is on hold, and nobody has looked again"),
        did=_("told the network desk: nobody has looked at it again."),
        tag=_("Nobody has looked again"),
    ),
    Timer(
        name="consent-ends",
        statuses=OPEN,
        when=_consent_ends,
        act=keeping.nudge,
        tells=frozenset({Reader.SENDER}),
        headline=_("Referral %(number)s: what the person agreed to ends soon"),
        did=_("told the sender: what the person agreed to ends within 30 days."),
        tag=_("Consent ends soon"),
    ),
    Timer(
        name="acknowledged",
        statuses=ENDED,
        when=_acknowledged,
        act=keeping.acknowledge,
        did=_("took the end as read: the sender was told in time."),
    ),
    Timer(
        name="end-unread",
        statuses=ENDED,
        when=_end_unread,
        act=keeping.nudge,
        tells=frozenset({Reader.NETWORK}),
        headline=_("Referral %(number)s: the sender has not read how it ended"),
        did=_("told the network desk: the sender has not read how it ended."),
    ),
)
"""Add a line here, or ``timing.register`` one of another package's own."""

register(TIMERS)
