"""A real browser, a real server, the demo region."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from pytest_django import DjangoDbBlocker, Settings

from tests.journeys.region import Region

# Playwright's own loop runs in this thread, and Django would take it for ours.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
# Whatever makes a browser call home fails in a sealed network, loudly.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install it to run the journeys")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(params=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport=PHONE if request.param == "phone" else DESK,
        locale="en-US",
        timezone_id="America/Los_Angeles",
    )
    # Street tiles are another's server: the outlines must do.
    context.route("**/tile.openstreetmap.org/**", lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture(scope="session")
def region(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Region:
    """The demo region, loaded once."""
    region = Region(tmp_path_factory.mktemp("index") / "search.sqlite3")
    with django_db_blocker.unblock():
        region.load()
    return region


@pytest.fixture
def demo_site(
    region: Region, transactional_db: None, settings: Settings, live_server: object
) -> str:
    """The address of a site that shows the demo region as if just loaded."""
    settings.DEMO = True
    settings.SEARCH_INDEX_PATH = region.index
    cache.clear()
    region.restore()
    return str(live_server)


def assert_accessible(page: Page) -> None:
    """Fail with what axe found against WCAG 2.2 AA on the page once it stands whole.

    Sizes and colours mean nothing before the sheets are there.
    """
    page.wait_for_load_state("load")
    # Without a second reading of every sheet, for the sake of rules that are not asked.
    asked = {"runOnly": {"type": "tag", "values": WCAG}, "preload": False}
    found = Axe().run(page, options=asked)
    assert found.violations_count == 0, found.generate_report()


def assert_no_sideways_scroll(page: Page) -> None:
    """Fail when the page is wider than the screen, once its style sheets are there."""
    page.wait_for_load_state("load")
    wider = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0, f"{page.url} is {wider} px wider than the screen"
