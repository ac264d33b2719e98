"""Asking several from the pages: choosing, following, stopping, opting in."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Membership, User
from care.models import Need
from directory.models import Service
from referrals import actions
from referrals.actions import RoundTerms
from referrals.errors import WrongSideError
from referrals.models import OpenOffice, Referral, Round, Status
from search import indexing
from tests.factories.care import ConsentFactory, NeedFactory, PersonFactory
from tests.factories.directory import (
    AreaCodeFactory,
    AttributeFactory,
    ServiceAreaFactory,
    ServiceFactory,
)
from tests.factories.referrals import (
    MemberFactory,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db

SENT = reverse("referrals:sent")


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings: Settings) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"


@pytest.fixture
def need() -> Need:
    person = PersonFactory.create(
        given_name="Delia", family_name="Ochoa", area_codes=["us-ca-019"], town="Fresno"
    )
    ConsentFactory.create(person=person)
    need: Need = NeedFactory.create(person=person)
    return need


@pytest.fixture
def sender(need: Need) -> User:
    return member_of(need.person.kept_by)


@pytest.fixture
def browser(sender: User) -> Client:
    return browser_of(sender)


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def service_for(need: Need, name: str) -> Service:
    """A service that fits the need, in the index, with somebody who answers."""
    service = ServiceFactory.create(name=name)
    AttributeFactory.create(link_id=service.pk, taxonomy_term=need.category)
    AreaCodeFactory.create(
        service_area=ServiceAreaFactory.create(service=service), code="us-ca-019"
    )
    member_of(service.organization, Membership.Role.RECEIVER)
    indexing.rebuild()
    return service


@pytest.fixture
def services(need: Need) -> list[Service]:
    return [service_for(need, name) for name in ("Alpha", "Beta", "Gamma")]


@pytest.fixture
def draft(need: Need, services: list[Service], sender: User) -> Referral:
    return ReferralFactory.create(
        need=need, service=services[0], sender_user=sender, consented=False
    )


def several(draft: Referral) -> str:
    return reverse("referrals:several", args=[draft.number])


def typed(page: str, services: list[Service], **changed: Any) -> dict[str, Any]:
    """The page's key, with what somebody ticks and types."""
    (key,) = re.findall(r'name="key" value="(\w+)"', page)
    return {
        "key": key,
        "services": [str(service.pk) for service in services],
        "mode": "together",
        "priority": "routine",
        "note": "",
        "is_blind": "on",
        **changed,
    }


def opened(need: Need, services: list[Service], by: User, **terms: Any) -> Round:
    return actions.open_round(
        need,
        services,
        by=by,
        sender=need.person.kept_by,
        terms=RoundTerms(**{"mode": Round.Mode.TOGETHER} | terms),
    )


def receiver_of(referral: Referral) -> User:
    return User.objects.get(memberships__organization=referral.receiver)


def say_no(its: Round) -> None:
    for referral in its.referrals.filter(status=Status.REQUESTED):
        actions.decline(
            referral,
            by=receiver_of(referral),
            reason="no-capacity",
            text="Full until May",
        )


