"""What was typed outlives the session in which it was typed."""

import pytest
from playwright.sync_api import Page, expect

from care.models import Person
from tests.journeys.test_loop import given_somebody_signed_in, look

pytestmark = pytest.mark.journey


def when_they_write_somebody_down(page: Page, site: str) -> None:
    page.goto(f"{site}/people/new/")
    page.get_by_label("First name").fill("Maribel")
    page.get_by_label("Last name").fill("Quintero")


def when_they_are_signed_out_elsewhere(page: Page, site: str) -> Page:
    other = page.context.new_page()
    other.goto(f"{site}/")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    return other


def when_they_save(page: Page) -> None:
    page.get_by_role("main").locator("form button[data-kind=go]").last.click()


def then_the_person_is_written_down() -> None:
    assert Person.objects.filter(family_name="Quintero").count() == 1


def test_a_form_is_sent_after_signing_in_again_beside_it(
    page: Page, demo_site: str
) -> None:
    given_somebody_signed_in(page, demo_site, "Amy Rusk")
    when_they_write_somebody_down(page, demo_site)
    when_they_are_signed_out_elsewhere(page, demo_site).close()

    when_they_save(page)
    expect(page.locator("h1")).to_have_text("You were signed out before you sent this")
    look(page)
    with page.expect_popup() as beside:
        page.get_by_role("link", name="Sign in again").click()
    given_somebody_signed_in(beside.value, demo_site, "Amy Rusk")
    page.get_by_role("button", name="I am signed in: send it").click()

    expect(page.get_by_text("Written down as No.")).to_be_visible()
    then_the_person_is_written_down()


def test_a_form_is_sent_though_somebody_signed_in_in_another_tab(
    page: Page, demo_site: str
) -> None:
    given_somebody_signed_in(page, demo_site, "Amy Rusk")
    when_they_write_somebody_down(page, demo_site)
    other = when_they_are_signed_out_elsewhere(page, demo_site)
    given_somebody_signed_in(other, demo_site, "Amy Rusk")

    when_they_save(page)

    expect(page.get_by_text("Written down as No.")).to_be_visible()
    then_the_person_is_written_down()
