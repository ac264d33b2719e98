"""Words, phrases, categories and BM25 as the twin counts them: document by document."""

import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from search import ranking
from search.documents import Document
from search.language import Category, Group, Phrase, Words, placed, stems
from search.language.groups import PREFIX_WEIGHT, Alternative
from search.ranking import MOST_BEGINNINGS, Field


class Read:
    """A document with its words, read once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words: set[str] = set()
        self.lengths: Counter[int] = Counter()
        self.spots: dict[str, list[tuple[int, int]]] = {}
        """For each stem every field and place where it stands."""
        for field, text in enumerate(document.texts):
            for place, word in placed(text):
                self.words.add(word)
                self.lengths[field] += 1
                for stem in stems(word):
                    self.spots.setdefault(stem, []).append((field, place))


@dataclass(frozen=True)
class Corpus:
    """Everything that is listed, at one moment."""

    documents: Collection[Read]

    @cached_property
    def words(self) -> Counter[str]:
        """How many documents hold each word as written."""
        return Counter(word for one in self.documents for word in one.words)

    @cached_property
    def stems(self) -> set[str]:
        return {stem for one in self.documents for stem in one.spots}

    @cached_property
    def _holders(self) -> Counter[tuple[int, str]]:
        return Counter(
            (field, stem)
            for one in self.documents
            for stem, spots in one.spots.items()
            for field in {field for field, _ in spots}
        )

    @cached_property
    def _lengths(self) -> dict[int, list[int]]:
        return {
            field: [one.lengths[field] for one in self.documents if one.lengths[field]]
            for field in Field
        }

    @cached_property
    def _averages(self) -> dict[int, float]:
        return {
            field: sum(some) / len(some)
            for field, some in self._lengths.items()
            if some
        }

    @cached_property
    def _belonging(self) -> Counter[object]:
        return Counter(
            term for one in self.documents for term in one.document.categories
        )

    def bm25(self, one: Read, stem: str) -> float:
        """Lucene's BM25 of one stem, summed over the weighted fields."""
        total = 0.0
        for field, count in Counter(field for field, _ in one.spots[stem]).items():
            holders = self._holders[field, stem]
            idf = _idf(len(self._lengths[field]), holders)
            part = one.lengths[field] / self._averages[field]
            k1, b = ranking.K1, ranking.B
            damped = count / (count + k1 * (1 - b + b * part))
            total += ranking.FIELD_WEIGHTS[Field(field)] * idf * damped
        return total

    def meant(self, group: Group) -> list[Alternative]:
        """All that may stand for a group; beginnings when nobody holds the word."""
        every = list(group.alternatives)
        if group.prefix and not self.stems & {stem for stem, _ in group.terms}:
            longer = [word for word in self.words if word.startswith(group.prefix)]
            longer.sort(key=lambda word: (-self.words[word], word))
            every += [
                Words(((stem,),), PREFIX_WEIGHT)
                for word in longer[:MOST_BEGINNINGS]
                for stem in stems(word)
            ]
        return every

    def weight(self, one: Read, alternatives: Iterable[Alternative]) -> float:
        """What a document's answer to a group weighs; 0: it does not answer."""
        return max(
            (alt.weight * self._says(one, alt) for alt in alternatives), default=0.0
        )

    def _says(self, one: Read, alternative: Alternative) -> float:
        if isinstance(alternative, Category):
            if alternative.term not in one.document.categories:
                return 0.0
            idf = _idf(len(self.documents), self._belonging[alternative.term])
            return ranking.FIELD_WEIGHTS[Field.TERMS] * idf / (1 + ranking.K1)
        held = [[s for s in choices if s in one.spots] for choices in alternative.stems]
        if not all(held):
            return 0.0
        if isinstance(alternative, Phrase) and not _is_phrase(one, alternative):
            return 0.0
        return sum(max(self.bm25(one, stem) for stem in some) for some in held)


def _idf(documents: int, holders: int) -> float:
    return math.log(1 + (documents - holders + 0.5) / (holders + 0.5))


def _is_phrase(one: Read, phrase: Phrase) -> bool:
    def spots(choices: tuple[str, ...]) -> set[tuple[int, int]]:
        return {spot for stem in choices for spot in one.spots.get(stem, ())}

    return any(
        all(
            (field, place + offset) in spots(choices)
            for choices, offset in zip(phrase.stems, phrase.offsets, strict=True)
        )
        for field, place in spots(phrase.stems[0])
    )


def slips(one: str, other: str) -> int:
    """Optimal string alignment: letters put in, left out, changed, or changed over."""
    rows = [
        [i + j if not i * j else 0 for j in range(len(other) + 1)]
        for i in range(len(one) + 1)
    ]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1,
                rows[i][j - 1] + 1,
                rows[i - 1][j - 1] + (one[i - 1] != other[j - 1]),
            )
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]
