"""The mark and the crawlers' rules, at the addresses that every site has."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from accounts.middleware import OPEN_PACKAGES
from accounts.models import Membership
from tests.factories.accounts import MembershipFactory

ONE = "/services/00000000-0000-4000-8000-000000000001/"


def may_be_read(rules: str, address: str) -> bool:
    """Judge an address as RFC 9309 says: of the lines that fit, the longest."""
    best, allowed = -1, True
    for line in rules.splitlines():
        verb, _colon, pattern = line.partition(": ")
        if verb not in {"Allow", "Disallow"}:
            continue
        fits = re.match(re.escape(pattern).replace(r"\*", ".*"), address)
        if fits and len(pattern) > best:
            best, allowed = len(pattern), verb == "Allow"
    return allowed


@pytest.fixture
def rules(client: Client) -> str:
    answer = client.get("/robots.txt")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search",
        "/search?category=food",
        "/search?category=food&page=2",
        ONE,
        "/about/",
        "/static/css/site.css",
        "/sitemap.xml",
        "/sitemap-services.xml",
        "/sitemap-services.xml?p=2",
    ],
)
def test_what_everybody_may_read_is_read_by_crawlers(rules: str, address: str) -> None:
    assert may_be_read(rules, address)


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=ride&near=93721",
        "/search?category=food&near=93721",
        "/search?category=food&page=2&sort=name",
        "/accounts/login/?next=/inbox/",
        "/api/v1/search",
        ONE + "?near=93721",
    ],
)
def test_the_same_listings_in_another_order_are_left_alone(
    rules: str, address: str
) -> None:
    assert not may_be_read(rules, address)


def doors(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """The beginning of each address whose page is not for everybody."""
    for door in found:
        route = before + str(door.pattern)
        if isinstance(door, URLPattern):
            yield "/" + route.partition("<")[0]
        elif route:
            yield "/" + route
        elif door.app_name not in OPEN_PACKAGES:
            yield from doors(door.url_patterns)


def test_no_page_about_people_or_accounts_is_for_crawlers(rules: str) -> None:
    asked = {"/favicon.ico", "/robots.txt", "/sitemap.xml", "/sitemap-"}
    closed = set(doors(get_resolver().url_patterns)) - asked

    assert len(closed) > 10
    assert not [address for address in closed if may_be_read(rules, address)]


def test_the_mark_is_found_where_browsers_look_for_it(client: Client) -> None:
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert answer["Location"] == "/static/img/waypost.svg"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/favicon.ico", "/robots.txt", "/sitemap.xml", "/sitemap-services.xml"]
)
def test_none_is_a_page_that_asks_for_a_second_factor(
    client: Client, settings: Settings, address: str
) -> None:
    settings.MFA_REQUIRED = True
    member = MembershipFactory.create(role=Membership.Role.COORDINATOR)
    client.force_login(member.user)

    client.get(address)

    assert "Add a second step first" not in client.get("/").content.decode()
