"""Asking every judged question of the directory in the database."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from directory.models import TaxonomyTerm
from search import answers, lexicon
from search.documents import Document, documents_of, listed_ids
from search.language import Group, groups
from search.query import Found, Query
from tests.relevance.judging import DEPTH, Judged, Question, grade, ndcg, questions

type Ask = Callable[[Query], Found]
type Read = Callable[[str], tuple[Group, ...]]


@dataclass(frozen=True, slots=True)
class Result:
    """How one question was answered."""

    question: Question
    ndcg: float
    total: int


def measure(ask: Ask, directory: str, *, read: Read = lexicon.read) -> list[Result]:
    """Ask every question that is judged for a directory.

    Questions that no service there meets are left out: there is nothing to find.
    """
    services = judged(documents_of(listed_ids()))
    return [
        result
        for question in questions()
        if directory in question.directories
        for result in _measured(question, ask, read, services)
    ]


def whole(query: Query) -> Found:
    """Ask as a page does: wider, where the question itself finds nothing."""
    return answers.ask(query).found


def plain(text: str) -> tuple[Group, ...]:
    """Read a question as words and no more: what the lexicon is compared with."""
    return groups(text)


def _measured(
    question: Question, ask: Ask, read: Read, services: dict[UUID, Judged]
) -> Iterator[Result]:
    grades = {pk: grade(question, service) for pk, service in services.items()}
    if max(grades.values(), default=0) < 2:
        return
    found = ask(Query(question.text, groups=read(question.text), per_page=DEPTH))
    ordered = [grades[hit.service_id] for hit in found.hits]
    yield Result(question, ndcg(ordered, grades.values()), found.total)


def judged(documents: Iterable[Document]) -> dict[UUID, Judged]:
    """Return what is judged of each service."""
    terms = TaxonomyTerm.objects.values_list("pk", "name")
    names: dict[UUID, str] = dict(terms)
    found: dict[UUID, Judged] = {}
    for document in documents:
        name, other, _terms, organization, description, eligibility, *_ = document.texts
        found.setdefault(
            document.service_id,
            Judged(
                f"{name} {other}",
                organization,
                f"{description} {eligibility}",
                frozenset(names[kind] for kind in document.categories),
            ),
        )
    return found


def mean(results: Iterable[Result]) -> float:
    """Return the mean nDCG."""
    every = [one.ndcg for one in results]
    return sum(every) / len(every) if every else 0.0


def zeros(results: Iterable[Result]) -> float:
    """Return which part of the questions found nothing."""
    every = [one.total == 0 for one in results]
    return sum(every) / len(every) if every else 0.0


def by_kind(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Return the results by class of question."""
    found: defaultdict[str, list[Result]] = defaultdict(list)
    for one in results:
        found[one.question.kind].append(one)
    return dict(found)
