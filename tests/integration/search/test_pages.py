from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from directory.models import Location, Service, Visibility
from search import indexing
from search.engines import SearchUnavailableError
from tests.factories.directory import (
    AddressFactory,
    AreaCodeFactory,
    AttributeFactory,
    LanguageFactory,
    LocationFactory,
    PhoneFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings: Settings) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"


def listing(name: str, **location: Any) -> Service:
    point = {"latitude": 36.74, "longitude": -119.79}
    service = ServiceFactory.create(name=name)
    here = ServiceAtLocationFactory.create(
        service=service, location=LocationFactory.create(**point | location)
    )
    AddressFactory.create(location=here.location, address_1="9 Hidden Lane")
    AreaCodeFactory.create(service_area__service=service)
    PhoneFactory.create(service=service)
    LanguageFactory.create(service=service)
    for day in ("MO", "TU"):
        ScheduleFactory.create(
            service=service, byday=day, opens_at=time(9), closes_at=time(17)
        )
    return service


def text_of(client: Client, path: str, status: int = 200, **asked: Any) -> str:
    response = client.get(path, asked)
    assert response.status_code == status
    return response.content.decode()


def test_home_offers_the_kinds_of_help_that_the_directory_knows(client: Client) -> None:
    root = TaxonomyTermFactory.create(code="rides", name="Rides", name_es="Transporte")
    TaxonomyTermFactory.create(code="rides.medical", name="To the doctor", parent=root)

    english = text_of(client, "/")
    spanish = client.get("/", headers={"accept-language": "es"}).content.decode()

    assert 'href="/search?category=rides"' in english
    assert "To the doctor" in english
    assert "Transporte" in spanish


def test_results_say_what_where_and_why(client: Client) -> None:
    service = listing("Rides to the clinic")
    indexing.rebuild()

    page = text_of(client, "/search", q="ride", near="93721")

    assert "1 service for “ride”" in page
    assert "Rides to the clinic" in page
    assert service.organization.name in page
    assert "(559) 555-0100" in page
    assert "serves Fresno County" in page
    assert "“ride”" in page
    assert f"/services/{service.pk}/?near=93721" in page


def test_a_filter_is_a_chip_whose_address_lacks_it(client: Client) -> None:
    listing("Rides")
    indexing.rebuild()

    page = text_of(client, "/search", near="93721", language="es", sort="name")

    assert 'class="chip" href="?near=93721&amp;sort=name"' in page


def test_categories_narrow_and_are_counted(client: Client) -> None:
    term = TaxonomyTermFactory.create(code="rides", name="Rides")
    AttributeFactory.create(link_id=listing("Vans").pk, taxonomy_term=term)
    listing("Meals")
    indexing.rebuild()

    everything = text_of(client, "/search")
    rides = text_of(client, "/search", category="rides")

    assert 'href="?category=rides"' in everything
    assert "Meals" in everything
    assert "Vans" in rides
    assert "Meals" not in rides


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"near": "Nowhereville"}, "We do not know that place"),
        ({"near": "Fresnno"}, "Fresno, CA"),
        ({"near": "93721", "within": "-3"}, "Choose a distance"),
        ({"near": "93721", "within": "ten"}, "Write the distance in miles"),
        ({"cost": "gold"}, "Cost can be free, sliding or fee"),
        ({"category": "no-such"}, "We know no kind of help"),
        ({"open": "whenever"}, "Write “now”"),
        ({"sort": "random"}, "We can order by"),
        ({"page": "0"}, "Pages are numbered"),
        ({"q": "x" * 201}, "Say it in at most 200 letters"),
        ({"q": "\ufffd\ufffd"}, "We can read no word in that"),
        ({"q": '"""((('}, "We can read no word in that"),
        ({"q": "a\0b"}, "That holds a character that we cannot read"),
        ({"near": "a\0b"}, "That holds a character that we cannot read"),
        ({"open": "now\0"}, "That holds a character that we cannot read"),
        ({"category": "a\0b"}, "That holds a character that we cannot read"),
        ({"near": "x" * 101}, "We do not know that place"),
        ({"open": "9" * 101}, "Write “now”"),
        ({"open": "0001-01-01T00:00+14:00"}, "Write “now”"),
        ({"open": "9999-12-31T23:59-12:00"}, "Write “now”"),
    ],
)
def test_what_cannot_be_searched_is_said_in_plain_words(
    client: Client, asked: dict[str, Any], words: str
) -> None:
    page = text_of(client, "/search", 400, **asked)

    assert words in page
    assert "Traceback" not in page


def test_bytes_that_are_not_utf_8_are_read_as_far_as_they_go(client: Client) -> None:
    listing("Rides")
    indexing.rebuild()

    page = client.get("/search?q=rides%FF%FE&near=93721").content.decode()

    assert "1 service for" in page
    assert client.get("/search?near=%FF%C3%28").status_code == 400


