import json
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from search.documents import Hours
from search.engines.elastic import mapping, opening
from search.engines.elastic.bodies import bodies, body
from search.query import Cost
from tests.factories.search import document


def test_a_service_is_one_document_with_its_locations_inside() -> None:
    documents = [
        document(1, where=11, name="Rides"),
        document(1, where=12, name="Rides"),
        document(2, name="Meals"),
    ]

    found = bodies(documents)

    assert list(found) == [UUID(int=1), UUID(int=2)]
    places = [one.get("location") for one in found[UUID(int=1)]["at"]]
    assert places == [str(UUID(int=11)), str(UUID(int=12))]
    assert "location" not in found[UUID(int=2)]["at"][0]


def test_a_word_takes_three_places_in_order_and_stop_words_keep_theirs() -> None:
    found = body([document(1, name="Meals on wheels", description="transportación")])

    assert found["at"][0]["order"] == [
        "meal _ _ _ _ _ wheel _ _",
        "transportacion transport _",
    ]
    assert found["at"][0]["text"]["name"] == "meal wheel"
    assert found["at"][0]["text"]["description"] == "transportacion transport"


def test_what_nobody_said_is_left_out() -> None:
    (here,) = body([document(1)])["at"]

    assert here.keys() == {"key", "category", "text"}


def test_every_field_of_a_full_body_is_in_the_mapping() -> None:
    full = document(
        1,
        where=2,
        name="Rides",
        point=(36.7, -119.8),
        area_codes=frozenset({"us"}),
        languages=frozenset({"es"}),
        categories=frozenset({UUID(int=4)}),
        costs=frozenset({Cost.FREE}),
        payers=frozenset({"va"}),
        accessibility=frozenset({"wheelchair"}),
        ages=(60, 120),
        organization_id=UUID(int=5),
        hours=Hours("America/Los_Angeles", ((0, 60),), ((5, 6, True), (7, 8, False))),
        verified_on=date(2026, 1, 2),
        is_accepting=False,
    )

    # In a factory's words, eligibility is a text.
    full = replace(full, eligibility=frozenset({"veterans"}))
    found = body([full])

    properties = mapping.MAPPING["properties"]
    assert found.keys() == properties.keys()
    assert found["at"][0].keys() == properties["at"]["properties"].keys()
    json.dumps(found)


def test_hours_of_two_zones_never_meet() -> None:
    moment = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # Monday, 0:30 in Los Angeles
    clause = opening.is_open(moment, ["America/Los_Angeles"])

    def is_in(zone: str) -> bool:
        (span,) = opening.fields(Hours(zone, ((0, 60),)))["week"]
        (asked,) = clause["bool"]["should"][1]["terms"]["at.week"]
        return bool(span["gte"] <= asked < span["lt"])

    assert is_in("America/Los_Angeles")
    assert not is_in("America/Denver")


def test_another_mapping_has_another_name() -> None:
    before = mapping.shape()
    mapping.MAPPING["properties"]["more"] = {"type": "keyword"}
    try:
        assert mapping.shape() != before
    finally:
        del mapping.MAPPING["properties"]["more"]
    assert mapping.shape() == before
