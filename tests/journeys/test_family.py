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
