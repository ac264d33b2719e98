"""What the timers told, on the row and on the page; and where else to ask."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from referrals import waking
from referrals.models import AnsweringTerms, Referral, Status
from referrals.presenters.alternatives import Other, Others
from referrals.presenters.words import Tag
from referrals.views import referral as view
from search.presenters.cards import cards_of
from search.query import Found, Hit, Query
from tests.factories.directory import ServiceFactory
from tests.factories.referrals import (
    NOW,
    MemberFactory,
    ReferralFactory,
    member_of,
    network_admin,
)

pytestmark = pytest.mark.django_db

HALF = NOW + timedelta(days=2, hours=4)
DUE = NOW + timedelta(days=3, hours=8)
LONG_AFTER = NOW + timedelta(days=16)


def expired() -> Referral:
    referral = ReferralFactory.create(status=Status.REQUESTED, at=NOW)
    waking.run(at=DUE)
    waking.run(at=LONG_AFTER)
    return Referral.objects.get(pk=referral.pk)


def shown(client: Client, address: str, at: datetime = LONG_AFTER) -> str:
    # Before the session began is soon enough for it.
    with travel(at, tick=False):
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_row_and_page_say_reminded_and_then_overdue(client: Client) -> None:
    referral = ReferralFactory.create(status=Status.REQUESTED, at=NOW)
    client.force_login(member_of(referral.receiver))
    inbox, page = reverse("referrals:inbox"), referral.get_absolute_url()

    waking.run(at=HALF)
    for address in (inbox, page):
        text = shown(client, address, HALF)
        assert "Reminded" in text
        assert "Overdue" not in text
    assert "reminded the receiver" in shown(client, page, HALF)

    waking.run(at=DUE)
    for address in (inbox, page):
        text = shown(client, address, DUE + timedelta(hours=1))
        assert "Supervisor and sender told" in text
        assert "Overdue by 1 hour" in text
    assert "told supervisor and sender" in shown(client, page, DUE)


def test_an_expired_one_shows_its_sender_where_else(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral = expired()
    other = ServiceFactory.create(name="Second Harvest")
    hit = Hit(
        service_id=other.pk,
        location_id=None,
        distance=None,
        serves_place=True,
        score=1.0,
    )
    card = cards_of(Query(), Found((hit,), 1), {})[0]
    others = Others(
        choices=(Other(card=card, tag=Tag("good", "check", "It fits")),),
        place="",
        is_away=False,
        summary="",
    )
    monkeypatch.setattr(view, "others_of", lambda *_args: others)
    client.force_login(member_of(referral.sender))

    text = shown(client, referral.get_absolute_url())

    assert "Stopped: Nobody answered in time" in text
    assert "Nobody answered in time, so this has ended" in text
    assert "Second Harvest" in text
    assert reverse("referrals:start_need", args=[other.pk, referral.person_id]) in text


def test_the_receiver_is_offered_nothing(client: Client) -> None:
    referral = expired()
    client.force_login(member_of(referral.receiver))

    text = shown(client, referral.get_absolute_url())

    assert "Nobody answered in time, so this has ended" not in text


def test_without_any_other_the_sender_is_told_so(client: Client) -> None:
    referral = expired()
    client.force_login(member_of(referral.sender))

    text = shown(client, referral.get_absolute_url())

    assert "nobody else who fits" in text or "cannot be reached just now" in text


def test_the_network_desk_alone_sets_terms(client: Client) -> None:
    add = reverse("admin:referrals_answeringterms_add")
    client.force_login(MemberFactory.create(network_role="steward"))
    assert client.get(add).status_code == 403

    client.force_login(network_admin())
    assert client.get(add).status_code == 200
    answer = client.post(
        add, {"for_network": "on", "days": "MO,TU", "routine_days": "3"}
    )
    assert answer.status_code == 302
    row = AnsweringTerms.objects.get()
    assert (row.routine_days, row.days, row.keeps_holidays) == (3, "MO,TU", None)
    assert (
        client.get(
            reverse("admin:referrals_answeringterms_change", args=[row.pk])
        ).status_code
        == 200
    )

    again = client.post(add, {"for_network": "on"})
    assert again.status_code == 200
    assert AnsweringTerms.objects.count() == 1
