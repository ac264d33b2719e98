"""Notices wait in the database until they are mailed, and tell only what they may."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts import actions, notices
from accounts.models import Notice, User
from accounts.notices import Kind, Said, delivery, kinds, telling
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import LocationFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 10, 17, 0, tzinfo=UTC)
"""Tuesday, 9:00 am in Fresno."""
LATER = NOW + timedelta(days=2)


class Things:
    """A kind of notice whose words a test may take away."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()
        self.reached: list[str] = []

    def words(self, _user: User, told: Collection[Notice]) -> dict[int, Said]:
        return {
            one.pk: Said(f"Thing {one.subject} {one.what}", f"/things/{one.subject}/")
            for one in told
            if one.subject not in self.hidden
        }

    def follow(self, notice: Notice, _at: datetime) -> None:
        self.reached.append(notice.subject)


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Things:
    made = Things()
    kind = Kind(words=made.words, reached=made.follow)
    monkeypatch.setitem(kinds._kinds, "thing", kind)
    return made


@pytest.fixture
def reader(things: Things) -> User:
    return UserFactory.create()


def tell(*users: User, subject: str = "1", at: datetime = NOW) -> Notice:
    made = notices.tell(users, kind="thing", subject=subject, what="moved", at=at)
    return made[0]


def subjects() -> list[str]:
    return [str(sent.subject) for sent in mail.outbox]


@pytest.fixture
def dead_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_mail: EmailMessage) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)


