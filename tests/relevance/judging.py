"""Questions, what a good answer to them is, and how good an answer was.

Grades 0 to 3 are given by rules (``needs.toml``) over each service's own words and the
kinds of help that its indexers gave it. nDCG as Järvelin and Kekäläinen have it, with
gains of ``2 ** grade - 1``.
"""

import math
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from directory import places
from directory.places import Place
from search.language import fold

# In miles, as the page asks unless somebody chooses another.
RADIUS = 25.0
QUOTED = re.compile(r"[\"\u201c]([^\"\u201d]+)[\"\u201d]")
HERE = Path(__file__).parent
DIRECTORIES = ("miami", "dc", "demo")
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask, and what is needed; or the name that is meant."""

    kind: str
    """The class of question: lay, programme, category…"""
    text: str
    needs: tuple[str, ...]
    directories: tuple[str, ...]
    where: str = ""
    """The place that somebody asks about, as they write it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is judged of a service."""

    name: str
    organization: str
    text: str
    kinds: frozenset[str]
    areas: frozenset[str] = frozenset()
    """The area codes that it serves."""
    points: tuple[tuple[float, float], ...] = ()

    def says(self, phrase: str) -> bool:
        """Return whether it says a phrase somewhere, by itself or by its kinds."""
        every = (self.name, self.organization, self.text, *self.kinds)
        wanted = fold(phrase).strip()
        return any(wanted in fold(text) for text in every)

    def serves(self, place: Place) -> bool:
        """Return whether its area takes in the place."""
        return not self.areas.isdisjoint(place.area_codes)

    def is_near(self, place: Place) -> bool:
        """Return whether it has a location within the radius of the place."""
        here = place.latitude, place.longitude
        return any(places.miles(*here, *point) <= RADIUS for point in self.points)


@dataclass(frozen=True, slots=True)
class Need:
    """The rules of one need."""

    kinds: re.Pattern[str]
    near: re.Pattern[str]
    words: re.Pattern[str]

    def grade(self, service: Judged) -> int:
        """Return from 0 to 3 how well a service meets it."""
        is_kind = any(self.kinds.fullmatch(kind) for kind in service.kinds)
        says_so = self.words.search(service.text) is not None
        if self.words.search(service.name) or (is_kind and says_so):
            return 3
        if is_kind:
            return 2
        is_near = any(self.near.fullmatch(kind) for kind in service.kinds)
        return int(says_so or is_near)


def questions() -> list[Question]:
    """Return every question."""
    rows = [
        line.split("\t")
        for line in (HERE / "questions.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [_question(*row) for row in rows]


def _question(
    kind: str, text: str, needs: str, directories: str = "", where: str = ""
) -> Question:
    known = tuple(directories.split(",")) if directories else DIRECTORIES
    return Question(kind, text, _needs(needs), known, where)


def _needs(text: str) -> tuple[str, ...]:
    return (text,) if text.startswith("/") else tuple(text.split(","))


@cache
def needs() -> dict[str, Need]:
    """Return the rules by name."""
    said = tomllib.loads((HERE / "needs.toml").read_text("utf-8"))
    return {
        name: Need(*(re.compile(one[key], re.IGNORECASE) for key in Need.__slots__))
        for name, one in said.items()
    }


def grade(question: Question, service: Judged) -> int:
    """Return from 0 to 3 how good an answer the service is: all needs, or the worst.

    Who is asked about a place must serve it, or lie near it; and who is asked for in
    quotation marks must say these words, side by side.
    """
    if not all(service.says(phrase) for phrase in QUOTED.findall(question.text)):
        return 0
    place = places.find(question.where) if question.where else None
    if place and not (service.serves(place) or service.is_near(place)):
        return 0
    return min(_grade(need, service) for need in question.needs)


def _grade(need: str, service: Judged) -> int:
    if not need.startswith("/"):
        return needs()[need].grade(service)
    meant = re.compile(need.strip("/"), re.IGNORECASE)
    if meant.search(service.name) or meant.search(service.organization):
        return 3
    return 2 if meant.search(service.text) else 0


def ndcg(found: Sequence[int], every: Iterable[int], depth: int = DEPTH) -> float:
    """Return how good an order is, from 0 to 1, by the grades of what was found.

    ``every``: the grades of all services. 1 where nothing could be found.
    """
    best = _gain(sorted(every, reverse=True)[:depth])
    return _gain(found[:depth]) / best if best else 1.0


def _gain(grades: Sequence[int]) -> float:
    return sum(
        (2.0**one - 1) / math.log2(place + 2) for place, one in enumerate(grades)
    )