class TestChoosing:
    def test_the_check_leads_there_and_each_service_is_checked(
        self, browser: Client, draft: Referral, services: list[Service]
    ) -> None:
        Service.objects.filter(pk=services[0].pk).update(do_not_refer=True)
        check = browser.get(reverse("referrals:start_check", args=[draft.number]))
        page = browser.get(several(draft)).content.decode()

        assert several(draft) in check.content.decode()
        assert "Alpha" in page
        assert "They take no referrals through Waypost." in page
        assert f'value="{services[0].pk}"' not in page
        assert f'value="{services[1].pk}"' in page

    def test_several_are_asked_and_the_draft_is_given_up(
        self, browser: Client, draft: Referral, services: list[Service]
    ) -> None:
        page = browser.get(several(draft)).content.decode()
        form = typed(page, services[:2], note="Thursday")

        response = browser.post(several(draft), form)
        again = browser.post(several(draft), form)

        its = Round.objects.get()
        draft.refresh_from_db()
        assert response.headers["Location"] == its.get_absolute_url()
        assert again.headers["Location"] == its.get_absolute_url()
        assert its.referrals.count() == 2
        assert all(one.is_blind for one in its.referrals.all())
        assert draft.status == Status.ENTERED_IN_ERROR

    def test_in_order_the_turns_are_those_that_were_written(
        self, browser: Client, draft: Referral, services: list[Service]
    ) -> None:
        page = browser.get(several(draft)).content.decode()
        turns = {
            f"turn-{service.pk}": str(3 - turn) for turn, service in enumerate(services)
        }

        browser.post(
            several(draft), typed(page, services, mode="in-order", is_blind="", **turns)
        )

        places = Round.objects.get().places.select_related("service")
        assert [one.service.name for one in places] == ["Gamma", "Beta", "Alpha"]
        assert not Round.objects.get().is_blind

    def test_one_is_too_few_and_nothing_typed_is_lost(
        self, browser: Client, draft: Referral, services: list[Service]
    ) -> None:
        page = browser.get(several(draft)).content.decode()

        response = browser.post(
            several(draft), typed(page, services[1:2], note="On Thursday")
        )

        again = response.content.decode()
        assert response.status_code == 400
        assert "Choose from 2 to 8 services." in again
        assert "On Thursday" in again
        assert re.search(rf'value="{services[1].pk}"[^>]* checked', again)
        assert not re.search(rf'value="{services[0].pk}"[^>]* checked', again)
        assert not Round.objects.exists()

    def test_what_the_rules_refuse_is_said_and_nothing_is_lost(
        self,
        browser: Client,
        draft: Referral,
        services: list[Service],
        need: Need,
        sender: User,
    ) -> None:
        page = browser.get(several(draft)).content.decode()
        opened(need, services, sender)

        response = browser.post(several(draft), typed(page, services[:2]))

        assert response.status_code == 400
        assert "Several are being asked" in response.content.decode()

    def test_every_open_office_may_be_asked(
        self, browser: Client, draft: Referral, services: list[Service]
    ) -> None:
        without = browser.get(several(draft)).content.decode()
        for service in services[1:]:
            by = User.objects.get(memberships__organization=service.organization)
            OpenOffice.objects.create(organization=service.organization, by=by)
        page = browser.get(several(draft)).content.decode()

        browser.post(several(draft), typed(page, [], mode="pool"))

        assert "pool" not in without
        assert "2 services take open requests" in page
        assert Round.objects.get().referrals.count() == 2

    def test_those_ticked_among_the_results_stand_ticked(
        self, browser: Client, draft: Referral, services: list[Service]
    ) -> None:
        begin = reverse("referrals:start_several")
        ids = [str(service.pk) for service in services[:2]]

        response = browser.get(begin, {"service": ids})
        check = browser.get(reverse("referrals:start_check", args=[draft.number]))
        page = browser.get(several(draft)).content.decode()

        start = reverse("referrals:start", args=[services[0].pk])
        assert response.headers["Location"] == start
        assert "Ask them and 1 more" in check.content.decode()
        for service, is_ticked in zip(services, (True, True, False), strict=True):
            found = re.search(rf'value="{service.pk}"[^>]* checked', page)
            assert bool(found) is is_ticked

    @pytest.mark.parametrize("asked", [{}, {"service": "%%"}])
    def test_from_the_results_something_is_ticked(
        self, asked: dict[str, str], browser: Client
    ) -> None:
        response = browser.get(reverse("referrals:start_several"), asked)

        assert response.status_code == (404 if asked else 302)

    def test_the_results_offer_it_to_whoever_sends(
        self, browser: Client, services: list[Service], need: Need
    ) -> None:
        page = reverse("search:page") + f"?category={need.category_id}"

        ours = browser.get(page).content.decode()
        theirs = Client().get(page).content.decode()

        assert f'value="{services[0].pk}" form="several"' in ours
        assert 'id="several"' not in theirs

    def test_a_receiver_and_a_stranger_see_nothing(
        self, draft: Referral, services: list[Service]
    ) -> None:
        for user in (
            MemberFactory.create(),
            User.objects.get(memberships__organization=services[0].organization),
        ):
            assert browser_of(user).get(several(draft)).status_code == 404


