"""What the embedded engine makes of groups, filters, slips and beginnings."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from search.documents import Document
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.words import BEYOND
from search.language import Category, Group, Phrase, Words, stems
from search.query import Query, Reason, ReasonKind
from tests.factories.search import document
from tests.unit.search.conftest import Build, Listings

TERM = UUID(int=77)


def found(engine: EmbeddedEngine, *groups: Group, **asked: Any) -> list[int]:
    hits = engine.search(Query(groups=groups, **asked)).hits
    return sorted(hit.service_id.int for hit in hits)


def listed(number: int, *, groups: frozenset[str], **facts: Any) -> Document:
    # "eligibility" is the name of a text as well.
    return replace(document(number, **facts), eligibility=groups)


def words(*some: str, weight: float = 1.0) -> Words:
    return Words(tuple(stems(word) for word in some), weight)


def phrase(*some: str, offsets: tuple[int, ...]) -> Phrase:
    return Phrase(tuple(stems(word) for word in some), offsets)


def group(*alternatives: Any, **more: Any) -> Group:
    return Group("asked", alternatives, **more)


def test_a_phrase_stands_in_one_field_with_its_stop_words(build: Build) -> None:
    engine = build(
        document(1, name="Meals on Wheels"),
        document(2, name="Meals, wheels"),
        document(3, name="Wheels", description="meals"),
        document(4, description="Hot meal on wheels every day"),
    )

    assert found(engine, group(phrase("meals", "wheels", offsets=(0, 2)))) == [1, 4]
    assert found(engine, group(words("meals", "wheels"))) == [1, 2, 3, 4]


def test_a_phrase_says_nothing_of_words_too_far_into_a_text(build: Build) -> None:
    far = "so " * BEYOND
    engine = build(document(1, description=f"{far} night shelter"))

    assert found(engine, group(phrase("night", "shelter", offsets=(0, 1)))) == []
    assert found(engine, group(words("night", "shelter"))) == [1]


def test_a_word_said_very_often_is_still_found(build: Build) -> None:
    often = "meals " * 300
    engine = build(document(1, description=f"{often} night shelter"))

    assert found(engine, group(phrase("night", "shelter", offsets=(0, 1)))) == [1]
    assert found(engine, group(phrase("meals", "meals", offsets=(0, 1)))) == [1]


def test_any_alternative_answers_a_group_and_the_best_one_counts(build: Build) -> None:
    engine = build(
        document(1, name="Rides"),
        document(2, categories=frozenset({TERM})),
        document(3, name="Meals"),
    )
    either = group(words("rides"), Category(TERM, weight=0.5))

    hits = engine.search(Query(groups=(either,))).hits

    assert [hit.service_id.int for hit in hits] == [1, 2]


def test_optional_groups_only_add(build: Build) -> None:
    engine = build(
        document(1, name="Meals", description="something"),
        document(2, name="Meals", description="cheap"),
        document(3, name="cheap"),
    )
    cheap = group(words("cheap"), is_needed=False)

    hits = engine.search(Query(groups=(group(words("meals")), cheap))).hits
    every = engine.search(Query(groups=(cheap,))).hits

    assert [hit.service_id.int for hit in hits] == [2, 1]
    assert {hit.service_id.int for hit in every} == {1, 2, 3}
    assert every[-1].service_id.int == 1


def test_reasons_name_the_groups_that_are_answered(build: Build) -> None:
    engine = build(document(1, name="Meals"))
    asked = (Group("meals", (words("meals"),)), Group("zebra", (words("zebra"),)))

    (hit,) = engine.search(Query(groups=asked, at_least=1)).hits

    assert hit.reasons == (Reason(ReasonKind.WORDS, "meals"),)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"accessibility": frozenset({"wheelchair", "parking"})}, [1]),
        ({"eligibility": frozenset({"veterans"})}, [1]),
        ({"age": 17}, [3]),
        ({"age": 70}, [1, 3]),
        ({"accepting": True}, [1, 3]),
        ({"verified_since": date(2026, 1, 1)}, [1]),
        ({"organization": UUID(int=9)}, [2]),
        ({"organization": UUID(int=8)}, []),
        ({"payers": frozenset({"va", "medicaid"})}, [1, 2]),
    ],
)
@pytest.mark.parametrize("is_compiled", [True, False])
def test_each_filter(
    build: Build,
    listings: Listings,
    asked: dict[str, Any],
    expected: list[int],
    *,
    is_compiled: bool,
) -> None:
    documents = (
        listed(
            1,
            accessibility=frozenset({"wheelchair", "parking"}),
            groups=frozenset({"veterans"}),
            ages=(60, 120),
            is_accepting=True,
            verified_on=date(2026, 5, 1),
            payers=frozenset({"va"}),
        ),
        listed(
            2,
            accessibility=frozenset({"wheelchair"}),
            groups=frozenset({"families"}),
            ages=(18, 59),
            is_accepting=False,
            verified_on=date(2025, 12, 31),
            organization_id=UUID(int=9),
            payers=frozenset({"medicaid"}),
        ),
        document(3),
    )
    if is_compiled:
        engine = build(*documents)
    else:
        engine = build()
        listings.add(*documents)
        engine.put(listings)

    assert found(engine, **asked) == expected


def test_new_facets_count_what_their_filters_take(build: Build) -> None:
    engine = build(
        document(1, is_accepting=False, payers=frozenset({"va"})),
        listed(2, groups=frozenset({"veterans"})),
        document(3, is_accepting=True, accessibility=frozenset({"parking"})),
    )

    facets = engine.search(Query()).facets

    assert facets["accepting"] == {"yes": 2}
    assert facets["payer"] == {"va": 1}
    assert facets["eligibility"] == {"veterans": 1}
    assert facets["accessibility"] == {"parking": 1}


def test_spellings_are_the_nearest_then_the_most_frequent(
    build: Build, listings: Listings
) -> None:
    engine = build(
        document(1, name="shelter meals"),
        document(2, name="shelters meads"),
        document(3, name="meads housing"),
    )

    assert engine.spellings(["maels", "housign", "shelters", "zzzz", "mel"]) == {
        "maels": ("meals",),
        "housign": ("housing",),
    }
    assert engine.spellings(["meaxs"]) == {"meaxs": ("meads", "meals")}

    listings[UUID(int=2)] = []
    listings[UUID(int=3)] = [document(3, name="meal")]
    engine.put([UUID(int=2), UUID(int=3)])

    assert engine.spellings(["meaxs"]) == {"meaxs": ("meals",)}


def test_completions_come_best_known_first(build: Build, listings: Listings) -> None:
    engine = build(
        document(1, name="Meals on Wheels"),
        *(document(2, where=n, name="Mission Meals") for n in (11, 12)),
        document(3, name="Medical rides"),
        document(4, name="Another"),
    )

    def complete(text: str, limit: int = 8) -> list[int]:
        return [one.service_id.int for one in engine.complete(text, limit)]

    assert complete("me") == [2, 1, 3]
    assert complete("me", 1) == [2]
    assert complete("meals whe") == [1]
    assert complete("wheels me") == [1]
    assert complete("meal") == [2, 1]
    assert complete("zebra") == complete("me zebra") == complete(" ") == []

    listings[UUID(int=2)] = [document(2, name="Closed")]
    listings.add(document(5, name="Méals"))
    engine.put([UUID(int=2), UUID(int=5)])
    assert complete("meal") == [5, 1]
    assert engine.complete("méa", 1)[0].name == "Méals"


def test_phrases_and_categories_are_found_among_changes(
    build: Build, listings: Listings
) -> None:
    engine = build()
    listings.add(
        document(1, name="Meals on Wheels", categories=frozenset({TERM})),
        document(2, name="Wheels, meals"),
        document(3, name="Meals"),
    )
    engine.put(listings)

    assert found(engine, group(phrase("meals", "wheels", offsets=(0, 2)))) == [1]
    assert found(engine, group(Category(TERM))) == [1]


def test_a_group_with_nothing_to_look_for_finds_nothing(build: Build) -> None:
    engine = build(document(1, name="Meals"))

    assert found(engine, group()) == []
    assert found(engine, group(), group(words("meals")), at_least=1) == [1]
