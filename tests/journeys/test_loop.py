"""From a search to a closed loop, as a coordinator and a receiver go it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_accessible, assert_no_sideways_scroll

pytestmark = pytest.mark.journey


def look(page: Page) -> None:
    """What must hold on every page that somebody sees."""
    expect(page.locator("h1")).to_have_count(1)
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def given_somebody_signed_in(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/accounts/login/")
    look(page)
    page.get_by_role("button", name=re.compile(name)).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def when_they_leave(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def when_they_find(
    page: Page, site: str, *, near: str, need: str, service: str
) -> None:
    page.goto(f"{site}/")
    look(page)
    page.get_by_label("Where?").fill(near)
    page.get_by_label("What do you need?").fill(need)
    page.get_by_role("button", name="Find help").click()
    page.wait_for_url("**/search?**")
    look(page)
    page.get_by_role("link", name=service, exact=True).first.click()
    expect(page.locator("h1")).to_have_text(service)
    look(page)


def when_they_refer(page: Page, person: str) -> str:
    """Go from the service's page to a sent referral; return its number."""
    page.get_by_role("link", name="Refer somebody").click()
    choice = page.get_by_role("link", name=f"Choose {person}")
    expect(choice).to_be_visible()
    look(page)
    choice.click()
    page.wait_for_url(re.compile(r"/refer/[^/]+/[^/]+/$"))
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Check before sending")
    look(page)
    page.get_by_role("button", name=re.compile("^Send")).click()
    page.wait_for_url(re.compile(r"/referrals/\d\d-\d+/$"))
    number = re.search(r"/referrals/(\d\d-\d+)/", page.url)
    assert number, page.url
    look(page)
    return number[1]


def when_they_accept(page: Page, site: str, number: str) -> None:
    page.goto(f"{site}/inbox/")
    look(page)
    page.goto(f"{site}/referrals/{number}/")
    look(page)
    page.get_by_role("button", name="Accept").first.click()
    expect(page.get_by_text("Accepted. The sender has been told.")).to_be_visible()


def when_they_say_how_it_ended(page: Page, site: str, number: str) -> None:
    page.goto(f"{site}/referrals/{number}/")
    fold = page.locator("details", has_text="Say how it ended").first
    if fold.count() and fold.get_attribute("open") is None:
        fold.locator("summary").click()
    fold.get_by_role("radio", name="Got the help").check()
    fold.get_by_label("What did they get?").fill("Four rides to the clinic.")
    fold.get_by_role("button", name="It is done: tell the sender").click()
    expect(page.get_by_text("Done. The sender has been told.")).to_be_visible()


def test_from_a_search_to_a_completed_referral(page: Page, demo_site: str) -> None:
    given_somebody_signed_in(page, demo_site, "Amy Rusk")
    when_they_find(
        page,
        demo_site,
        near="93725",
        need="ride to doctor",
        service="Rides to the doctor, door to door",
    )
    number = when_they_refer(page, "Josefina Alvarado")
    when_they_leave(page)

    given_somebody_signed_in(page, demo_site, "Marisol Trujillo")
    when_they_accept(page, demo_site, number)
    when_they_say_how_it_ended(page, demo_site, number)
    look(page)
    when_they_leave(page)

    given_somebody_signed_in(page, demo_site, "Amy Rusk")
    page.goto(f"{demo_site}/referrals/{number}/")
    story = page.get_by_role("main")
    for happened in ("sent it to", "accepted it", "said how it ended"):
        expect(story).to_contain_text(happened)
    expect(story).to_contain_text("Four rides to the clinic.")
    look(page)
