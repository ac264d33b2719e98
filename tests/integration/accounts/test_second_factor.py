"""Setting up the second step, as allauth's pages in our words do it."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Membership
from tests.factories.accounts import PASSWORD, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, settings: Settings) -> Client:
    """A coordinator who has typed a password and has no second step yet."""
    settings.MFA_REQUIRED = True
    member = MembershipFactory.create(role=Membership.Role.COORDINATOR)
    client.post(
        reverse("account_login"), {"login": member.user.email, "password": PASSWORD}
    )
    # Once more, before anything about signing in changes.
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def set_up_an_app(client: Client, *, half_minutes_ago: int = 0) -> str:
    """Type the numbers that an app shows; return the page that follows."""
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    counter = int(time.time()) // 30 - half_minutes_ago
    numbers = auth.format_hotp_value(auth.hotp_value(secret, counter))
    answer = client.post(reverse("mfa_activate_totp"), {"code": numbers}, follow=True)
    return answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_first_codes_replace_none_and_do_not_say_so(signed_in: Client) -> None:
    page = set_up_an_app(signed_in)

    assert "Your codes for a lost phone are made." in page
    assert "Only these work" not in page


@pytest.mark.django_db(transaction=True)
def test_later_codes_say_that_the_earlier_ones_are_over(signed_in: Client) -> None:
    set_up_an_app(signed_in)

    page = signed_in.post(
        reverse("mfa_generate_recovery_codes"), follow=True
    ).content.decode()

    assert "New codes are made. Only these work from now on." in page


def test_numbers_that_ran_out_while_they_were_typed_count(signed_in: Client) -> None:
    set_up_an_app(signed_in, half_minutes_ago=1)

    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_numbers_of_long_ago_do_not_count(signed_in: Client) -> None:
    page = set_up_an_app(signed_in, half_minutes_ago=5)

    assert not Authenticator.objects.exists()
    assert "That did not fit." in page


@pytest.mark.parametrize(
    "credential", ["", "{", "[]", "1", "null", '{"id": "x"}', '{"response": 5}']
)
def test_a_passkey_that_is_none_is_refused_in_plain_words(
    signed_in: Client, credential: str
) -> None:
    typed = {"credential": credential}
    signed_in.get(reverse("mfa_add_webauthn"))
    added = signed_in.post(reverse("mfa_add_webauthn"), typed)
    stranger = Client()
    stranger.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    entered = stranger.post(reverse("mfa_login_webauthn"), typed, follow=True)

    assert not Authenticator.objects.exists()
    for answer in (added, entered):
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
