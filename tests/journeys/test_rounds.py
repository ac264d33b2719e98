"""A coordinator asks several; the first of them accepts, and the page says so."""

import re

import pytest
from playwright.sync_api import Page, expect

from referrals import actions
from referrals.models import Round
from tests.factories.referrals import member_of
from tests.journeys.test_loop import given_somebody_signed_in, look

pytestmark = pytest.mark.journey


def when_they_tick_two_among_the_results(page: Page, site: str) -> None:
    page.goto(f"{site}/search?near=93725&q=ride+to+doctor")
    look(page)
    boxes = page.get_by_label("Ask together with others")
    for number in range(2):
        boxes.nth(number).check()
    page.get_by_role("button", name="Ask several at once").click()


def when_they_go_on_to_the_check(page: Page, person: str) -> None:
    page.get_by_role("link", name=f"Choose {person}").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Check before sending")
    look(page)


def when_they_ask(page: Page) -> None:
    page.get_by_role("link", name="Ask them and 1 more").click()
    expect(page.locator("h1")).to_have_text("Ask several for the same help")
    look(page)
    # What does not fit goes with a word why.
    page.get_by_label("What should they know?").fill("Thursdays at eight.")
    page.get_by_role("button", name="Ask them", exact=True).click()
    page.wait_for_url(re.compile(r"/rounds/[^/]+/$"))


def when_the_second_accepts(its: Round) -> None:
    second = its.referrals.order_by("round_place__place").last()
    assert second is not None
    actions.accept(second, by=member_of(second.receiver))


def test_several_are_asked_and_the_first_has_it(page: Page, demo_site: str) -> None:
    given_somebody_signed_in(page, demo_site, "Amy Rusk")
    when_they_tick_two_among_the_results(page, demo_site)
    when_they_go_on_to_the_check(page, "Josefina Alvarado")
    when_they_ask(page)

    expect(page.get_by_text("The others are told at once")).to_be_visible()
    look(page)
    page.goto(f"{demo_site}/sent/")
    expect(page.get_by_text("2 of 2 still think about it")).to_be_visible()
    look(page)

    its = Round.objects.get()
    when_the_second_accepts(its)
    page.goto(demo_site + its.get_absolute_url())
    expect(page.get_by_text("accepted first. Follow referral")).to_be_visible()
    look(page)


def test_one_after_another_and_stopped(page: Page, demo_site: str) -> None:
    given_somebody_signed_in(page, demo_site, "Amy Rusk")
    when_they_tick_two_among_the_results(page, demo_site)
    when_they_go_on_to_the_check(page, "Josefina Alvarado")
    page.get_by_role("link", name="Ask them and 1 more").click()
    page.get_by_label("One after another, each for a time").check()
    page.get_by_label("What should they know?").fill("Thursdays at eight.")
    page.get_by_role("button", name="Ask them", exact=True).click()

    expect(page.get_by_text("is asked next")).to_be_visible()
    look(page)
    page.locator("summary", has_text="Stop asking").click()
    look(page)
    page.get_by_label("No longer needed").check()
    page.get_by_role("button", name="Stop asking").click()
    expect(page.get_by_text("Whoever was asked has been told")).to_be_visible()
    look(page)


def test_a_supervisor_takes_open_requests(page: Page, demo_site: str) -> None:
    given_somebody_signed_in(page, demo_site, "Denise Okoro")
    page.goto(f"{demo_site}/inbox/open/")
    look(page)
    page.get_by_role("button", name="Take open requests").first.click()
    expect(page.get_by_role("button", name="Take no more").first).to_be_visible()
