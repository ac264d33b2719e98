"""The admin is a window for network admins, and no door for anybody."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from care.models import AccessEntry
from referrals import actions
from referrals.models import AnswersByLink, Referral, Status
from tests.factories.directory import OrganizationFactory
from tests.factories.referrals import (
    MemberFactory,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> list[str]:
    referral = ReferralFactory.create(status=Status.COMPLETED, note="Ring twice")
    actions.mark_viewed(referral, by=member_of(referral.receiver))
    look = AccessEntry.objects.get()
    return [
        reverse("admin:referrals_referral_changelist"),
        reverse("admin:referrals_referral_change", args=[referral.pk]),
        reverse("admin:care_consent_changelist"),
        reverse("admin:care_consent_change", args=[referral.consent_id]),
        reverse("admin:care_accessentry_changelist"),
        reverse("admin:care_accessentry_change", args=[look.pk]),
    ]


def test_network_admins_look_and_read_nothing_about_the_person(
    client: Client, pages: list[str]
) -> None:
    client.force_login(network_admin())

    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert "Okafor" not in text
        assert "Ring twice" not in text


def test_stewards_are_refused(client: Client, pages: list[str]) -> None:
    client.force_login(MemberFactory.create(network_role=User.NetworkRole.STEWARD))

    assert {client.get(page).status_code for page in pages} == {403}


def test_nobody_adds_changes_or_deletes(client: Client, pages: list[str]) -> None:
    client.force_login(network_admin())
    referral = Referral.objects.get()

    answers = [
        client.get(reverse("admin:referrals_referral_add")),
        client.post(pages[1], {"status": "accepted"}),
        client.post(
            reverse("admin:referrals_referral_delete", args=[referral.pk]),
            {"post": "yes"},
        ),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Referral.objects.get().status == Status.COMPLETED


def test_a_long_history_asks_no_more_than_a_short_one(
    client: Client, pages: list[str]
) -> None:
    client.force_login(network_admin())
    short = ReferralFactory.create(status=Status.REQUESTED)
    asked = []
    for page in (
        reverse("admin:referrals_referral_change", args=[short.pk]),
        pages[1],
    ):
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        asked.append(sum("accounts_user" in query["sql"] for query in queries))

    # One more: a referral that was accepted has somebody who has it.
    assert asked[1] <= asked[0] + 1


def test_the_desk_writes_down_who_answers_by_link() -> None:
    office = OrganizationFactory.create()
    browser = Client()
    browser.force_login(network_admin())
    add = reverse("admin:referrals_answersbylink_add")

    browser.post(add, {"organization": office.pk, "email": "desk@example.org"})

    assert AnswersByLink.objects.get().organization == office
    one = reverse("admin:referrals_answersbylink_change", args=[office.pk])
    browser.post(one, {"email": ""})
    assert AnswersByLink.objects.get().email == ""
    browser.post(f"{one[: -len('change/')]}delete/", {"post": "yes"})
    assert not AnswersByLink.objects.exists()


def test_nobody_else_does() -> None:
    office = OrganizationFactory.create()
    browser = Client()
    browser.force_login(member_of(office))
    add = reverse("admin:referrals_answersbylink_add")

    browser.post(add, {"organization": office.pk, "email": "desk@example.org"})

    assert not AnswersByLink.objects.exists()
