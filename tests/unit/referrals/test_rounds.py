"""Several asked for one need: the first to accept has it, the others are let go."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts import notices
from accounts.models import Membership, Notice, User
from care import actions as care
from care.models import Need, Person
from directory.models import Service
from referrals import actions, replay
from referrals.errors import (
    KeyReusedError,
    MissingReasonError,
    MoveNotAllowedError,
    NotReadyError,
    SharingStoppedError,
    TooLateError,
    WrongSideError,
)
from referrals.models import (
    OpenOffice,
    Priority,
    Referral,
    Round,
    RoundPlace,
    Side,
    Status,
)
from referrals.parties import SYSTEM
from referrals.snapshot import is_taken_back, seen_by
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import (
    AreaCodeFactory,
    AttributeFactory,
    ServiceAreaFactory,
    ServiceFactory,
)
from tests.factories.referrals import (
    NOW,
    MemberFactory,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db

Mode = Round.Mode
End, LeftOut = Round.End, RoundPlace.LeftOut
Terms = actions.RoundTerms


@pytest.fixture
def need() -> Need:
    found: Need = NeedFactory.create(words="To the kidney centre")
    ConsentFactory.create(person=found.person, valid_from=NOW - timedelta(days=9))
    return found


@pytest.fixture
def coordinator(need: Need) -> User:
    return member_of(need.person.kept_by, Membership.Role.COORDINATOR)


@pytest.fixture
def services() -> list[Service]:
    found = ServiceFactory.create_batch(3)
    for service in found:
        member_of(service.organization, Membership.Role.RECEIVER)
    return found


def opened(
    need: Need,
    services: list[Service],
    by: User,
    *,
    mode: Round.Mode = Mode.TOGETHER,
    **terms: Any,
) -> Round:
    return actions.open_round(
        need,
        services,
        by=by,
        sender=need.person.kept_by,
        terms=Terms(mode=mode, **terms),
        at=NOW,
    )


def asked(its: Round, place: int = 1) -> Referral:
    return Referral.objects.get(round_place__round=its, round_place__place=place)


def receiver_of(referral: Referral) -> User:
    return User.objects.get(memberships__organization=referral.receiver)


def states(its: Round) -> list[str]:
    """Where each place stands: its referral's status, or why it was left out."""
    return [
        place.referral.status if place.referral else place.left_out or "to-ask"
        for place in its.places.select_related("referral")
    ]


def told(user: User) -> list[tuple[str, str]]:
    return list(user.notices.order_by("pk").values_list("kind", "what"))


def check_whole(its: Round) -> None:
    for referral in its.referrals.all():
        assert not list(replay.problems_of(referral))


