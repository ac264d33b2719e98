"""The page of notices, the count in the head, and the choice on the profile."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import notices
from accounts.models import Notice, User
from referrals import actions
from referrals.models import Referral, Status
from tests.factories.accounts import UserFactory
from tests.factories.referrals import ReferralFactory, member_of

pytestmark = pytest.mark.django_db

PAGE = reverse("accounts:notices")


@pytest.fixture
def referral() -> Referral:
    return ReferralFactory.create(status=Status.REJECTED)


def page_of(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get(PAGE).content.decode()


def sender_of(referral: Referral) -> User:
    assert referral.sent_by is not None
    return referral.sent_by


def test_says_what_happened_and_leads_there(client: Client, referral: Referral) -> None:
    page = page_of(client, sender_of(referral))

    assert f"Referral {referral.number} was declined" in page
    assert referral.get_absolute_url() in page
    assert referral.person.family_name not in page


def test_opening_the_referral_reads_its_notices(
    client: Client, referral: Referral
) -> None:
    client.force_login(sender_of(referral))
    assert client.get(PAGE).context["unread"] == 1

    client.get(referral.get_absolute_url())

    answer = client.get(PAGE)
    assert answer.context["unread"] == 0
    assert "was declined" in answer.content.decode()


def test_looking_at_the_list_reads_nothing(client: Client, referral: Referral) -> None:
    client.force_login(sender_of(referral))

    client.get(PAGE)

    assert client.get(PAGE).context["unread"] == 1
    assert Referral.objects.get(pk=referral.pk).sender_informed_at is None


def test_marking_all_as_read_informs_the_sender(
    client: Client, referral: Referral
) -> None:
    client.force_login(sender_of(referral))

    answer = client.post(reverse("accounts:read_notices"), follow=True)

    assert answer.context["unread"] == 0
    assert Referral.objects.get(pk=referral.pk).sender_informed_at is not None


def test_somebody_who_left_the_office_reads_nothing_of_it(
    client: Client, referral: Referral
) -> None:
    sender = sender_of(referral)
    sender.memberships.all().delete()

    page = page_of(client, sender)

    assert referral.number not in page
    assert "Nothing yet." in page
    assert sender.notices.unread().count() == 0


def test_strangers_and_visitors_see_nothing(client: Client, referral: Referral) -> None:
    assert client.get(PAGE).status_code == 302
    assert client.post(reverse("accounts:read_notices")).status_code == 302
    assert referral.number not in page_of(client, UserFactory.create())


def test_the_page_asks_the_same_of_the_database_however_much_it_tells(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    referral = ReferralFactory.create(status=Status.ACCEPTED)
    sender = sender_of(referral)
    client.force_login(sender)
    client.get(PAGE)
    few = Notice.objects.filter(user=sender).count()
    with django_assert_num_queries(10) as counted:
        client.get(PAGE)

    for _number in range(5):
        actions.say(referral, by=member_of(referral.receiver), text="And then?")

    assert sender.notices.count() == few + 5
    with django_assert_num_queries(len(counted)):
        client.get(PAGE)


def test_a_long_list_comes_in_pages(client: Client) -> None:
    referral = ReferralFactory.create(status=Status.ACCEPTED)
    by, sender = member_of(referral.receiver), sender_of(referral)
    for _number in range(35):
        actions.say(referral, by=by, text="And then?")

    first = page_of(client, sender)
    second = client.get(PAGE, {"page": "2"}).content.decode()

    assert "Page 1 of 2" in first
    assert "was accepted" not in first
    assert "was accepted" in second


@pytest.mark.parametrize("told", User.Told.values)
def test_everybody_chooses_how_often_they_are_mailed(client: Client, told: str) -> None:
    user = UserFactory.create(name="Rosa Lima")
    client.force_login(user)

    client.post(
        reverse("accounts:profile"),
        {"name": "Rosa Lima", "language": "", "told": told},
    )

    user.refresh_from_db()
    assert user.told == told


def test_a_choice_that_is_none_is_refused(client: Client) -> None:
    user = UserFactory.create()
    client.force_login(user)

    client.post(
        reverse("accounts:profile"),
        {"name": "Rosa Lima", "language": "", "told": "every-minute"},
    )

    user.refresh_from_db()
    assert user.told == User.Told.AT_ONCE
    assert notices.deliver().sent == 0


def test_the_network_sees_which_mails_nobody_took(
    client: Client, referral: Referral
) -> None:
    client.force_login(UserFactory.create(network_role=User.NetworkRole.ADMIN))
    given_up = Notice.objects.filter(user=sender_of(referral))
    given_up.update(failed_at=timezone.now())
    table = reverse("admin:accounts_notice_changelist")

    def shown(choice: str) -> set[Notice]:
        return set(client.get(table, {"mail": choice}).context["cl"].result_list)

    assert shown("given-up") == set(given_up)
    assert shown("waiting") == set(Notice.objects.exclude(pk__in=given_up))
    assert len(client.get(table).context["cl"].result_list) == Notice.objects.count()
    assert client.get(reverse("admin:accounts_notice_add")).status_code == 403
