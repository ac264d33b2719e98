"""Every screen in both languages and both sizes, judged by axe and by its width."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django import Settings

from care.models import Person
from directory.models import Service
from referrals.models import Referral
from tests.journeys.conftest import (
    DESK,
    assert_accessible,
    assert_no_sideways_scroll,
)

pytestmark = pytest.mark.journey

ANYBODY = (
    "/",
    "/search?near=Fresno&q=food",
    "/search?near=Fresnno&q=meals",
    "/search?near=93721&q=whelchair",
    "/search?near=93721&q=ride+zeppelin",
    "/search?near=Oakhurst&q=meals&within=1&cost=free&open=now",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/about/",
    "/privacy/",
)


def look(page: Page, address: str, language: str) -> None:
    page.goto(address)
    page.wait_for_load_state("load")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("h1")).to_have_count(1)
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def sign_in(page: Page, site: str, name: str, language: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name=re.compile(name)).click()
    page.goto(f"{site}/about/")
    if language == "es":
        page.get_by_role("button", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_screen_stands_for_everybody(
    page: Page, demo_site: str, language: str
) -> None:
    service = Service.objects.get(name="Rides to the doctor, door to door")
    page.goto(f"{demo_site}/about/")
    if language == "es":
        page.get_by_role("button", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")
    for path in (*ANYBODY, service.get_absolute_url()):
        look(page, demo_site + path, language)

    page.context.clear_cookies()
    person = Person.objects.get(given_name="Josefina", family_name="Alvarado")
    sign_in(page, demo_site, "Amy Rusk", language)
    for path in (
        "/people/",
        person.get_absolute_url(),
        "/people/new/",
        "/sent/",
        f"/refer/{service.pk}/",
        "/accounts/profile/",
        "/accounts/notices/",
        "/accounts/2fa/",
    ):
        look(page, demo_site + path, language)

    page.context.clear_cookies()
    asked = Referral.objects.filter(
        receiver__name="Two Rivers Ride Partners", status="requested"
    ).first()
    assert asked is not None
    sign_in(page, demo_site, "Marisol Trujillo", language)
    for path in ("/inbox/", "/inbox/?tab=closed", asked.get_absolute_url()):
        look(page, demo_site + path, language)
    # A phone keeps the head on two lines, whoever is signed in.
    head = page.locator(".site-head").bounding_box()
    assert head is not None
    assert head["height"] < 110


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_plain_list_without_an_index_stands_too(
    page: Page, demo_site: str, language: str, settings: Settings, tmp_path: Path
) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "none.sqlite3"
    page.goto(f"{demo_site}/about/")
    if language == "es":
        page.get_by_role("button", name="Español").click()

    look(page, f"{demo_site}/search?near=Fresno&q=meals", language)

    said = {"en": "This is a plain list by name", "es": "Esta es una lista sencilla"}
    expect(page.get_by_text(said[language])).to_be_visible()
    expect(page.locator("h3 a").first).to_be_visible()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="en-US")
    yield context.new_page()
    context.close()


def asked_of_two_rivers() -> Referral:
    return Referral.objects.filter(
        receiver__name="Two Rivers Ride Partners", status="requested"
    ).earliest("number")


@pytest.mark.parametrize("grown", ["page", "words"])
def test_everything_fits_at_twice_the_size(
    browser: Browser, demo_site: str, grown: str
) -> None:
    """The page at 200 %, and the browser's letters at 32 px."""
    half, twice = {"width": 640, "height": 450}, {"standard": 32, "fixed": 26}
    context = browser.new_context(
        viewport=half if grown == "page" else DESK,  # type: ignore[arg-type]
        device_scale_factor=2 if grown == "page" else 1,
    )
    page = context.new_page()
    if grown == "words":
        tools = context.new_cdp_session(page)
        tools.send("Page.setFontSizes", {"fontSizes": twice})
    service = Service.objects.get(name="Rides to the doctor, door to door")
    asked = asked_of_two_rivers().get_absolute_url()
    coordinators = ("/people/", "/people/new/", "/sent/", f"/refer/{service.pk}/")
    receivers = ("/inbox/", asked, f"{asked}slip/")

    for name, paths in (
        ("", (*ANYBODY, service.get_absolute_url())),
        ("Amy Rusk", coordinators),
        ("Marisol Trujillo", receivers),
    ):
        if name:
            context.clear_cookies()
            sign_in(page, demo_site, name, "en")
        for path in paths:
            page.goto(demo_site + path)
            page.wait_for_load_state("load")
            assert_no_sideways_scroll(page)
    context.close()


