"""Judged questions keep their worth, and the judging is right."""

from pathlib import Path

import pytest
from pytest_django import Settings

from directory import hsds
from search import indexing
from search.engines import Engine
from tests.relevance import measuring
from tests.relevance.judging import Judged, grade, ndcg, needs, questions

# What the demo region reached when this was written, less a little.
FLOOR = 0.80
MOST_ZEROS = 0.04

needs_groups = pytest.mark.skipif(
    not hasattr(Engine, "spellings"), reason="the engine reads plain words only"
)


def test_a_perfect_order_is_worth_one() -> None:
    assert ndcg([3, 2, 1, 0], [0, 1, 2, 3]) == 1.0
    assert ndcg([], [0, 0]) == 1.0
    assert ndcg([], [0, 3]) == 0.0


def test_gains_and_discounts_are_those_of_the_formula() -> None:
    assert ndcg([0, 3], [3, 0]) == pytest.approx(0.6309, abs=1e-4)
    assert ndcg([1, 3], [3, 1]) == pytest.approx(
        (1 + 7 * 0.6309) / (7 + 0.6309), abs=1e-4
    )


def test_every_question_has_rules_that_can_judge_it() -> None:
    asked = questions()

    assert len(asked) >= 150
    assert len({(one.text, one.kind, one.where) for one in asked}) == len(asked)
    for one in asked:
        assert all(name.startswith("/") or name in needs() for name in one.needs)


@pytest.mark.parametrize(
    ("service", "worth"),
    [
        (Judged("Meals on Wheels", "", "", frozenset()), 3),
        (Judged("Kitchen", "", "Meals on wheels.", frozenset({"Food Delivery"})), 3),
        (Judged("Kitchen", "", "", frozenset({"Home Delivered Meals"})), 2),
        (Judged("Kitchen", "", "Meals on wheels.", frozenset()), 1),
        (Judged("Kitchen", "", "", frozenset({"Congregate Meals"})), 1),
        (Judged("Shelter", "", "", frozenset({"Shelter"})), 0),
    ],
)
def test_a_service_is_graded_by_kind_and_words(service: Judged, worth: int) -> None:
    (question,) = [one for one in questions() if one.text == "meals for shut ins"]

    assert grade(question, service) == worth


def test_who_is_asked_for_in_quotation_marks_says_these_words() -> None:
    asked = next(one for one in questions() if one.text == '"home health"')
    says = Judged("Home Health Care", "", "", frozenset({"Home Health Care"}))
    means = Judged("Nurses at home", "", "", frozenset({"Home Health Care"}))
    neither = Judged("Health at home", "", "Home nursing.", frozenset())

    assert grade(asked, says) >= 2
    assert grade(asked, means) >= 2, "the kind says it"
    assert grade(asked, neither) == 0


@needs_groups
@pytest.mark.django_db
def test_people_find_what_they_need_in_the_demo(
    settings: Settings, tmp_path: Path
) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"
    hsds.load(settings.FIXTURES_DIR / "demo", source="demo", relative_dates=True)
    indexing.rebuild()

    results = measuring.measure(measuring.whole, "demo")

    worst = sorted(results, key=lambda one: one.ndcg)[:10]
    told = "\n".join(f"{one.ndcg:.2f} {one.question.text}" for one in worst)
    assert measuring.mean(results) >= FLOOR, told
    assert {one.served for one in results} <= {None, 1.0}
    assert measuring.zeros(results) <= MOST_ZEROS, told
