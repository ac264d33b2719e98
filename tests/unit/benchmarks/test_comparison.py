"""Turns, percentiles, agreement, tables and picture of the comparison."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.comparison import timing
from benchmarks.comparison.__main__ import size_of
from benchmarks.comparison.checking import agreement
from benchmarks.comparison.embedded import Embedded
from benchmarks.comparison.measuring import Wish, latencies, measure
from benchmarks.comparison.network import Network
from benchmarks.comparison.opponents import AbsentError, Answer
from benchmarks.comparison.plot import plot
from benchmarks.comparison.results import Built, Latency, Measured, Result
from benchmarks.comparison.tables import tables
from benchmarks.comparison.timing import Times, ask_in_turns
from benchmarks.questions import Kind, Question
from search.documents import Document


class Said:
    """An opponent that notes when it was asked."""

    is_exact = True

    def __init__(self, name: str, order: list[str]) -> None:
        self.name = self.title = name
        self.order = order

    def answer(self, question: Question) -> Answer | None:
        self.order.append(self.name)
        return None if question.kind is Kind.SUGGESTION else Answer(1)

    def build(self, network: Network) -> None: ...
    def open(self) -> None: ...
    def close(self) -> None: ...
    def change(self, network: Network, changed: Document) -> bool:
        return False

    def process(self) -> int | None:
        return None

    def versions(self) -> dict[str, str]:
        return {}

    def megabytes(self) -> float:
        return 1.0


def near(count: int) -> list[Question]:
    return [Question(Kind.NEAR) for _ in range(count)]


def test_opponents_take_turns_and_another_begins_each_time() -> None:
    order: list[str] = []

    ask_in_turns([Said("a", order), Said("b", order)], near(timing.TURN + 1), 1)

    turns = ["b"] * timing.TURN + ["a"] * timing.TURN + ["a", "b"]
    assert order == turns


def test_what_nobody_answers_has_no_time() -> None:
    found = ask_in_turns([Said("a", [])], [Question(Kind.SUGGESTION)], 2)

    assert not latencies([Question(Kind.SUGGESTION)], found["a"])


def test_a_question_that_takes_long_is_asked_twice_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timing, "LONG", 0.0)
    order: list[str] = []

    ask_in_turns([Said("a", order)], near(1), 5)

    assert len(order) == 2


def test_percentiles_are_over_questions_each_at_its_best() -> None:
    times = Times()
    for took in ({0: 9.0, 1: 3.0}, {0: 1.0, 1: 4.0}):
        times.rounds.append(took)
        for at, ms in took.items():
            times.of[at].append(ms)

    found = latencies(near(2), times)[Kind.NEAR]

    assert found.p50 == 2.0
    assert found.p95 == pytest.approx(2.9)
    assert found.rounds == [pytest.approx(8.7), pytest.approx(3.85)]


def test_a_count_that_differs_is_a_disagreement_and_zero_is_none() -> None:
    ours = Answer(2, facets=lambda: {"cost": {"free": 2, "fee": 0}})
    same = Answer(2, facets=lambda: {"cost": {"free": 2}, "open": {}})
    other = Answer(2, facets=lambda: {"cost": {"free": 1}})

    agreed = agreement(near(2), [ours, ours], [same, other])

    assert (agreed.questions, agreed.totals, agreed.facets) == (2, 2, 1)


def result() -> Result:
    def measured(title: str, ms: float) -> Measured:
        latency = {
            kind.value: Latency(ms, 2 * ms, 3 * ms, [2 * ms], ms, 4 * ms)
            for kind in Kind
        }
        return Measured(title, Built(1.0, 0.5), 1.0, latency, visible=[1.0, 2.0])

    return Result(
        count=10_000,
        seed=1,
        asked={kind.value: 1 for kind in Kind},
        rounds=1,
        machine=dict.fromkeys(
            ("processor", "cores", "memory", "system", "Python", "day", "commit"), "x"
        ),
        load=[1.0, 1.0],
        versions={"PostGIS": "absent"},
        absent={"elastic": "No server."},
        opponents={
            "embedded": measured("Ours", 1.0),
            "limit": measured("The limit", 0.5),
            "postgres": measured("Theirs", 30.0),
        },
    )


def test_tables_tell_ratios_to_ours_and_who_is_absent() -> None:
    text = "\n".join(tables(result()))

    assert "| Ours | 1.0 | 2.0 | 3.0 | 1 |" in text
    assert "| The limit | 0.5 | 1.0 | 1.5 | 1/2 (1/2 to 1/2) |" in text
    assert "| Theirs | 30.0 | 60.0 | 90.0 | 30 (30 to 30) |" in text
    assert "| Theirs | 30.0 | 120 | 30 |" in text
    assert "PostGIS absent" in text
    assert "Not here: elastic. No server." in text


def test_who_cannot_start_is_left_out_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Embedded) -> None:
        message = "It does not start."
        raise AbsentError(message)

    monkeypatch.setattr(Embedded, "open", refuse)
    wish = Wish(mix=6, each=1, rounds=1, only=("embedded",))

    found = measure(tmp_path, 50, wish, lambda _: None)

    assert found.absent == {"embedded": "It does not start."}
    assert not found.opponents


def test_results_come_back_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "result.json"

    result().write(path)

    assert Result.read(path) == result()


def test_the_picture_names_everybody() -> None:
    root = ElementTree.fromstring(plot([result()]))

    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Ours", "The limit", "Theirs"} <= set(texts)


@pytest.mark.parametrize(
    ("text", "count"), [("10k", 10_000), ("1M", 1_000_000), ("250", 250)]
)
def test_sizes_are_said_shortly(text: str, count: int) -> None:
    assert size_of(text) == count
