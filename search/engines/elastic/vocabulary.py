"""The words that the index holds: asked for beginnings, misspellings and names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from elasticsearch import Elasticsearch
from rapidfuzz.distance import OSA

from search.engines.elastic.mapping import AT, NAMED, TEXTS, WORDS
from search.language import Group, split, stems
from search.language.stopwords import STOP_WORDS
from search.query import Completion

# A beginning stands for this many words at most.
MOST_LONGER = 100
SHORTEST_MISSPELT = 4
# From this length on two letters may be wrong, before it one.
LONG = 8
MOST_SPELLINGS = 5
# More than are shown: the server's order is not ours.
CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words behind one alias."""

    client: Elasticsearch
    index: str

    def longer(self, group: Group) -> tuple[str, ...]:
        """Return the stems of words that begin so, when nobody holds the word."""
        if self._holds(stem for stem, _ in group.terms):
            return ()
        found = self.client.terms_enum(
            index=self.index, field=WORDS, string=group.prefix, size=MOST_LONGER
        )
        words = found["terms"]
        return tuple(sorted({stem for word in words for stem in stems(word)}))

    def spellings(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the nearest words for each that the index does not hold."""
        wanted = [word for word in words if len(word) >= SHORTEST_MISSPELT]
        if not wanted:
            return {}
        asked = {
            f"{number}": {"text": word, "term": _near(word)}
            for number, word in enumerate(wanted)
        }
        answer = self.client.search(
            index=self.index, size=0, suggest=asked, track_total_hits=False
        )["suggest"]
        return {
            word: found
            for number, word in enumerate(wanted)
            if (found := _nearest(word, answer[f"{number}"]))
        }

    def complete(self, text: str, limit: int) -> tuple[Completion, ...]:
        """Return services whose name goes on from the text."""
        *whole, last = split(text) or [""]
        if not last:
            return ()
        clauses: list[dict[str, Any]] = [
            {"term": {NAMED: word}} for word in whole if word not in STOP_WORDS
        ]
        clauses.append({"prefix": {NAMED: last}})
        answer = self.client.search(
            index=self.index,
            size=limit,
            query={"bool": {"filter": clauses}},
            sort=[{"sorted": "asc"}, {"id": "asc"}],
            source={"includes": ["name"]},
            docvalue_fields=[{"field": "id"}],
            track_total_hits=False,
        )
        return tuple(
            Completion(UUID(hit["fields"]["id"][0]), hit["_source"]["name"])
            for hit in answer["hits"]["hits"]
        )

    def zones(self) -> tuple[str, ...]:
        """Return the time zones that places keep."""
        counted = {"terms": {"field": f"{AT}.zone", "size": 1000}}
        answer = self.client.search(
            index=self.index,
            size=0,
            track_total_hits=False,
            aggs={"at": {"nested": {"path": AT}, "aggs": {"zones": counted}}},
        )
        buckets = answer["aggregations"]["at"]["zones"]["buckets"]
        return tuple(sorted(bucket["key"] for bucket in buckets))

    def _holds(self, terms: Iterable[str]) -> bool:
        wanted = sorted(set(terms))
        if not wanted:
            return False
        held = [{"terms": {field: wanted}} for field in TEXTS.values()]
        nested = {"path": AT, "score_mode": "none", "query": {"bool": {"should": held}}}
        answer = self.client.search(
            index=self.index,
            size=0,
            terminate_after=1,
            query={"nested": nested},
        )
        return int(answer["hits"]["total"]["value"]) > 0


def _near(word: str) -> dict[str, Any]:
    return {
        "field": WORDS,
        # Words that the index holds are right as they are.
        "suggest_mode": "missing",
        "max_edits": 2 if len(word) >= LONG else 1,
        "prefix_length": 0,
        "min_word_length": SHORTEST_MISSPELT,
        "max_inspections": CANDIDATES,
        "max_term_freq": 0,
        "size": CANDIDATES,
        "string_distance": "damerau_levenshtein",
    }


def _nearest(word: str, found: list[dict[str, Any]]) -> tuple[str, ...]:
    options = [option for one in found for option in one["options"]]
    most = 2 if len(word) >= LONG else 1
    near = [
        (distance, -option["freq"], option["text"])
        for option in options
        if (distance := OSA.distance(word, option["text"])) <= most
    ]
    return tuple(text for _, _, text in sorted(near)[:MOST_SPELLINGS])
