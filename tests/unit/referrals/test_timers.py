"""Each timer fires at its moment and not before, once, and however late the run."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Notice, User
from referrals import actions, replay, timing, waking
from referrals import notices as words_of_notices
from referrals.models import (
    AnsweringTerms,
    CancelReason,
    Priority,
    Referral,
    ReferralEvent,
    Stage,
    Status,
)
from referrals.timers import TIMERS
from referrals.timing import Moment, Timer
from tests.factories.referrals import (
    NOW,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db

A_SECOND = timedelta(seconds=1)
FRESNO = ZoneInfo("America/Los_Angeles")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=FRESNO).astimezone(UTC)


def fresh(referral: Referral) -> Referral:
    return Referral.objects.get(pk=referral.pk)


def fired(referral: Referral) -> list[str]:
    return [
        event.idempotency_key.split(":")[1]
        for event in referral.events.order_by("sequence")
        if event.idempotency_key.startswith("timer:")
    ]


def told(what: str) -> set[User]:
    return {one.user for one in Notice.objects.filter(what=what)}


# --- At its moment ------------------------------------------------------------


def _sent(**more: Any) -> Referral:
    return ReferralFactory.create(at=NOW, **{"status": Status.REQUESTED, **more})


def _stat() -> Referral:
    return _sent(priority=Priority.STAT)


def _asked() -> Referral:
    referral = _sent()
    by = member_of(referral.receiver)
    actions.say(referral, by=by, text="Which clinic?", needs_answer=True, at=NOW)
    return referral


def _at_work_and_asked() -> Referral:
    referral = _sent(status=Status.IN_PROGRESS)
    by = member_of(referral.receiver)
    actions.say(referral, by=by, text="Which clinic?", needs_answer=True, at=NOW)
    return referral


def _consent_ends_in_60_days() -> Referral:
    referral = _sent(status=Status.IN_PROGRESS)
    consent = referral.consent
    assert consent is not None
    consent.expires_at = NOW + timedelta(days=42)
    consent.save()
    return referral


def _informed() -> Referral:
    referral = _sent(status=Status.COMPLETED)
    by = member_of(referral.sender)
    actions.mark_viewed(referral, by=by, at=NOW)
    return referral


@dataclass(frozen=True)
class Case:
    name: str
    make: Callable[[], Referral]
    at: datetime
    before: tuple[str, ...] = ()
    """What has fired by then."""


# Sent on Tuesday 10 November at 9:00. Wednesday is Veterans Day: due on Friday.
CASES = [
    # 8 + 9 + 9 working hours, half of them back from Friday at 17:00.
    Case("half-time", _sent, local("2026-11-12 13:00")),
    Case("overdue", _sent, local("2026-11-13 17:00"), ("half-time",)),
    Case("unanswered", _sent, local("2026-11-18 16:00"), ("half-time", "overdue")),
    Case(
        "expired",
        _sent,
        local("2026-11-25 17:00"),
        ("half-time", "overdue", "unanswered"),
    ),
    Case("half-time", _stat, NOW + timedelta(minutes=30)),
    Case("overdue", _stat, NOW + timedelta(hours=1), ("half-time",)),
    Case("unanswered", _stat, NOW + timedelta(hours=2), ("half-time", "overdue")),
    Case("question-late", _asked, local("2026-11-16 17:00")),
    Case("question-late", _at_work_and_asked, local("2026-11-16 17:00")),
    Case(
        "contact-late",
        lambda: _sent(status=Status.ACCEPTED),
        local("2026-11-13 17:00"),
    ),
    Case(
        "contact-missed",
        lambda: _sent(status=Status.ACCEPTED),
        local("2026-11-17 17:00"),
        ("contact-late",),
    ),
    Case("stale", lambda: _sent(status=Status.IN_PROGRESS), NOW + timedelta(days=14)),
    Case(
        "stale-long",
        lambda: _sent(status=Status.IN_PROGRESS),
        NOW + timedelta(days=30),
        ("stale",),
    ),
    # To be looked at again on Tuesday the 17th.
    Case("review", lambda: _sent(status=Status.ON_HOLD), local("2026-11-17 08:00")),
    Case(
        "review-missed",
        lambda: _sent(status=Status.ON_HOLD),
        local("2026-11-18 17:00"),
        ("review",),
    ),
    Case("consent-ends", _consent_ends_in_60_days, NOW + timedelta(days=12)),
    Case("acknowledged", _informed, local("2026-11-18 17:00")),
    Case(
        "end-unread",
        lambda: _sent(status=Status.COMPLETED),
        local("2026-11-18 17:00"),
    ),
    Case(
        "end-unread", lambda: _sent(status=Status.REJECTED), local("2026-11-18 17:00")
    ),
    # Whoever stopped it knows.
    Case(
        "acknowledged",
        lambda: _sent(status=Status.CANCELLED),
        local("2026-11-18 17:00"),
    ),
]


def test_every_timer_of_the_table_has_its_case() -> None:
    assert {case.name for case in CASES} == {timer.name for timer in TIMERS}
    assert set(timing.REGISTERED) >= {timer.name for timer in TIMERS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_fires_at_its_moment_once_and_not_before(case: Case) -> None:
    network_admin()
    referral = case.make()
    waking.run(at=NOW + A_SECOND)
    # Whatever comes before it, each at its own time.
    for step in range(1, 48):
        moment = NOW + (case.at - NOW) * step / 48
        waking.run(at=moment)
    waking.run(at=case.at - A_SECOND)
    assert fired(referral) == list(case.before)

    at_last = waking.run(at=case.at)
    again = waking.run(at=case.at)
    much_later = waking.run(at=case.at + timedelta(minutes=5), everything=True)

    assert at_last.fired == {case.name: 1}
    assert again.total == much_later.total == 0
    assert fired(referral) == [*case.before, case.name]
    assert not list(replay.problems_of(fresh(referral)))
    event = referral.events.order_by("sequence").last()
    assert event is not None
    assert (event.by_side, event.by, event.occurred_at) == ("SYS", None, case.at)


# What ends unanswered is never ended without a warning: see the next test.
SKIPPABLE = [case for case in CASES if case.name != "expired"]


@pytest.mark.parametrize("case", SKIPPABLE, ids=lambda case: case.name)
def test_a_first_run_at_its_moment_finds_it_too(case: Case) -> None:
    """Nobody ran the timers until then: nothing helps any more but what is due."""
    referral = case.make()

    waking.run(at=case.at)

    assert case.name in fired(referral)
    assert "half-time" not in fired(referral) or case.name == "half-time"
    assert "review" not in fired(referral) or case.name == "review"


def test_a_run_that_comes_a_month_late_warns_before_it_ends_anything() -> None:
    referral = _sent()
    monday = local("2026-12-14 09:00")

    waking.run(at=monday)
    assert fired(referral) == ["overdue", "unanswered"]
    assert fresh(referral).status == Status.REQUESTED

    waking.run(at=local("2026-12-15 16:59"))
    assert fresh(referral).status == Status.REQUESTED
    waking.run(at=local("2026-12-15 17:00"))
    assert fresh(referral).reason_code == CancelReason.NO_RESPONSE_EXPIRED


# --- What it does -------------------------------------------------------------


def test_each_is_told_by_its_own_timer() -> None:
    referral = _sent()
    desk = network_admin()
    worker = member_of(referral.receiver, Membership.Role.RECEIVER)
    lead = User.objects.get(
        memberships__organization=referral.receiver,
        memberships__role=Membership.Role.SUPERVISOR,
    )
    sender = fresh(referral).sent_by
    Notice.objects.all().delete()

    for case in CASES[:4]:
        waking.run(at=case.at)

    assert told("half-time") == {worker, lead}
    assert told("overdue") == {lead, sender}
    assert told("unanswered") == {desk}
    assert told(Status.CANCELLED) == {worker, lead, sender}
    found = fresh(referral)
    assert (found.status, found.stage) == (Status.CANCELLED, "")
    assert found.need.status == "looking"


def test_without_a_supervisor_an_admin_and_else_everybody_is_told() -> None:
    referral = _sent()
    worker = member_of(referral.receiver, Membership.Role.RECEIVER)
    receivers = Membership.objects.filter(organization=referral.receiver)
    receivers.exclude(user=worker).delete()

    waking.run(at=CASES[1].at)
    assert worker in told("overdue")

    other = _sent()
    admin = member_of(other.receiver, Membership.Role.ADMIN)
    Membership.objects.filter(organization=other.receiver).exclude(user=admin).delete()
    member_of(other.receiver, Membership.Role.RECEIVER)
    Notice.objects.all().delete()
    waking.run(at=CASES[1].at)
    assert told("overdue") == {admin, fresh(other).sent_by}


def test_what_is_overdue_says_so_and_may_still_be_answered() -> None:
    referral = _sent()
    by = member_of(referral.receiver)
    waking.run(at=CASES[1].at)

    found = fresh(referral)
    assert (found.stage, found.nudge) == (Stage.RESPONSE_OVERDUE, "overdue")
    actions.accept(found, by=by, at=CASES[1].at + timedelta(minutes=1))

    found = fresh(referral)
    assert (found.stage, found.nudge) == (Stage.ACCEPTED, "")
    waking.run(at=CASES[3].at)
    assert "expired" not in fired(referral)


def test_a_timer_between_does_not_end_the_time_to_take_an_answer_back() -> None:
    referral = _consent_ends_in_60_days()
    soon = NOW + timedelta(days=12)
    other = _sent(need=referral.need, sender=referral.sender, consented=False)
    by = member_of(other.receiver)
    actions.accept(other, by=by, at=soon - timedelta(minutes=1))
    waking.run(at=soon)
    assert fired(other)[-1] == "consent-ends"

    actions.undo(other, by=by, at=soon + timedelta(minutes=1))

    assert fresh(other).status == Status.REQUESTED


def test_a_question_stops_the_clock_and_the_answer_moves_every_moment() -> None:
    referral = _sent()
    waking.run(at=NOW + A_SECOND)
    ten, one = NOW + timedelta(hours=1), NOW + timedelta(hours=4)
    actions.say(
        referral,
        by=member_of(referral.receiver),
        text="Which clinic?",
        needs_answer=True,
        at=ten,
    )
    waking.run(at=ten)
    assert fired(referral) == []
    actions.say(referral, by=member_of(referral.sender), text="Wound care.", at=one)

    # Three working hours later, each of them.
    waking.run(at=local("2026-11-12 15:59"))
    assert fired(referral) == []
    waking.run(at=local("2026-11-12 16:00"))
    assert fired(referral) == ["half-time"]
    waking.run(at=local("2026-11-16 10:59"))
    assert fired(referral) == ["half-time"]
    waking.run(at=local("2026-11-16 11:00"))
    assert fired(referral) == ["half-time", "overdue"]


def test_nothing_runs_while_the_sender_owes_information() -> None:
    referral = _asked()

    waking.run(at=local("2026-12-14 09:00"))

    assert fired(referral) == ["question-late"]
    assert fresh(referral).stage == Stage.AWAITING_INFORMATION


def test_work_that_goes_on_is_not_stale_and_a_message_is_work() -> None:
    referral = _sent(status=Status.IN_PROGRESS)
    by = member_of(referral.receiver)
    day_13 = NOW + timedelta(days=13)
    actions.say(referral, by=by, text="We are at it.", at=day_13)

    waking.run(at=NOW + timedelta(days=14))
    assert fired(referral) == []
    waking.run(at=day_13 + timedelta(days=14))
    assert fired(referral) == ["stale"]
    # Being reminded is no work: thirty days are counted from the message.
    waking.run(at=day_13 + timedelta(days=30))
    assert fired(referral) == ["stale", "stale-long"]

    again = day_13 + timedelta(days=31)
    actions.set_stage(fresh(referral), by=by, stage=Stage.ENROLLED, at=again)
    assert fresh(referral).nudge == ""
    waking.run(at=again + timedelta(days=14))
    assert fired(referral) == ["stale", "stale-long", "stale"]


def test_where_the_person_stopped_sharing_nobody_is_told_anything_more() -> None:
    referral = _sent(status=Status.ACCEPTED)
    consent = referral.consent
    assert consent is not None
    actions.stop_sharing(consent, at=NOW)
    Notice.objects.all().delete()

    waking.run(at=NOW + timedelta(days=60), everything=True)

    assert fired(referral) == []
    assert not Notice.objects.exists()
    assert fresh(referral).wake_at is None


def test_an_office_that_wants_to_read_for_itself_is_asked_to() -> None:
    referral = _informed()
    AnsweringTerms.objects.create(
        organization=referral.sender, acknowledges_itself=False
    )

    waking.run(at=local("2026-11-18 17:00"))

    assert fired(referral) == ["end-unread"]
    assert fresh(referral).sender_acknowledged_at is None


def test_other_terms_move_the_moments() -> None:
    referral = _sent()
    waking.run(at=NOW + A_SECOND)
    AnsweringTerms.objects.create(organization=referral.receiver, expire_days=3)

    # One working day after it was due; its sleep was longer, so all are looked at.
    waking.run(at=local("2026-11-13 17:00"))
    waking.run(at=local("2026-11-16 17:00"), everything=True)

    assert fresh(referral).status == Status.CANCELLED


def test_drafts_and_mistakes_have_no_timers() -> None:
    for status in (Status.DRAFT, Status.ENTERED_IN_ERROR):
        referral = _sent(status=status)
        waking.run(at=NOW + timedelta(days=90), everything=True)
        assert fired(referral) == []
        assert fresh(referral).wake_at is None


# --- Words --------------------------------------------------------------------


@pytest.mark.parametrize("timer", TIMERS, ids=lambda timer: timer.name)
def test_every_timer_that_tells_has_words_for_it(timer: Timer) -> None:
    assert bool(timer.tells) is bool(timer.headline)
    if timer.tells:
        assert "%(number)s" in str(timer.headline)
    # An end tells itself.
    assert bool(timer.did) is (timer.name != "expired")
    assert len(timer.name) <= 30


def test_a_notice_names_a_number_and_nobody(
    django_capture_on_commit_callbacks: Any,
) -> None:
    referral = _sent(need__person__family_name="Planted")
    mail.outbox.clear()
    for case in CASES[:4]:
        with django_capture_on_commit_callbacks(execute=True):
            waking.run(at=case.at)

    said = " ".join(f"{one.subject} {one.body}" for one in mail.outbox)
    assert f"{referral.number} still waits" in said
    assert f"{referral.number}: the answer is overdue" in said
    assert f"{referral.number} has ended: nobody answered in time" in said
    assert "Planted" not in said
    assert referral.service.name not in said


def test_a_reminder_is_dropped_once_somebody_answered() -> None:
    referral = _sent()
    by = member_of(referral.receiver)
    waking.run(at=CASES[0].at)
    reminder = Notice.objects.get(user=by, what="half-time")
    said = words_of_notices.words(by, [reminder])
    assert [one.headline for one in said.values()] == [
        f"Referral {referral.number} still waits for your answer"
    ]

    actions.accept(fresh(referral), by=by, at=CASES[0].at)

    assert not words_of_notices.words(by, [reminder])


# --- The run ------------------------------------------------------------------


def test_a_dry_run_counts_and_changes_nothing() -> None:
    referral = _sent()
    before = fresh(referral)

    tally = waking.run(at=CASES[1].at, is_dry=True)

    assert tally.fired == {"overdue": 1}
    assert fresh(referral).version == before.version
    assert fresh(referral).wake_at == before.wake_at


def test_one_that_goes_wrong_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = _sent(), _sent()
    overdue = timing.REGISTERED["overdue"]

    def act(referral: Referral, firing: timing.Firing) -> None:
        overdue.act(referral, firing)
        if referral.pk == bad.pk:
            message = "Imani Okafor"
            raise ValueError(message)

    monkeypatch.setitem(timing.REGISTERED, "overdue", replace(overdue, act=act))

    tally = waking.run(at=CASES[1].at)

    assert (tally.failed, tally.fired) == (1, {"overdue": 1})
    assert fired(good) == ["overdue"]
    assert fired(bad) == []
    assert "ValueError" in caplog.text
    assert "Okafor" not in caplog.text
    # It is tried again, and not at once.
    assert fresh(bad).wake_at == CASES[1].at + waking.RETRY
    monkeypatch.setitem(timing.REGISTERED, "overdue", overdue)
    waking.run(at=CASES[1].at + waking.RETRY)
    assert fired(bad) == ["overdue"]


def test_another_packages_timer_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    referral = _sent()
    acts: list[str] = []
    mine = Timer(
        name="mine",
        statuses=(Status.REQUESTED,),
        when=lambda look: Moment(NOW + timedelta(hours=1), look.referral.created_at),
        act=lambda _referral, firing: acts.append(firing.key),
    )
    monkeypatch.setattr(timing, "REGISTERED", timing.REGISTERED)
    monkeypatch.setitem(timing.REGISTERED, "mine", mine)

    tally = waking.run(at=NOW + timedelta(hours=1))

    # Its act wrote no event under its key: it would fire for ever.
    assert (tally.failed, len(acts)) == (1, 1)
    assert fired(referral) == []


def test_many_are_looked_at_with_as_many_queries_as_one() -> None:
    asked = []
    for _step in range(2):
        for _one in range(3):
            _sent()
        Referral.objects.update(wake_at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            waking.run(at=NOW)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    referral = _sent()

    call_command("run_timers", "--at", "2026-11-13T17:00", "--dry-run")
    assert fired(referral) == []
    call_command("run_timers", "--at", "2026-11-13T17:00")
    call_command("run_timers", "--at", "2026-11-13T17:00", "--all")

    said = capsys.readouterr().out.splitlines()
    assert said[0].endswith("fired 1 timers: overdue 1.")
    assert said[1].endswith("fired 1 timers: overdue 1.")
    assert said[2].endswith("fired 0 timers.")
    assert ReferralEvent.objects.filter(kind="timer").count() == 1
