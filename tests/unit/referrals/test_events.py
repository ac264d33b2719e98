"""Events are written once, in a chain, and give the referral again."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations import (
    AddConstraint,
    AddField,
    RemoveConstraint,
    RemoveField,
    RunPython,
)
from django.db.migrations.loader import MigrationLoader

from referrals import actions, replay
from referrals.models import Referral, ReferralEvent, Status
from tests import append_only
from tests.factories.referrals import ReferralFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def triggers(db: None) -> None:
    # Tests that flush the tables have to lift the triggers first.
    append_only.forbid_changes()


TAMPERINGS: dict[str, Callable[[ReferralEvent], object]] = {
    "save": lambda event: event.save(),
    "delete": lambda event: event.delete(),
    "queryset update": lambda event: ReferralEvent.objects.filter(pk=event.pk).update(
        note="Nothing happened"
    ),
    "queryset delete": lambda event: ReferralEvent.objects.all().delete(),
    "raw update": lambda event: connection.cursor().execute(
        "UPDATE referrals_referralevent SET note = 'x' WHERE id = %s", [event.pk]
    ),
    "raw delete": lambda event: connection.cursor().execute(
        "DELETE FROM referrals_referralevent"
    ),
}


@pytest.mark.parametrize("way", TAMPERINGS)
def test_the_database_refuses_to_change_an_event(way: str) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    event = referral.events.latest("sequence")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        TAMPERINGS[way](event)

    assert referral.events.count() == 2
    assert not list(replay.problems_of(referral))


REMAKES = (AddField, RemoveField, AddConstraint, RemoveConstraint)


def test_a_migration_of_events_keeps_them_unchangeable() -> None:
    """SQLite makes the table anew, and its triggers go with the old one."""
    written = MigrationLoader(None).disk_migrations.items()
    later = [
        migration
        for (app, name), migration in sorted(written)
        if app == "referrals"
        and name > "0002"
        and any(
            isinstance(one, REMAKES) and one.model_name == "referralevent"
            for one in migration.operations
        )
    ]

    assert "0006_signed_by_link" in [migration.name for migration in later]
    for migration in later:
        first, last = migration.operations[0], migration.operations[-1]
        assert isinstance(first, RunPython)
        assert isinstance(last, RunPython)
        assert first.reverse_code is append_only.MIGRATION.forbid_changes
        assert last.code is append_only.MIGRATION.forbid_changes


@pytest.mark.parametrize("status", Status)
def test_folding_the_events_gives_the_row_again(status: Status) -> None:
    referral = ReferralFactory.create(status=status, note="At nine.")

    found = Referral.objects.get(pk=referral.pk)

    assert not list(replay.problems_of(found))


def test_a_long_history_gives_the_row_again() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    sender, receiver = member_of(referral.sender), member_of(referral.receiver)
    actions.mark_viewed(referral, by=receiver)
    actions.say(referral, by=receiver, text="When?", needs_answer=True)
    actions.say(referral, by=sender, text="Mornings.")
    actions.assign(referral, by=receiver, to=receiver)
    actions.accept(referral, by=receiver)
    actions.undo(referral, by=receiver)
    actions.accept(referral, by=receiver)
    actions.log_contact(referral, by=receiver, channel="phone", result="reached")
    actions.report_error(referral, by=sender, reason="duplicate-entry")
    assert referral.consent is not None
    actions.stop_sharing(referral.consent, at=referral.changed_at)

    found = Referral.objects.get(pk=referral.pk)

    assert not list(replay.problems_of(found))
    assert found.version == found.events.count() == 13


def test_each_event_carries_the_hash_of_the_one_before() -> None:
    referral = ReferralFactory.create(status=Status.COMPLETED)

    events = list(referral.events.order_by("sequence"))

    assert [event.previous_hash for event in events] == [
        "",
        *(event.hash for event in events[:-1]),
    ]
    assert all(event.hash == event.fingerprint() for event in events)


def test_the_hash_is_the_same_in_whatever_zone_the_time_was_said() -> None:
    at = datetime(2026, 11, 10, 9, 0, 0, 123456, ZoneInfo("America/Los_Angeles"))
    referral = ReferralFactory.create(status=Status.ON_HOLD, at=at)

    found = Referral.objects.get(pk=referral.pk)

    assert not list(replay.problems_of(found))


def test_no_event_repeats_what_was_shared_about_the_person() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED, note="Ring twice.")

    for event in referral.events.all():
        assert referral.person.family_name not in str(event.changes)
        assert "Ring twice" not in str(event.changes)


FIRST_HASH = "3f8ed3829f36025286702a4c6f97cf6a02379e080091be24e1abce8d43a91af2"
"""What the first release made of the event below: it must never come out otherwise."""


def an_early_event() -> ReferralEvent:
    return ReferralEvent(
        referral_id=UUID(int=7),
        sequence=2,
        kind=ReferralEvent.Kind.MOVE,
        transition="T04",
        from_status=Status.REQUESTED,
        to_status=Status.REJECTED,
        from_stage="sent",
        by_side="R",
        by_id=41,
        by_organization_id=UUID(int=9),
        by_role="receiver",
        reason_code="no-capacity",
        reason_text="Full until May.",
        changes={"status": "rejected"},
        occurred_at=datetime(2026, 11, 10, 17, 0, tzinfo=UTC),
        recorded_at=datetime(2026, 11, 10, 17, 1, tzinfo=UTC),
        idempotency_key="k",
        previous_hash="a" * 64,
    )


def test_an_event_keeps_its_hash_in_every_later_release() -> None:
    assert an_early_event().fingerprint() == FIRST_HASH


@pytest.mark.parametrize(
    "column", [models.CharField(blank=True), models.IntegerField(null=True)]
)
def test_a_column_that_comes_later_counts_only_where_it_holds_something(
    column: "models.Field[Any, Any]", monkeypatch: pytest.MonkeyPatch
) -> None:
    column.set_attributes_from_name("later")
    columns = (*ReferralEvent._meta.concrete_fields, column)
    monkeypatch.setattr(ReferralEvent._meta, "concrete_fields", columns)
    before, filled = an_early_event(), an_early_event()
    before.later = column.get_default()  # type: ignore[attr-defined]
    filled.later = 3  # type: ignore[attr-defined]

    assert before.fingerprint() == FIRST_HASH
    assert filled.fingerprint() != FIRST_HASH


class TestVerify:
    def test_says_that_all_is_well(self) -> None:
        ReferralFactory.create(status=Status.COMPLETED)
        said = StringIO()

        call_command("verify_referrals", stdout=said)

        assert "1 referrals agree" in said.getvalue()

    def test_names_a_row_that_was_changed_by_hand(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        Referral.objects.filter(pk=referral.pk).update(status=Status.IN_PROGRESS)
        said = StringIO()

        with pytest.raises(CommandError, match="1 disagreements in 1 referrals"):
            call_command("verify_referrals", stderr=said)

        assert f"{referral.number}: status differs" in said.getvalue()

    def test_notices_a_changed_copy_and_a_wrong_version(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        referral.snapshot["name"] = "Somebody Else"
        referral.version += 1

        assert list(replay.problems_of(referral)) == [
            "version 3 after 2 events",
            "snapshot_digest differs from its events",
        ]

    def test_notices_a_broken_chain(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        append_only.allow_changes()
        last = referral.events.latest("sequence")
        ReferralEvent.objects.filter(pk=last.pk).update(note="Nothing happened")

        assert list(replay.problems_of(referral)) == ["event 2 does not match its hash"]

    def test_notices_a_missing_event(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        append_only.allow_changes()
        ReferralEvent.objects.filter(referral=referral, sequence=2).delete()

        assert list(replay.problems_of(referral)) == ["event 2 is missing"]
