"""Every screen in both languages and both sizes, judged by axe and by its width."""

import re

import pytest
from playwright.sync_api import Page, expect

from care.models import Person
from directory.models import Service
from referrals.models import Referral
from tests.journeys.conftest import assert_accessible, assert_no_sideways_scroll

pytestmark = pytest.mark.journey

ANYBODY = (
    "/",
    "/search?near=Fresno&q=food",
    "/search?near=Fresnno&q=meals",
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
