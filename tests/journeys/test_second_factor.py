"""Everybody who sees people signs in with a second step, in one way or another."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from playwright.sync_api import CDPSession, Page, expect
from pytest_django import Settings

from accounts.models import Membership
from tests.factories.accounts import PASSWORD, MembershipFactory
from tests.journeys.test_loop import look, when_they_leave

pytestmark = pytest.mark.journey
HALF_MINUTE = 30


@pytest.fixture
def site(settings: Settings, transactional_db: None, live_server: object) -> str:
    """A site as offices run it; browsers give passkeys to a name, not to a number."""
    cache.clear()
    settings.MFA_REQUIRED = True
    return f"http://localhost:{urlsplit(str(live_server)).port}"


@pytest.fixture
def email(site: str) -> str:
    member = MembershipFactory.create(role=Membership.Role.COORDINATOR)
    return member.user.email


@pytest.fixture
def key(page: Page) -> Iterator[CDPSession]:
    """A computer that asks for a fingerprint, and gets it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    yield session
    session.send("WebAuthn.disable")


class App:
    """What stands on somebody's phone: it never shows the same numbers twice."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.shown = 0

    def numbers(self) -> str:
        """Return the next numbers, from now or half a minute on."""
        self.shown = max(self.shown + 1, int(time.time()) // HALF_MINUTE)
        value = auth.hotp_value(self.secret, self.shown)
        return str(auth.format_hotp_value(value))


def when_they_type_their_password(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("E-mail", exact=True).fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def when_they_show_that_it_is_they(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Is it you?")
    look(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def when_they_set_up_an_app(page: Page) -> App:
    page.get_by_role("link", name="Set up an app").click()
    when_they_show_that_it_is_they(page)
    expect(page.locator("h1")).to_have_text("Set up an app")
    look(page)
    app = App(page.locator("p.code").inner_text())
    page.get_by_label("The six numbers").fill(app.numbers())
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_text("Your app is set up.")).to_be_visible()
    return app


def when_they_read_their_codes(page: Page) -> list[str]:
    expect(page.locator("h1")).to_have_text("Codes for a lost phone")
    expect(page.get_by_text("Your codes for a lost phone are made.")).to_be_visible()
    look(page)
    return page.locator("li.code").all_inner_texts()


def when_they_type_the_second_step(page: Page, typed: str) -> None:
    expect(page.locator("h1")).to_have_text("The second step")
    look(page)
    page.get_by_label("Numbers or code").fill(typed)
    page.get_by_role("button", name="Sign in", exact=True).click()


def then_they_are_at_work(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.locator("h1")).not_to_have_text("Your second step")


def then_they_are_led_to_the_second_step(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Your second step")
    expect(page.get_by_text("Add a second step first.")).to_be_visible()
    look(page)


def test_an_app_and_then_a_code_for_a_lost_phone(
    page: Page, site: str, email: str
) -> None:
    when_they_type_their_password(page, site, email)
    then_they_are_led_to_the_second_step(page)
    page.goto(f"{site}/people/")
    then_they_are_led_to_the_second_step(page)

    app = when_they_set_up_an_app(page)
    codes = when_they_read_their_codes(page)
    assert len(set(codes)) == 10
    page.goto(f"{site}/people/")
    expect(page).to_have_url(f"{site}/people/")
    then_they_are_at_work(page)
    when_they_leave(page)

    when_they_type_their_password(page, site, email)
    when_they_type_the_second_step(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("That did not fit.")
    when_they_type_the_second_step(page, app.numbers())
    then_they_are_at_work(page)
    when_they_leave(page)

    when_they_type_their_password(page, site, email)
    when_they_type_the_second_step(page, codes[0])
    then_they_are_at_work(page)
    when_they_leave(page)

    when_they_type_their_password(page, site, email)
    when_they_type_the_second_step(page, codes[0])
    expect(page.get_by_role("alert")).to_contain_text("each code works once")


def when_they_add_a_passkey(page: Page) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    when_they_show_that_it_is_they(page)
    expect(page.locator("h1")).to_have_text("Add a passkey")
    look(page)
    page.get_by_label("Its name").fill("Office computer")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Your passkey was added.")).to_be_visible()


def test_a_passkey_signs_in_alone_and_as_the_second_step(
    page: Page, site: str, email: str, key: CDPSession
) -> None:
    when_they_type_their_password(page, site, email)
    then_they_are_led_to_the_second_step(page)

    when_they_add_a_passkey(page)
    when_they_read_their_codes(page)
    page.goto(f"{site}/accounts/2fa/webauthn/")
    expect(page.get_by_role("main")).to_contain_text("Office computer")
    look(page)
    page.goto(f"{site}/accounts/2fa/reauthenticate/?next=/people/")
    page.get_by_role("link", name="Use a passkey").click()
    look(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{site}/people/")
    when_they_leave(page)

    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    then_they_are_at_work(page)
    when_they_leave(page)

    when_they_type_their_password(page, site, email)
    expect(page.locator("h1")).to_have_text("The second step")
    page.get_by_role("button", name="Use a passkey").click()
    then_they_are_at_work(page)


def test_whoever_gives_no_passkey_is_told(page: Page, site: str) -> None:
    page.goto(f"{site.replace('localhost', '127.0.0.1')}/accounts/login/")
    expect(page.get_by_role("alert")).to_have_count(0)

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("No passkey came")
    look(page)