@pytest.mark.parametrize(
    ("asked", "way_on"),
    [
        ("category=no-such", "Search every kind of help"),
        ("language=klingon", "Search in any language"),
        ("cost=gold", "Search at any cost"),
        ("open=whenever", "Search at any time"),
        ("within=-3", "Search at any distance"),
        ("sort=random", "Show the best match first"),
        ("page=0", "Go to the first page"),
        ("per_page=1000", "Show ten on a page"),
        ("near=Nowhereville", "Search without the place"),
    ],
)
def test_one_press_searches_again_without_what_was_refused(
    client: Client, asked: str, way_on: str
) -> None:
    listing("Rides")
    indexing.rebuild()

    page = text_of(client, f"/search?q=rides&{asked}", 400)

    assert f'href="?q=rides">{way_on}</a>' in page
    assert "1 service for “rides”" in text_of(client, "/search?q=rides")


def test_several_refusals_are_dropped_one_by_one_or_all_at_once(
    client: Client,
) -> None:
    page = text_of(client, "/search?q=food&cost=gold&sort=random&page=3", 400)

    assert 'href="?q=food&amp;sort=random">Search at any cost' in page
    assert 'href="?q=food&amp;cost=gold">Show the best match first' in page
    assert 'href="?q=food">Search without any of these' in page


def test_a_place_that_was_meant_keeps_the_rest_of_the_search(client: Client) -> None:
    page = text_of(client, "/search?q=food&near=Fresnno&cost=free&page=2", 400)

    assert 'href="?q=food&amp;near=Fresno%2C+CA&amp;cost=free">Fresno, CA' in page


def test_a_page_beyond_the_end_shows_the_last_one_and_says_so(client: Client) -> None:
    listing("Rides")
    indexing.rebuild()

    page = text_of(client, "/search", page="9")

    assert "That page is beyond the end" in page
    assert "Rides" in page


def test_nothing_found_still_offers_a_person_to_call(
    client: Client, settings: Settings
) -> None:
    settings.NETWORK = settings.NETWORK | {"help_phone": "+15595550111"}
    indexing.rebuild()

    page = text_of(client, "/search", q="zeppelin")

    assert "0 services" in page
    assert "tel:+15595550111" in page


def test_a_confidential_place_gives_its_town_and_no_pin(client: Client) -> None:
    service = listing("Shelter", visibility=Visibility.CONFIDENTIAL)
    indexing.rebuild()

    results = text_of(client, "/search", q="shelter", near="93721")
    page = text_of(client, service.get_absolute_url())

    for text in (results, page):
        assert "Fresno" in text
        assert "9 Hidden Lane" not in text
        assert "-119.79" not in text
        assert "36.74" not in text


def test_a_silent_engine_is_a_calm_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise SearchUnavailableError

    monkeypatch.setattr("search.answers.ask", refuse)

    page = text_of(client, "/search", 503, q="ride")

    assert "We cannot search right now" in page


def test_a_silent_engine_leaves_a_plain_list_of_what_is_recorded(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing("Ride to the doctor")
    listing("Hot lunches")
    hidden = listing("Ride no more")
    Service.objects.filter(pk=hidden.pk).update(status=Service.Status.INACTIVE)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise SearchUnavailableError

    monkeypatch.setattr("search.answers.ask", refuse)

    page = text_of(client, "/search", q="ride", near="93721")
    far = text_of(client, "/search", 503, q="ride", near="10001")
    beyond = text_of(client, "/search", q="ride", page="7")

    assert "Our search is out of order just now" in page
    assert "Ride to the doctor" in page
    assert "Hot lunches" not in page
    assert "Ride no more" not in page
    assert "We cannot search right now" in far
    assert "Ride to the doctor" in beyond


def test_queries_do_not_grow_with_the_page(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for total in (2, 12):
        for number in range(total - Service.objects.count()):
            service = listing(f"Rides {total} {number}")
            term = TaxonomyTermFactory.create(name=f"Term {total} {number}")
            AttributeFactory.create(link_id=service.pk, taxonomy_term=term)
        indexing.rebuild()
        client.get("/search", {"near": "93721", "per_page": "50"})
        with django_assert_max_num_queries(24) as queries:
            page = text_of(client, "/search", near="93721", per_page=50)
        assert page.count('class="result"') == total
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_virtual_service_stands_among_those_by_phone(client: Client) -> None:
    listing("Help line", location_type=Location.LocationType.VIRTUAL)
    indexing.rebuild()

    page = text_of(client, "/search", near="93721")

    assert "By phone, wherever you are" in page