class TestTogether:
    def test_all_are_asked_at_once_and_none_reads_the_name(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, note="Thursday")

        assert states(its) == ["requested"] * 3
        for referral in its.referrals.all():
            assert referral.is_blind
            assert not seen_by(referral, {Side.RECEIVER}).name
            assert told(receiver_of(referral)) == [("referral", "requested")]
        assert its.face == asked(its)
        check_whole(its)

    def test_a_name_may_be_shown_when_the_sender_says_so(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, is_blind=False)

        assert seen_by(asked(its), {Side.RECEIVER}).name

    def test_the_first_to_accept_has_it_and_the_others_lose_their_copy(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, note="Thursday")
        first, second = asked(its, 1), asked(its, 2)

        actions.accept(second, by=receiver_of(second), at=NOW)

        its.refresh_from_db()
        first.refresh_from_db()
        assert states(its) == ["cancelled", "accepted", "cancelled"]
        assert (its.winner, its.face, its.closed_how) == (second, second, End.ACCEPTED)
        assert its.request_note == ""
        assert (first.reason_code, first.snapshot) == ("not-selected", {})
        assert is_taken_back(first, {Side.RECEIVER})
        assert first.events.last().by_side == Side.SYSTEM  # type: ignore[union-attr]
        assert told(receiver_of(first))[-1] == ("referral", "cancelled")
        check_whole(its)

    def test_the_sender_is_told_once(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        first, second = asked(its, 1), asked(its, 2)

        actions.decline(first, by=receiver_of(first), reason="no-capacity", at=NOW)
        actions.accept(second, by=receiver_of(second), at=NOW)

        assert told(coordinator) == [("referral", "accepted")]

    def test_whoever_comes_second_is_told_so(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        first, second = asked(its, 1), asked(its, 2)
        actions.accept(first, by=receiver_of(first), at=NOW)

        with pytest.raises(MoveNotAllowedError, match="Another place accepted first"):
            actions.accept(second, by=receiver_of(second), at=NOW)

    def test_a_no_lets_the_others_answer(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        first = asked(its)

        actions.decline(first, by=receiver_of(first), reason="no-capacity", at=NOW)

        its.refresh_from_db()
        assert states(its) == ["rejected", "requested", "requested"]
        assert (its.is_open, its.face) == (True, asked(its, 2))
        assert told(coordinator) == []

    def test_when_all_say_no_the_sender_is_told_once(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        for referral in its.referrals.all():
            actions.decline(
                referral, by=receiver_of(referral), reason="no-capacity", at=NOW
            )

        its.refresh_from_db()
        assert (its.closed_how, its.winner) == (End.EXHAUSTED, None)
        assert told(coordinator) == [("round", "exhausted")]
        notices.deliver(at=NOW)
        assert not its.referrals.filter(sender_informed_at__isnull=True).exists()
        (letter,) = [one for one in mail.outbox if one.to == [coordinator.email]]
        assert "Nobody of those whom you asked can help" in letter.subject
        assert its.get_absolute_url() in str(letter.body)
        check_whole(its)

    def test_the_sender_may_stop_one_and_the_others_go_on(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)

        actions.cancel(asked(its), by=coordinator, reason="sender-error", at=NOW)

        assert states(its) == ["cancelled", "requested", "requested"]

    def test_one_that_expires_counts_as_an_answer(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        for referral in its.referrals.all():
            actions.cancel(referral, by=SYSTEM, reason="no-response-expired", at=NOW)

        its.refresh_from_db()
        assert its.closed_how == End.EXHAUSTED
        assert told(coordinator) == [("round", "exhausted")]


class TestWhoIsAsked:
    def test_each_is_judged_alone_and_who_is_left_out_is_named(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        need.person.consents.update(covers_network=False)
        need.person.consents.get().recipients.add(services[1].organization)
        services[2].organization.consents_to_receive.add(need.person.consents.get())
        services[2].do_not_refer = True
        services[2].save()

        its = opened(need, services, coordinator)

        assert states(its) == [LeftOut.CONSENT, "requested", LeftOut.REFERRALS]

    def test_what_does_not_fit_is_asked_with_a_word_why(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        services[0].maximum_age = 5
        services[0].save()
        need.person.birth_date = NOW.date() - timedelta(days=365 * 60)
        need.person.save()

        with_word = opened(need, services, coordinator, note="They make exceptions")
        actions.stop_round(with_word, by=coordinator, reason="sender-error", at=NOW)
        without = opened(need, services, coordinator)

        assert states(with_word) == ["cancelled"] * 3
        assert states(without) == [LeftOut.DOES_NOT_FIT, "requested", "requested"]

    def test_who_was_asked_before_is_not_asked_twice(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        ReferralFactory.create(
            need=need, service=services[0], status=Status.REQUESTED, at=NOW
        )

        its = opened(need, services, coordinator, note="It is urgent")

        assert states(its) == [LeftOut.ALREADY_OPEN, "requested", "requested"]

    def test_nothing_is_opened_when_none_may_be_asked(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        need.person.consents.update(covers_network=False)

        with pytest.raises(NotReadyError, match=services[0].name):
            opened(need, services, coordinator)

        assert not Round.objects.exists()
        assert not Referral.objects.exists()

    @pytest.mark.parametrize("how_many", [0, 1, 9])
    def test_two_to_eight_are_chosen(
        self, how_many: int, need: Need, coordinator: User
    ) -> None:
        with pytest.raises(NotReadyError, match="from 2 to 8"):
            opened(need, ServiceFactory.create_batch(how_many), coordinator)

    def test_whether_contact_is_safe_is_asked_first(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        need.person.contact_rule = ""
        need.person.save()

        with pytest.raises(NotReadyError, match="safe to contact"):
            opened(need, services, coordinator)

    def test_one_need_is_asked_of_one_round_at_a_time(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)

        with pytest.raises(MoveNotAllowedError, match="Stop that first"):
            opened(need, services, coordinator)
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.create(
                need=need,
                sender=its.sender,
                mode=Mode.TOGETHER,
                opened_by=coordinator,
            )

    def test_the_same_press_twice_opens_one(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        again = {
            "by": coordinator,
            "sender": need.person.kept_by,
            "terms": Terms(mode=Mode.TOGETHER),
            "key": "pressed-twice",
        }

        first = actions.open_round(need, services, **again)  # type: ignore[arg-type]
        second = actions.open_round(need, services, **again)  # type: ignore[arg-type]
        other = NeedFactory.create(person=need.person)

        assert first == second
        assert Referral.objects.count() == 3
        with pytest.raises(KeyReusedError):
            actions.open_round(other, services, **again)  # type: ignore[arg-type]


class TestInOrder:
    def test_the_next_one_knows_nothing_before_its_turn(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, mode=Mode.IN_ORDER)

        assert states(its) == ["requested", "to-ask", "to-ask"]
        assert Referral.objects.count() == 1

    def test_a_no_gives_the_turn_to_the_next(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, mode=Mode.IN_ORDER, note="Thursday")
        first = asked(its)

        actions.decline(first, by=receiver_of(first), reason="no-capacity", at=NOW)

        its.refresh_from_db()
        second = asked(its, 2)
        assert states(its) == ["rejected", "requested", "to-ask"]
        assert (second.request_note, second.sent_by) == ("Thursday", coordinator)
        assert its.face == second
        assert told(coordinator) == []
        check_whole(its)

    def test_a_turn_lasts_until_the_answer_is_due(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(
            need, services, coordinator, mode=Mode.IN_ORDER, priority=Priority.STAT
        )
        first = asked(its)
        over = NOW + timedelta(hours=1)

        early = actions.next_in_line(its, over - timedelta(minutes=1))
        late = actions.next_in_line(its, over)
        twice = actions.next_in_line(its, over)

        first.refresh_from_db()
        assert (early, late, twice) == (False, True, False)
        assert states(its) == ["cancelled", "requested", "to-ask"]
        assert (first.reason_code, first.snapshot) == ("no-response-expired", {})
        assert told(receiver_of(first))[-1] == ("referral", "cancelled")
        assert told(coordinator) == []
        assert asked(its, 2).due_at == over + timedelta(hours=1)
        check_whole(its)

    def test_a_turn_stands_while_information_is_owed(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(
            need, services, coordinator, mode=Mode.IN_ORDER, priority=Priority.STAT
        )
        first = asked(its)
        actions.say(
            first, by=receiver_of(first), text="Stairs?", needs_answer=True, at=NOW
        )

        assert not actions.next_in_line(its, NOW + timedelta(days=1))

    def test_rounds_whose_turn_is_over_are_found_for_the_timer(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(
            need, services, coordinator, mode=Mode.IN_ORDER, priority=Priority.STAT
        )

        assert list(Round.objects.turn_is_over(NOW)) == []
        assert list(Round.objects.turn_is_over(NOW + timedelta(hours=1))) == [its]

    def test_every_turn_that_is_over_is_ended(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(
            need, services, coordinator, mode=Mode.IN_ORDER, priority=Priority.STAT
        )
        other = opened(NeedFactory.create(person=need.person), services, coordinator)

        assert actions.end_turns(NOW + timedelta(hours=1)) == 1
        assert actions.end_turns(NOW + timedelta(hours=1)) == 0
        assert states(its)[:2] == ["cancelled", "requested"]
        assert states(other) == ["requested"] * 3

    def test_a_round_at_once_is_left_to_the_other_timers(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)

        assert not actions.next_in_line(its, NOW + timedelta(days=30))

    def test_who_may_not_be_asked_any_more_is_passed_over(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, mode=Mode.IN_ORDER)
        Service.objects.filter(pk=services[1].pk).update(do_not_refer=True)
        first = asked(its)

        actions.decline(first, by=receiver_of(first), reason="no-capacity", at=NOW)

        assert states(its) == ["rejected", LeftOut.NOT_SENT, "requested"]

    def test_nobody_is_asked_in_the_name_of_somebody_who_left(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, mode=Mode.IN_ORDER)
        colleague = member_of(need.person.kept_by)
        coordinator.is_active = False
        coordinator.save()
        first = asked(its)

        actions.decline(first, by=receiver_of(first), reason="no-capacity", at=NOW)

        its.refresh_from_db()
        assert states(its) == ["rejected", LeftOut.NOT_SENT, LeftOut.NOT_SENT]
        assert its.closed_how == End.EXHAUSTED
        assert told(colleague) == [("round", "exhausted")]

    def test_the_last_turn_ends_the_round(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(
            need, services[:2], coordinator, mode=Mode.IN_ORDER, priority=Priority.STAT
        )

        actions.next_in_line(its, NOW + timedelta(hours=1))
        actions.next_in_line(its, NOW + timedelta(hours=2))

        its.refresh_from_db()
        assert its.closed_how == End.EXHAUSTED
        assert told(coordinator) == [("round", "exhausted")]

    def test_an_acceptance_leaves_the_rest_unasked(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, mode=Mode.IN_ORDER)
        first = asked(its)

        actions.accept(first, by=receiver_of(first), at=NOW)

        assert states(its) == ["accepted", LeftOut.NOT_NEEDED, LeftOut.NOT_NEEDED]


class TestPool:
    @pytest.fixture
    def need(self) -> Need:
        person = PersonFactory.create(
            town="Fresno", area_codes=["us", "us-ca", "us-ca-019"]
        )
        ConsentFactory.create(person=person, valid_from=NOW - timedelta(days=9))
        need: Need = NeedFactory.create(person=person)
        return need

    def office(self, need: Need, *, code: str = "us-ca-019") -> Service:
        service = ServiceFactory.create()
        AttributeFactory.create(link_id=service.pk, taxonomy_term=need.category)
        area = ServiceAreaFactory.create(service=service)
        AreaCodeFactory.create(service_area=area, code=code)
        by = member_of(service.organization, Membership.Role.RECEIVER)
        OpenOffice.objects.create(organization=service.organization, by=by)
        return service

    def test_whoever_serves_the_place_and_opted_in_is_asked(
        self, need: Need, coordinator: User
    ) -> None:
        here = self.office(need)
        self.office(need, code="us-ca-029")
        shy = self.office(need)
        OpenOffice.objects.filter(organization=shy.organization).delete()
        self.office(NeedFactory.create())
        closed = self.office(need)
        Service.objects.filter(pk=closed.pk).update(do_not_refer=True)

        its = opened(need, [], coordinator, mode=Mode.POOL, is_blind=False)

        assert [one.service for one in its.referrals.all()] == [here]
        assert its.places.count() == 1
        assert its.is_blind
        assert asked(its).is_blind

    def test_at_most_fifty_are_asked(self, need: Need, coordinator: User) -> None:
        for _number in range(51):
            self.office(need)

        its = opened(need, [], coordinator, mode=Mode.POOL)

        assert its.referrals.count() == 50

    def test_nobody_opted_in(self, need: Need, coordinator: User) -> None:
        with pytest.raises(NotReadyError, match="takes open requests"):
            opened(need, [], coordinator, mode=Mode.POOL)


class TestStopping:
    def test_whoever_was_asked_is_told_and_loses_the_copy(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        colleague = member_of(need.person.kept_by)

        actions.stop_round(its, by=colleague, reason="need-met-elsewhere", at=NOW)

        its.refresh_from_db()
        assert its.closed_how == End.STOPPED
        assert states(its) == ["cancelled"] * 3
        for referral in its.referrals.all():
            assert (referral.reason_code, referral.snapshot) == (
                "need-met-elsewhere",
                {},
            )
            assert told(receiver_of(referral))[-1] == ("referral", "cancelled")
        assert told(coordinator) == []
        check_whole(its)

    def test_the_desk_may_stop_it_and_the_sender_is_told_once(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)

        actions.stop_round(its, by=network_admin(), reason="client-withdrew", at=NOW)

        assert told(coordinator) == [("round", "stopped")]
        notices.deliver(at=NOW)
        assert any("network desk stopped" in one.subject for one in mail.outbox)

    def test_what_has_closed_is_not_stopped(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        actions.accept(asked(its), by=receiver_of(asked(its)), at=NOW)

        with pytest.raises(MoveNotAllowedError, match="Somebody accepted"):
            actions.stop_round(its, by=coordinator, reason="client-withdrew", at=NOW)

    @pytest.mark.parametrize("reason", ["", "not-selected", "no-such-reason"])
    def test_a_reason_of_ours_is_given(
        self, reason: str, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)

        with pytest.raises(MissingReasonError):
            actions.stop_round(its, by=coordinator, reason=reason, at=NOW)

        its.refresh_from_db()
        assert its.is_open


class TestPermissions:
    def test_only_the_sender_and_the_desk_open_and_stop(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        strangers = [
            MemberFactory.create(),
            member_of(need.person.kept_by, Membership.Role.RECEIVER),
            member_of(services[0].organization),
        ]

        for stranger in strangers:
            with pytest.raises(WrongSideError):
                opened(need, services, stranger)
        its = opened(need, services, coordinator)
        for stranger in strangers:
            with pytest.raises(WrongSideError):
                actions.stop_round(its, by=stranger, reason="client-withdrew", at=NOW)
            assert not Round.objects.visible_to(stranger).exists()

    def test_an_office_does_not_send_the_people_of_another(
        self, need: Need, services: list[Service]
    ) -> None:
        other = services[0].organization

        with pytest.raises(WrongSideError, match="may not send this person"):
            actions.open_round(
                need,
                services,
                by=member_of(other),
                sender=other,
                terms=Terms(mode=Mode.TOGETHER),
                at=NOW,
            )

    def test_a_notice_of_a_round_is_for_its_sender_alone(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        stranger = member_of(services[0].organization)
        notices.tell(
            [stranger], kind="round", subject=str(its.pk), what="exhausted", at=NOW
        )

        notices.deliver(at=NOW)
        actions.inform_of_round(Notice.objects.get(user=stranger, kind="round"), at=NOW)

        assert not any(
            "whom you asked" in one.subject
            for one in mail.outbox
            if stranger.email in one.to
        )


class TestUndo:
    def test_an_acceptance_stays_once_the_others_were_let_go(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        first = asked(its)
        by = receiver_of(first)
        actions.accept(first, by=by, at=NOW)

        assert actions.undoable(first, at=NOW) is None
        with pytest.raises(TooLateError, match="Others were asked"):
            actions.undo(first, by=by, at=NOW)

    def test_a_no_may_be_taken_back_while_the_others_think(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        first = asked(its)
        by = receiver_of(first)
        actions.decline(first, by=by, reason="no-capacity", at=NOW)

        actions.undo(first, by=by, at=NOW)
        actions.accept(first, by=by, at=NOW)

        assert states(its) == ["accepted", "cancelled", "cancelled"]
        assert told(coordinator) == [("referral", "accepted")]
        check_whole(its)

    @pytest.mark.parametrize("mode", [Mode.IN_ORDER, Mode.TOGETHER])
    def test_a_no_stays_where_something_followed(
        self, mode: Round.Mode, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, mode=mode)
        first = asked(its)
        by = receiver_of(first)
        actions.decline(first, by=by, reason="no-capacity", at=NOW)
        if mode == Mode.TOGETHER:
            actions.accept(asked(its, 2), by=receiver_of(asked(its, 2)), at=NOW)

        with pytest.raises(TooLateError, match="Others were asked"):
            actions.undo(first, by=by, at=NOW)


class TestRevocation:
    def revoke(self, person: Person) -> None:
        keeper = member_of(person.kept_by)
        consent = person.consents.order_by("valid_from").first()
        assert consent is not None
        care.revoke_consent(consent, by=keeper, how="by phone", at=NOW)

    def test_everything_that_waits_is_taken_back_and_the_sender_told_once(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, note="Thursday")

        self.revoke(need.person)

        its.refresh_from_db()
        assert its.closed_how == End.EXHAUSTED
        assert its.request_note == ""
        for referral in its.referrals.all():
            assert referral.snapshot == {}
            assert referral.reason_code == "consent-revoked"
        assert told(coordinator) == [("round", "exhausted")]
        check_whole(its)

    def test_nobody_is_asked_after_it(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator, mode=Mode.IN_ORDER)
        # Another agreement would let the next one be asked.
        ConsentFactory.create(
            person=need.person,
            valid_from=NOW - timedelta(days=5),
            expires_at=NOW + timedelta(days=30),
        )

        self.revoke(need.person)

        assert states(its) == ["cancelled", LeftOut.CONSENT, LeftOut.CONSENT]

    def test_who_was_asked_under_another_agreement_may_still_answer(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        person = need.person
        person.consents.update(covers_network=False)
        person.consents.get().recipients.add(services[0].organization)
        ConsentFactory.create(
            person=person,
            valid_from=NOW - timedelta(days=5),
            covers_network=False,
            recipients=[service.organization for service in services[1:]],
        )
        its = opened(need, services, coordinator)

        self.revoke(person)
        actions.accept(asked(its, 2), by=receiver_of(asked(its, 2)), at=NOW)

        assert states(its) == ["cancelled", "accepted", "cancelled"]
        with pytest.raises(SharingStoppedError):
            actions.accept(asked(its, 1), by=receiver_of(asked(its, 1)), at=NOW)

    def test_a_stop_after_the_acceptance_leaves_the_others_empty(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        actions.accept(asked(its), by=receiver_of(asked(its)), at=NOW)

        self.revoke(need.person)

        assert asked(its).snapshot
        assert asked(its, 2).snapshot == {}
        check_whole(its)


class TestLooking:
    def test_the_sender_who_opens_it_knows_every_end(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        actions.accept(asked(its), by=receiver_of(asked(its)), at=NOW)

        actions.look_at_round(its, by=coordinator, at=NOW)
        actions.look_at_round(its, by=coordinator, at=NOW)

        ended = its.referrals.exclude(status=Status.ACCEPTED)
        assert all(one.sender_informed_at == NOW for one in ended)
        check_whole(its)

    def test_the_desk_that_opens_it_informs_nobody(
        self, need: Need, services: list[Service], coordinator: User
    ) -> None:
        its = opened(need, services, coordinator)
        actions.accept(asked(its), by=receiver_of(asked(its)), at=NOW)

        actions.look_at_round(its, by=network_admin(), at=NOW)

        assert not its.referrals.filter(sender_informed_at__isnull=False).exists()
