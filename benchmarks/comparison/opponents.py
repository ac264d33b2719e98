"""What every opponent does: the same for an engine, a database and a limit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from benchmarks.comparison.network import Network
from benchmarks.questions import Question
from search.documents import Document

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