def test_the_slip_is_black_on_white_without_the_site_around_it(
    desk: Page, demo_site: str
) -> None:
    desk.emulate_media(color_scheme="dark")
    sign_in(desk, demo_site, "Marisol Trujillo", "en")
    desk.goto(f"{demo_site}{asked_of_two_rivers().get_absolute_url()}slip/")
    desk.wait_for_load_state("load")

    # Letter, 8.5 inches less two margins of 16 mm, at 96 to the inch.
    desk.emulate_media(media="print")
    desk.set_viewport_size({"width": 695, "height": 918})

    assert_no_sideways_scroll(desk)
    for around in ("header nav", "header .tools", "footer", "a.skip"):
        expect(desk.locator(around).first).to_be_hidden()
    colours = desk.evaluate(
        """() => [...document.querySelectorAll("main *")]
          .filter((part) => part.innerText?.trim())
          .map((part) => getComputedStyle(part).color)"""
    )
    assert set(colours) <= {"rgb(0, 0, 0)", "rgb(34, 34, 34)"}
    ground = desk.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert desk.pdf(format="Letter", prefer_css_page_size=True).startswith(b"%PDF")


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it is reached; every stop on the way must be seen."""
    expect(wanted).to_be_visible()
    for _ in range(150):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const at = document.activeElement;
              const box = at.getBoundingClientRect();
              return at !== document.body && box.bottom > 0
                && box.top < innerHeight && box.width > 0; }"""
        )
        assert at, f"focus is lost on {page.url}"
        if wanted.evaluate("part => part === document.activeElement"):
            return
    pytest.fail(f"Tab does not reach {wanted}")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def test_from_search_to_acceptance_with_keys_alone(desk: Page, demo_site: str) -> None:
    page = desk
    page.goto(f"{demo_site}/accounts/login/")
    press(page, page.get_by_role("button", name=re.compile("Amy Rusk")))
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.goto(f"{demo_site}/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the page")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Where?"))
    page.keyboard.type("93725")
    tab_to(page, page.get_by_label("What do you need?"))
    page.keyboard.type("ride to doctor")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    name = "Rides to the doctor, door to door"
    press(page, page.get_by_role("link", name=name, exact=True).first)
    expect(page.locator("h1")).to_have_text(name)
    press(page, page.get_by_role("link", name="Refer somebody"))
    page.wait_for_url("**/refer/**")
    press(page, page.get_by_role("link", name="Choose Josefina Alvarado"))
    page.wait_for_url(re.compile(r"/refer/[^/]+/[^/]+/$"))
    press(page, page.get_by_role("button", name="Go on"))
    expect(page.locator("h1")).to_have_text("Check before sending")
    press(page, page.get_by_role("button", name=re.compile("^Send")))
    page.wait_for_url(re.compile(r"/referrals/\d\d-\d+/$"))
    sent = page.url
    press(page, page.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()

    page.goto(f"{demo_site}/accounts/login/")
    press(page, page.get_by_role("button", name=re.compile("Marisol Trujillo")))
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(f"{demo_site}/inbox/")
    path = sent.removeprefix(demo_site)
    press(page, page.locator(f"main a[href='{path}']").first)
    page.wait_for_url(sent)
    press(page, page.get_by_role("button", name="Accept").first)
    expect(page.get_by_text("Accepted. The sender has been told.")).to_be_visible()
