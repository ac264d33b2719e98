from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.utils import translation

from directory.places import Place, find
from search.presenters.page import ResultsPage, results_page
from search.query import Cost, Found, Hit, Query, Reason, ReasonKind, Sort
from search.widening import Answer
from tests.factories.directory import (
    AddressFactory,
    AttributeFactory,
    LocationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TaxonomyTermFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 17, 20, tzinfo=UTC)


@pytest.fixture
def fresno() -> Place:
    return find("93721")


def page_of(found: Found, parameters: str = "", **asked: object) -> ResultsPage:
    given = QueryDict(parameters)
    query = Query(asked_at=NOW, **asked)  # type: ignore[arg-type]
    return results_page(Answer(query, found), given)


def hit(name: str, *reasons: Reason, distance: float | None = 1.0, **more: bool) -> Hit:
    """A listed service at a place, as an engine answers it."""
    service = ServiceFactory.create(name=name)
    location = LocationFactory.create(
        latitude=36.74,
        longitude=-119.79,
        **{"location_type": "virtual"} if more.get("by_phone") else {},
    )
    AddressFactory.create(location=location)
    ServiceAtLocationFactory.create(service=service, location=location)
    return Hit(
        service_id=service.pk,
        location_id=location.pk,
        distance=distance,
        serves_place=more.get("serves", False),
        score=1.0,
        reasons=reasons,
    )


def test_numbers_run_down_the_page_whatever_group_a_card_fell_into(
    fresno: Place,
) -> None:
    hits = (hit("Far", distance=90.0), hit("Phone", by_phone=True), hit("Near"))

    page = page_of(Found(hits, 23), place=fresno, page=2, per_page=20)

    assert [group.heading for group in page.groups] == [
        "Serve Fresno 93721, or near it",
        "Farther away: ask if they come to you",
        "By phone, wherever you are",
    ]
    cards = [card for group in page.groups for card in group.cards]
    assert [(c.number, c.service.name) for c in cards] == [
        (21, "Near"),
        (22, "Far"),
        (23, "Phone"),
    ]
    assert [pin["url"] for pin in page.map["pins"]] == [
        f"#result-{c.number}" for c in cards if c.point
    ]


def test_another_order_is_not_broken_into_groups(fresno: Place) -> None:
    hits = (hit("A", distance=90.0), hit("B"))

    page = page_of(Found(hits, 2), place=fresno, sort=Sort.NAME)

    assert [c.service.name for c in page.groups[0].cards] == ["A", "B"]
    assert len(page.groups) == 1


def test_the_status_says_how_many_where_and_by_which_clock(fresno: Place) -> None:
    found = Found((hit("A"), hit("B")), 42)

    near = page_of(found, place=fresno, page=2, per_page=20).status
    within = page_of(found, place=fresno, radius=5.0).status

    assert near == (
        "21 to 22 of 42. They serve Fresno 93721, or are near it. "
        "It is Tuesday, 9:20 am."
    )
    assert "within 5 miles of it" in within
    assert page_of(found).status == "1 to 2 of 42."
    assert page_of(Found((), 0), place=fresno).status == ""


def test_why_is_told_in_words(fresno: Place) -> None:
    term = TaxonomyTermFactory.create(name="Rides")
    reasons = (
        Reason(ReasonKind.SERVES, "us-93721"),
        Reason(ReasonKind.NEAR, "2.9"),
        Reason(ReasonKind.WORDS, "ride"),
        Reason(ReasonKind.WORDS, "doctor"),
        Reason(ReasonKind.CATEGORY, str(term.pk)),
        Reason(ReasonKind.LANGUAGE, "es"),
        Reason(ReasonKind.COST, "free"),
    )
    given = hit("A", *reasons, serves=True)
    AttributeFactory.create(link_id=given.service_id, taxonomy_term=term)

    page = page_of(Found((given,), 1), place=fresno)

    assert page.groups[0].cards[0].why == (
        "serves 93721 · 2.9 miles away · “ride”, “doctor” · Rides · Spanish · "
        "not confirmed yet"
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("us-ca-019", "serves Fresno County"),
        ("us-ca", "serves the whole state"),
        ("us", "serves the whole country"),
    ],
)
def test_an_area_is_named_as_people_name_it(
    fresno: Place, code: str, words: str
) -> None:
    given = hit("A", Reason(ReasonKind.SERVES, code), serves=True)

    page = page_of(Found((given,), 1), place=fresno)

    assert words in page.groups[0].cards[0].why


def test_filters_in_use_stand_first_and_keep_their_siblings() -> None:
    facets = {"cost": {"free": 9, "sliding": 2}, "language": {"es": 4}}

    page = page_of(Found((), 0, facets), costs=frozenset({Cost.SLIDING}))

    cost, language = page.facets
    assert [(c.label, c.count, c.is_on) for c in cost.choices] == [
        ("By income", 2, True),
        ("Free", 9, False),
    ]
    assert [c.label for c in language.choices] == ["Spanish"]


def test_each_chip_leads_to_the_page_without_its_filter() -> None:
    page = page_of(
        Found((), 0),
        "q=ride&cost=free&cost=sliding&language=es&page=3",
        costs=frozenset({Cost.FREE, Cost.SLIDING}),
    )

    assert [(chip.label, chip.url) for chip in page.chips] == [
        ("Free", "?q=ride&cost=sliding&language=es"),
        ("By income", "?q=ride&cost=free&language=es"),
        ("Spanish", "?q=ride&cost=free&cost=sliding"),
    ]
    assert page.clear_url == "?q=ride"


