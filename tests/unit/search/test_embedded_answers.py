from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from geopy.distance import distance

from search.documents import Hours
from search.query import Cost, Hit, Query, Reason, ReasonKind, Sort
from tests.factories.search import FRESNO, document
from tests.unit.search.conftest import Build

HERE = (FRESNO.latitude, FRESNO.longitude)
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Fresno
TERM = UUID(int=77)


def services(hits: tuple[Hit, ...]) -> list[int]:
    return [hit.service_id.int for hit in hits]


def north(miles: float) -> tuple[float, float]:
    point = distance(miles=miles).destination(HERE, 0)
    return point.latitude, point.longitude


def test_every_word_must_match_but_not_in_one_field(build: Build) -> None:
    engine = build(
        document(1, name="Rides", description="To the doctor"),
        document(2, name="Rides"),
        document(3, description="A doctor"),
    )

    found = engine.search(Query("ride doctors"))

    assert services(found.hits) == [1]


def test_a_match_in_the_name_goes_before_one_in_the_description(build: Build) -> None:
    engine = build(
        document(1, name="Something", description="hot meals"),
        document(2, name="Meals", description="something hot"),
    )

    found = engine.search(Query("meals"))

    assert services(found.hits) == [2, 1]


def test_spanish_words_match_by_their_stem_and_without_accents(build: Build) -> None:
    engine = build(document(1, name="Comidas para niños"))

    assert engine.search(Query("comida NINO")).total == 1


def test_words_that_nobody_holds_find_nothing(build: Build) -> None:
    engine = build(document(1, name="Meals"))

    for text in ("zebra", "zebra unicorn", "meals zebra", "zebra meals"):
        assert engine.search(Query(text)).total == 0


def test_stop_words_alone_do_not_narrow(build: Build) -> None:
    engine = build(document(1, name="Anything"))

    assert engine.search(Query("the of")).total == 1


def test_the_beginning_of_the_last_word_is_enough(build: Build) -> None:
    engine = build(document(1, name="Medical transportation"))

    assert engine.search(Query("medical transportat")).total == 1
    assert engine.search(Query("transportat medical")).total == 0


def test_a_beginning_that_is_a_word_itself_stands_for_itself(build: Build) -> None:
    engine = build(document(1, name="Car repair"), document(2, name="Cardiac care"))

    assert services(engine.search(Query("car")).hits) == [1]


def test_a_place_selects_by_radius_or_by_service_area(build: Build) -> None:
    engine = build(
        document(1, where=11, name="Near", point=north(5)),
        document(2, where=12, name="Far", point=north(60)),
        document(
            3,
            where=13,
            name="Far but serves",
            point=north(60),
            area_codes=frozenset({"us-ca-019"}),
        ),
        document(4, name="Hotline", area_codes=frozenset({"us-ca"})),
        document(5, name="Nowhere known"),
        document(6, name="Serves elsewhere", area_codes=frozenset({"us-ca-107"})),
    )

    found = engine.search(Query(place=FRESNO, radius=25, sort=Sort.DISTANCE))

    assert services(found.hits) == [1, 3, 4]
    assert [hit.serves_place for hit in found.hits] == [False, True, True]
    assert found.hits[2].distance is None
    assert found.hits[0].distance == pytest.approx(5, abs=1e-6)


def test_without_a_radius_a_place_reaches_everything_with_a_point(build: Build) -> None:
    engine = build(
        document(1, where=11, point=north(600)), document(2, name="Nowhere known")
    )

    assert services(engine.search(Query(place=FRESNO)).hits) == [1]


@pytest.mark.parametrize("latitude", [25, 45, 65])
@pytest.mark.parametrize("bearing", [0, 45, 90, 225, 270])
def test_a_radius_is_exact_at_every_latitude(
    build: Build, latitude: int, bearing: int
) -> None:
    place = replace(FRESNO, latitude=float(latitude), longitude=-100.0)
    here = (place.latitude, place.longitude)

    def at(miles: float) -> tuple[float, float]:
        point = distance(miles=miles).destination(here, bearing)
        return point.latitude, point.longitude

    inch = 1 / 63360
    engine = build(
        document(1, where=11, point=at(25 - inch)),
        document(2, where=12, point=at(25 + inch)),
    )

    assert services(engine.search(Query(place=place, radius=25)).hits) == [1]


