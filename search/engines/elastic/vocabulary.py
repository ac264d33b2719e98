"""The words that the index holds: asked for beginnings, misspellings and names."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from elasticsearch import Elasticsearch
from rapidfuzz.distance import OSA

from search.engines.elastic.client import refusal
from search.engines.elastic.mapping import AT, NAMED, TEXTS, WORDS
from search.language import Group, split, stems
from search.query import Completion
from search.ranking import MOST_BEGINNINGS

# Of more words that begin so, the first ones are looked at.
MOST_LOOKED_AT = 200
SHORTEST_MISSPELT = 4
# From this length on two letters may be wrong, before it one.
LONG = 8
MOST_SPELLINGS = 5
# More than are shown: the server's order is not ours.
CANDIDATES = 100
_FIELDS = tuple(TEXTS.values())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words behind one alias."""

    client: Elasticsearch
    index: str

    def longer(self, group: Group) -> tuple[str, ...]:
        """Return the stems of words that begin so, when nobody holds the word."""
        (is_held,) = self._held([{stem for stem, _ in group.terms}])
        if is_held:
            return ()
        found = self.client.terms_enum(
            index=self.index, field=WORDS, string=group.prefix, size=MOST_LOOKED_AT
        )
        words = self._most_frequent(found["terms"])
        return tuple(sorted({stem for word in words for stem in stems(word)}))

    def spellings(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the nearest words for each that the index does not hold."""
        long = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST_MISSPELT]
        held = self._held([set(stems(word)) for word in long])
        wanted = [word for word, is_held in zip(long, held, strict=True) if not is_held]
        if not wanted:
            return {}
        asked = {
            f"{number}": {"text": word, "term": _near(word)}
            for number, word in enumerate(wanted)
        }
        answer = self.client.search(
            index=self.index, size=0, suggest=asked, track_total_hits=False
        )["suggest"]
        near = {
            word: _near_enough(word, answer[f"{number}"])
            for number, word in enumerate(wanted)
        }
        # The server suggests words of deleted listings as well, until it merges.
        living = self._places({text for one in near.values() for text in one})
        return {
            word: found
            for word, distances in near.items()
            if (found := _nearest(distances, living))
        }

    def complete(self, text: str, limit: int) -> tuple[Completion, ...]:
        """Return services whose name goes on from the text, the best known first."""
        *whole, last = split(text) or [""]
        if not last:
            return ()
        clauses: list[dict[str, Any]] = [{"term": {NAMED: word}} for word in whole]
        clauses.append({"prefix": {NAMED: last}})
        answer = self.client.search(
            index=self.index,
            size=limit,
            query={"bool": {"filter": clauses}},
            sort=[{"places": "desc"}, {"sorted": "asc"}, {"id": "asc"}],
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

    def _held(self, words: Sequence[set[str]]) -> list[bool]:
        """Return for each set of stems whether anybody holds one of them."""
        return [
            bool(count)
            for count in self._counts(
                [
                    {"bool": {"should": [_any_of(field, one) for field in _FIELDS]}}
                    for one in words
                ],
                at_most=1,
            )
        ]

    def _places(self, words: Collection[str]) -> dict[str, int]:
        """Return how many places hold each word now."""
        if not words:
            return {}
        each = {word: {"term": {WORDS: word}} for word in words}
        counted = {"words": {"filters": {"filters": each}}}
        answer = self.client.search(
            index=self.index,
            size=0,
            track_total_hits=False,
            aggs={"at": {"nested": {"path": AT}, "aggs": counted}},
        )
        buckets = answer["aggregations"]["at"]["words"]["buckets"]
        return {word: int(bucket["doc_count"]) for word, bucket in buckets.items()}

    def _most_frequent(self, words: Sequence[str]) -> list[str]:
        if len(words) <= MOST_BEGINNINGS:
            return list(words)
        counts = self._counts([{"term": {WORDS: word}} for word in words])
        ordered = sorted(
            (-count, word) for count, word in zip(counts, words, strict=True)
        )
        return [word for _, word in ordered[:MOST_BEGINNINGS]]

    def _counts(
        self, clauses: Sequence[dict[str, Any]], *, at_most: int | None = None
    ) -> list[int]:
        """Return how many services answer each clause, all with one request."""
        if not clauses:
            return []
        lines: list[dict[str, Any]] = []
        for clause in clauses:
            nested = {"path": AT, "score_mode": "none", "query": clause}
            body = {"size": 0, "track_total_hits": True, "query": {"nested": nested}}
            lines += [{}, body | ({"terminate_after": at_most} if at_most else {})]
        answer = self.client.msearch(index=self.index, searches=lines)
        return [_total(one) for one in answer["responses"]]


def _total(answer: dict[str, Any]) -> int:
    if "error" in answer:
        raise refusal(answer["status"], answer["error"]["type"])
    return int(answer["hits"]["total"]["value"])


def _any_of(field: str, stems: set[str]) -> dict[str, Any]:
    return {"terms": {field: sorted(stems)}}


def _near(word: str) -> dict[str, Any]:
    return {
        "field": WORDS,
        "suggest_mode": "always",
        "max_edits": 2 if len(word) >= LONG else 1,
        "prefix_length": 0,
        "min_word_length": SHORTEST_MISSPELT,
        "max_inspections": 10 * CANDIDATES,
        "size": CANDIDATES,
        "string_distance": "damerau_levenshtein",
    }


def _near_enough(word: str, found: list[dict[str, Any]]) -> dict[str, int]:
    """Return how far each suggested word is, of those that are near enough."""
    most = 2 if len(word) >= LONG else 1
    options = [option["text"] for one in found for option in one["options"]]
    distances = {text: OSA.distance(word, text) for text in options}
    return {text: away for text, away in distances.items() if away <= most}


def _nearest(distances: dict[str, int], living: dict[str, int]) -> tuple[str, ...]:
    """Return the words that somebody holds: the nearest, then the most frequent."""
    held = [text for text in distances if living[text]]
    held.sort(key=lambda text: (distances[text], -living[text], text))
    return tuple(held[:MOST_SPELLINGS])
