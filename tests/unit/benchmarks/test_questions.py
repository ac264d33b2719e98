"""What is asked follows from the seed, and covers what the plan names."""

from benchmarks.networks import questions, world
from benchmarks.questions import Kind, every_kind


def test_the_same_seed_asks_the_same_questions() -> None:
    assert questions(30) == questions(30)
    assert questions(30) != questions(30, seed=1)


def test_every_kind_is_asked_as_often_as_wished() -> None:
    asked = [one.kind for one in every_kind(12, 3)]

    assert asked.count(Kind.NEAR) == 10
    assert asked.count(Kind.NOWHERE) == 2
    assert all(
        asked.count(kind) == 3 for kind in Kind if kind not in {Kind.NEAR, Kind.NOWHERE}
    )


def test_the_mix_has_all_radii_both_kinds_of_country_and_filters() -> None:
    asked = questions(200)
    people = {
        f"{town.name}, {town.state.upper()}": town.population for town in world().towns
    }
    sizes = [people[one.place.label] for one in asked if one.place]

    assert {one.radius for one in asked} == {5.0, 25.0, 50.0, None}
    assert min(sizes) < 3_000
    assert max(sizes) > 1_000_000
    assert any(one.open_at for one in asked)
    assert any(one.categories and one.accepting for one in asked)


def test_a_word_to_spell_is_one_that_nobody_holds() -> None:
    words = set(world().words)

    misspelt = [one.text for one in every_kind(0, 40) if one.kind is Kind.SPELLING]

    assert len(misspelt) == 40
    assert not words & set(misspelt)
