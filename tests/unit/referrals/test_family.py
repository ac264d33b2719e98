"""A family asks for itself, says whether help came, and stops sharing."""

from datetime import date

import pytest
from pytest_django import Settings

from accounts.models import Notice
from care import actions as care
from care.actions import Family, PersonDetails, PhoneDetails
from care.disclosure import Basis
from care.errors import NotYoursError
from care.models import Consent, Need, Person
from directory.models import Service
from referrals import actions, own_requests, replay
from referrals.errors import MoveNotAllowedError, NotReadyError, WrongSideError
from referrals.models import Referral, ReferralEvent, Side, Status
from referrals.parties import Actor
from referrals.presenters.family import family_page
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import (
    OrganizationFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)
from tests.factories.referrals import NOW, ReferralFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Settings) -> Service:
    """A service that may be asked, where there is a desk."""
    settings.NETWORK_DESK = str(OrganizationFactory.create(name="The Desk").pk)
    return ServiceFactory.create()


def request_for(service: Service, code: str = "4TRX-82KM") -> actions.OwnRequest:
    return actions.OwnRequest(
        service=service,
        details=PersonDetails(
            given_name="Rosario",
            family_name="Vega",
            birth_date=date(1948, 3, 9),
            contact_rule="limited",
            safe_hours="after 10",
        ),
        phones=(PhoneDetails(number="(559) 555-0157"),),
        category=TaxonomyTermFactory.create(code="food.meals"),
        words="Meals she can eat",
        urgency=Need.Urgency.ROUTINE,
        code=code,
    )


class TestAsking:
    def test_all_is_written_down_and_sent_by_the_family(self, service: Service) -> None:
        referral = actions.ask(request_for(service))

        assert referral.status == Status.REQUESTED
        assert referral.basis == Basis.SELF_REFERRAL
        assert referral.consent is not None
        assert referral.consent.method == Consent.Method.OWN_REQUEST
        assert [one.pk for one in referral.consent.recipients.all()] == [
            service.organization_id
        ]
        assert referral.sender == own_requests.desk() == referral.person.kept_by
        sides = referral.events.values_list("by_side", flat=True)
        assert set(sides) == {Side.CLIENT}
        assert list(replay.problems_of(referral)) == []

    def test_the_same_press_twice_asks_once(self, service: Service) -> None:
        request = request_for(service)

        assert actions.ask(request) == actions.ask(request)
        assert Person.objects.count() == Need.objects.count() == 1

    def test_the_code_opens_their_page(self, service: Service) -> None:
        referral = actions.ask(request_for(service))

        assert referral.person.codes.count() == 1

    def test_the_desk_is_told_of_twins(self, service: Service) -> None:
        worker = member_of(own_requests.desk())  # type: ignore[arg-type]
        actions.ask(request_for(service))
        assert set(Notice.objects.filter(user=worker).values_list("what")) == {
            ("asked",)
        }

        actions.ask(request_for(service, "9QRX-82KM"))

        told = Notice.objects.filter(user=worker, what="alike")
        assert told.count() == 1

    def test_a_poor_fit_is_for_the_receiver_to_say(self, service: Service) -> None:
        service.minimum_age = 99
        service.save()

        assert actions.ask(request_for(service)).status == Status.REQUESTED

    def test_all_or_nothing(
        self, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_args: object, **_more: object) -> None:
            raise NotReadyError("broken")

        monkeypatch.setattr("referrals.actions.family.send", broken)

        with pytest.raises(NotReadyError):
            actions.ask(request_for(service))

        assert not Person.objects.exists()
        assert not Referral.objects.exists()

    def test_not_where_no_desk_is_named(
        self, service: Service, settings: Settings
    ) -> None:
        settings.NETWORK_DESK = ""

        with pytest.raises(NotReadyError):
            actions.ask(request_for(service))

    def test_not_where_they_take_no_referrals(self, service: Service) -> None:
        service.do_not_refer = True
        service.save()

        with pytest.raises(NotReadyError):
            actions.ask(request_for(service))

    def test_a_family_sends_for_nobody_else(self, service: Service) -> None:
        need, stranger = NeedFactory.create(), PersonFactory.create()
        kept_by = need.person.kept_by

        with pytest.raises(WrongSideError):
            actions.draft(need, by=Family(stranger), service=service, sender=kept_by)
        with pytest.raises(WrongSideError):
            actions.draft(
                need,
                by=Family(need.person),
                service=service,
                sender=OrganizationFactory.create(),
            )

    def test_nothing_is_sent_on_a_word_given_to_others(self, service: Service) -> None:
        need = NeedFactory.create()
        family = Family(need.person)
        draft = actions.draft(
            need, by=family, service=service, sender=need.person.kept_by
        )

        with pytest.raises(Exception, match="not agreed"):
            actions.send(draft, by=family)