@pytest.mark.parametrize(
    ("parameters", "asked", "label"),
    [
        ("open=now", {"open_at": NOW}, "Open now"),
        (
            "open=tuesday",
            {"open_at": datetime(2026, 12, 1, 10, tzinfo=UTC)},
            "Open Tue Dec 1, 10:00 am",
        ),
        ("accepting=yes", {"accepting": True}, "Has room, or may have"),
        ("payer=medicaid", {}, "Medi-Cal or Medicaid"),
        ("access=van", {}, "Wheelchair van"),
        ("who=veterans", {}, "Veterans"),
        ("age=72", {"age": 72}, "Age 72"),
        ("verified=6", {}, "Confirmed within 6 months"),
        ("language=Hmong", {}, "Hmong"),
    ],
)
def test_every_filter_has_its_chip(
    parameters: str, asked: dict[str, object], label: str
) -> None:
    page = page_of(Found((), 0), parameters, **asked)

    assert [(chip.label, chip.url) for chip in page.chips] == [(label, "?")]


def test_moments_are_written_as_the_language_writes_them() -> None:
    opens = datetime(2026, 12, 1, 15, tzinfo=UTC)

    with translation.override("es"):
        page = page_of(Found((), 0), "open=x", open_at=opens)

    assert [chip.label for chip in page.chips] == ["Abierto el mar 1 Dic, 3:00 pm"]
    assert page.times.days[0][0] == "martes 24 de noviembre"


def test_kinds_of_help_are_a_tree_down_to_what_is_chosen() -> None:
    care = TaxonomyTermFactory.create(code="care", name="Care")
    home = TaxonomyTermFactory.create(code="home", name="Care at home", parent=care)
    bath = TaxonomyTermFactory.create(code="bath", name="Bathing", parent=home)
    day = TaxonomyTermFactory.create(code="day", name="Day care", parent=care)
    food = TaxonomyTermFactory.create(code="food", name="Food")
    never = TaxonomyTermFactory.create(code="never", name="Nobody offers it")
    counts = {care: 9, home: 5, bath: 2, day: 3, food: 20}
    facets = {"category": {str(term.pk): count for term, count in counts.items()}}

    page = page_of(
        Found((), 0, facets),
        "category=home&q=help&page=2",
        categories=frozenset({home.pk}),
    )

    assert [(k.label, k.level, k.count, k.is_on) for k in page.kinds] == [
        ("Food", 0, 20, False),
        ("Care", 0, 9, False),
        ("Care at home", 1, 5, True),
        ("Bathing", 2, 2, False),
        ("Day care", 1, 3, False),
    ]
    assert [k.url for k in page.kinds] == [
        "?category=home&category=food&q=help",
        "?category=care&q=help",
        "?q=help",
        "?category=bath&q=help",
        "?category=home&category=day&q=help",
    ]
    assert never.name not in [kind.label for kind in page.kinds]


def test_a_loop_of_kinds_ends() -> None:
    one = TaxonomyTermFactory.create(code="one")
    two = TaxonomyTermFactory.create(code="two", parent=one)
    one.parent = two
    one.save()

    page = page_of(Found((), 0), "category=two", categories=frozenset({two.pk}))

    assert page.kinds == ()


def test_moments_to_choose_are_the_places_own(fresno: Place) -> None:
    found = Found((), 0, {"open": {"now": 3}})

    page = page_of(
        found, place=fresno, open_at=datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    )

    assert [m.label for m in page.times.moments] == ["Any time", "Open now (3)"]
    today, *_more = page.times.days
    assert today[0] == "Tuesday, November 24"
    # It is 9:20 in Fresno: this morning is over, and 2 pm there is 22:00 UTC.
    assert [(m.value, m.is_on) for m in today[1]] == [
        ("2026-11-24T14:00", True),
        ("2026-11-24T19:00", False),
    ]
    assert len(page.times.days) == 7


def test_another_moment_in_use_can_be_kept() -> None:
    opens = datetime(2026, 12, 24, 8, 30, tzinfo=UTC)

    moments = page_of(Found((), 0), open_at=opens).times.moments

    assert [(m.value, m.label, m.is_on) for m in moments][2:] == [
        ("2026-12-24T08:30:00+00:00", "Open Thu Dec 24, 8:30 am", True)
    ]


def test_filters_without_a_field_are_passed_on() -> None:
    page = page_of(Found((), 0), "category=x&age=70&age=&q=help&cost=free")

    assert page.kept == (("category", "x"), ("age", "70"))


def test_pages_before_and_after_keep_the_question() -> None:
    page = page_of(Found((hit("A"),), 45), "q=ride&page=2", page=2, per_page=20)

    assert (page.previous_url, page.next_url) == ("?q=ride&page=1", "?q=ride&page=3")
    assert page.last_page == 3


def test_a_service_that_left_since_the_index_was_made_is_not_shown() -> None:
    gone = Hit(uuid4(), None, None, serves_place=False, score=1.0)

    page = page_of(Found((gone, hit("Here")), 2))

    cards = [card for group in page.groups for card in group.cards]
    assert [(card.number, card.service.name) for card in cards] == [(1, "Here")]
