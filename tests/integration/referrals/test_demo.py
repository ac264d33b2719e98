"""The demo region plays by the rules, and loading it twice changes nothing."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import demo as sign_ins
from accounts.models import User
from care.models import Consent, Person
from directory.models import Organization, Service
from referrals import demo, replay
from referrals.management.commands import load_demo
from referrals.models import Referral, ReferralEvent, Status

# Notices go out on commit, so these tests do commit.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_index(settings: LazySettings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"


def test_the_demo_region_is_whole_and_keeps_the_rules() -> None:
    call_command("load_demo", verbosity=0)

    assert Organization.objects.listed().count() >= 60
    assert Service.objects.listed().count() >= 150
    assert Referral.objects.count() >= 40
    assert set(Referral.objects.values_list("status", flat=True)) == set(Status)
    assert not list(replay.problems(replay.with_events()))
    assert Consent.objects.filter(revoked_at__isnull=False).exists()
    # Nothing lies in the future, and nobody is mailed about the past.
    assert not ReferralEvent.objects.filter(occurred_at__gt=timezone.now()).exists()
    assert mail.outbox == []
    ended = Referral.objects.filter(status=Status.COMPLETED)
    assert all(referral.is_loop_closed for referral in ended)
    for role in ("coordinator", "receiver", "supervisor", "steward", "admin"):
        assert User.objects.filter(email=f"{role}@demo.example").exists()

    receiver = User.objects.get(email="receiver@demo.example")
    assert Referral.objects.received_by(receiver).needing_answer().exists()

    before = (Person.objects.count(), ReferralEvent.objects.count())
    call_command("load_demo", verbosity=0)
    assert (Person.objects.count(), ReferralEvent.objects.count()) == before


def test_each_load_ends_with_the_sign_ins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for step in ("_load_directory", "_load_people", "_index"):
        monkeypatch.setattr(load_demo.Command, step, lambda *_, **__: None)

    for _run in range(2):
        call_command("load_demo")

        *lines, password = capsys.readouterr().out.splitlines()
        offered = lines[-len(sign_ins.PARTS) :]
        for line, part in zip(offered, sign_ins.PARTS, strict=True):
            assert part.email in line
            assert f"{part.role}. {part.does}" in line
        assert password.endswith(sign_ins.PASSWORD)


def test_a_file_that_the_rules_refuse_leaves_no_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_asked: object, **_how: object) -> None:
        message = "rosario: This referral has not been sent yet."
        raise demo.DemoError(message)

    monkeypatch.setattr("referrals.demo.people.write_person", refuse)

    with pytest.raises(CommandError, match="demo-format"):
        call_command("load_demo", verbosity=0)

    assert not Person.objects.exists()
    assert not User.objects.filter(email="receiver@demo.example").exists()