class TestOneRound:
    def test_the_sender_sees_who_was_asked_and_what_is_next(
        self, browser: Client, need: Need, services: list[Service], sender: User
    ) -> None:
        its = opened(need, services, sender, mode=Round.Mode.IN_ORDER)

        page = browser.get(its.get_absolute_url()).content.decode()

        assert "Beta is asked next" in page
        assert "1 of 3 asked so far." in page
        assert "Not asked yet" in page
        # Lists are read over shoulders.
        assert "Ochoa" not in page

    def test_the_first_who_accepted_is_named(
        self, browser: Client, need: Need, services: list[Service], sender: User
    ) -> None:
        its = opened(need, services, sender)
        first = its.referrals.get(service=services[1])
        actions.accept(first, by=receiver_of(first))

        page = browser.get(its.get_absolute_url()).content.decode()

        assert f"{first.receiver.name} accepted first." in page
        assert first.get_absolute_url() in page
        assert not its.referrals.filter(
            status=Status.CANCELLED, sender_informed_at__isnull=True
        ).exists()

    def test_who_was_left_out_is_named_with_the_reason(
        self, browser: Client, need: Need, services: list[Service], sender: User
    ) -> None:
        Service.objects.filter(pk=services[2].pk).update(do_not_refer=True)
        services[2].refresh_from_db()
        its = opened(need, services, sender)

        page = browser.get(its.get_absolute_url()).content.decode()

        assert "Left out" in page
        assert "They take no referrals through Waypost." in page

    def test_nobody_left_offers_the_next_best(
        self, browser: Client, need: Need, services: list[Service], sender: User
    ) -> None:
        its = opened(need, services, sender)
        say_no(its)
        other = service_for(need, "Delta")

        page = browser.get(its.get_absolute_url()).content.decode()
        ask = reverse("referrals:round_ask", args=[its.pk, other.pk])
        response = browser.post(ask)

        begun = Referral.objects.get(service=other)
        assert "Full until May" in page
        assert ask in page
        assert begun.re_referral_of is not None
        assert response.headers["Location"] == reverse(
            "referrals:draft", args=[begun.number]
        )

    def test_stopping_asks_why(
        self, browser: Client, need: Need, services: list[Service], sender: User
    ) -> None:
        its = opened(need, services, sender)
        stop = reverse("referrals:stop_round", args=[its.pk])

        without = browser.post(stop, {"reason": ""})
        other = browser.post(stop, {"reason": "other", "text": ""})
        mistaken = browser.post(stop, {"reason": "accepted-in-error"})
        opened_ = browser.get(stop)
        done = browser.post(stop, {"reason": "no-longer-needed"})
        again = browser.post(stop, {"reason": "no-longer-needed"})

        its.refresh_from_db()
        refused = {one.status_code for one in (without, other, mistaken)}
        assert refused == {422}
        assert "Say the other reason" in other.content.decode()
        assert opened_.status_code == done.status_code == 302
        assert its.closed_how == Round.End.STOPPED
        assert "This has closed already" in again.content.decode()

    @pytest.mark.parametrize("page", ["round", "stop_round", "round_ask"])
    def test_who_was_asked_does_not_see_who_else_was(
        self, page: str, need: Need, services: list[Service], sender: User
    ) -> None:
        its = opened(need, services, sender)
        args = [its.pk, services[0].pk] if page == "round_ask" else [its.pk]
        where = reverse(f"referrals:{page}", args=args)
        for user in (
            receiver_of(its.referrals.get(service=services[0])),
            member_of(services[0].organization),
            MemberFactory.create(),
        ):
            client = browser_of(user)
            answer = client.get if page == "round" else client.post
            assert answer(where).status_code == 404
        assert Client().get(where).status_code in {302, 405}

    def test_the_desk_sees_it(
        self, need: Need, services: list[Service], sender: User
    ) -> None:
        its = opened(need, services, sender)

        page = browser_of(network_admin()).get(its.get_absolute_url())

        assert page.status_code == 200

    def test_the_receiver_reads_that_others_may_be_asked(
        self, need: Need, services: list[Service], sender: User
    ) -> None:
        its = opened(need, services, sender)
        first = its.referrals.get(service=services[0])

        page = browser_of(receiver_of(first)).get(first.get_absolute_url())

        assert "The first to accept has it." in page.content.decode()
        assert "Beta" not in page.content.decode()
        assert its.get_absolute_url() not in page.content.decode()

    def test_whoever_was_let_go_reads_why_and_nothing_of_the_person(
        self, need: Need, services: list[Service], sender: User
    ) -> None:
        need.category.name = "Ride to the doctor"
        need.category.save()
        its = opened(need, services, sender, is_blind=False)
        first, second = its.referrals.order_by("round_place__place")[:2]
        actions.say(second, by=sender, text="Ask for Delia")
        actions.accept(first, by=receiver_of(first))
        client = browser_of(receiver_of(second))

        page = client.get(second.get_absolute_url()).content.decode()
        listed = client.get(reverse("referrals:inbox"), {"tab": "closed"})

        assert "Another place accepted first" in page
        for shown in (page, listed.content.decode()):
            for word in ("Delia", "Ochoa", "Fresno", "Ride to the doctor"):
                assert word not in shown


