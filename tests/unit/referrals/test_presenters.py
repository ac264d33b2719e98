"""How moments, states and the way of a referral are said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from referrals.models import Priority, Referral, Side, Stage, Status
from referrals.presenters import words
from referrals.presenters.acts import acts_of
from referrals.presenters.page import steps_of
from referrals.snapshot import is_cut_off
from referrals.states import allowed_moves
from tests.factories.referrals import NOW, ReferralFactory

FIVE_PM = datetime(2026, 11, 11, 1, 0, tzinfo=UTC)
"""Tuesday, November 10, in Fresno."""


def waiting(**fields: object) -> Referral:
    given = {
        "status": Status.REQUESTED,
        "stage": Stage.SENT,
        "priority": Priority.ROUTINE,
        "due_at": FIVE_PM,
    }
    return Referral(**given | fields)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (NOW - timedelta(days=1), ("bad", "Overdue by 1 day")),
        (NOW - timedelta(days=4), ("bad", "Overdue by 4 days")),
        (NOW - timedelta(hours=2), ("bad", "Overdue by 2 hours")),
        (NOW - timedelta(minutes=2), ("bad", "Overdue")),
        (FIVE_PM, ("warn", "Due today, 5:00 pm")),
    ],
)
def test_a_due_answer_says_how_pressing_it_is(
    due: datetime, said: tuple[str, str]
) -> None:
    tag = words.due_tag(waiting(due_at=due), NOW)

    assert tag is not None
    assert (tag.tone, tag.words) == said


def test_nothing_presses_before_the_day() -> None:
    assert words.due_tag(waiting(due_at=FIVE_PM + timedelta(days=1)), NOW) is None


def test_an_urgent_request_says_by_when() -> None:
    tag = words.due_tag(waiting(priority=Priority.URGENT), NOW)

    assert tag is not None
    assert (tag.icon, tag.words) == ("urgent", "Urgent: by 5:00 pm")


def test_the_clock_stands_still_while_a_question_is_open() -> None:
    late = waiting(stage=Stage.AWAITING_INFORMATION, due_at=NOW - timedelta(days=2))

    tag = words.due_tag(late, NOW)

    assert tag is not None
    assert tag.words == "Clock stopped"


def test_what_has_been_answered_is_not_due() -> None:
    assert words.due_tag(waiting(status=Status.ACCEPTED), NOW) is None


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=1), "1 minute old, sent today"),
        (timedelta(minutes=48), "48 minutes old, sent today"),
        (timedelta(hours=2), "2 hours old, sent today"),
        (timedelta(days=1), "1 day old, sent Mon"),
        (timedelta(days=5), "5 days old, sent Thu"),
        (timedelta(days=20), "20 days old, sent Oct 21"),
    ],
)
def test_age_is_said_in_days_and_the_day(ago: timedelta, said: str) -> None:
    assert words.age_words(NOW - ago, NOW) == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": Status.ON_HOLD, "review_on": date(2026, 11, 13)}, "Paused until"),
        ({"status": Status.COMPLETED, "outcome": "enrolled"}, "Done: Enrolled"),
        ({"status": Status.REJECTED, "reason_code": "no-capacity"}, "No room now"),
        ({"status": Status.IN_PROGRESS}, "In progress"),
    ],
)
def test_a_state_says_what_makes_it_plain(fields: dict[str, object], said: str) -> None:
    assert said in words.state_tag(Referral(**fields)).words


def test_every_state_has_its_look() -> None:
    assert set(words.STATE_LOOKS) == set(Status)


@pytest.mark.parametrize(
    ("label", "said"), [("Phone and address", "phone and address"), ("HIV", "HIV")]
)
def test_labels_join_a_sentence(label: str, said: str) -> None:
    assert words.lower_first(label) == said


def test_times_are_said_where_the_site_is() -> None:
    with translation.override("en"):
        assert words.moment_of(NOW) == "Tue Nov 10, 9:00 am"


def test_sharing_that_stopped_hides_later_news_from_the_sender_alone() -> None:
    running = Referral(
        status=Status.IN_PROGRESS, accepted_at=NOW, sharing_stopped_at=NOW
    )

    assert is_cut_off(running, {Side.SENDER})
    assert not is_cut_off(running, {Side.RECEIVER})
    assert not is_cut_off(running, {Side.NETWORK})


def test_an_end_that_was_known_before_stays_known() -> None:
    ended = Referral(status=Status.CANCELLED, sharing_stopped_at=NOW, closed_at=NOW)

    assert not is_cut_off(ended, {Side.SENDER})


WAYS = [
    ("draft", ["now", "next", "next", "next"]),
    ("requested", ["done", "now", "next", "next"]),
    ("accepted", ["done", "now", "next", "next"]),
    ("in-progress", ["done", "done", "now", "next"]),
    ("on-hold", ["done", "done", "now", "next"]),
    ("completed", ["done", "done", "done", "done"]),
    ("rejected", ["done", "stop"]),
    ("failed", ["done", "done", "done", "stop"]),
    ("cancelled", ["done", "stop"]),
    ("entered-in-error", ["done", "stop"]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "states"), WAYS)
def test_the_way_shows_where_a_referral_is_or_stopped(
    status: str, states: list[str]
) -> None:
    referral = ReferralFactory.create(status=status)

    assert [step.state for step in steps_of(referral, NOW)] == states


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "requested", "accepted"])
def test_a_stage_that_says_no_more_than_the_state_is_not_said(status: str) -> None:
    assert words.stage_words(ReferralFactory.create(status=status)) == ""


def test_a_stage_that_says_more_is_said() -> None:
    opened = waiting(stage=Stage.VIEWED)

    assert words.stage_words(opened) == "Opened"


@pytest.mark.django_db
def test_the_way_speaks_of_one_referral() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)

    with translation.override("es"):
        sent = steps_of(referral, NOW)[0]

        assert sent.label == "Enviado"
        assert words.state_tag(referral).words == "Enviado"


@pytest.mark.parametrize(
    ("band", "said"),
    [("", ""), ("0-9", "under 10"), ("40s", "40s"), ("100s", "100s")],
)
def test_an_age_band_is_said_in_words(band: str, said: str) -> None:
    assert words.age_band_words(band) == said


@pytest.mark.django_db
def test_what_follows_accepting_is_one_sentence_for_translators() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    referral.is_blind = True

    go = acts_of(referral, {Side.RECEIVER}).go

    assert go is not None
    assert go.says == (
        f"{referral.sender.name} is told at once. "
        "Name, phone and address open to your team."
    )


VERBS = {
    Status.REQUESTED: {"send"},
    Status.ACCEPTED: {"accept"},
    Status.REJECTED: {"decline"},
    Status.IN_PROGRESS: {"start", "resume"},
    Status.ON_HOLD: {"hold"},
    Status.COMPLETED: {"complete"},
    Status.FAILED: {"fail"},
    Status.CANCELLED: {"cancel"},
    Status.ENTERED_IN_ERROR: {"enter-in-error", "report-error"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("side", [Side.SENDER, Side.RECEIVER, Side.NETWORK])
@pytest.mark.parametrize("status", [status.value for status in Status])
def test_exactly_the_moves_of_the_table_are_offered(status: str, side: Side) -> None:
    referral = ReferralFactory.create(status=status)
    if side == Side.RECEIVER and referral.sent_at is None:
        return

    offered = acts_of(referral, {side})
    acts = [act.verb for act in (offered.go, *offered.folds) if act]

    allowed = set(allowed_moves(referral, {side}))
    if referral.is_need_met and side == Side.SENDER:
        allowed -= {Status.ENTERED_IN_ERROR}
    shown = {state for state, verbs in VERBS.items() if verbs & set(acts)}
    assert shown == allowed
    assert len(acts) == len(set(acts))
