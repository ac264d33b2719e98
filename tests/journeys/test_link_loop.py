"""The whole loop on a phone, by an office that has no account: mail, paper, slip."""

import re

import pytest
import segno
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from accounts.models import Membership
from directory.models import Service
from referrals import links
from referrals.models import AnswerLink, Referral
from tests.journeys.conftest import PHONE
from tests.journeys.test_loop import (
    given_somebody_signed_in,
    look,
    when_they_refer,
)

pytestmark = pytest.mark.journey

SERVICE = "Rides to the doctor, door to door"
PERSON = "Josefina Alvarado"


@pytest.fixture(params=["phone"])
def page(browser: Browser) -> Page:  # type: ignore[misc]
    context = browser.new_context(viewport=PHONE, locale="en-US")
    context.route("**/tile.openstreetmap.org/**", lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def office(browser: Browser) -> Page:  # type: ignore[misc]
    """The phone of somebody at the receiver, who has never been here."""
    context = browser.new_context(viewport=PHONE, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def given_an_office_without_accounts(settings: Settings, site: str) -> Service:
    settings.SITE_URL = site
    service = Service.objects.get(name=SERVICE)
    Membership.objects.filter(organization=service.organization_id).delete()
    Service.objects.filter(pk=service.pk).update(email="rides@example.org")
    return service


def given_a_referral(page: Page, site: str, service: Service) -> str:
    given_somebody_signed_in(page, site, "Amy Rusk")
    page.goto(f"{site}{service.get_absolute_url()}")
    return when_they_refer(page, PERSON)


def when_they_open_the_mail(office: Page) -> None:
    sent = next(one for one in mail.outbox if one.to == ["rides@example.org"])
    assert PERSON.split()[1] not in f"{sent.subject} {sent.body}"
    address = re.search(r"http\S+/answer/\S+", str(sent.body))
    assert address, sent.body
    office.goto(address[0])


def when_they_say_yes(office: Page) -> None:
    expect(office.locator("h1")).to_have_text("Can you help this person?")
    expect(office.locator("body")).not_to_contain_text("Alvarado")
    look(office)
    office.get_by_label("Your name").fill("Rosa Lima")
    office.get_by_label("Your name").press("Enter")
    expect(office.locator("h1")).to_have_text("Can you help this person?")
    office.get_by_role("button", name="Yes, we will help").click()
    expect(office.locator("h1")).to_contain_text(PERSON)
    expect(office.locator("a[href^='tel:']").first).to_be_visible()
    look(office)


def when_they_say_how_it_ended(office: Page) -> None:
    office.locator("summary", has_text="Say how it ended").click()
    office.get_by_role("radio", name="Got the help").check()
    office.get_by_label("What did they get?").fill("Two rides.")
    look(office)
    office.get_by_role("button", name="It is done: tell them").click()
    expect(office.locator("h1")).to_have_text("Nothing more to do")
    expect(office.locator("body")).not_to_contain_text("Alvarado")
    look(office)


def then_the_sender_reads_it(page: Page, site: str, number: str, *said: str) -> None:
    page.goto(f"{site}/referrals/{number}/")
    story = page.get_by_role("main")
    for happened in said:
        expect(story).to_contain_text(happened)
    look(page)


def test_by_the_link_in_a_mail(
    page: Page, office: Page, demo_site: str, settings: Settings
) -> None:
    service = given_an_office_without_accounts(settings, demo_site)
    number = given_a_referral(page, demo_site, service)
    then_the_sender_reads_it(page, demo_site, number, "rides@example.org", "Mailed")

    when_they_open_the_mail(office)
    when_they_say_yes(office)
    address = office.url
    office.goto("about:blank")
    office.goto(address)
    expect(office.locator("h1")).to_have_text("You help this person")
    expect(office.locator("body")).not_to_contain_text("Alvarado")
    look(office)
    office.get_by_label("Your name").fill("Rosa Lima")
    when_they_say_how_it_ended(office)

    then_the_sender_reads_it(
        page, demo_site, number, "Rosa Lima", "by link", "accepted it", "Two rides."
    )
    assert Referral.objects.get(number=number).is_loop_closed


def test_by_the_code_and_the_square_on_paper(
    page: Page, office: Page, demo_site: str, settings: Settings
) -> None:
    service = given_an_office_without_accounts(settings, demo_site)
    number = given_a_referral(page, demo_site, service)
    page.get_by_role("button", name="Make one on paper").click()
    expect(page.locator("h1")).to_have_text("Can you help somebody?")
    expect(page.get_by_role("main")).not_to_contain_text("Alvarado")
    look(page)
    code = page.locator(".code").inner_text()
    link = AnswerLink.objects.get(referral__number=number, sent_to="")
    address = links.address_of(link)
    drawn = page.locator(".qr svg path").last.get_attribute("d")
    assert drawn
    assert drawn in segno.make(address, error="q", micro=False).svg_inline(
        scale=4, border=4, dark="#000", light="#fff", omitsize=True
    )

    office.goto(f"{demo_site}/answer/")
    look(office)
    office.get_by_label("The code on your paper").fill("WRONGONE")
    office.get_by_role("button", name="Go on").click()
    expect(office.locator(".error")).to_be_visible()
    look(office)
    office.get_by_label("The code on your paper").fill(code.lower())
    office.get_by_role("button", name="Go on").click()
    assert office.url == address
    office.locator("summary", has_text="No, we cannot").click()
    look(office)
    office.locator("summary", has_text="Ask something first").click()
    office.get_by_label("Your name").fill("Rosa Lima")
    office.get_by_label("Your question").fill("Is there a ramp?")
    office.get_by_role("button", name="Send the question").click()
    expect(office.get_by_role("status")).to_contain_text("The time to answer stops")
    look(office)
    when_they_say_yes(office)
    when_they_say_how_it_ended(office)

    then_the_sender_reads_it(page, demo_site, number, "Is there a ramp?", "Two rides.")


def test_by_the_slip_when_they_turn_up(
    page: Page, office: Page, demo_site: str, settings: Settings
) -> None:
    service = given_an_office_without_accounts(settings, demo_site)
    number = given_a_referral(page, demo_site, service)
    page.goto(f"{demo_site}/referrals/{number}/slip/")
    code = page.locator(".code").inner_text()

    office.goto(f"{demo_site}/answer/")
    office.get_by_label("The code on your paper").fill(code)
    office.get_by_role("button", name="Go on").click()
    expect(office.locator("h1")).to_have_text("Did they come?")
    look(office)
    office.get_by_label("Your name").fill("Rosa Lima")
    office.get_by_role("radio", name="Got the help").check()
    office.get_by_label("What did they get?").fill("One ride.")
    office.get_by_role("button", name="Yes, they came").click()
    expect(office.locator("h1")).to_have_text("Thank you")
    expect(office.locator("body")).not_to_contain_text("Alvarado")
    look(office)

    then_the_sender_reads_it(
        page, demo_site, number, "with the code on the slip", "One ride."
    )


def test_the_wrong_office_says_so_and_the_page_speaks_spanish(
    page: Page, office: Page, demo_site: str, settings: Settings
) -> None:
    service = given_an_office_without_accounts(settings, demo_site)
    number = given_a_referral(page, demo_site, service)

    when_they_open_the_mail(office)
    office.get_by_role("button", name="Español").click()
    expect(office.locator("html")).to_have_attribute("lang", "es")
    look(office)
    office.get_by_role("button", name="English").click()
    address = office.url
    office.get_by_role("button", name="it came to the wrong office").click()
    expect(office.locator("h1")).to_have_text("Thank you for saying so")
    look(office)
    office.goto(address)
    expect(office.locator("h1")).to_have_text("This link opens nothing")
    look(office)

    then_the_sender_reads_it(page, demo_site, number, "Came to the wrong office")
