"""Timers on two machines at once, and killed between: each fires once, whole."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Notice
from referrals import actions, replay, waking
from referrals.errors import MoveNotAllowedError
from referrals.models import Priority, Referral, ReferralEvent, Status
from referrals.waking import Tally
from tests.factories.referrals import ReferralFactory, member_of
from tests.integration.referrals.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)

SENT = timezone.now() - timedelta(minutes=90)
DUE = SENT + timedelta(minutes=61)


def sent() -> Referral:
    """To be answered at once, and by ``DUE`` overdue."""
    return ReferralFactory.create(
        status=Status.REQUESTED, priority=Priority.STAT, at=SENT
    )


def fired(referral: Referral) -> int:
    return ReferralEvent.objects.filter(
        referral=referral, idempotency_key__startswith="timer:"
    ).count()


@pytest.mark.parametrize("_round", range(3))
def test_two_machines_fire_each_timer_once(_round: int) -> None:
    referrals = [sent() for _one in range(6)]
    Notice.objects.all().delete()

    answers = at_once(lambda: waking.run(at=DUE), lambda: waking.run(at=DUE))

    tallies = [one for one in answers if isinstance(one, Tally)]
    assert len(tallies) == 2
    assert [one.failed for one in tallies] == [0, 0]
    # What one of them passed over while the other held it is left to a later run.
    waking.run(at=DUE)
    assert [fired(one) for one in referrals] == [1] * 6
    # The supervisor and the sender, of each.
    assert Notice.objects.filter(what="overdue").count() == 12
    assert not list(replay.problems(replay.with_events()))


@pytest.mark.parametrize("_round", range(3))
def test_an_answer_at_the_moment_of_a_timer_wins_or_comes_after(_round: int) -> None:
    referral = sent()
    by = member_of(referral.receiver)

    answers = at_once(
        lambda: waking.run(at=DUE), lambda: actions.accept(referral, by=by, at=DUE)
    )

    assert not [one for one in answers if isinstance(one, MoveNotAllowedError)]
    found = Referral.objects.get(pk=referral.pk)
    assert found.status == Status.ACCEPTED
    assert found.stage == "accepted"
    assert not list(replay.problems_of(found))


# Runs the timers, and is killed where it is told.
RUN = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from django.db import connection
database, at, where = sys.argv[1:]
connection.settings_dict["NAME"] = database
from referrals import notices, waking
from referrals.actions import keeping

def die(*_args, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

tell = notices.timed
def tell_and_die(*args, **named):
    tell(*args, **named)
    die()

fire = waking._fire
def fire_and_die(*args, **named):
    fire(*args, **named)
    die()

match where:
    case "before the event":
        keeping._record = die
    case "between event and notices":
        notices.timed = die
    case "before the commit":
        notices.timed = tell_and_die
    case "after the commit":
        waking._fire = fire_and_die
    case "before it slept":
        waking._put_to_sleep = die
waking.run(at=datetime.fromisoformat(at))
"""


@pytest.mark.parametrize(
    ("where", "left"),
    [
        ("before the event", 0),
        ("between event and notices", 0),
        ("before the commit", 0),
        ("after the commit", 1),
        ("before it slept", 0),
    ],
)
def test_killed_anywhere_it_leaves_nothing_half_done(where: str, left: int) -> None:
    referrals = [sent(), sent()]
    Notice.objects.all().delete()
    connection.close()

    killed = subprocess.run(
        [
            *(sys.executable, "-c", RUN),
            *(str(connection.settings_dict["NAME"]), DUE.isoformat(), where),
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).parents[3],
        check=False,
    )

    assert killed.returncode == -signal.SIGKILL
    assert sum(map(fired, referrals)) == left
    assert Notice.objects.filter(what="overdue").count() == 2 * left
    waking.run(at=DUE)
    assert [fired(one) for one in referrals] == [1, 1]
    assert Notice.objects.filter(what="overdue").count() == 4
    assert not list(replay.problems(replay.with_events()))
