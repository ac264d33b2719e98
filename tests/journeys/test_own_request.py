"""A family asks for help on a phone, in Spanish, and follows it to the end."""

import re
from collections.abc import Iterator

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from tests.journeys.conftest import (
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.journeys.test_loop import (
    given_somebody_signed_in,
    when_they_accept,
    when_they_leave,
    when_they_say_how_it_ended,
)

pytestmark = pytest.mark.journey

SERVICE = "Rides to the doctor, door to door"
BORN = "1948-03-09"
DEMO_DESK = "06a23011-0bb5-5f0b-befb-230523db95a7"
"""What the settings name in the demo: the help line."""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone that speaks Spanish."""
    context = browser.new_context(
        viewport=PHONE, locale="es-US", timezone_id="America/Los_Angeles"
    )
    context.route("**/tile.openstreetmap.org/**", lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A computer at an office, in English."""
    context = browser.new_context(locale="en-US", timezone_id="America/Los_Angeles")
    context.route("**/tile.openstreetmap.org/**", lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def es(words: str) -> str:
    """The words as the page says them in Spanish."""
    with translation.override("es"):
        return gettext(words)


def look(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("h1")).to_have_count(1)
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def go_on(page: Page) -> None:
    page.locator("main form button[data-kind=go]").click()


def when_they_find_the_service(page: Page, site: str) -> None:
    page.goto(f"{site}/search?near=93725&q=ride+to+doctor")
    page.get_by_role("link", name=SERVICE, exact=True).first.click()
    expect(page.locator("h1")).to_have_text(SERVICE)
    look(page)
    page.locator("a[href*='/ask/']").click()


def when_they_answer_each_question(page: Page) -> str:
    """Answer, see that it is right, send it; return the code."""
    look(page)
    page.locator("[name=danger][value=no]").check()
    go_on(page)
    look(page)
    page.locator("[name=whose][value=self]").check()
    page.locator("[name=given_name]").fill("Zoila")
    page.locator("[name=family_name]").fill("Yanes Luna")
    page.locator("[name=birth_date]").fill(BORN)
    page.locator("[name=postal_code]").fill("9372")
    go_on(page)
    # A slip of the pen costs nothing that was typed.
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=family_name]")).to_have_value("Yanes Luna")
    look(page)
    page.locator("[name=postal_code]").fill("93725")
    go_on(page)
    look(page)
    page.locator("[name=phone]").fill("559 555 0157")
    page.locator("[name=may_leave_voicemail][value=no]").check()
    page.locator("[name=contact_rule][value=limited]").check()
    page.locator("[name=safe_hours]").fill("después de las 10")
    go_on(page)
    look(page)
    page.locator("[name=category]").first.check()
    page.locator("[name=words]").fill("Un viaje a la diálisis, tres veces por semana")
    page.locator("[name=urgency][value=soon]").check()
    go_on(page)
    look(page)
    page.locator("[name=agree]").check()
    go_on(page)
    expect(page.get_by_role("main")).to_contain_text("Yanes Luna")
    look(page)
    go_on(page)
    page.wait_for_url("**/code/")
    look(page)
    return page.locator(".code").inner_text()


def when_they_open_their_page(page: Page, site: str, code: str) -> None:
    page.goto(f"{site}/status/")
    close = page.locator("form[action$='/status/close/'] button")
    if close.count():
        close.click()
    look(page)
    page.locator("[name=code]").fill(code.lower())
    go_on(page)
    expect(page.locator("[name=birth_date]")).to_be_visible()
    expect(page.locator("h1")).not_to_contain_text("Zoila")
    look(page)
    page.locator("[name=birth_date]").fill(BORN)
    go_on(page)
    expect(page.locator("h1")).to_contain_text("Zoila")
    look(page)


def test_ask_follow_confirm_and_stop(
    phone: Page, desk: Page, demo_site: str, settings: Settings
) -> None:
    settings.NETWORK_DESK = DEMO_DESK
    when_they_find_the_service(phone, demo_site)
    code = when_they_answer_each_question(phone)

    given_somebody_signed_in(desk, demo_site, "Marisol Trujillo")
    desk.goto(f"{demo_site}/inbox/")
    number = re.search(
        r"/referrals/(\d\d-\d+)/",
        desk.locator("main li", has_text="Z. Y").first.inner_html(),
    )
    assert number
    when_they_accept(desk, demo_site, number[1])
    when_they_say_how_it_ended(desk, demo_site, number[1])
    when_they_leave(desk)

    when_they_open_their_page(phone, demo_site, code)
    expect(phone.get_by_role("main")).to_contain_text(es("They say it is done"))
    expect(phone.get_by_role("main")).to_contain_text("Marisol Trujillo")
    phone.locator("[name=answer][value=yes]").click()
    expect(phone.get_by_role("main")).to_contain_text(es("You said: yes, help came."))
    look(phone)

    phone.locator("a[href$='/status/stop/']").click()
    look(phone)
    phone.locator("[name=whom][value=all]").check()
    phone.locator("main form button[data-kind=bad]").click()
    expect(phone.get_by_role("main")).to_contain_text(es("You share nothing now."))
    look(phone)