def test_a_service_comes_once_at_its_nearest_location(build: Build) -> None:
    engine = build(
        *(
            document(1, where=number, name="Pantry", point=north(miles))
            for number, miles in ((11, 9), (12, 3), (13, 20), (14, 80))
        )
    )

    found = engine.search(Query(place=FRESNO, radius=25))

    assert found.total == 1
    (hit,) = found.hits
    assert hit.location_id == UUID(int=12)
    assert hit.more_locations == 2


@pytest.mark.parametrize("latitude", [0.0, 60.0, 85.0])
@pytest.mark.parametrize("bearing", range(0, 360, 30))
def test_a_wide_radius_misses_nothing_at_its_edge(
    build: Build, latitude: float, bearing: int
) -> None:
    place = replace(FRESNO, latitude=latitude, longitude=179.0)
    edge = distance(miles=1499).destination((latitude, 179.0), bearing)
    engine = build(document(1, where=11, point=(edge.latitude, edge.longitude)))

    assert engine.search(Query(place=place, radius=1500)).total == 1


def test_the_date_line_does_not_cut_a_circle(build: Build) -> None:
    place = replace(FRESNO, latitude=52.0, longitude=179.9)
    engine = build(
        document(1, where=11, point=(52.0, -179.9)),
        document(2, where=12, point=(52.0, 179.8)),
    )
    other_side = replace(place, longitude=-179.9)

    assert engine.search(Query(place=place, radius=20)).total == 2
    assert engine.search(Query(place=other_side, radius=20)).total == 2


def test_a_circle_around_the_pole_goes_all_the_way_round(build: Build) -> None:
    place = replace(FRESNO, latitude=89.9, longitude=0.0)
    engine = build(document(1, where=11, point=(89.9, 180.0)))

    assert engine.search(Query(place=place, radius=20)).total == 1


def test_filters_narrow_together_and_their_values_are_alternatives(
    build: Build,
) -> None:
    both = frozenset({"en", "es"})
    engine = build(
        document(1, languages=both, costs=frozenset({Cost.FREE})),
        document(2, languages=frozenset({"en"}), costs=frozenset({Cost.FEE})),
        document(3, languages=frozenset({"hmn"}), categories=frozenset({TERM})),
    )

    def total(**filters: object) -> int:
        return engine.search(Query(**filters)).total  # type: ignore[arg-type]

    assert total(languages=frozenset({"es", "hmn"})) == 2
    assert total(languages=frozenset({"en"}), costs=frozenset({Cost.FREE})) == 1
    assert total(categories=frozenset({TERM})) == 1
    assert total(categories=frozenset({UUID(int=78)})) == 0


def test_a_facet_ignores_its_own_filter_and_obeys_the_others(build: Build) -> None:
    engine = build(
        document(1, languages=frozenset({"en"}), costs=frozenset({Cost.FREE})),
        document(2, languages=frozenset({"es"}), costs=frozenset({Cost.FREE})),
        document(3, languages=frozenset({"es"}), costs=frozenset({Cost.FEE})),
    )

    found = engine.search(
        Query(languages=frozenset({"es"}), costs=frozenset({Cost.FREE}))
    )

    assert found.total == 1
    assert found.facets["language"] == {"en": 1, "es": 1}
    assert found.facets["cost"] == {"free": 1, "fee": 1}


def test_a_facet_counts_services_not_locations(build: Build) -> None:
    spanish = frozenset({"es"})
    engine = build(
        document(1, where=11, languages=spanish),
        document(1, where=12, languages=spanish | {"en"}),
    )

    assert engine.search(Query()).facets["language"] == {"es": 1, "en": 1}


def test_open_at_knows_the_week_the_zone_and_dated_exceptions(build: Build) -> None:
    tuesday_nine_to_five = ((1440 + 9 * 60, 1440 + 17 * 60),)
    today = (NOW.date() - date(1970, 1, 1)).days * 1440
    week = Hours("America/Los_Angeles", tuesday_nine_to_five)
    engine = build(
        document(1, hours=week),
        document(2, hours=replace(week, exceptions=((today, today + 1440, False),))),
        document(3, hours=Hours("America/New_York", ((0, 60),))),
        document(
            4, hours=Hours("America/Los_Angeles", (), ((today, today + 1440, True),))
        ),
        document(5),
    )

    found = engine.search(Query(open_at=NOW, sort=Sort.NAME))

    assert services(found.hits) == [1, 4]
    evening = NOW + timedelta(hours=8)
    assert services(engine.search(Query(open_at=evening)).hits) == [4]


