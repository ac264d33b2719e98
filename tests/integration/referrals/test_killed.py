"""A process killed at any point of an answer: nothing half-done, no notice lost."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts import notices
from accounts.models import Notice
from referrals import replay
from referrals.models import Referral, Status
from tests.factories.referrals import ReferralFactory, member_of

pytestmark = pytest.mark.django_db(transaction=True)

# Accepts a referral, and is killed where it is told.
ACCEPT = """
import os, signal, sys
import django
django.setup()
from django.db import connection
database, number, email, where = sys.argv[1:]
connection.settings_dict["NAME"] = database
from accounts.models import User
from accounts.notices import delivery, letter, telling
from referrals import actions, notices
from referrals.models import Referral

def die(*_args, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

def tell_and_die(*args, **named):
    telling.tell(*args, **named)
    die()

def mail_and_die(*_args, **_named):
    print("mailed", flush=True)
    die()

match where:
    case "before the change":
        notices.notices.tell = die
    case "before the commit":
        notices.notices.tell = tell_and_die
    case "after the commit":
        delivery.deliver = die
    case "before the mail":
        letter.send = die
    case "after the mail":
        letter.send = mail_and_die
actions.accept(
    Referral.objects.get(number=number), by=User.objects.get(email=email)
)
"""


def accept_and_die(referral: Referral, where: str) -> bytes:
    """Return what the process said before it was killed."""
    by = member_of(referral.receiver)
    connection.close()
    killed = subprocess.run(
        [
            *(sys.executable, "-c", ACCEPT),
            str(connection.settings_dict["NAME"]),
            *(referral.number, by.email, where),
        ],
        stdout=subprocess.PIPE,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    return killed.stdout


@pytest.fixture
def referral() -> Referral:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    Notice.objects.all().delete()
    mail.outbox.clear()
    return referral


@pytest.mark.parametrize("where", ["before the change", "before the commit"])
def test_killed_before_it_was_stored_nothing_happened(
    where: str, referral: Referral
) -> None:
    accept_and_die(referral, where)

    found = Referral.objects.get(pk=referral.pk)
    assert found.status == Status.REQUESTED
    assert not Notice.objects.exists()
    assert not list(replay.problems_of(found))


@pytest.mark.parametrize(
    ("where", "mailed"),
    [
        ("after the commit", b""),
        ("before the mail", b""),
        ("after the mail", b"mailed"),
    ],
)
def test_killed_after_it_was_stored_the_sender_is_told(
    where: str, mailed: bytes, referral: Referral
) -> None:
    assert accept_and_die(referral, where).strip() == mailed

    # Another process finds it, at most twice as long after as one may be at work.
    tally = notices.deliver(at=timezone.now() + timedelta(minutes=4))

    found = Referral.objects.get(pk=referral.pk)
    assert found.status == Status.ACCEPTED
    assert not list(replay.problems_of(found))
    assert tally.sent == len(mail.outbox) == 1
    assert found.sent_by is not None
    assert mail.outbox[0].to == [found.sent_by.email]
    assert notices.deliver(at=timezone.now() + timedelta(days=1)).sent == 0
