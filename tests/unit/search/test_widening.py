"""Widening, with an engine that says what it is told to say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from directory.places import find
from search import lexicon
from search.query import Found, Hit, Query, Sort
from search.widening import NEAREST, Answer, answer

pytestmark = pytest.mark.django_db


def hits(*miles: float | None) -> Found:
    rows = tuple(
        Hit(uuid4(), uuid4(), away, serves_place=False, score=1.0) for away in miles
    )
    return Found(rows, len(rows))


NOTHING = hits()


@dataclass
class FakeEngine:
    """Answers by rule, and keeps what it was asked."""

    finds: Callable[[Query], Found]
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: list[Query] = field(default_factory=list)

    def search(self, query: Query) -> Found:
        self.asked.append(query)
        return self.finds(query)

    def spellings(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        return {word: self.near[word] for word in words if word in self.near}


def ask(engine: FakeEngine, text: str, **more: Any) -> Answer:
    query = Query(text=text, groups=lexicon.read(text), **more)
    return answer(query, engine)  # type: ignore[arg-type]


def test_what_finds_something_is_left_as_it_is() -> None:
    engine = FakeEngine(lambda _query: hits(1.0))

    found = ask(engine, "quilting")

    assert found.found.total == 1
    assert (found.spelling, found.meant, found.beyond) == ("", "", None)
    assert len(engine.asked) == 1


def test_quoted_words_that_nobody_says_so_are_looked_for_apart() -> None:
    engine = FakeEngine(
        lambda query: hits(1.0) if "\u201c" not in query.text else NOTHING
    )

    found = ask(engine, "\u201chealth home\u201d")

    assert found.is_unquoted
    assert found.is_wanting
    assert not found.is_any_word
    assert found.query.groups == lexicon.read("health home")


def test_spelling_is_tried_first() -> None:
    engine = FakeEngine(
        lambda query: hits(1.0) if query.text == "quilting room" else NOTHING,
        near={"quiltign": ("quilting", "quilted")},
    )

    found = ask(engine, "quiltign room")

    assert found.spelling == "quilting room"
    assert found.query.groups == lexicon.read("quilting room")
    assert not found.is_any_word
    assert len(engine.asked) == 2


def test_then_any_of_the_words_as_many_as_can_be() -> None:
    engine = FakeEngine(lambda query: hits(1.0) if query.at_least == 1 else NOTHING)

    found = ask(engine, "quilting violin juggling")

    assert found.is_any_word
    assert [query.at_least for query in engine.asked] == [None, 2, 1]


def test_then_the_nearest_beyond_the_radius() -> None:
    place = find("93721")
    away = (40.2, 12.5, 33.1)

    def finds(query: Query) -> Found:
        if query.radius is None:
            assert (query.sort, query.per_page) == (Sort.DISTANCE, NEAREST)
            return hits(*sorted(away))
        return hits(*(one for one in away if one <= query.radius))

    found = ask(FakeEngine(finds), "quilting", place=place, radius=5.0)

    assert found.beyond == 5.0
    assert found.query.radius == 41.0
    assert found.found.total == 3


def test_all_of_the_words_far_away_go_before_some_of_them() -> None:
    def finds(query: Query) -> Found:
        far = query.radius is None or query.radius > 5
        return hits(30.0) if far and query.at_least is None else NOTHING

    found = ask(FakeEngine(finds), "quilting violin", place=find("93721"), radius=5.0)

    assert found.query.at_least is None
    assert not found.is_any_word
    assert found.beyond == 5.0


def test_what_is_nowhere_stays_nothing() -> None:
    engine = FakeEngine(lambda _query: NOTHING, near={"quiltign": ("quilting",)})

    found = ask(engine, "quiltign", place=find("93721"), radius=5.0)

    assert found.found.total == 0
    assert found.query.radius == 5.0
    assert found.spelling == ""


def test_what_found_something_may_still_have_meant_another_word() -> None:
    engine = FakeEngine(lambda _query: hits(1.0), near={"quiltign": ("quilting",)})

    assert ask(engine, "quiltign room").meant == "quilting room"
    assert ask(engine, "room quiltign").meant == "", "it may be half typed"


def test_numbers_quotes_and_known_words_are_not_respelt() -> None:
    near: dict[str, tuple[str, ...]] = {
        "93721": ("93722",),
        "quiltign": ("quilting",),
        "snap": ("snail",),
    }
    engine = FakeEngine(lambda _query: NOTHING, near=near)

    assert ask(engine, "93721").spelling == ""
    assert ask(engine, '"quiltign"').spelling == ""
    assert [query.text for query in engine.asked] == ["93721", '"quiltign"']
