"""The compiled limit and the strong database's texts say what our engine says."""

import shutil
from pathlib import Path

import pytest

from benchmarks.comparison.checking import agreement
from benchmarks.comparison.embedded import Embedded
from benchmarks.comparison.lexemes import searching, vector
from benchmarks.comparison.limit import COMPILER, Limit
from benchmarks.comparison.network import Network
from benchmarks.questions import every_kind
from search.language import Group, Phrase, Words


@pytest.mark.skipif(not shutil.which(COMPILER), reason="needs a C compiler")
def test_the_limit_gives_the_engines_totals_and_facets(tmp_path: Path) -> None:
    network = Network(tmp_path, 1_500)
    engine, limit = Embedded(tmp_path), Limit(tmp_path)
    engine.build(network)
    limit.build(network)
    limit.open()
    questions = every_kind(60, 12)

    agreed = agreement(
        questions,
        [limit.answer(one) for one in questions],
        [engine.answer(one) for one in questions],
    )

    assert agreed.totals == agreed.questions
    assert agreed.facets == agreed.questions
    assert agreed.overlap > 0.95


def test_a_document_is_written_with_places_that_no_phrase_crosses() -> None:
    texts = ("Meals on wheels", "", "ride", "", "", "", "")

    assert vector(texts, ["c_1"]) == "'c_1' 'meal':1A 'wheel':3A 'ride':103B"


def test_a_question_is_written_with_its_alternatives_and_distances() -> None:
    either = Words((("meal", "meals"),))
    phrase = Phrase((("meal",), ("wheel",)), (0, 2))

    where, _ = searching([Group("meals", (either, phrase))], None)

    wanted = "((('meal' | 'meals')) | (('meal') <2> ('wheel')))".replace("'", "''")
    assert where == [f"words @@ '{wanted}'::tsquery"]


def test_fewer_groups_than_asked_are_counted() -> None:
    groups = [Group(word, (Words(((word,),)),)) for word in ("ride", "meal")]

    where, _ = searching(groups, 1)

    assert where[1].endswith(">= 1")
    assert where[1].count("::int") == 2
