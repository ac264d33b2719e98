import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from api.v1.search import SearchThrottle
from directory.models import Visibility
from search import indexing
from tests.factories.directory import (
    AddressFactory,
    AreaCodeFactory,
    AttributeFactory,
    LanguageFactory,
    LocationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"
    cache.clear()
    yield
    cache.clear()


def listing(name: str = "Rides", **location: Any) -> Any:
    point = {"latitude": 36.74, "longitude": -119.79}
    here = ServiceAtLocationFactory.create(
        service=ServiceFactory.create(name=name, source="demo", source_id=name.lower()),
        location=LocationFactory.create(name="Depot", **point | location),
    )
    AddressFactory.create(location=here.location)
    return here


def get(client: Client, status: int = 200, **parameters: Any) -> Any:
    response = client.get("/api/v1/search", parameters)
    assert response.status_code == status, response.content
    kind = "application/json" if status == 200 else "application/problem+json"
    assert response["Content-Type"] == kind
    return response.json()


def test_the_answer_has_the_promised_parts(client: Client) -> None:
    here = listing()
    AreaCodeFactory.create(service_area__service=here.service)
    indexing.rebuild()

    answer = get(client, q="ride", near="93721", within="25")

    assert set(answer) == {
        *("total", "page", "per_page", "results", "facets", "place", "engine"),
        *("took_ms", "widened", "did_you_mean"),
    }
    assert answer["widened"] == {
        "spelling": None,
        "unquoted": False,
        "any_word": False,
        "within": None,
    }
    assert answer["did_you_mean"] is None
    (result,) = answer["results"]
    assert result["id"] == str(here.service_id)
    assert (result["source"], result["source_id"]) == ("demo", "rides")
    assert result["name"] == "Rides"
    assert result["organization"]["name"] == here.service.organization.name
    assert result["location"]["city"] == "Fresno"
    assert 0 < result["distance_miles"] < 5
    assert result["serves_place"] is True
    assert result["reasons"][0] == {"kind": "serves", "value": "us-ca-019"}
    assert result["score"] > 0
    assert answer["place"]["label"]
    assert (answer["engine"], answer["total"]) == ("embedded", 1)


def test_a_service_without_a_location_has_none(client: Client) -> None:
    ServiceFactory.create(name="Hotline")
    indexing.rebuild()

    answer = get(client)

    assert answer["results"][0]["location"] is None
    assert answer["results"][0]["distance_miles"] is None
    assert answer["place"] is None


def test_a_confidential_location_is_not_told(client: Client) -> None:
    listing("Shelter", visibility=Visibility.CONFIDENTIAL)
    indexing.rebuild()

    answer = get(client, near="Fresno, CA", within="25")

    assert answer["total"] == 1
    assert answer["results"][0]["location"] is None
    assert "Main Street" not in json.dumps(answer)
    assert "-119.79}" not in json.dumps(answer)


def test_a_stale_index_never_shows_a_hidden_service(client: Client) -> None:
    here = listing()
    indexing.rebuild()
    here.service.visibility = Visibility.PARTNERS
    here.service.save()

    assert get(client)["results"] == []


def test_facets_come_with_names_for_people(client: Client) -> None:
    LanguageFactory.create(service=ServiceFactory.create(), code="es")
    indexing.rebuild()

    assert get(client)["facets"]["language"] == [
        {"value": "es", "name": "Spanish", "count": 1}
    ]


def test_command_and_api_give_the_same_answer(client: Client) -> None:
    for name in ("Rides", "Rides to town", "Meals"):
        listing(name)
    indexing.rebuild()
    out = io.StringIO()

    call_command("search", "rides", near="93721", sort="name", json=True, stdout=out)
    told = json.loads(out.getvalue())
    answer = get(client, q="rides", near="93721", sort="name")

    for one in (told, answer):
        one.pop("took_ms")
    assert told == answer


def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def more(count: int) -> None:
        for number in range(count):
            here = listing(f"Rides {number}")
            LanguageFactory.create(service=here.service)
            AttributeFactory.create(
                link_id=here.service_id, taxonomy_term=TaxonomyTermFactory.create()
            )
        indexing.rebuild()

    # Services, locations, their addresses, and the names of the facet's terms.
    more(1)
    with django_assert_num_queries(4):
        get(client)
    more(5)
    with django_assert_num_queries(4):
        assert get(client)["total"] == 6


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"near": "Nowhere at all"}, "near"),
        ({"near": "93721", "within": "-1"}, "within"),
        ({"category": "magic"}, "category"),
        ({"cost": "cheap"}, "cost"),
        ({"open": "later"}, "open"),
        ({"page": "0"}, "page"),
        ({"q": "x" * 5000}, "q"),
        ({"q": "a\0b"}, "q"),
    ],
)
def test_what_cannot_be_used_is_a_problem_with_its_field(
    client: Client, parameters: dict[str, str], field: str
) -> None:
    indexing.rebuild()

    error = get(client, 400, **parameters)["error"]

    assert error["code"] == "invalid"
    assert error["message"]
    assert list(error["fields"]) == [field]
    assert error["fields"][field][0]


def test_bytes_that_are_not_utf8_are_no_reason_to_fail(client: Client) -> None:
    indexing.rebuild()

    response = client.get("/api/v1/search?q=%ff%fe&near=%ff")

    assert response.status_code == 400
    assert sorted(response.json()["error"]["fields"]) == ["near", "q"]


def test_a_page_beyond_the_end_is_a_problem(client: Client) -> None:
    indexing.rebuild()

    error = get(client, 404, page=2)["error"]

    assert error["code"] == "page_beyond_end"
    assert "1" in error["message"]


def test_no_index_is_a_problem_and_not_a_crash(client: Client) -> None:
    assert get(client, 503)["error"]["code"] == "search_unavailable"


def test_one_address_may_ask_so_often(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexing.rebuild()
    monkeypatch.setattr(SearchThrottle, "THROTTLE_RATES", {"search": "2/min"})

    get(client)
    get(client)

    assert get(client, 429)["error"]["code"] == "throttled"


def test_the_api_answers_in_the_visitors_language(client: Client) -> None:
    indexing.rebuild()

    response = client.get("/api/v1/search?page=0", headers={"accept-language": "es"})

    assert response.status_code == 400
