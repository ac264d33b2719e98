"""What search engines are told of: everything listed, and nothing else."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from config.sitemaps import ServiceSitemap
from directory.models import Service, Visibility
from tests.factories.directory import OrganizationFactory, ServiceFactory

pytestmark = pytest.mark.django_db


def told(client: Client, address: str, *, tag: str = "loc") -> list[str]:
    answer = client.get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml"
    return re.findall(rf"<{tag}>(.*?)</{tag}>", answer.content.decode())


def address(service: Service) -> str:
    return "http://testserver" + service.get_absolute_url()


def test_crawlers_find_it_by_their_rules(client: Client) -> None:
    rules = client.get("/robots.txt").content.decode().splitlines()

    assert "Sitemap: http://testserver/sitemap.xml" in rules


def test_the_front_door_and_the_services_are_told(client: Client) -> None:
    service = ServiceFactory.create()

    parts = told(client, "/sitemap.xml")
    told_of = [place for part in parts for place in told(client, part)]

    assert told_of == ["http://testserver/", address(service)]


def test_what_is_not_listed_is_told_to_nobody(client: Client) -> None:
    listed = ServiceFactory.create()
    hidden = OrganizationFactory.create(visibility=Visibility.CONFIDENTIAL)
    left = OrganizationFactory.create(removed_at=timezone.now())
    ServiceFactory.create(organization=hidden)
    ServiceFactory.create(organization=left)
    ServiceFactory.create(visibility=Visibility.CONFIDENTIAL)
    ServiceFactory.create(visibility=Visibility.PARTNERS)
    ServiceFactory.create(status=Service.Status.INACTIVE)
    ServiceFactory.create(is_approved=False)
    ServiceFactory.create(removed_at=timezone.now())
    ServiceFactory.create(merged_into=listed)

    assert told(client, "/sitemap-services.xml") == [address(listed)]


def test_many_services_are_told_page_by_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ServiceSitemap, "limit", 2)
    services = ServiceFactory.create_batch(3)

    parts = told(client, "/sitemap.xml")
    pages = [told(client, part) for part in parts if "services" in part]

    assert parts[-1] == "http://testserver/sitemap-services.xml?p=2"
    assert [len(page) for page in pages] == [2, 1]
    assert {place for page in pages for place in page} == set(map(address, services))


@pytest.mark.parametrize("part", ["services.xml?p=2", "services.xml?p=x", "people.xml"])
def test_no_such_part_is_not_found(client: Client, part: str) -> None:
    assert client.get(f"/sitemap-{part}").status_code == 404


def test_a_crawler_learns_what_changed(client: Client) -> None:
    ServiceFactory.create(last_modified=datetime(2026, 3, 4, 20, tzinfo=UTC))
    ServiceFactory.create(last_modified=datetime(2026, 5, 6, 20, tzinfo=UTC))

    of_parts = told(client, "/sitemap.xml", tag="lastmod")
    of_services = told(client, "/sitemap-services.xml", tag="lastmod")

    assert [moment[:10] for moment in of_parts] == ["2026-05-06"]
    assert sorted(day[:10] for day in of_services) == ["2026-03-04", "2026-05-06"]


def test_more_services_ask_the_database_no_more(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _more in range(2):
        ServiceFactory.create_batch(3)
        with django_assert_num_queries(2):
            client.get("/sitemap.xml")
        with django_assert_num_queries(2):
            client.get("/sitemap-services.xml")
