"""Fifty race for one round, and a process dies in the middle: whole, or nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts import notices
from accounts.models import Membership, Notice, User
from care import actions as care
from directory.models import Service
from referrals import actions, replay
from referrals.actions import RoundTerms
from referrals.errors import MoveNotAllowedError, RefusedError
from referrals.models import (
    OpenOffice,
    Priority,
    Referral,
    ReferralEvent,
    Round,
    Status,
)
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import (
    AreaCodeFactory,
    AttributeFactory,
    ServiceAreaFactory,
    ServiceFactory,
)
from tests.factories.referrals import member_of
from tests.integration.referrals.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def pool_of(how_many: int) -> Round:
    """A round open to so many offices, each with one receiver."""
    person = PersonFactory.create(town="Fresno", area_codes=["us-ca-019"])
    ConsentFactory.create(person=person)
    need = NeedFactory.create(person=person)
    for service in ServiceFactory.create_batch(how_many):
        AttributeFactory.create(link_id=service.pk, taxonomy_term=need.category)
        AreaCodeFactory.create(
            service_area=ServiceAreaFactory.create(service=service), code="us-ca-019"
        )
        by = member_of(service.organization, Membership.Role.RECEIVER)
        OpenOffice.objects.create(organization=service.organization, by=by)
    return actions.open_round(
        need,
        by=member_of(person.kept_by),
        sender=person.kept_by,
        terms=RoundTerms(mode=Round.Mode.POOL),
    )


def chosen(how_many: int, mode: Round.Mode) -> Round:
    """A round of so many chosen services."""
    need = NeedFactory.create()
    ConsentFactory.create(person=need.person)
    services: list[Service] = ServiceFactory.create_batch(how_many)
    for service in services:
        member_of(service.organization, Membership.Role.RECEIVER)
    return actions.open_round(
        need,
        services,
        by=member_of(need.person.kept_by),
        sender=need.person.kept_by,
        terms=RoundTerms(mode=mode, priority=Priority.STAT),
    )


def receiver_of(referral: Referral) -> User:
    return User.objects.get(memberships__organization=referral.receiver)


def accepting(referral: Referral) -> Callable[[], object]:
    by = receiver_of(referral)
    return lambda: actions.accept(referral, by=by)


def check_whole(its: Round) -> None:
    """One winner or none, nobody left waiting, every history true."""
    its.refresh_from_db()
    found = list(its.referrals.all())
    accepted = [one for one in found if one.status == Status.ACCEPTED]
    waiting = [one for one in found if one.status == Status.REQUESTED]
    assert len(accepted) == (1 if its.winner_id else 0)
    assert bool(waiting) is its.is_open
    for referral in found:
        assert not list(replay.problems_of(referral))


def test_fifty_receivers_race_and_one_wins_and_forty_nine_are_told() -> None:
    with override_settings(NOTICES_WAIT_FOR_WORKER=True):
        its = pool_of(50)
        Notice.objects.all().delete()
        referrals = list(its.referrals.select_related("receiver"))
        assert len(referrals) == 50

        answers = at_once(*[accepting(one) for one in referrals])

    winners = [one for one in answers if isinstance(one, Referral)]
    losers = [one for one in answers if isinstance(one, MoveNotAllowedError)]
    assert (len(winners), len(losers)) == (1, 49)
    assert {one.reason for one in losers} == {"Another place accepted first."}
    its.refresh_from_db()
    assert its.winner == winners[0]
    let_go = its.referrals.filter(reason_code="not-selected", snapshot={})
    assert let_go.count() == 49
    told = Notice.objects.filter(what=Status.CANCELLED)
    assert set(told.values_list("subject", flat=True)) == {one.number for one in let_go}
    assert told.count() == 49
    assert Notice.objects.filter(user=its.opened_by).count() == 1
    check_whole(its)


@pytest.mark.parametrize("_again", range(3))
def test_one_accepts_while_others_decline(_again: int) -> None:
    its = chosen(4, Round.Mode.TOGETHER)
    first, *others = its.referrals.order_by("round_place__place")

    def declining(referral: Referral) -> Callable[[], object]:
        by = receiver_of(referral)
        return lambda: actions.decline(referral, by=by, reason="no-capacity")

    at_once(accepting(first), *[declining(one) for one in others])

    its.refresh_from_db()
    assert its.winner == first
    check_whole(its)


@pytest.mark.parametrize("_again", range(3))
def test_one_accepts_while_the_person_stops_sharing(_again: int) -> None:
    its = chosen(4, Round.Mode.TOGETHER)
    first = its.referrals.order_by("round_place__place").first()
    assert first is not None
    (consent,) = its.need.person.consents.all()

    at_once(
        accepting(first),
        lambda: care.revoke_consent(consent, by=its.opened_by, how="by phone"),
    )

    its.refresh_from_db()
    assert not its.is_open
    for other in its.referrals.filter(accepted_at__isnull=True):
        assert other.snapshot == {}
    check_whole(its)


@pytest.mark.parametrize("_again", range(3))
def test_a_turn_ends_on_two_machines_while_somebody_declines(_again: int) -> None:
    its = chosen(3, Round.Mode.IN_ORDER)
    (first,) = its.referrals.all()
    by = receiver_of(first)
    late = timezone.now() + timedelta(hours=1)

    at_once(
        lambda: actions.next_in_line(its, late),
        lambda: actions.next_in_line(its, late),
        lambda: actions.decline(first, by=by, reason="no-capacity"),
    )

    assert its.referrals.count() == 2
    assert its.referrals.filter(status=Status.REQUESTED).count() == 1
    check_whole(its)


def test_a_round_is_opened_once_however_often_it_is_pressed() -> None:
    need = NeedFactory.create()
    ConsentFactory.create(person=need.person)
    services = ServiceFactory.create_batch(2)
    sender = need.person.kept_by
    by = member_of(sender)

    def press() -> Round:
        return actions.open_round(
            need,
            services,
            by=by,
            sender=sender,
            terms=RoundTerms(mode=Round.Mode.TOGETHER),
            key="pressed-often",
        )

    answers = at_once(*[press] * 4)

    assert not [one for one in answers if isinstance(one, RefusedError)]
    assert Round.objects.count() == 1
    assert Referral.objects.count() == 2


# --- A process that dies ------------------------------------------------------

DIE = """
import os, signal, sys
import django
django.setup()
from django.db import connection
database, verb, subject, email, where = sys.argv[1:]
connection.settings_dict["NAME"] = database
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from accounts.notices import delivery
from referrals import actions, journal
from referrals.models import Referral, Round

