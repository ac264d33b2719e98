"""Asking for help from the public page, without an account."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from care.models import Consent, Need, Person
from directory.models import Service
from referrals.models import Referral, Status
from tests.factories.directory import (
    AttributeFactory,
    OrganizationFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)
from tests.factories.referrals import member_of

pytestmark = pytest.mark.django_db

WHO = {
    "whose": "other",
    "given_name": "Rosarioxyz",
    "family_name": "Vegaxyz",
    "birth_date": "1948-03-09",
    "postal_code": "93725",
    "language": "es",
    "signer_name": "Lidiaxyz",
    "signer_authority": "representative",
}
REACH = {
    "phone": "(559) 555-0157",
    "may_leave_voicemail": "no",
    "contact_rule": "limited",
    "safe_hours": "after 10xyz",
}
NEED = {"words": "Mealsxyz she can eat", "urgency": "urgent"}


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def service(settings: Settings) -> Service:
    settings.NETWORK_DESK = str(OrganizationFactory.create(name="The Desk").pk)
    service = ServiceFactory.create()
    give(service, "food.meals")
    return service


def give(service: Service, code: str) -> str:
    """Say that the service gives this kind of help."""
    term = TaxonomyTermFactory.create(code=code, name=code)
    AttributeFactory.create(
        link_entity="service", link_id=service.pk, taxonomy_term=term
    )
    return str(term.pk)


def path(service: Service, step: str) -> str:
    return reverse("referrals:ask_step", args=[service.pk, step])


ANSWERS: dict[str, dict[str, Any]] = {
    "danger": {"danger": "no"},
    "who": WHO,
    "reach": REACH,
    "need": NEED,
    "share": {"agree": "on"},
}


def walk(client: Client, service: Service, *, to: str = "check") -> None:
    """Answer every question before this one."""
    said = client.get(path(service, "danger"))
    assert said.status_code == 200
    for step, typed in ANSWERS.items():
        if step == to:
            return
        kind = {"category": _kind(client, service)} if step == "need" else {}
        answer = client.post(path(service, step), typed | kind)
        assert answer.status_code == 302, answer.content.decode()


def _kind(client: Client, service: Service) -> str:
    page = client.get(path(service, "need")).content.decode()
    found = re.search(r'name="category" value="([^"]+)"', page)
    assert found is not None
    return found[1]


class TestAsking:
    def test_it_is_sent_with_all_that_was_said(
        self, client: Client, service: Service
    ) -> None:
        walk(client, service)
        check = client.get(path(service, "check")).content.decode()
        for said in ("Rosarioxyz", "(559) 555-0157", "Mealsxyz she can eat"):
            assert said in check

        answer = client.post(path(service, "check"), follow=True)

        referral = Referral.objects.get()
        person, consent = referral.person, Consent.objects.get()
        assert referral.status == Status.REQUESTED
        assert referral.priority == "urgent"
        assert person.birth_date == date(1948, 3, 9)
        assert (person.contact_rule, person.language) == ("limited", "es")
        assert person.phones.get().may_leave_voicemail is False
        assert consent.signer_name == "Lidiaxyz"
        assert Need.objects.get().words == "Mealsxyz she can eat"
        code = re.search(r'class="code"[^>]*>([^<]+)<', answer.content.decode())
        assert code is not None

        client.post("/status/close/")
        client.post("/status/", {"code": code[1]})
        proof = client.post("/status/proof/", {"birth_date": "1948-03-09"}, follow=True)
        assert "How help for Rosarioxyz is going" in proof.content.decode()

    def test_nothing_is_kept_before_the_end(
        self, client: Client, service: Service
    ) -> None:
        walk(client, service)

        assert not Person.objects.exists()
        assert not Need.objects.exists()
        assert "xyz" not in str(dict(client.session))

    def test_pressed_twice_it_is_asked_once(
        self, client: Client, service: Service
    ) -> None:
        walk(client, service)
        before = client.cookies["asking"].value
        client.post(path(service, "check"))
        client.cookies["asking"] = before

        again = client.post(path(service, "check"))

        assert again.status_code == 302
        assert Referral.objects.count() == Person.objects.count() == 1

    def test_the_desk_sees_it_as_the_familys(
        self, client: Client, service: Service, settings: Settings
    ) -> None:
        walk(client, service)
        client.post(path(service, "check"))
        referral = Referral.objects.get()
        client.force_login(member_of(referral.sender))

        assert referral.number in client.get("/sent/").content.decode()
        page = client.get(referral.get_absolute_url()).content.decode()
        assert "The family" in page


class TestWrongInput:
    def test_a_bad_answer_loses_nothing(self, client: Client, service: Service) -> None:
        walk(client, service, to="who")

        answer = client.post(path(service, "who"), WHO | {"birth_date": "someday"})

        said = answer.content.decode()
        assert answer.status_code == 400
        for typed in ("Rosarioxyz", "Vegaxyz", "Lidiaxyz", "someday"):
            assert typed in said

    def test_the_answers_outlive_another_question(
        self, client: Client, service: Service
    ) -> None:
        walk(client, service)

        assert "Rosarioxyz" in client.get(path(service, "who")).content.decode()

    def test_whoever_jumps_ahead_is_led_to_what_is_missing(
        self, client: Client, service: Service
    ) -> None:
        walk(client, service, to="reach")

        for step in ("need", "share", "check"):
            assert client.get(path(service, step))["Location"] == path(service, "reach")
        assert client.post(path(service, "check"))["Location"] == path(service, "reach")

    def test_a_tampered_cookie_is_nothing(
        self, client: Client, service: Service
    ) -> None:
        walk(client, service)
        client.cookies["asking"] = client.cookies["asking"].value + "x"

        answer = client.post(path(service, "check"))

        assert answer["Location"] == path(service, "danger")
        assert not Person.objects.exists()

    def test_danger_is_answered_with_phones(
        self, client: Client, service: Service
    ) -> None:
        answer = client.post(path(service, "danger"), {"danger": "yes"})

        assert "tel:911" in answer.content.decode()
        assert "asking" not in client.cookies

    def test_leaving_quickly_forgets_the_answers(
        self, client: Client, service: Service
    ) -> None:
        walk(client, service)

        client.get("/status/leave/")

        assert client.cookies["asking"].value == ""
        assert client.get(path(service, "check"))["Location"] == path(service, "danger")


class TestGuards:
    def test_programs_fall_into_the_trap(
        self, client: Client, service: Service
    ) -> None:
        walk(client, service)

        client.post(path(service, "check"), {"website": "https://spam.example"})

        assert not Person.objects.exists()

    def test_too_many_from_one_address_wait_and_lose_nothing(
        self, client: Client, service: Service
    ) -> None:
        for _time in range(10):
            walk(client, service)
            client.post(path(service, "check"))
        walk(client, service)

        answer = client.post(path(service, "check"))

        assert answer.status_code == 429
        assert Referral.objects.count() == 10
        assert "Mealsxyz" in client.get(path(service, "check")).content.decode()

    def test_without_a_desk_it_says_to_call(
        self, client: Client, service: Service, settings: Settings
    ) -> None:
        settings.NETWORK_DESK = ""

        assert (
            "Please call them" in client.get(path(service, "danger")).content.decode()
        )
        assert (
            "Ask them for help"
            not in client.get(service.get_absolute_url()).content.decode()
        )

    @pytest.mark.parametrize("code", ["safety.abuse", "safety.shelter.women"])
    def test_never_where_people_flee_from_violence(
        self, client: Client, service: Service, code: str
    ) -> None:
        give(service, code)

        assert (
            "Please call them" in client.get(path(service, "danger")).content.decode()
        )
        assert client.post(path(service, "check")).status_code == 200
        assert not Person.objects.exists()

    def test_the_public_page_leads_there(
        self, client: Client, service: Service
    ) -> None:
        page = client.get(service.get_absolute_url()).content.decode()

        assert reverse("referrals:ask", args=[service.pk]) in page

    def test_the_title_and_the_addresses_name_nobody(
        self, client: Client, service: Service
    ) -> None:
        walk(client, service)
        for step in ("who", "reach", "need", "share", "check"):
            said = client.get(path(service, step)).content.decode()
            titles = re.findall(r"<title>(.*?)</title>", said, re.DOTALL)
            links = re.findall(r'(?:href|action)="([^"]*)"', said)
            assert "xyz" not in " ".join([*titles, *links])