class TestTelling:
    def test_a_notice_is_stored_or_undone_with_the_change(self, reader: User) -> None:
        with transaction.atomic():
            tell(reader)
            transaction.set_rollback(True)

        assert not Notice.objects.exists()

    def test_is_mailed_as_soon_as_the_change_is_stored(
        self,
        reader: User,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            notice = tell(reader)
            assert subjects() == []

        notice.refresh_from_db()
        assert subjects() == ["Thing 1 moved"]
        assert mail.outbox[0].to == [reader.email]
        assert "http://127.0.0.1:8000/things/1/" in mail.outbox[0].body
        assert notice.sent_at is not None

    @override_settings(NOTICES_WAIT_FOR_WORKER=True)
    def test_is_left_to_the_worker_where_one_runs(
        self,
        reader: User,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            tell(reader)

        assert subjects() == []
        assert notices.deliver().sent == 1

    def test_what_was_lost_between_change_and_mail_is_found_again(
        self, reader: User
    ) -> None:
        # The process dies here: nothing that waits for the commit is ever called.
        tell(reader)

        assert notices.deliver(at=LATER).sent == 1
        assert notices.deliver(at=LATER).sent == 0
        assert subjects() == ["Thing 1 moved"]

    @override_settings(TIME_ZONE="America/Los_Angeles")
    def test_the_morning_is_at_seven_on_the_next_day(self, reader: User) -> None:
        reader.told = User.Told.MORNING

        due = telling.mail_due_at(reader, NOW)

        assert due == datetime(2026, 11, 11, 15, 0, tzinfo=UTC)

    def test_the_morning_is_that_of_the_office(self, reader: User) -> None:
        reader.told = User.Told.MORNING
        member = MembershipFactory.create(user=reader)
        LocationFactory.create(
            organization=member.organization, timezone_name="America/New_York"
        )

        due = telling.mail_due_at(reader, NOW)

        assert due == datetime(2026, 11, 11, 12, 0, tzinfo=UTC)

    def test_an_office_whose_zone_is_no_zone_has_the_networks(
        self, reader: User
    ) -> None:
        member = MembershipFactory.create(user=reader)
        LocationFactory.create(
            organization=member.organization, timezone_name="Mars/Olympus"
        )

        assert telling.zone_of(reader) == ZoneInfo("America/Los_Angeles")

    def test_at_night_the_morning_is_that_of_the_same_day(self) -> None:
        zone = ZoneInfo("America/Los_Angeles")
        night = datetime(2026, 11, 1, 0, 30, tzinfo=zone)

        # Clocks went back an hour at two: seven is seven on the new clock.
        assert telling.morning_after(night, zone) == datetime(
            2026, 11, 1, 15, 0, tzinfo=UTC
        )


class TestDelivering:
    def test_a_morning_is_one_mail(self, reader: User) -> None:
        actions.change_profile(reader, name="", language="", told="morning")
        other = UserFactory.create()
        for subject in "123":
            tell(reader, other, subject=subject)

        notices.deliver(at=NOW)
        assert len(mail.outbox) == 3
        mail.outbox.clear()
        tally = notices.deliver(at=LATER)

        (letter,) = mail.outbox
        assert tally.sent == 3
        assert letter.to == [reader.email]
        assert letter.subject == "3 notices from Waypost"
        assert all(f"/things/{number}/" in letter.body for number in "123")

    def test_who_wants_no_mail_reads_it_on_the_site(self, reader: User) -> None:
        actions.change_profile(reader, name="", language="", told="on-site")

        tell(reader)

        assert notices.deliver(at=LATER).sent == 0
        assert reader.notices.unread().count() == 1

    def test_who_stops_mail_gets_none_of_what_waits(self, reader: User) -> None:
        tell(reader)
        actions.change_profile(reader, name="", language="", told="on-site")

        assert notices.deliver(at=LATER).sent == 0
        assert not Notice.objects.waiting().exists()
        assert reader.notices.unread().count() == 1

    def test_what_was_read_on_the_site_needs_no_mail(self, reader: User) -> None:
        tell(reader)
        notices.read(reader, kind="thing", subject="1")

        assert notices.deliver(at=LATER).sent == 0

    def test_what_may_no_longer_be_known_is_dropped(
        self, reader: User, things: Things
    ) -> None:
        notice = tell(reader)
        things.hidden.add("1")

        tally = notices.deliver(at=LATER)

        notice.refresh_from_db()
        assert (tally.sent, tally.dropped) == (0, 1)
        assert subjects() == []
        assert notice.dropped_at == LATER
        assert notice.sent_at is None
        assert things.reached == []

    def test_a_closed_account_is_told_nothing(self, reader: User) -> None:
        tell(reader)
        User.objects.update(is_active=False)

        assert notices.deliver(at=LATER).dropped == 1
        assert subjects() == []

    def test_a_kind_that_nobody_knows_any_more_is_dropped(self, reader: User) -> None:
        notices.tell([reader], kind="gone", subject="1", what="moved", at=NOW)

        assert notices.deliver(at=LATER).dropped == 1

    def test_what_follows_follows_the_mail(self, reader: User, things: Things) -> None:
        tell(reader, subject="7")

        notices.deliver(at=LATER)

        assert things.reached == ["7"]

    def test_is_written_in_the_readers_language(self, things: Things) -> None:
        tell(UserFactory.create(language="es"), UserFactory.create(language="en"))

        notices.deliver(at=LATER)

        spanish, english = mail.outbox
        assert "Open it here" in english.body
        assert "Open it here" not in spanish.body

    def test_a_dead_server_is_tried_again_later_and_later(
        self, reader: User, dead_server: None
    ) -> None:
        notice = tell(reader)

        at, tries = NOW, 0
        while Notice.objects.waiting().exists():
            tally = notices.deliver(at=at)
            tries += tally.failed
            notice.refresh_from_db()
            assert notice.due_at is not None
            assert notices.deliver(at=notice.due_at - timedelta(seconds=1)).failed == 0
            at = notice.due_at

        assert tries == delivery.MOST_TRIES
        assert timedelta(days=1) < at - NOW < timedelta(days=2)
        assert notice.failed_at is not None
        # It is not lost: it is read on the site.
        assert reader.notices.unread().count() == 1

    def test_a_dead_server_is_not_asked_for_everybody(
        self, things: Things, dead_server: None
    ) -> None:
        for _number in range(10):
            tell(UserFactory.create())

        tally = notices.deliver(at=NOW)

        assert tally.failed == delivery.FAILURES_IN_A_ROW

    def test_one_refused_address_holds_nobody_up(
        self, things: Things, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refused, served = UserFactory.create(), UserFactory.create()
        tell(refused, served)
        send = EmailMessage.send

        def choose(letter: EmailMessage) -> int:
            if letter.to == [refused.email]:
                raise SMTPRecipientsRefused({refused.email: (550, b"no such box")})
            return send(letter)

        monkeypatch.setattr(EmailMessage, "send", choose)

        tally = notices.deliver(at=NOW)

        assert (tally.sent, tally.failed) == (1, 1)
        assert [sent.to for sent in mail.outbox] == [[served.email]]

    def test_the_log_names_nobody(
        self,
        reader: User,
        dead_server: None,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        tell(reader)

        notices.deliver(at=NOW)

        assert "was not mailed at try 1: ConnectionRefusedError" in caplog.text
        assert reader.email not in caplog.text

    def test_a_process_that_died_between_mail_and_mark_mails_once_more(
        self, reader: User, things: Things, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tell(reader)

        def die(*_args: object, **_named: object) -> None:
            raise SystemExit

        with monkeypatch.context() as patched:
            patched.setattr(delivery, "reached", die)
            with pytest.raises(SystemExit):
                notices.deliver(at=NOW)
        # While it may still be at work, nobody takes its notice.
        assert notices.deliver(at=NOW + timedelta(minutes=1)).sent == 0
        notices.deliver(at=LATER)
        notices.deliver(at=LATER + timedelta(days=1))

        first, second = mail.outbox
        assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]

    def test_asks_the_database_little_when_nothing_is_due(
        self,
        reader: User,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        tell(reader, at=LATER)

        with django_assert_num_queries(1):
            notices.deliver(at=NOW)

    def test_the_command_says_how_many(
        self, reader: User, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tell(reader)

        call_command("send_notices")

        assert "Mailed 1 notices, dropped 0." in capsys.readouterr().out

    def test_the_command_says_what_failed(
        self,
        reader: User,
        dead_server: None,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        tell(reader)

        call_command("send_notices")

        assert "1 could not be mailed" in capsys.readouterr().err


class TestReading:
    def test_reads_them_all(self, reader: User, things: Things) -> None:
        tell(reader, subject="1")
        tell(reader, subject="2")
        things.hidden.add("2")

        notices.read_all(reader, at=LATER)

        assert things.reached == ["1"]
        assert reader.notices.get(subject="1").read_at == LATER
        assert reader.notices.get(subject="2").read_at is None

    def test_what_may_not_be_known_leaves_the_list(
        self, reader: User, things: Things
    ) -> None:
        tell(reader, subject="1")
        tell(reader, subject="2")
        things.hidden.add("2")

        lines = notices.lines(reader, list(reader.notices.kept()))

        assert [line.headline for line in lines] == ["Thing 1 moved"]
        assert reader.notices.unread().count() == 1

    def test_nobody_reads_for_somebody_else(self, reader: User) -> None:
        other = UserFactory.create()
        tell(reader, other)

        notices.read(reader, kind="thing", subject="1")

        assert other.notices.unread().count() == 1
        assert timezone.now() >= reader.notices.get().made_at
