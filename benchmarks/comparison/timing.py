"""Asking the same questions of all, in turns, and what it took."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import batched

from benchmarks.comparison import processor
from benchmarks.comparison.opponents import Answer, Opponent
from benchmarks.questions import Question

# Opponents take turns after so many questions: often enough to meet the same weather,
# seldom enough to be warm.
TURN = 20
# A question that took so many seconds at its best is not asked a third time.
LONG = 0.1


@dataclass
class Times:
    """Milliseconds of each question, in the order of the rounds."""

    of: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    at_work: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Of these, what processors worked for it: other work hardly lengthens that."""
    rounds: list[dict[int, float]] = field(default_factory=list)


def warm(
    opponents: Sequence[Opponent], questions: Sequence[Question]
) -> dict[str, list[Answer | None]]:
    """Ask everybody everything once, untimed, and return what they said."""
    return {
        one.name: [one.answer(question) for question in questions] for one in opponents
    }


def ask_in_turns(
    opponents: Sequence[Opponent],
    questions: Sequence[Question],
    rounds: int,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Times]:
    """Return the times of everybody's rounds; who begins changes with every turn."""
    found = {one.name: Times() for one in opponents}
    turn = 0
    for number in range(rounds):
        for times in found.values():
            times.rounds.append({})
        for some in batched(enumerate(questions), TURN, strict=False):
            turn += 1
            for one in _rotated(opponents, turn):
                _ask(one, some, found[one.name])
        progress(f"round {number + 1} of {rounds}")
    return found


def _ask(one: Opponent, some: Sequence[tuple[int, Question]], times: Times) -> None:
    for at, question in some:
        before = times.of[at]
        if len(before) > 1 and min(before) > LONG * 1000:
            continue
        began, started = processor.milliseconds(one.process()), time.perf_counter()
        answer = one.answer(question)
        took = (time.perf_counter() - started) * 1000
        worked = processor.milliseconds(one.process()) - began
        if answer is not None:
            times.of[at].append(took)
            times.at_work[at].append(worked)
            times.rounds[-1][at] = took


def _rotated[T](values: Sequence[T], by: int) -> Sequence[T]:
    at = by % max(len(values), 1)
    return [*values[at:], *values[:at]]
