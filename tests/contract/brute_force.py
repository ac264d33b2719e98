"""What an engine must answer, worked out document by document in plain Python.

Shares with the engines the words' analysis, the weights and the geodesic between two
points, and nothing else: no numpy, no index.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from geopy.distance import great_circle

from directory.places import miles
from search import ranking
from search.documents import Document, Hours
from search.language import fold, split, stems
from search.language.groups import Alternative
from search.query import Query, Sort
from tests.contract.plain_words import Corpus, Read, slips

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the local clock's
FACETS = (
    *("category", "language", "cost", "payer", "accessibility", "eligibility"),
    *("open", "accepting"),
)


def is_open(hours: Hours | None, moment: datetime) -> bool:
    if hours is None:
        return False
    local = moment.astimezone(ZoneInfo(hours.timezone)).replace(tzinfo=None)
    minute = int((local - EPOCH).total_seconds() // 60)
    dated = [says for start, end, says in hours.exceptions if start <= minute < end]
    if dated:
        return all(dated)
    of_week = local.weekday() * 1440 + local.hour * 60 + local.minute
    return any(start <= of_week < end for start, end in hours.week)


def miles_to(document: Document, query: Query) -> float | None:
    if query.place is None or document.point is None:
        return None
    here = (query.place.latitude, query.place.longitude)
    return miles(*here, *document.point)


@dataclass
class Answered:
    """One service with all its documents that answer, the shown one first."""

    service_id: UUID
    documents: list[Document]
    miles: float | None
    score: float
    serves: str


type Wanted = list[tuple[bool, list[Alternative]]]


@dataclass
class BruteForce:
    """A directory in a dict, searched by looking at everything."""

    documents: dict[UUID, list[Read]] = field(default_factory=dict)
    corpus: Corpus = field(default_factory=lambda: Corpus([]))

    def put(self, service_ids: Iterable[UUID], documents: Iterable[Document]) -> None:
        for service_id in service_ids:
            self.documents.pop(service_id, None)
        for document in documents:
            self.documents.setdefault(document.service_id, []).append(Read(document))
        self.corpus = Corpus([*self.everything()])

    def everything(self) -> Iterator[Read]:
        for documents in self.documents.values():
            yield from documents

    def answers(self, query: Query) -> list[Answered]:
        """Every service that answers, in the order asked for."""
        wanted = self.wanted(query)
        found: dict[UUID, list[Read]] = {}
        for one in self.everything():
            if self.passes(one.document, query) and self.fits(one, query, wanted):
                found.setdefault(one.document.service_id, []).append(one)
        rows = [self.answered(some, query, wanted) for some in found.values()]
        return sorted(rows, key=lambda row: self.key(row, query))

    def facets(self, query: Query) -> dict[str, dict[str, int]]:
        wanted = self.wanted(query)
        seen: set[tuple[str, str, UUID]] = set()
        for one in self.everything():
            if not self.fits(one, query, wanted):
                continue
            document = one.document
            values: dict[str, Iterable[str]] = {
                "category": map(str, document.categories),
                "language": document.languages,
                "cost": map(str, document.costs),
                "payer": document.payers,
                "accessibility": document.accessibility,
                "eligibility": document.eligibility,
                "open": ["now"] if is_open(document.hours, query.moment) else [],
                "accepting": [] if document.is_accepting is False else ["yes"],
            }
            seen |= {
                (name, value, document.service_id)
                for name, some in values.items()
                if self.passes(document, query, but=name)
                for value in some
            }
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for name, value, _ in seen:
            counts[name][value] += 1
        return {name: dict(counter) for name, counter in counts.items()}

    def spellings(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        found = {}
        for word in words:
            allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
            if self.corpus.stems & set(stems(word)):
                continue
            near = sorted(
                (distance, -count, other)
                for other, count in self.corpus.words.items()
                if (distance := slips(word, other)) <= allowed
            )
            if near:
                found[word] = tuple(other for _, _, other in near[:5])
        return found

    def complete(self, text: str, limit: int) -> list[tuple[UUID, str]]:
        if not split(text):
            return []
        *whole, last = split(text)
        found = []
        for service_id, documents in self.documents.items():
            name = documents[0].document.name
            held = split(name)
            if set(whole) <= set(held) and any(word.startswith(last) for word in held):
                found.append((-len(documents), fold(name), service_id, name))
        return [(service_id, name) for _, _, service_id, name in sorted(found)[:limit]]

    def wanted(self, query: Query) -> Wanted:
        return [(one.is_needed, self.corpus.meant(one)) for one in query.reading]

    def fits(self, one: Read, query: Query, wanted: Wanted) -> bool:
        """Whether a document has the words and belongs to the place."""
        needed = [alternatives for is_needed, alternatives in wanted if is_needed]
        answered = sum(self.corpus.weight(one, some) > 0 for some in needed)
        if answered < required(query, wanted):
            return False
        if query.place is None or one.document.area_codes & query.place.area_codes:
            return True
        if one.document.point is None:
            return False
        return query.radius is None or is_within(one.document, query)

    def passes(self, document: Document, query: Query, *, but: str = "") -> bool:
        youngest, oldest = document.ages or (0, math.inf)
        filters: dict[str, bool] = {
            "category": not query.categories
            or bool(document.categories & query.categories),
            "language": not query.languages
            or bool(document.languages & query.languages),
            "cost": not query.costs or bool(document.costs & query.costs),
            "payer": not query.payers or bool(document.payers & query.payers),
            "accessibility": query.accessibility <= document.accessibility,
            "eligibility": not query.eligibility
            or bool(document.eligibility & query.eligibility),
            "age": query.age is None or youngest <= query.age <= oldest,
            "accepting": not query.accepting or document.is_accepting is not False,
            "verified": not query.verified_since
            or bool(
                document.verified_on and document.verified_on >= query.verified_since
            ),
            "organization": not query.organization
            or document.organization_id == query.organization,
            "open": not query.open_at or is_open(document.hours, query.open_at),
        }
        return all(passes for name, passes in filters.items() if name != but)

    def answered(self, documents: list[Read], query: Query, wanted: Wanted) -> Answered:
        def nearness(one: Read) -> tuple[float, float]:
            miles = miles_to(one.document, query)
            score = self.score(one, query, wanted)
            return (math.inf if miles is None else miles, -score)

        ordered = sorted(documents, key=nearness)
        shown = ordered[0]
        return Answered(
            shown.document.service_id,
            [one.document for one in ordered],
            miles_to(shown.document, query),
            self.score(shown, query, wanted),
            self.serves(shown.document, query),
        )

    def serves(self, document: Document, query: Query) -> str:
        shared = document.area_codes & (
            query.place.area_codes if query.place else frozenset()
        )
        return max(shared, key=lambda c: (ranking.strength(c), c), default="")

    def key(self, row: Answered, query: Query) -> tuple[object, ...]:
        miles = math.inf if row.miles is None else row.miles
        if query.sort is Sort.NAME:
            return (fold(row.documents[0].name), row.service_id)
        if query.sort is Sort.DISTANCE and query.place:
            return (miles, -row.score, row.service_id)
        return (-row.score, miles, row.service_id)

    def score(self, one: Read, query: Query, wanted: Wanted) -> float:
        relevance = sum(self.corpus.weight(one, some) for _, some in wanted)
        if not required(query, wanted):
            relevance += 1
        document = one.document
        miles = miles_to(document, query)
        serves = self.serves(document, query)
        near = 0.0
        if miles is not None:
            near = math.exp(-miles / max(1.0, (query.radius or 50.0) / 3))
        if serves:
            near = max(near, 0.5)
        fresh = 0.0
        if document.verified_on:
            today = query.moment.astimezone(UTC).date()
            fresh = math.exp(-max(0, (today - document.verified_on).days) / 365)
        accepting = document.is_accepting
        return math.sqrt(relevance) * (
            ranking.BASE
            + ranking.NEAR * near
            + ranking.SERVES * (ranking.strength(serves) if serves else 0.0)
            + ranking.FRESH * fresh
            + ranking.ACCEPTING * (0.5 if accepting is None else float(accepting))
        )


def required(query: Query, wanted: Wanted) -> int:
    """How many of the needed groups a document must answer."""
    needed = sum(is_needed for is_needed, _ in wanted)
    return needed if query.at_least is None else min(query.at_least, needed)


def is_within(document: Document, query: Query) -> bool:
    if query.place is None or query.radius is None or document.point is None:
        return False
    # Most are far too far, and the reference takes its time; a sphere is off by less
    # than a hundredth.
    here = (query.place.latitude, query.place.longitude)
    if great_circle(here, document.point).miles > query.radius * 1.01 + 0.01:
        return False
    return miles(*here, *document.point) <= query.radius
