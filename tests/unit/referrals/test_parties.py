"""Who acts without an account: an office by its link, a family for itself."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from care.actions import Family
from referrals import actions, replay
from referrals.errors import KeyReusedError, WrongSideError
from referrals.models import (
    ContactAttempt,
    Message,
    Referral,
    ReferralEvent,
    Side,
    Stage,
    Status,
)
from referrals.parties import SYSTEM, LinkHolder, hands_of, viewer_of
from referrals.presenters.page import referral_page
from referrals.presenters.rows import rows_of, with_last_words
from tests.factories.referrals import (
    AnswerLinkFactory,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral() -> Referral:
    return ReferralFactory.create(status=Status.REQUESTED)


def holder_of(referral: Referral, name: str = "Rosa Lima") -> LinkHolder:
    return LinkHolder(AnswerLinkFactory.create(referral=referral), name)


class TestLinkHolder:
    def test_answers_for_the_receiver(self, referral: Referral) -> None:
        holder = holder_of(referral)

        accepted = actions.accept(referral, by=holder)

        event = accepted.events.latest("sequence")
        assert accepted.status == Status.ACCEPTED
        assert accepted.assigned_to is None
        assert (event.by, event.by_name, event.by_link) == (
            None,
            "Rosa Lima",
            holder.link,
        )
        assert event.by_organization == referral.receiver
        assert event.by_side == Side.RECEIVER
        assert not list(replay.problems_of(Referral.objects.get(pk=referral.pk)))

    def test_goes_the_whole_way(self, referral: Referral) -> None:
        holder = holder_of(referral)

        actions.accept(referral, by=holder)
        actions.log_contact(referral, by=holder, channel="phone", result="reached")
        ended = actions.complete(
            referral,
            by=holder,
            outcome="services-received",
            deliveries=[actions.Delivery("A ride", timezone.localdate())],
        )

        attempt = ContactAttempt.objects.get(referral=referral)
        assert ended.status == Status.COMPLETED
        assert (attempt.by, attempt.by_name) == (None, "Rosa Lima")
        assert attempt.by_link == holder.link
        assert not list(replay.problems_of(Referral.objects.get(pk=referral.pk)))

    def test_can_ask(self, referral: Referral) -> None:
        actions.say(
            referral, by=holder_of(referral), text="Which day?", needs_answer=True
        )

        message = Message.objects.get(referral=referral)
        assert (message.by, message.by_name) == (None, "Rosa Lima")
        assert message.organization == referral.receiver
        found = Referral.objects.get(pk=referral.pk)
        assert found.stage == Stage.AWAITING_INFORMATION

    def test_a_question_pressed_twice_is_asked_once(self, referral: Referral) -> None:
        holder = holder_of(referral)

        first = actions.say(referral, by=holder, text="Which day?", key="one")
        again = actions.say(referral, by=holder, text="Which day?", key="one")

        assert first == again
        with pytest.raises(KeyReusedError):
            actions.say(referral, by=holder, text="At what time?", key="one")

    def test_two_links_do_not_share_their_keys(self, referral: Referral) -> None:
        actions.say(referral, by=holder_of(referral), text="Which day?", key="one")
        actions.say(referral, by=holder_of(referral), text="And where?", key="one")

        assert referral.messages.count() == 2

    def test_cannot_act_for_another_referral(self, referral: Referral) -> None:
        other = ReferralFactory.create(
            status=Status.REQUESTED, service=referral.service
        )

        with pytest.raises(WrongSideError):
            actions.accept(other, by=holder_of(referral))

    def test_cannot_do_what_is_the_senders(self, referral: Referral) -> None:
        with pytest.raises(WrongSideError):
            actions.cancel(referral, by=holder_of(referral), reason="no-longer-needed")

    def test_cannot_act_for_an_office_that_is_not_the_receiver(
        self, referral: Referral
    ) -> None:
        link = AnswerLinkFactory.create(referral=referral, organization=referral.sender)

        assert hands_of(referral, LinkHolder(link, "Rosa Lima")) == ()

    def test_has_no_hand_once_the_link_was_taken_back(self, referral: Referral) -> None:
        holder = holder_of(referral)
        type(holder.link).objects.update(revoked_at=timezone.now())

        with pytest.raises(WrongSideError):
            actions.accept(referral, by=holder)

    def test_must_say_a_name(self, referral: Referral) -> None:
        with pytest.raises(WrongSideError, match="Say your name"):
            actions.accept(referral, by=holder_of(referral, "  "))

    def test_is_shown_by_name_office_and_link(self, referral: Referral) -> None:
        referral.receiver.name = "Milepost Rides"
        referral.receiver.save()
        holder = holder_of(referral)
        actions.say(referral, by=holder, text="Which day?")
        actions.accept(referral, by=holder)
        actions.log_contact(referral, by=holder, channel="phone", result="reached")
        sender = referral.sent_by
        assert sender is not None
        found = Referral.objects.get(pk=referral.pk)

        page = referral_page(
            found,
            reader=sender,
            sides=frozenset({Side.SENDER}),
            at=timezone.now(),
        )
        row = rows_of(
            with_last_words(Referral.objects.visible_to(sender)),
            viewer_of(sender),
            at=timezone.now(),
        )[0]

        entries = [entry for day in page.days for entry in day.entries]
        signed = "Rosa Lima, Milepost Rides, by link"
        assert [entry.did for entry in entries if entry.who == signed] == [
            "went to work on it.",
            "accepted it.",
            "",
        ]
        assert [entry.did for entry in entries if entry.who == "Rosa Lima"] == [
            "reached the person."
        ]
        assert row.last is not None
        assert row.last.by.startswith(signed)


class TestFamily:
    def test_stops_its_own_referral(self, referral: Referral) -> None:
        stopped = actions.cancel(
            referral, by=Family(referral.person), reason="no-longer-needed"
        )

        event = stopped.events.latest("sequence")
        assert stopped.status == Status.CANCELLED
        assert (event.by_side, event.by, event.by_link) == (Side.CLIENT, None, None)

    def test_is_called_the_family(self, referral: Referral) -> None:
        actions.cancel(referral, by=Family(referral.person), reason="no-longer-needed")
        found = Referral.objects.get(pk=referral.pk)

        page = referral_page(
            found,
            reader=member_of(referral.sender),
            sides=frozenset({Side.SENDER}),
            at=timezone.now(),
        )

        assert page.days[0].entries[0].who == "The family"

    def test_cannot_touch_somebody_elses(self, referral: Referral) -> None:
        stranger = ReferralFactory.create(status=Status.REQUESTED).person

        with pytest.raises(WrongSideError):
            actions.cancel(referral, by=Family(stranger), reason="no-longer-needed")

    def test_cannot_send_what_a_coordinator_still_writes(self) -> None:
        draft = ReferralFactory.create()

        assert hands_of(draft, Family(draft.person)) == ()

    def test_has_a_hand_in_what_it_begins_itself(self) -> None:
        unsaved = ReferralFactory.create()
        begun = Referral(person=unsaved.person, sender=unsaved.sender)

        assert [hand.side for hand in hands_of(begun, Family(unsaved.person))] == [
            Side.CLIENT
        ]

    def test_cannot_answer_for_the_receiver(self, referral: Referral) -> None:
        with pytest.raises(WrongSideError):
            actions.accept(referral, by=Family(referral.person))


@pytest.mark.parametrize("name", ["", "Rosa Lima"])
def test_the_database_wants_a_user_or_a_link_and_a_name(
    name: str, referral: Referral
) -> None:
    link = AnswerLinkFactory.create(referral=referral) if not name else None

    for row in (
        Message(referral=referral, text="Which day?", by_name=name, by_link=link),
        ContactAttempt(
            referral=referral,
            channel="phone",
            result="reached",
            by_name=name,
            by_link=link,
        ),
        ReferralEvent(
            referral=referral,
            sequence=99,
            kind=ReferralEvent.Kind.VIEW,
            to_status=Status.REQUESTED,
            by_side=Side.RECEIVER,
            by_name=name,
            by_link=link,
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_the_system_writes_no_messages(referral: Referral) -> None:
    with pytest.raises(WrongSideError):
        actions.say(referral, by=SYSTEM, text="Hello")


def test_the_network_desk_reads_who_came_by_link(referral: Referral) -> None:
    actions.accept(referral, by=holder_of(referral))
    desk = network_admin()
    found = Referral.objects.get(pk=referral.pk)

    page = referral_page(
        found, reader=desk, sides=frozenset({Side.NETWORK}), at=timezone.now()
    )

    assert page.days[0].entries[0].who.endswith(", by link")