count = 0
record = journal.record

def die(*_args, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

def record_and_die(*args, **named):
    global count
    event = record(*args, **named)
    count += 1
    if count == int(where):
        die()
    return event

if where == "after the commit":
    delivery.deliver = die
else:
    journal.record = record_and_die
match verb:
    case "accept":
        actions.accept(
            Referral.objects.get(number=subject), by=User.objects.get(email=email)
        )
    case "next":
        actions.next_in_line(
            Round.objects.get(pk=subject), timezone.now() + timedelta(hours=1)
        )
    case "stop":
        actions.stop_round(
            Round.objects.get(pk=subject),
            by=User.objects.get(email=email),
            reason="client-withdrew",
        )
"""


def die_at(verb: str, subject: object, by: User, where: str) -> None:
    """Do it in a process of its own, which is killed after so many events."""
    connection.close()
    killed = subprocess.run(
        [
            *(sys.executable, "-c", DIE),
            str(connection.settings_dict["NAME"]),
            *(verb, str(subject), by.email, where),
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("mode", "verb", "where"),
    [
        # Of an acceptance and two who are let go.
        (Round.Mode.TOGETHER, "accept", "1"),
        (Round.Mode.TOGETHER, "accept", "2"),
        (Round.Mode.TOGETHER, "accept", "3"),
        (Round.Mode.TOGETHER, "stop", "2"),
        # Of a turn that is over, a draft, and its sending.
        (Round.Mode.IN_ORDER, "next", "1"),
        (Round.Mode.IN_ORDER, "next", "2"),
        (Round.Mode.IN_ORDER, "next", "3"),
    ],
)
def test_killed_half_way_nothing_has_happened(
    mode: Round.Mode, verb: str, where: str
) -> None:
    its = chosen(3, mode)
    first = its.referrals.order_by("round_place__place")[0]
    events, told = ReferralEvent.objects.count(), Notice.objects.count()
    by = receiver_of(first) if verb == "accept" else its.opened_by

    die_at(verb, first.number if verb == "accept" else its.pk, by, where)

    its.refresh_from_db()
    assert its.is_open
    assert (ReferralEvent.objects.count(), Notice.objects.count()) == (events, told)
    assert not its.referrals.exclude(status=Status.REQUESTED).exists()
    check_whole(its)


def test_killed_after_it_was_stored_everybody_is_told() -> None:
    its = chosen(3, Round.Mode.TOGETHER)
    first = its.referrals.order_by("round_place__place")[0]
    mail.outbox.clear()

    die_at("accept", first.number, receiver_of(first), "after the commit")
    notices.deliver(at=timezone.now() + timedelta(minutes=4))

    check_whole(its)
    others = its.referrals.exclude(pk=first.pk)
    assert {tuple(one.to) for one in mail.outbox} == {
        (its.opened_by.email,),
        *((receiver_of(one).email,) for one in others),
    }
