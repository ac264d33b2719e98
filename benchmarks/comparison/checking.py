"""Whether those that promise the same answers gave them."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.comparison.opponents import Answer
from benchmarks.questions import Kind, Question

UNCHECKED = {Kind.SPELLING, Kind.SUGGESTION}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far one opponent agrees with the reference."""

    questions: int
    totals: int
    """Questions with the same total."""
    facets: int
    """Questions with every count of every facet the same."""
    overlap: float
    """Of the services on the first page, how many both show; the mean."""


def agreement(
    questions: Sequence[Question],
    reference: Sequence[Answer | None],
    other: Sequence[Answer | None],
) -> Agreement:
    """Compare two opponents on the questions that both answer."""
    pairs = [
        (ours, theirs)
        for question, ours, theirs in zip(questions, reference, other, strict=True)
        if ours and theirs and question.kind not in UNCHECKED
    ]
    shared = [
        len({*ours.page()} & {*theirs.page()}) / len(ours.page())
        for ours, theirs in pairs
        if ours.page()
    ]
    return Agreement(
        len(pairs),
        sum(ours.total == theirs.total for ours, theirs in pairs),
        sum(_told(ours) == _told(theirs) for ours, theirs in pairs),
        sum(shared) / len(shared) if shared else 1.0,
    )


def _told(answer: Answer) -> dict[tuple[str, str], int]:
    """Return the counts that are not 0, one by one."""
    return {
        (facet, value): count
        for facet, counts in answer.facets().items()
        for value, count in counts.items()
        if count
    }
