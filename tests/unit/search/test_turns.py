from dataclasses import dataclass
from uuid import uuid4

import pytest

from search.engines import Engine, SearchUnavailableError
from search.engines.turns import REST, InTurn
from search.query import Found, Query
from tests.unit.search.test_indexing import Spy


class MomentaryError(SearchUnavailableError):
    is_lasting = False


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class Moody(Spy):
    """Answers, or fails with what it is told to."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.error: SearchUnavailableError | None = None
        self.asked = 0

    def search(self, query: Query) -> Found:
        self.asked += 1
        if self.error:
            raise self.error
        return Found((), 7, engine=self.name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def first() -> Moody:
    return Moody("elastic")


@pytest.fixture
def turns(first: Moody, clock: Clock) -> InTurn:
    return InTurn([first, Moody("embedded")], clock)


def test_the_first_engine_answers_while_it_can(turns: InTurn) -> None:
    engine: Engine = turns

    assert engine.search(Query()).engine == "elastic"
    assert engine.name == "elastic"


def test_the_second_answers_while_the_first_cannot(
    turns: InTurn, first: Moody, caplog: pytest.LogCaptureFixture
) -> None:
    first.error = SearchUnavailableError("It is down.")

    assert turns.search(Query()).engine == "embedded"
    assert "It is down." in caplog.text


def test_one_that_is_down_is_left_alone_for_a_while(
    turns: InTurn, first: Moody, clock: Clock
) -> None:
    first.error = SearchUnavailableError("It is down.")
    for _ in range(3):
        turns.search(Query())
    assert first.asked == 1

    first.error = None
    clock.now = REST

    assert turns.search(Query()).engine == "elastic"


def test_one_question_it_cannot_answer_stops_no_other(
    turns: InTurn, first: Moody
) -> None:
    first.error = MomentaryError("It did not understand.")
    turns.search(Query())
    first.error = None

    assert turns.search(Query()).engine == "elastic"


def test_when_none_can_answer_each_says_why(first: Moody, clock: Clock) -> None:
    first.error = SearchUnavailableError("It is down.")
    alone = InTurn([first], clock)

    for _ in range(2):
        with pytest.raises(SearchUnavailableError, match=r"It is down\."):
            alone.search(Query())
    assert first.asked == 1


def test_changes_reach_every_engine(turns: InTurn, first: Moody) -> None:
    ids = [uuid4(), uuid4()]

    assert turns.put(ids) == 2
    assert turns.rebuild(ids) == 2
    assert turns.is_whole()
    assert not turns.tidy()
    assert not turns.fills_beside
    assert first.put_ids == ids
    assert first.rebuilt == 1


def test_what_is_typed_goes_to_the_first_that_can_answer(
    first: Moody, clock: Clock
) -> None:
    helpful = Moody("embedded")
    helpful.spellings = lambda words: dict.fromkeys(words, ("meals",))  # type: ignore[method-assign]
    helpful.complete = lambda text, limit: ()  # type: ignore[method-assign]
    turns = InTurn([first, helpful], clock)

    assert turns.spellings(iter(["maels"])) == {"maels": ("meals",)}
    assert turns.complete("me", 8) == ()