class TestConfirming:
    @pytest.fixture
    def done(self) -> Referral:
        return ReferralFactory.create(status=Status.COMPLETED, at=NOW)

    def test_yes_is_kept_as_the_familys_word(self, done: Referral) -> None:
        said = actions.confirm(done, by=Family(done.person), got_help=True)

        assert said.client_got_help is True
        assert said.client_confirmed_at is not None
        assert said.need.status == Need.Status.MET
        event = said.events.order_by("sequence").last()
        assert event is not None
        assert (event.kind, event.by_side) == (ReferralEvent.Kind.CONFIRMED, "C")
        assert list(replay.problems_of(said)) == []

    def test_no_tells_the_sender_and_opens_the_need_again(self, done: Referral) -> None:
        said = actions.confirm(done, by=Family(done.person), got_help=False)

        need = Need.objects.get(pk=said.need_id)
        assert need.status == Need.Status.LOOKING
        assert need.closed_at is None
        assert not said.is_need_met
        told = Notice.objects.filter(what="denied")
        assert {one.user for one in told} == {done.sent_by}

    def test_the_last_word_counts_and_the_same_is_said_once(
        self, done: Referral
    ) -> None:
        family = Family(done.person)
        actions.confirm(done, by=family, got_help=False)
        again = actions.confirm(done, by=family, got_help=False)
        changed = actions.confirm(done, by=family, got_help=True)

        assert changed.version == again.version + 1
        assert Need.objects.get(pk=done.need_id).status == Need.Status.MET

    def test_nobody_else_says_it(self, done: Referral) -> None:
        others: list[Actor] = [
            member_of(done.sender),
            member_of(done.receiver),
            Family(PersonFactory.create()),
        ]
        for by in others:
            with pytest.raises(WrongSideError):
                actions.confirm(done, by=by, got_help=True)

    def test_not_before_it_is_done(self) -> None:
        waiting = ReferralFactory.create(status=Status.REQUESTED)

        with pytest.raises(MoveNotAllowedError):
            actions.confirm(waiting, by=Family(waiting.person), got_help=True)

    def test_a_cut_off_sender_is_not_told(self, done: Referral) -> None:
        running = ReferralFactory.create(status=Status.IN_PROGRESS)
        family = Family(running.person)
        actions.share_no_more(running.person, by=family, receiver=None)
        actions.complete(
            running,
            by=member_of(running.receiver),
            outcome="services-received",
            deliveries=[actions.Delivery("A ride", date(2026, 11, 9))],
        )

        actions.confirm(running, by=family, got_help=False)

        assert not Notice.objects.filter(what="denied").exists()


class TestSharingNoMore:
    def test_with_one_receiver_the_others_go_on(self) -> None:
        person = PersonFactory.create()
        ConsentFactory.create(person=person)
        first, second = (
            ReferralFactory.create(
                need__person=person, status=Status.REQUESTED, consented=False
            )
            for _each in range(2)
        )

        actions.share_no_more(person, by=Family(person), receiver=first.receiver)

        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.status, first.snapshot) == (Status.CANCELLED, {})
        assert second.status == Status.REQUESTED
        assert second.sharing_stopped_at is None

    def test_a_stopped_receiver_gets_nothing_new(self) -> None:
        referral = ReferralFactory.create(status=Status.REJECTED)
        person = referral.person
        actions.share_no_more(person, by=Family(person), receiver=referral.receiver)

        again = actions.draft(
            NeedFactory.create(person=person),
            by=member_of(person.kept_by),
            service=referral.service,
            sender=person.kept_by,
        )
        with pytest.raises(Exception, match="not agreed"):
            actions.send(again, by=member_of(person.kept_by))

    def test_the_only_one_named_stops_the_whole_agreement(self) -> None:
        person, office = PersonFactory.create(), OrganizationFactory.create()
        consent = ConsentFactory.create(
            person=person, covers_network=False, recipients=[office]
        )

        care.stop_sharing_with(person, office, by=Family(person), how="own request")

        consent.refresh_from_db()
        assert consent.revoked_at is not None
        assert consent.revoked_by is None

    def test_with_everybody(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        actions.share_no_more(
            referral.person, by=Family(referral.person), receiver=None
        )

        referral.refresh_from_db()
        assert referral.status == Status.CANCELLED

    def test_not_by_strangers(self) -> None:
        referral = ReferralFactory.create(status=Status.REQUESTED)

        with pytest.raises(NotYoursError):
            actions.share_no_more(
                referral.person, by=Family(PersonFactory.create()), receiver=None
            )


class TestPage:
    @pytest.mark.parametrize(
        "status",
        [one for one in Status if one not in {Status.DRAFT, Status.ENTERED_IN_ERROR}],
    )
    def test_every_state_has_plain_words(self, status: Status) -> None:
        referral = ReferralFactory.create(status=status, at=NOW)

        page = family_page(referral.person, is_proven=True, at=NOW)

        (asked,) = page.requests
        assert asked.state.words
        assert asked.next
        assert asked.steps
        assert asked.office == referral.receiver.name
        assert asked.asks is (status == Status.COMPLETED)

    def test_private_kinds_say_nothing_before_the_second_proof(self) -> None:
        need = NeedFactory.create(is_sensitive=True, category__name="HIV care")
        referral = ReferralFactory.create(need=need, status=Status.REQUESTED, at=NOW)

        page = family_page(referral.person, is_proven=False, at=NOW)

        said = str(page)
        for secret in ("HIV care", referral.receiver.name, referral.number):
            assert secret not in said

    def test_drafts_and_mistakes_are_not_there(self) -> None:
        draft = ReferralFactory.create()

        assert family_page(draft.person, is_proven=True, at=NOW).requests == ()
