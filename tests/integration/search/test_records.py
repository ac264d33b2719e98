from typing import Any

import pytest

from directory import places
from directory.models import Service
from search import records
from search.language import Category, Group
from search.query import Query
from tests.factories.directory import (
    AreaCodeFactory,
    AttributeFactory,
    LocationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)

pytestmark = pytest.mark.django_db

FRESNO = {"latitude": 36.74, "longitude": -119.79}
CLOVIS = {"latitude": 36.82, "longitude": -119.70}
RENO = {"latitude": 39.53, "longitude": -119.81}


def at(service: Service, **point: float) -> Any:
    return ServiceAtLocationFactory.create(
        service=service, location=LocationFactory.create(**point)
    )


def names(query: Query) -> list[str]:
    found = records.find(query)
    assert found.total == len(found.hits)
    known = Service.objects.in_bulk([hit.service_id for hit in found.hits])
    return [known[hit.service_id].name for hit in found.hits]


def test_a_kind_of_help_holds_those_below_it_wherever_they_are_said() -> None:
    root = TaxonomyTermFactory.create(name="Food")
    leaf = TaxonomyTermFactory.create(name="Pantry", parent=root)
    whole, here, other = (ServiceFactory.create(name=name) for name in "abc")
    AttributeFactory.create(link_entity="service", link_id=whole.pk, taxonomy_term=leaf)
    AttributeFactory.create(
        link_entity="service_at_location",
        link_id=at(here, **FRESNO).pk,
        taxonomy_term=leaf,
    )
    at(other, **FRESNO)

    assert names(Query(categories=frozenset({root.pk}))) == ["a", "b"]
    assert names(Query("food")) == ["a", "b"]
    group = Group("hungry", (Category(root.pk),))
    assert names(Query("hungry", groups=(group,))) == ["a", "b"]


def test_a_kind_of_help_is_found_with_and_without_its_accents() -> None:
    kind = TaxonomyTermFactory.create(name="Meals", name_es="Alimentación")
    service = ServiceFactory.create(name="a")
    AttributeFactory.create(
        link_entity="service", link_id=service.pk, taxonomy_term=kind
    )

    assert names(Query("alimentación")) == names(Query("alimentacion")) == ["a"]


def test_a_place_finds_who_is_near_it_and_who_serves_it() -> None:
    near, far, comes, nowhere = (
        ServiceFactory.create(name=name) for name in ("near", "far", "comes", "nowhere")
    )
    at(near, **RENO)
    at(near, **CLOVIS)
    at(near, **FRESNO)
    at(far, **RENO)
    at(comes, **RENO)
    AreaCodeFactory.create(service_area__service=comes, code="us-93721")
    AreaCodeFactory.create(service_area__service=nowhere, code="us-89501")
    place = places.find("93721")

    found = records.find(Query(place=place, radius=25.0))

    assert names(Query(place=place, radius=25.0)) == ["comes", "near"]
    nearest = found.hits[1]
    assert nearest.distance == pytest.approx(
        places.miles(place.latitude, place.longitude, *FRESNO.values())
    )


def test_words_are_all_of_a_name_or_any_where_any_will_do() -> None:
    for name in ("Green Valley rides", "Green lunches", "Blue rides"):
        ServiceFactory.create(name=name)

    assert names(Query("green rides")) == ["Green Valley rides"]
    assert len(names(Query("green rides", at_least=1))) == 3


def test_pages_follow_each_other_by_name() -> None:
    for name in ("b", "A", "d", "C"):
        ServiceFactory.create(name=name)

    pages = [records.find(Query(page=page, per_page=2)) for page in (1, 2, 3)]

    ids = [hit.service_id for found in pages for hit in found.hits]
    known = Service.objects.in_bulk(ids)
    assert [known[pk].name for pk in ids] == ["A", "b", "C", "d"]
    assert {found.total for found in pages} == {4}
