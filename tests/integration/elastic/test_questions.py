"""What the contract suite does not ask yet: phrases, readings, words and names."""

from datetime import date
from uuid import UUID

import pytest

from search.engines.elastic import ElasticEngine
from search.language import Category, Group, Phrase, Words
from search.query import Query, ReasonKind
from tests.factories.search import FRESNO, document
from tests.integration.elastic.conftest import Listings

pytestmark = pytest.mark.elastic

RIDES = UUID(int=77)


def found(engine: ElasticEngine, query: Query) -> list[int]:
    return [hit.service_id.int for hit in engine.search(query).hits]


def test_a_phrase_counts_stop_words_and_takes_either_stem(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings.set(
        document(1, name="Meals on Wheels"),
        document(2, name="Meals, wheels"),
        document(3, name="Meals", description="on wheels"),
        document(4, description="Transportación sin costo"),
    )
    engine.rebuild(listings)
    meals = Phrase((("meal",), ("wheel",)), (0, 2))
    rides = Phrase((("transport", "transportacion"), ("cost", "costo")), (0, 2))

    assert found(engine, Query(groups=(Group("meals on wheels", (meals,)),))) == [1]
    assert found(engine, Query(groups=(Group("transportes", (rides,)),))) == [4]


def test_a_group_is_answered_by_words_or_by_its_category(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings.set(
        document(1, name="Rides"),
        document(2, name="Paratransit", categories=frozenset({RIDES})),
        document(3, name="Meals"),
    )
    engine.rebuild(listings)
    ride = Group("ride", (Words((("ride", "rid"),)), Category(RIDES, 0.9)))

    assert sorted(found(engine, Query(groups=(ride,)))) == [1, 2]


def test_groups_that_are_not_needed_only_count(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings.set(document(1, name="Rides"), document(2, name="Rides, cheap"))
    engine.rebuild(listings)
    ride = Group("ride", (Words((("ride",),)),))
    cheap = Group("cheap", (Words((("cheap",),)),), is_needed=False)
    free = Group("free", (Words((("free",),)),))

    assert found(engine, Query(groups=(ride, cheap))) == [2, 1]
    assert found(engine, Query(groups=(ride, free))) == []
    assert sorted(found(engine, Query(groups=(ride, free), at_least=1))) == [1, 2]
    assert sorted(found(engine, Query(groups=(cheap,)))) == [1, 2]


def test_filters_that_let_the_silent_pass(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings.set(
        document(1, ages=(60, 120), is_accepting=False),
        document(2, ages=(0, 17), verified_on=date(2026, 5, 1)),
        document(3, verified_on=date(2026, 4, 1), organization_id=UUID(int=9)),
    )
    engine.rebuild(listings)

    def asked(**filters: object) -> list[int]:
        return sorted(found(engine, Query(**filters)))  # type: ignore[arg-type]

    assert asked(age=70) == [1, 3]
    assert asked(age=17) == [2, 3]
    assert asked(accepting=True) == [2, 3]
    assert asked(verified_since=date(2026, 5, 1)) == [2]
    assert asked(organization=UUID(int=9)) == [3]


def test_all_codes_of_access_are_judged_at_one_location(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings[UUID(int=1)] = [
        document(1, where=11, accessibility=frozenset({"wheelchair"})),
        document(1, where=12, accessibility=frozenset({"restroom"})),
    ]
    listings.set(document(2, accessibility=frozenset({"wheelchair", "restroom"})))
    engine.rebuild(listings)
    both = Query(accessibility=frozenset({"wheelchair", "restroom"}))

    answer = engine.search(both)

    assert [hit.service_id.int for hit in answer.hits] == [2]
    # Its counts ignore the facet's own filter, and count a service once.
    assert answer.facets["accessibility"] == {"wheelchair": 2, "restroom": 2}


def test_a_hit_says_why(engine: ElasticEngine, listings: Listings) -> None:
    listings.set(
        document(
            1,
            name="Rides",
            point=(36.74, -119.79),
            area_codes=frozenset({"us-93721", "us-ca"}),
            verified_on=date(2026, 5, 1),
        )
    )
    engine.rebuild(listings)

    (hit,) = engine.search(Query("ride", place=FRESNO, radius=5.0)).hits

    told = {reason.kind: reason.value for reason in hit.reasons}
    assert told == {
        ReasonKind.SERVES: "us-93721",
        ReasonKind.NEAR: "0.2",
        ReasonKind.WORDS: "ride",
        ReasonKind.VERIFIED: "2026-05-01",
    }


def test_a_word_begun_stands_for_longer_ones_only_when_nobody_holds_it(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings.set(document(1, name="Transportation"), document(2, name="Cars"))
    listings.set(document(3, name="Caregivers"))
    engine.rebuild(listings)

    assert found(engine, Query("transpor")) == [1]
    assert found(engine, Query("car")) == [2]


def test_words_near_one_that_the_index_does_not_hold(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings.set(
        document(1, name="Transportation, meals"),
        document(2, name="Transportacion, meals"),
        document(3, name="Deals with seals"),
    )
    engine.rebuild(listings)

    near = engine.spellings(["trasnportation", "maels", "meals", "abc", "zzzzzz"])

    assert near == {
        "trasnportation": ("transportation", "transportacion"),
        "maels": ("meals",),
    }


def test_names_go_on_from_what_is_typed(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings.set(
        document(2, name="Meal planning"),
        document(3, name="Wheels", description="meals"),
    )
    # The best known: the one in most places.
    listings[UUID(int=1)] = [
        document(1, where=where, name="Meals on Wheels") for where in (11, 12)
    ]
    engine.rebuild(listings)

    def names(text: str) -> list[str]:
        return [one.name for one in engine.complete(text, 5)]

    assert names("mea") == ["Meals on Wheels", "Meal planning"]
    assert names("meals on wh") == ["Meals on Wheels"]
    assert names("wheels mea") == ["Meals on Wheels"]
    assert names("") == []


def test_a_group_that_nothing_stands_for_is_answered_by_nobody(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings.set(document(1, name="Rides"))
    engine.rebuild(listings)

    assert found(engine, Query(groups=(Group("ride", ()),))) == []
