"""Mail says a number and a link, to the right people, in their language."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts import notices
from accounts.models import Membership, Notice, User
from accounts.notices import delivery
from care.actions import Family
from care.models import Need
from referrals import actions
from referrals.models import Referral, Side, Status
from referrals.parties import SYSTEM
from tests.factories.care import NeedFactory, PersonFactory
from tests.factories.directory import ServiceFactory, TaxonomyTermFactory
from tests.factories.referrals import ReferralFactory, member_of

pytestmark = pytest.mark.django_db

Role = Membership.Role


def sender_of(referral: Referral) -> User:
    assert referral.sent_by is not None
    return referral.sent_by


def told() -> list[str]:
    return sorted(address for sent in mail.outbox for address in sent.to)


@pytest.fixture
def need() -> Need:
    return NeedFactory.create(
        person=PersonFactory.create(given_name="Zebulon", family_name="Quillfeather"),
        category=TaxonomyTermFactory.create(name="Wound care"),
        words="Xylophone lessons",
    )


def test_sending_tells_everybody_who_may_answer(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    referral = ReferralFactory.create()
    front, lead = (
        member_of(referral.receiver, Role.RECEIVER),
        member_of(referral.receiver, Role.SUPERVISOR),
    )
    member_of(referral.receiver, Role.COORDINATOR)
    left = member_of(referral.receiver, Role.RECEIVER)
    left.is_active = False
    left.save()

    with django_capture_on_commit_callbacks(execute=True):
        actions.send(referral, by=member_of(referral.sender))

    assert told() == sorted([front.email, lead.email])
    assert mail.outbox[0].subject == (
        f"New referral {referral.number} waits for your answer"
    )


def test_a_mail_names_neither_the_person_nor_the_need(
    need: Need,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    service = ServiceFactory.create(name="Clinic for wounds")
    receiver = member_of(service.organization)
    with django_capture_on_commit_callbacks(execute=True):
        referral = ReferralFactory.create(
            need=need,
            service=service,
            receiver_user=receiver,
            status=Status.COMPLETED,
            note="Door B",
        )
        actions.say(referral, by=receiver, text="Zebulon is well")

    # Accepted, at work, done and the message; nobody waits for the answer any more.
    assert len(mail.outbox) == 4
    for sent in mail.outbox:
        text = f"{sent.subject} {sent.body}".lower()
        for private in ("zebulon", "quillfeather", "wound", "xylophone", "door b"):
            assert private not in text
        assert referral.number in sent.subject
        assert "http://127.0.0.1:8000/" in sent.body
        assert f"/{referral.number}/" in sent.body


@override_settings(SITE_URL="https://waypost.example")
def test_a_mail_is_in_its_readers_language(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    referral = ReferralFactory.create()
    reader = member_of(referral.receiver)
    reader.language = "es"
    reader.save()

    with django_capture_on_commit_callbacks(execute=True):
        actions.send(referral, by=member_of(referral.sender))

    assert "https://waypost.example/" in mail.outbox[0].body


def test_an_answer_goes_to_whoever_sent_it(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    member_of(referral.sender)

    with django_capture_on_commit_callbacks(execute=True):
        actions.accept(referral, by=member_of(referral.receiver))

    assert referral.sent_by is not None
    assert told() == [referral.sent_by.email]


def test_an_answer_goes_to_the_whole_desk_when_the_writer_has_left(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    colleague = member_of(referral.sender)
    Membership.objects.filter(user=referral.sent_by).delete()

    with django_capture_on_commit_callbacks(execute=True):
        actions.accept(referral, by=member_of(referral.receiver))

    assert told() == [colleague.email]


def test_a_stop_by_the_system_is_told_to_both_sides(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)

    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(referral, by=SYSTEM, reason="no-response-expired")

    assert len(told()) == 2


def test_a_notice_of_the_end_informs_the_sender(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)

    with django_capture_on_commit_callbacks(execute=True):
        actions.decline(referral, by=member_of(referral.receiver), reason="no-capacity")

    assert Referral.objects.get(pk=referral.pk).is_loop_closed


def test_taking_an_answer_back_is_told(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    by = member_of(referral.receiver)

    with django_capture_on_commit_callbacks(execute=True):
        actions.decline(referral, by=by, reason="no-capacity")
        actions.undo(referral, by=by)

    assert [sent.subject for sent in mail.outbox][1].endswith("answer was undone")
    assert Referral.objects.get(pk=referral.pk).sender_informed_at is None


def test_nobody_is_told_about_drafts(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        referral = ReferralFactory.create()
        actions.enter_in_error(
            referral, by=member_of(referral.sender), reason="test-entry"
        )

    assert mail.outbox == []


def test_an_agency_without_accounts_gets_no_mail_and_the_sender_is_not_informed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    by = member_of(referral.receiver)
    Membership.objects.filter(organization=referral.sender).delete()

    with django_capture_on_commit_callbacks(execute=True):
        actions.decline(referral, by=by, reason="no-capacity")

    assert mail.outbox == []
    assert not Referral.objects.get(pk=referral.pk).is_loop_closed


DEAD = {"default": {"BACKEND": "tests.unit.referrals.test_notices.DeadServer"}}


def test_a_dead_mail_server_loses_neither_the_change_nor_the_notice(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    mail.outbox.clear()

    with (
        override_settings(MAILERS=DEAD),
        django_capture_on_commit_callbacks(execute=True),
    ):
        actions.decline(referral, by=member_of(referral.receiver), reason="no-capacity")
    waiting = Referral.objects.get(pk=referral.pk)
    notices.deliver(at=timezone.now() + delivery.FIRST_WAIT)

    assert waiting.status == Status.REJECTED
    assert not waiting.is_loop_closed
    assert told() == [sender_of(referral).email]
    assert Referral.objects.get(pk=referral.pk).is_loop_closed


class DeadServer:
    """Refuses every mail, as a server that is down does."""

    def __init__(self, **_settings: object) -> None:
        pass

    def send_messages(self, _mails: object) -> int:
        raise ConnectionRefusedError


def test_after_sharing_stopped_the_sender_is_not_told_how_it_ended(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    referral = ReferralFactory.create(status=Status.IN_PROGRESS)
    assert referral.consent is not None
    actions.stop_sharing(referral.consent, at=timezone.now())
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        actions.complete(
            referral,
            by=member_of(referral.receiver),
            outcome="services-received",
            deliveries=[actions.Delivery("A ride", timezone.localdate())],
        )

    assert told() == []


def test_a_side_may_be_left_untold() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    Notice.objects.all().delete()

    actions.cancel(
        referral,
        by=SYSTEM,
        reason="not-selected",
        silent_for=frozenset({Side.SENDER}),
    )

    (notice,) = Notice.objects.all()
    assert notice.user.organizations.get() == referral.receiver


def test_what_the_family_does_is_told_to_both_sides() -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED)
    Notice.objects.all().delete()

    actions.cancel(referral, by=Family(referral.person), reason="client-withdrew")

    readers = {notice.user.organizations.get() for notice in Notice.objects.all()}
    assert readers == {referral.sender, referral.receiver}


class TestDeliveredLate:
    """Between the change and the mail the world may move on."""

    def test_the_sender_is_not_mailed_what_came_after_sharing_stopped(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        assert referral.consent is not None
        Notice.objects.all().delete()
        actions.start(referral, by=member_of(referral.receiver))
        # The stop is said to have been a moment before.
        before = Notice.objects.get().made_at - timedelta(seconds=1)

        actions.stop_sharing(referral.consent, at=before)

        assert notices.deliver().dropped == 1
        assert told() == []

    def test_what_was_known_before_sharing_stopped_is_still_told(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        assert referral.consent is not None

        actions.stop_sharing(referral.consent, at=timezone.now())
        notices.deliver()

        assert f"Referral {referral.number} was accepted" in [
            sent.subject for sent in mail.outbox
        ]

    def test_a_receiver_is_told_that_it_was_stopped_and_not_that_it_waits(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        assert referral.consent is not None

        actions.stop_sharing(referral.consent, at=timezone.now())
        notices.deliver()

        assert {sent.subject for sent in mail.outbox} == {
            f"Referral {referral.number} was stopped"
        }
        assert len(told()) == 2

    def test_whoever_left_the_office_is_not_mailed(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        Notice.objects.exclude(user=sender_of(referral)).delete()
        Membership.objects.filter(user=referral.sent_by).delete()

        assert notices.deliver().dropped == 1
        assert told() == []

    def test_nobody_is_mailed_that_it_waits_once_it_is_answered(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        Notice.objects.filter(user=sender_of(referral)).delete()
        actions.accept(referral, by=member_of(referral.receiver))

        notices.deliver()

        assert told() == [sender_of(referral).email]

    def test_an_end_that_was_taken_back_informs_nobody(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)
        by = member_of(referral.receiver)
        actions.decline(referral, by=by, reason="no-capacity")
        actions.undo(referral, by=by)

        notices.deliver()

        assert Referral.objects.get(pk=referral.pk).sender_informed_at is None

    def test_the_news_of_an_earlier_step_does_not_inform_of_the_end(self) -> None:
        referral = ReferralFactory.create(status=Status.COMPLETED)
        Notice.objects.filter(what=Status.COMPLETED).delete()

        notices.deliver()

        assert told() == [sender_of(referral).email] * 2
        assert Referral.objects.get(pk=referral.pk).sender_informed_at is None


class TestGiven:
    def test_a_colleague_hears_that_it_is_theirs(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        lead, colleague = (member_of(referral.receiver) for _number in range(2))
        Notice.objects.all().delete()

        actions.assign(referral, by=lead, to=colleague)
        notices.deliver()

        assert told() == [colleague.email]
        assert mail.outbox[0].subject == f"Referral {referral.number} was given to you"

    def test_whoever_takes_it_themselves_knows(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        lead = member_of(referral.receiver)
        Notice.objects.all().delete()

        actions.assign(referral, by=lead, to=lead)

        assert not Notice.objects.exists()

    def test_who_gave_it_on_before_the_mail_hears_nothing(self) -> None:
        referral = ReferralFactory.create(status=Status.ACCEPTED)
        lead, first, second = (member_of(referral.receiver) for _number in range(3))
        Notice.objects.all().delete()
        actions.assign(referral, by=lead, to=first)
        actions.assign(referral, by=lead, to=second)

        notices.deliver()

        assert told() == [second.email]
