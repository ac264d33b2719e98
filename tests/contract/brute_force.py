"""What an engine must answer, worked out document by document in plain Python.

Shares with the engines the words' analysis and the weights, and nothing else: no
numpy, no index, distances by geographiclib through geopy.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from geopy.distance import geodesic

from search import language, ranking
from search.documents import Document, Hours
from search.language import fold, groups, stems
from search.language.groups import PREFIX_WEIGHT, Group
from search.query import Query, Sort

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the local clock's

words = cache(language.words)


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
    return float(geodesic(here, document.point).miles)


@dataclass
class Answered:
    """One service with all its documents that answer, the shown one first."""

    service_id: UUID
    documents: list[Document]
    miles: float | None
    score: float
    serves: str


@dataclass
class BruteForce:
    """A directory in a dict, searched by looking at everything."""

    documents: dict[UUID, list[Document]] = field(default_factory=dict)
    vocabulary: set[str] = field(default_factory=set)
    """Words as written since everything was last indexed anew."""

    def put(self, service_ids: Iterable[UUID], documents: Iterable[Document]) -> None:
        for service_id in service_ids:
            self.documents.pop(service_id, None)
        for document in documents:
            self.documents.setdefault(document.service_id, []).append(document)
            self.vocabulary.update(w for text in document.texts for w in words(text))

    def everything(self) -> Iterator[Document]:
        for documents in self.documents.values():
            yield from documents

    def answers(self, query: Query) -> list[Answered]:
        """Every service that answers, in the order asked for."""
        wanted = [self.alternatives(group) for group in groups(query.text)]
        found: dict[UUID, list[Document]] = {}
        for document in self.everything():
            if self.fits(document, query, wanted) and self.passes(document, query):
                found.setdefault(document.service_id, []).append(document)
        rows = [self.answered(some, query, wanted) for some in found.values()]
        return sorted(rows, key=lambda row: self.key(row, query))

    def facets(self, query: Query) -> dict[str, dict[str, int]]:
        wanted = [self.alternatives(group) for group in groups(query.text)]
        seen: set[tuple[str, str, UUID]] = set()
        for document in self.everything():
            if not self.fits(document, query, wanted):
                continue
            opened = ["now"] if is_open(document.hours, query.moment) else []
            values = {
                "category": map(str, document.categories),
                "language": document.languages,
                "cost": map(str, document.costs),
                "open": opened,
            }
            seen |= {
                (name, value, document.service_id)
                for name, some in values.items()
                if self.passes(document, query, but=name)
                for value in some
            }
        counts: dict[str, Counter[str]] = {
            name: Counter() for name in ("category", "language", "cost", "open")
        }
        for name, value, _ in seen:
            counts[name][value] += 1
        return {name: dict(counter) for name, counter in counts.items()}

    def fits(
        self, document: Document, query: Query, wanted: list[dict[str, float]]
    ) -> bool:
        """Whether a document has the words and belongs to the place."""
        terms = self.terms(document)
        if not all(terms & alternatives.keys() for alternatives in wanted):
            return False
        if query.place is None:
            return True
        if document.area_codes & query.place.area_codes:
            return True
        miles = miles_to(document, query)
        if miles is None:
            return False
        return query.radius is None or miles <= query.radius

    def passes(self, document: Document, query: Query, *, but: str = "") -> bool:
        filters: dict[str, tuple[object, object]] = {
            "category": (query.categories, document.categories & query.categories),
            "language": (query.languages, document.languages & query.languages),
            "cost": (query.costs, document.costs & query.costs),
            "open": (
                query.open_at,
                query.open_at and is_open(document.hours, query.open_at),
            ),
        }
        return all(
            not asked or bool(kept)
            for name, (asked, kept) in filters.items()
            if name != but
        )

    def terms(self, document: Document) -> set[str]:
        return {
            stem for text in document.texts for w in words(text) for stem in stems(w)
        }

    def alternatives(self, group: Group) -> dict[str, float]:
        """Terms for a word; those of longer words when nobody holds the word."""
        terms = dict(group.terms)
        held = any(self.terms(one) & terms.keys() for one in self.everything())
        if held or not group.prefix:
            return terms
        longer = [w for w in self.vocabulary if w.startswith(group.prefix)]
        return {stem: PREFIX_WEIGHT for word in longer for stem in stems(word)}

    def answered(
        self, documents: list[Document], query: Query, wanted: list[dict[str, float]]
    ) -> Answered:
        def nearness(document: Document) -> tuple[float, float]:
            miles = miles_to(document, query)
            score = self.score(document, query, wanted)
            return (math.inf if miles is None else miles, -score)

        ordered = sorted(documents, key=nearness)
        shown = ordered[0]
        return Answered(
            shown.service_id,
            ordered,
            miles_to(shown, query),
            self.score(shown, query, wanted),
            self.serves(shown, query),
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

    def score(
        self, document: Document, query: Query, wanted: list[dict[str, float]]
    ) -> float:
        relevance = 1.0
        if wanted:
            relevance = sum(
                max(w * self.bm25(document, term) for term, w in alternatives.items())
                for alternatives in wanted
            )
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

    def bm25(self, document: Document, term: str) -> float:
        """Lucene's BM25 of one term, summed over the weighted fields."""
        total = 0.0
        everything = list(self.everything())
        for at, weight in ranking.FIELD_WEIGHTS.items():
            lengths = [len(words(one.texts[at])) for one in everything]
            having = [length for length in lengths if length]
            counts = Counter(s for w in words(document.texts[at]) for s in stems(w))
            if not counts[term]:
                continue
            holders = sum(
                any(term in stems(w) for w in words(one.texts[at]))
                for one in everything
            )
            idf = math.log(1 + (len(having) - holders + 0.5) / (holders + 0.5))
            part = len(words(document.texts[at])) / (sum(having) / len(having))
            k1, b = ranking.K1, ranking.B
            total += (
                weight * idf * counts[term] / (counts[term] + k1 * (1 - b + b * part))
            )
        return total