def test_the_open_facet_counts_who_is_open_at_the_moment_of_asking(
    build: Build,
) -> None:
    always = Hours("America/Los_Angeles", ((0, 7 * 1440),))
    engine = build(document(1, hours=always), document(2))

    found = engine.search(Query(asked_at=NOW))

    assert found.facets["open"] == {"now": 1}


def test_order_by_name_ignores_case_and_accents(build: Build) -> None:
    engine = build(
        document(1, name="zebra"), document(2, name="Écoute"), document(3, name="apple")
    )

    assert services(engine.search(Query(sort=Sort.NAME)).hits) == [3, 2, 1]


def test_order_by_distance_without_a_place_is_the_best_first(build: Build) -> None:
    engine = build(document(1), document(2, verified_on=NOW.date()))

    found = engine.search(Query(sort=Sort.DISTANCE, asked_at=NOW))

    assert services(found.hits) == [2, 1]


def test_pages_follow_on_each_other_and_end(build: Build) -> None:
    engine = build(*(document(n, name=f"service {n:03}") for n in range(1, 46)))

    pages = [
        engine.search(Query(sort=Sort.NAME, page=page, per_page=20)).hits
        for page in (1, 2, 3, 4)
    ]

    assert [services(page) for page in pages] == [
        list(range(1, 21)), list(range(21, 41)), list(range(41, 46)), []
    ]  # fmt: skip


def test_near_serving_fresh_and_accepting_services_go_first(build: Build) -> None:
    same: dict[str, Any] = {"where": 11, "name": "Meals", "point": north(20)}
    engine = build(
        document(1, **same),
        document(2, **same | {"point": north(2)}),
        document(3, **same, area_codes=frozenset({"us-93721"})),
        document(4, **same, verified_on=NOW.date()),
        document(5, **same, is_accepting=True),
        document(6, **same, is_accepting=False),
    )

    found = engine.search(Query("meals", place=FRESNO, radius=25, asked_at=NOW))

    assert services(found.hits) == [2, 3, 4, 5, 1, 6]


def test_a_countys_own_service_goes_before_a_states(build: Build) -> None:
    engine = build(
        document(1, name="Line", area_codes=frozenset({"us-ca"})),
        document(2, name="Line", area_codes=frozenset({"us-ca-019"})),
        document(3, name="Line", area_codes=frozenset({"us"})),
    )

    assert services(engine.search(Query(place=FRESNO)).hits) == [2, 1, 3]


def test_a_hit_says_why(build: Build) -> None:
    engine = build(
        document(
            1,
            where=11,
            name="Free rides",
            point=north(3.2),
            area_codes=frozenset({"us-ca", "us-93721"}),
            languages=frozenset({"es", "en"}),
            categories=frozenset({TERM}),
            costs=frozenset({Cost.FREE}),
            hours=Hours("America/Los_Angeles", ((0, 7 * 1440),)),
            verified_on=date(2026, 11, 12),
        )
    )

    found = engine.search(
        Query(
            "the ride",
            place=FRESNO,
            categories=frozenset({TERM}),
            languages=frozenset({"es"}),
            costs=frozenset({Cost.FREE}),
            open_at=NOW,
        )
    )

    assert found.hits[0].reasons == (
        Reason(ReasonKind.SERVES, "us-93721"),
        Reason(ReasonKind.NEAR, "3.2"),
        Reason(ReasonKind.WORDS, "ride"),
        Reason(ReasonKind.CATEGORY, str(TERM)),
        Reason(ReasonKind.LANGUAGE, "es"),
        Reason(ReasonKind.COST, "free"),
        Reason(ReasonKind.OPEN, "2026-11-24T18:00:00+00:00"),
        Reason(ReasonKind.VERIFIED, "2026-11-12"),
    )


def test_an_empty_index_has_an_empty_answer(build: Build) -> None:
    engine = build()

    found = engine.search(Query("anything", place=FRESNO, radius=5))

    assert found.total == 0
    assert set(found.facets) == {
        *("category", "language", "cost", "payer", "accessibility", "eligibility"),
        *("open", "accepting"),
    }
    assert not any(found.facets.values())
    assert found.last_page(20) == 1
