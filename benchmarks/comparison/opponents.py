"""What every opponent does: the same for an engine, a database and a limit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from benchmarks.comparison.network import Network
from benchmarks.questions import COMPLETIONS, Kind, Question
from search.documents import Document
from search.engines import Engine

type Counts = dict[str, dict[str, int]]


class AbsentError(Exception):
    """An opponent cannot take part on this machine. The message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an opponent found: the total, the first page, and facets by value."""

    total: int
    page: Callable[[], Sequence[UUID]] = tuple
    """The services of the first page in order, when they are asked for."""
    facets: Callable[[], Counts] = dict
    words: Sequence[str] = ()
    """Spellings or names, where those were asked for."""


def by_engine(engine: Engine, question: Question) -> Answer:
    """Answer a question with one of our engines."""
    if question.kind is Kind.SPELLING:
        near = engine.spellings([question.text])
        return Answer(len(near), words=near.get(question.text, ()))
    if question.kind is Kind.SUGGESTION:
        some = engine.complete(question.text, COMPLETIONS)
        return Answer(len(some), words=[one.name for one in some])
    found = engine.search(question.query)
    return Answer(
        found.total,
        lambda: [hit.service_id for hit in found.hits],
        lambda: found.facets,
    )


class Opponent(Protocol):
    """One of those that answer. Made anew in every process that asks."""

    name: str
    title: str
    """As the table calls it."""
    is_exact: bool
    """Whether its totals and facets must equal ours."""

    def build(self, network: Network) -> None:
        """Take every document, so that another process can ask at once."""

    def open(self) -> None:
        """Get ready to answer what was built before."""

    def answer(self, question: Question) -> Answer | None:
        """Answer one question; ``None``: it cannot answer such a question."""

    def change(self, network: Network, changed: Document) -> bool:
        """Put one changed document; whether the next question sees the change."""

    def process(self) -> int | None:
        """Return the process that answers, whose memory counts; ``None``: no one's."""

    def versions(self) -> dict[str, str]:
        """Return what it runs on, by name."""

    def megabytes(self) -> float:
        """Return how much it keeps on disk, or in memory if it keeps nothing."""

    def close(self) -> None:
        """Let go of everything."""


def size_of(folder: Path) -> float:
    """Return the megabytes of the files in a folder."""
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 1e6
