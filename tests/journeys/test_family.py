"""A family looks for help alone, without an account, in its own language."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_accessible, assert_no_sideways_scroll

pytestmark = pytest.mark.journey


def test_a_family_finds_help_in_spanish_by_keyboard(page: Page, demo_site: str) -> None:
    page.goto(f"{demo_site}/")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("h1")).to_have_text("Encuentre ayuda cerca de casa")
    assert_accessible(page)

    # The first stop is the way past the head; from there on, only keys.
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Ir a la página")
    page.get_by_label("¿Dónde?").focus()
    page.keyboard.type("Fresno")
    page.keyboard.press("Tab")
    page.keyboard.type("comida")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("servicios para «comida»")
    assert_no_sideways_scroll(page)
    assert_accessible(page)

    first = page.locator("h3 a").first
    name = first.inner_text()
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("a[href^='tel:']").first).to_be_visible()
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_a_wrong_place_is_no_dead_end(page: Page, demo_site: str) -> None:
    page.goto(f"{demo_site}/search?near=Fresnno&q=meals")

    expect(page.get_by_role("alert")).to_contain_text("We do not know that place")
    assert_accessible(page)
    page.get_by_role("link", name="Fresno, CA").click()

    expect(page.locator("h1")).to_contain_text("services for “meals”")
    expect(page.locator("[data-map] .pin").first).to_be_visible()


def test_what_may_be_meant_is_offered_as_one_types(page: Page, demo_site: str) -> None:
    page.goto(f"{demo_site}/?")
    page.get_by_label("Where?").fill("93721")
    field = page.get_by_label("What do you need?")
    field.press_sequentially("meal")
    offered = page.get_by_role("region", name="Suggestions")

    expect(offered.get_by_role("link").first).to_be_visible()
    expect(offered.get_by_role("status")).to_contain_text("suggestions")
    assert_no_sideways_scroll(page)
    assert_accessible(page)

    page.keyboard.press("Escape")
    expect(offered.get_by_role("link")).to_have_count(0)
    expect(field).to_be_focused()

    field.press_sequentially("s")
    expect(offered.get_by_role("link").first).to_be_visible()
    page.keyboard.press("Tab")
    chosen = page.locator(":focus").inner_text().split("\n")[0]
    page.keyboard.press("Enter")

    expect(page.locator(".chip").first).to_contain_text(chosen)
    expect(page.get_by_label("Where?")).to_have_value("93721")


def test_a_slip_of_the_pen_is_no_dead_end(page: Page, demo_site: str) -> None:
    page.goto(f"{demo_site}/search?near=93721&q=wheelchiar+van&within=25")

    expect(page.locator("h1")).to_contain_text("“wheelchair van”")
    expect(page.locator(".result").first).to_be_visible()
    assert_no_sideways_scroll(page)
    assert_accessible(page)

    page.get_by_role("link", name="Look only for “wheelchiar van”").click()
    expect(page.locator("h1")).to_contain_text("0 services")
