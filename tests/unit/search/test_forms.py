from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from search.forms import SearchForm
from search.query import Cost, Query, Sort
from tests.factories.directory import (
    LanguageFactory,
    OrganizationFactory,
    TaxonomyTermFactory,
)

pytestmark = pytest.mark.django_db


def query(**parameters: Any) -> Query:
    form = SearchForm(parameters)
    assert form.is_valid(), form.errors
    return form.query


def error(name: str, **parameters: Any) -> str:
    form = SearchForm(parameters)
    assert not form.is_valid()
    assert list(form.errors) == [name]
    return str(form.errors[name][0])


def test_no_parameters_ask_for_everything_best_first() -> None:
    asked = query()

    assert asked == Query(asked_at=asked.asked_at)


def test_every_parameter_finds_its_place_in_the_query() -> None:
    organization = OrganizationFactory.create()
    asked = query(
        q=" ride to doctor ",
        near="93721",
        within="25",
        language=["es", "hmn"],
        cost=["free", "sliding"],
        payer=["medicaid"],
        access=["van", "step-free"],
        who="older",
        age="72",
        open="now",
        accepting="yes",
        verified="6",
        organization=str(organization.pk),
        sort="distance",
        page="2",
        per_page="50",
    )

    assert asked.text == "ride to doctor"
    assert asked.place
    assert "us-93721" in asked.place.area_codes
    assert asked.radius == 25
    assert asked.languages == {"es", "hmn"}
    assert asked.costs == {Cost.FREE, Cost.SLIDING}
    assert asked.payers == {"medicaid"}
    assert asked.accessibility == {"van", "step-free"}
    assert asked.eligibility == {"older"}
    assert asked.age == 72
    assert asked.accepting
    assert asked.verified_since == (asked.moment - timedelta(days=182.64)).date()
    assert asked.organization == organization.pk
    assert asked.open_at == asked.asked_at
    assert asked.sort is Sort.DISTANCE
    assert (asked.page, asked.per_page) == (2, 50)


def test_the_parameters_of_a_url_are_read_the_same() -> None:
    form = SearchForm(QueryDict("q=food&cost=free&cost=fee&cost=&utm_source=x"))

    assert form.is_valid()
    assert form.query.costs == {Cost.FREE, Cost.FEE}


def test_a_category_goes_by_id_code_or_source_id() -> None:
    term = TaxonomyTermFactory.create(code="BD-1800", source_id="food-pantries")

    for name in (str(term.pk), term.pk.hex, "BD-1800", "food-pantries"):
        assert query(category=[name]).categories == {term.pk}


def test_an_unknown_category_is_named() -> None:
    TaxonomyTermFactory.create()

    assert "“magic”" in error("category", category=["magic"])
    assert error("category", category=[str(uuid4())])


def test_a_language_goes_by_code_or_name_or_is_one_that_is_listed() -> None:
    LanguageFactory.create(code="xyz")

    asked = query(language=["ES", "Hmong", "xyz"])

    assert asked.languages == {"es", "hmn", "xyz"}
    assert "“qqq”" in error("language", language=["qqq"])


def test_a_wrong_place_comes_with_suggestions() -> None:
    form = SearchForm({"near": "Fresnoo"})

    assert not form.is_valid()
    assert "Did you mean" in form.errors["near"][0]
    assert any("Fresno" in name for name in form.place_suggestions)


def test_a_place_like_no_other_has_no_suggestions() -> None:
    assert "Try a ZIP" in error("near", near="☃")


@pytest.mark.parametrize(
    "within", ["0", "-5", "inf", "nan", "5001", "a lot", "1e999", "25 miles"]
)
def test_an_impossible_distance_is_refused(within: str) -> None:
    assert "distance" in error("within", near="93721", within=within)


def test_a_distance_without_a_place_has_no_meaning() -> None:
    assert query(within="25").radius is None


def test_an_open_moment_is_on_the_places_own_clock() -> None:
    asked = query(near="33136", open="2026-03-31T15:00")

    assert asked.open_at == datetime(
        2026, 3, 31, 15, tzinfo=ZoneInfo("America/New_York")
    )


def test_an_open_moment_without_a_place_is_on_the_sites_clock() -> None:
    asked = query(open="2026-03-31 15:00")

    assert asked.open_at == datetime(
        2026, 3, 31, 15, tzinfo=ZoneInfo("America/Los_Angeles")
    )


def test_an_open_moment_may_be_said_in_words() -> None:
    opens = query(near="33136", open="Tuesday 3 pm").open_at

    assert opens is not None
    assert (opens.weekday(), opens.hour) == (1, 15)
    assert opens.tzinfo == ZoneInfo("America/New_York")


def test_words_may_be_meant_as_typed() -> None:
    form = SearchForm({"q": "ride", "exact": "yes"})

    assert form.is_valid()
    assert form.is_exact


def test_an_open_moment_may_bring_its_own_offset() -> None:
    assert query(open="2026-03-31T15:00Z").open_at == datetime(
        2026, 3, 31, 15, tzinfo=ZoneInfo("UTC")
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("open", "whenever"),
        ("open", "2026-02-31T15:00"),
        ("cost", ["cheap"]),
        ("cost", ["free\0"]),
        ("payer", ["rich uncle"]),
        ("access", ["helipad"]),
        ("who", ["martians"]),
        ("age", "-1"),
        ("age", "old"),
        ("age", "131"),
        ("accepting", "perhaps"),
        ("exact", "no"),
        ("verified", "0"),
        ("verified", "lately"),
        ("organization", "x"),
        ("organization", "6f1e2d3c-0000-4000-8000-000000000000"),
        ("category", ["x" * 101]),
        ("language", [str(n) for n in range(51)]),
        ("sort", "rating"),
        ("page", "0"),
        ("page", "first"),
        ("page", "1000000000000"),
        ("per_page", "101"),
        ("per_page", "0"),
        ("q", "x" * 201),
        ("q", "a\0b"),
        ("near", "a\0b"),
        ("near", "x" * 101),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(name: str, value: Any) -> None:
    assert error(name, **{name: value})


def test_several_errors_are_all_told() -> None:
    form = SearchForm(
        {"near": "Nowhere at all", "page": "x", "open": "2026-01-01T1:00"}
    )

    assert not form.is_valid()
    assert {"near", "page"} <= set(form.errors)
