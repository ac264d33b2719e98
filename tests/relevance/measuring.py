"""Asking every judged question of the directory in the database."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from directory import places
from directory.models import TaxonomyTerm
from search import answers, lexicon
from search.documents import Document, documents_of, listed_ids
from search.language import Group, groups
from search.query import Found, Query
from tests.relevance.judging import (
    DEPTH,
    RADIUS,
    Judged,
    Question,
    grade,
    ndcg,
    questions,
)

# More than any directory here holds.
EVERYTHING = 20_000

type Ask = Callable[[Query], Found]
type Read = Callable[[str], tuple[Group, ...]]


@dataclass(frozen=True, slots=True)
class Result:
    """How one question was answered."""

    question: Question
    ndcg: float
    total: int
    served: float | None = None
    """Of good services that come to the place from afar, how many are in the answer.

    ``None``: no place was asked about, or there are none.
    """


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
    query = query_of(question, read)
    found = ask(query)
    ordered = [grades[hit.service_id] for hit in found.hits]
    served = None
    if query.place:
        coming = {
            pk
            for pk, service in services.items()
            if grades[pk] >= 2 and not service.is_near(query.place)
        }
        served = _part_of(coming, ask(replace(query, per_page=EVERYTHING)))
    yield Result(question, ndcg(ordered, grades.values()), found.total, served)


def query_of(question: Question, read: Read = lexicon.read) -> Query:
    """Return a question as it is put to an engine."""
    place = places.find(question.where) if question.where else None
    return Query(
        question.text,
        place=place,
        radius=RADIUS if place else None,
        groups=read(question.text),
        per_page=DEPTH,
    )


def _part_of(wanted: set[UUID], found: Found) -> float | None:
    """Return which part of these services was found; ``None``: there are none."""
    shown = {hit.service_id for hit in found.hits}
    return len(wanted & shown) / len(wanted) if wanted else None


def judged(documents: Iterable[Document]) -> dict[UUID, Judged]:
    """Return what is judged of each service."""
    terms = TaxonomyTerm.objects.values_list("pk", "name")
    names: dict[UUID, str] = dict(terms)
    found: dict[UUID, Judged] = {}
    for document in documents:
        name, other, _terms, organization, description, eligibility, *_ = document.texts
        known = found.setdefault(
            document.service_id,
            Judged(
                f"{name} {other}",
                organization,
                f"{description} {eligibility}",
                frozenset(names[kind] for kind in document.categories),
            ),
        )
        found[document.service_id] = replace(
            known,
            areas=known.areas | document.area_codes,
            points=(*known.points, *filter(None, [document.point])),
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
