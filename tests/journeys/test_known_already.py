"""Somebody who is written down already is found while they are typed again."""

import re

import pytest
from playwright.sync_api import Page, expect

from care.models import Person
from directory.models import Service
from tests.journeys.conftest import assert_accessible, assert_no_sideways_scroll
from tests.journeys.test_screens import sign_in

pytestmark = pytest.mark.journey


def test_a_name_that_sounds_alike_leads_to_who_is_there(
    page: Page, demo_site: str
) -> None:
    service = Service.objects.get(name="Rides to the doctor, door to door")
    people = Person.objects.count()
    sign_in(page, demo_site, "Amy Rusk", "en")
    page.goto(f"{demo_site}/refer/{service.pk}/new/")

    page.get_by_label("First name").press_sequentially("Josefina")
    page.get_by_label("Last name").press_sequentially("Albarado")

    expect(page.get_by_text("Is it one of these?")).to_be_visible()
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    assert "Albarado" not in page.url
    page.get_by_role("link", name=re.compile("It is this one")).first.click()
    expect(page.locator("h1")).to_have_text("What does Josefina Alvarado need?")
    assert Person.objects.count() == people
