"""A steward keeps the listings, at a desk and on a phone."""

import re

import pytest
from django.db.models import Count
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from directory.models import Location, Schedule, Service
from search import lexicon
from tests.journeys.conftest import (
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
)

pytestmark = pytest.mark.journey


def look(page: Page) -> None:
    """What must hold on every page that a steward sees."""
    expect(page.locator("h1")).to_have_count(1)
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def given_a_steward(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name=re.compile("Paul Yang")).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def change_page(site: str, record: Service | Location) -> str:
    name = f"admin:directory_{record._meta.model_name}_change"
    return site + reverse(name, args=[record.pk])


def busy_service() -> Service:
    """The one with the most to fill in, hours of its own among it."""
    found = Service.objects.annotate(
        rows=Count("service_at_locations", distinct=True)
        + Count("service_areas", distinct=True)
        + Count("phones", distinct=True)
        + Count("languages", distinct=True)
        + Count("required_documents", distinct=True)
    )
    return found.filter(schedules__isnull=False).latest("rows")


def hours_by_door() -> Location:
    found = Location.objects.filter(
        schedules__byday__contains="MO", addresses__isnull=False
    ).first()
    assert found is not None
    return found


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).first.click()


def when_they_add_hours(page: Page) -> Locator:
    page.get_by_role("button", name="Add another Line of hours").click()
    line = page.locator("#schedules-group .inline-related:not(.empty-form)").last
    expect(line.get_by_label("Monday")).to_be_visible()
    return line


def given_the_network_admin(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name=re.compile("Ruth Castellanos")).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    if language == "es":
        page.wait_for_load_state("load")
        page.get_by_role("button", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")


def go(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, address
    look(page)


@pytest.mark.parametrize(
    "app", ["accounts", "care", "directory", "referrals", "search"]
)
def test_every_table_is_accessible(page: Page, demo_site: str, app: str) -> None:
    """In English by day at a desk, in Spanish by night on a phone."""
    is_phone = page.viewport_size == PHONE
    page.emulate_media(color_scheme="dark" if is_phone else "light")
    given_the_network_admin(page, demo_site, "es" if is_phone else "en")
    go(page, demo_site + reverse("admin:index"))
    go(page, demo_site + reverse("admin:app_list", args=[app]))
    tables = hrefs(page.locator("#content-main tbody th a"))
    assert tables

    for table in tables:
        go(page, demo_site + table)
        first = hrefs(page.locator("#result_list tbody th a"))[:1]
        add = hrefs(page.locator("#content .object-tools .addlink"))
        for address in (*first, *add):
            go(page, demo_site + address)


def hrefs(links: Locator) -> list[str]:
    return [link.get_attribute("href") or "" for link in links.all()]


def test_the_busiest_pages_of_a_steward_are_accessible(
    page: Page, demo_site: str
) -> None:
    given_a_steward(page, demo_site)
    lexicon.note_unanswered("wheelchair lottery")

    for address in (
        reverse("admin:directory_service_changelist") + "?q=meals&listed=yes",
        reverse("admin:directory_taxonomyterm_changelist") + "?o=1",
        reverse("admin:search_lexiconentry_changelist") + "?q=meals",
        reverse("admin:search_lexiconentry_add") + "?text=lonchera",
        reverse("admin:search_lexiconentry_try") + "?q=ride+to+dr+for+seniors",
        reverse("admin:search_unansweredsearch_changelist"),
        reverse("search:health"),
    ):
        go(page, demo_site + address)
    for record in (busy_service(), hours_by_door()):
        go(page, change_page(demo_site, record))


def test_a_steward_finds_a_service_and_confirms_it(page: Page, demo_site: str) -> None:
    service = busy_service()
    given_a_steward(page, demo_site)

    page.get_by_role("link", name="Listings").click()
    page.get_by_role("link", name="Services", exact=True).click()
    page.get_by_label("Search services").fill(service.name)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("checkbox", name="Select this object").first.check()
    page.get_by_role("combobox", name="Action").select_option(
        label="Confirmed today, by phone"
    )
    page.get_by_role("button", name="Run").click()

    expect(page.get_by_role("status")).to_contain_text("1 record confirmed.")
    look(page)


def test_a_steward_sets_monday_to_friday_nine_to_five(
    page: Page, demo_site: str
) -> None:
    location = hours_by_door()
    Schedule.objects.filter(location=location).delete()
    given_a_steward(page, demo_site)
    page.goto(change_page(demo_site, location))

    line = when_they_add_hours(page)
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        line.get_by_label(day).check()
    line.get_by_label("Opens").fill("09:00")
    line.get_by_label("Closes").fill("17:00")
    look(page)
    save(page)

    expect(page.get_by_role("status")).to_contain_text("was changed successfully")
    page.goto(change_page(demo_site, location))
    expect(
        page.get_by_text("Monday to Friday: 9:00 am to 5:00 pm").first
    ).to_be_visible()
    saved = Schedule.objects.get(location=location)
    assert saved.byday == "MO,TU,WE,TH,FR"


def test_a_mistake_is_named_beside_its_field_and_nothing_is_lost(
    page: Page, demo_site: str
) -> None:
    location = hours_by_door()
    Schedule.objects.filter(location=location).delete()
    given_a_steward(page, demo_site)
    page.goto(change_page(demo_site, location))

    page.get_by_label("Name:", exact=True).fill("The blue door")
    line = when_they_add_hours(page)
    line.get_by_label("Sunday").check()
    line.get_by_label("Opens").fill("10:00")
    save(page)

    look(page)
    line = page.locator("#schedules-0")
    expect(line.get_by_text("Say when it opens and when it closes.")).to_be_visible()
    expect(line.get_by_label("Sunday")).to_be_checked()
    expect(line.get_by_label("Opens")).to_have_value("10:00")
    expect(page.get_by_label("Name:", exact=True)).to_have_value("The blue door")
    line.get_by_label("Closes").fill("14:00")
    save(page)

    expect(page.get_by_role("status")).to_contain_text("was changed successfully")
    location.refresh_from_db()
    assert location.name == "The blue door"


def test_a_day_and_an_hour_are_picked_with_keys(page: Page, demo_site: str) -> None:
    given_a_steward(page, demo_site)
    go(page, change_page(demo_site, busy_service()))

    for opener, box in (
        ("#calendarlink0", ".calendarbox"),
        ("#clocklink0", ".clockbox"),
    ):
        page.locator(opener).focus()
        page.keyboard.press("Enter")
        expect(page.locator(box).first).to_be_visible()
        page.keyboard.press("Tab")
        assert_accessible(page)
        page.keyboard.press("Escape")
        expect(page.locator(opener)).to_be_focused()