class TestSent:
    def test_a_round_is_one_row(
        self, browser: Client, need: Need, services: list[Service], sender: User
    ) -> None:
        its = opened(need, services, sender)

        page = browser.get(SENT, {"tab": "waiting"}).content.decode()

        assert page.count('<li id="r-') == 1
        assert "3 of 3 still think about it" in page
        assert "To 3 services" in page
        assert its.get_absolute_url() in page

    def test_once_accepted_it_is_the_winners_row(
        self, browser: Client, need: Need, services: list[Service], sender: User
    ) -> None:
        its = opened(need, services, sender)
        first = its.referrals.get(service=services[1])
        actions.accept(first, by=receiver_of(first))

        at_work = browser.get(SENT, {"tab": "progress"}).content.decode()
        closed = browser.get(SENT, {"tab": "closed"}).content.decode()

        assert first.number in at_work
        assert "The first of 3 to accept" in at_work
        assert '<li id="r-' not in closed

    @pytest.mark.parametrize(
        ("end", "words"),
        [
            ("no", "None of the 3 that were asked can help"),
            ("stop", "You stopped asking"),
        ],
    )
    def test_how_it_closed_is_said(
        self,
        end: str,
        words: str,
        browser: Client,
        need: Need,
        services: list[Service],
        sender: User,
    ) -> None:
        its = opened(need, services, sender)
        if end == "no":
            say_no(its)
        else:
            actions.stop_round(its, by=sender, reason="client-withdrew")

        page = browser.get(SENT, {"tab": "closed"}).content.decode()

        assert page.count('<li id="r-') == 1
        assert words in page

    def test_each_of_them_is_found_by_its_number(
        self, browser: Client, need: Need, services: list[Service], sender: User
    ) -> None:
        its = opened(need, services, sender)
        last = its.referrals.order_by("round_place__place").last()
        assert last is not None

        found = browser.post(SENT, {"q": last.number})

        assert found.headers["Location"] == last.get_absolute_url()

    def test_more_rounds_cost_no_more_queries(
        self, browser: Client, need: Need, services: list[Service], sender: User
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                browser.get(SENT)
            return len(asked)

        opened(need, services, sender)
        queries()
        before = queries()
        for _number in range(3):
            opened(
                NeedFactory.create(person=need.person, category=need.category),
                services,
                sender,
            )

        assert queries() == before


class TestOpenRequests:
    PAGE = reverse("referrals:open_requests")

    def test_a_supervisor_says_so_and_takes_it_back(self, sender: User) -> None:
        office = sender.organizations.get()
        client = browser_of(sender)

        client.post(self.PAGE, {"office": office.pk, "take": "yes"})
        client.post(self.PAGE, {"office": office.pk, "take": "yes"})
        taken = OpenOffice.objects.filter(organization=office, by=sender).count()
        page = client.get(self.PAGE).content.decode()
        client.post(self.PAGE, {"office": office.pk, "take": "no"})

        assert taken == 1
        assert "Take no more" in page
        assert self.PAGE in client.get(reverse("referrals:inbox")).content.decode()
        assert not OpenOffice.objects.exists()

    def test_nobody_says_it_for_another_office(
        self, sender: User, services: list[Service]
    ) -> None:
        other = services[0].organization

        answer = browser_of(sender).post(self.PAGE, {"office": other.pk, "take": "yes"})

        assert answer.status_code == 404
        assert not OpenOffice.objects.exists()

    @pytest.mark.parametrize("role", ["coordinator", "receiver"])
    def test_others_of_the_office_do_not_decide_it(self, role: str, need: Need) -> None:
        user = member_of(need.person.kept_by, Membership.Role(role))

        assert browser_of(user).get(self.PAGE).status_code == 404
        with pytest.raises(WrongSideError):
            actions.take_open_requests(need.person.kept_by, by=user, is_taken=True)
