"""Runs of words that mean something, and finding the longest of them in a question."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from search.language.alike import LIKENESS, SHORT_FORMS
from search.language.analysis import fold, placed, stems
from search.language.groups import Alternative

type Keys = tuple[tuple[str, ...], ...]

# Longer runs are sentences; nobody types them twice.
LONGEST_RUN = 8
# Shorter halves run together make other words: "car" and "e".
SHORTEST_HALF = 3


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What a run of words stands for, besides itself. Each is its own."""

    alternatives: tuple[Alternative, ...]
    is_needed: bool = True
    """Whether an answer must have it, when it is asked together with something else."""
    is_named: bool = False
    """Whether it is only the name of a taxonomy term, and nobody's entry."""
    source: str = ""
    """The entry's own text, for those who look after the words."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a question that is not a stop word."""

    word: str
    """Folded, as typed."""
    place: int
    """Among all words of the question, stop words too."""
    stems: tuple[str, ...]
    """Its own and those of what it is short for."""

    @classmethod
    def all_of(cls, text: str) -> list[Self]:
        """Return the words of a text that is not quoted."""
        return [cls(word, place, _stems(word)) for place, word in placed(text)]


@dataclass(slots=True)
class _Node:
    after: dict[str, "_Node"] = field(default_factory=dict)
    meanings: list[Meaning] = field(default_factory=list)


class Known:
    """Every run of words that means something, held by the stems of its words.

    Words are alike when they share a stem. Those written in capitals (AIDS, SNAP) are
    names: they are known as written only. In runs of several words relatives stand for
    one another ("watch mom", "watch dad").
    """

    def __init__(self) -> None:
        self._root = _Node()
        self.words: set[str] = set()
        """Every word that some run holds, folded."""

    def add(self, text: str, meaning: Meaning) -> None:
        """Let this run of words mean this too; text without words means nothing."""
        found, paths = _paths(text)
        self.words.update(found)
        for keys in paths:
            self._put(keys, meaning)

    def _put(self, keys: Keys, meaning: Meaning) -> None:
        ends = [self._root]
        for choices in keys:
            ends = [
                node.after.setdefault(key, _Node()) for node in ends for key in choices
            ]
        for node in ends:
            node.meanings.append(meaning)

    def longest(
        self, tokens: Sequence[Token], start: int
    ) -> tuple[int, tuple[Meaning, ...]]:
        """Return where the longest run from this word ends, and what it means.

        It ends where it starts when nothing is known.
        """
        nodes, end = [self._root], start
        meanings: tuple[Meaning, ...] = ()
        for at in range(start, min(len(tokens), start + LONGEST_RUN)):
            keys = _asked_keys(tokens[at])
            nodes = [
                node.after[key] for node in nodes for key in keys & node.after.keys()
            ]
            if not nodes:
                break
            if here := [one for node in nodes for one in node.meanings]:
                end, meanings = at + 1, _nearest(here, tokens[start : at + 1])
        if end - start < 2:
            return self._written_apart(tokens, start) or (end, meanings)
        return end, meanings

    def _written_apart(
        self, tokens: Sequence[Token], start: int
    ) -> tuple[int, tuple[Meaning, ...]] | None:
        """Look for one known word that was written as two: "care giver"."""
        two = tokens[start : start + 2]
        if len(two) < 2 or two[1].place != two[0].place + 1:
            return None
        joined = two[0].word + two[1].word
        if joined not in self.words:
            return None
        found = [
            one
            for stem in (*stems(joined), f"={joined}")
            if stem in self._root.after
            for one in self._root.after[stem].meanings
        ]
        return (start + 2, tuple(dict.fromkeys(found))) if found else None


def _nearest(
    meanings: Sequence[Meaning], tokens: Sequence[Token]
) -> tuple[Meaning, ...]:
    """Return what is meant by the most similar of the entries, and by any name.

    Stems of other words may be alike ("solar", "sola"); whoever writes the very word
    means its entry.
    """
    typed = [token.word for token in tokens]
    alike = {
        one: sum(a == b for a, b in zip(_paths(one.source)[0], typed, strict=False))
        for one in meanings
        if not one.is_named
    }
    most = max(alike.values(), default=0)
    kept = [one for one in meanings if one.is_named or alike[one] == most]
    return tuple(dict.fromkeys(kept))


def _stems(word: str) -> tuple[str, ...]:
    meant = SHORT_FORMS.get(word, word)
    return tuple(dict.fromkeys((*stems(word), *stems(meant))))


@lru_cache(maxsize=20_000)
def _paths(text: str) -> tuple[tuple[str, ...], tuple[Keys, ...]]:
    """Return the words of an entry's text, and by which keys they are found."""
    names = {fold(word) for word in text.split() if word.isupper() and word[1:]}
    found = tuple(word for _, word in placed(text))[:LONGEST_RUN]
    if not found:
        return (), ()
    paths = [tuple(_entry_keys(word, names, len(found)) for word in found)]
    if len(found) == 2 and all(len(word) >= SHORTEST_HALF for word in found):
        paths.append((stems("".join(found)),))
    return found, tuple(paths)


def _entry_keys(word: str, names: set[str], length: int) -> tuple[str, ...]:
    if word in names:
        return (f"={word}",)
    alike = (LIKENESS[word],) if length > 1 and word in LIKENESS else ()
    return (*stems(word), *alike)


def _asked_keys(token: Token) -> set[str]:
    alike = {LIKENESS[token.word]} if token.word in LIKENESS else set()
    return {*token.stems, f"={token.word}", *alike}
