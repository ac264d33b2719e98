"""Reading a question: quoted phrases, runs that mean something, and plain words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from search.language.analysis import placed, split, stems
from search.language.groups import (
    SHORTEST_PREFIX,
    Alternative,
    Category,
    Group,
    Phrase,
    Words,
)
from search.language.runs import Known, Meaning, Token
from search.language.stopwords import PARTICLES, WEAK_WORDS

# More groups than anybody means; a pasted page must not become a thousand look-ups.
MOST_GROUPS = 16
# The same words anywhere in a listing say less than side by side.
APART = 0.7
# What a word counts for that says little, and one that says for whom, where something
# else says what.
LITTLE = 0.3
BESIDE = 0.5
# From so many words on a question is a sentence: its unknown words are company for
# the needs that are known in it, not needs of their own.
SENTENCE = 6

# Names of agencies are seldom longer.
LONGEST_NAME = 6

_QUOTED = re.compile(
    r"[\"\u201c\u201d\u201e]([^\"\u201c\u201d\u201e]*)[\"\u201c\u201d]"
    r"|\u00ab([^\u00ab\u00bb]*)\u00bb"
    r"|(?<!\w)['\u2018]([^'\u2018\u2019]+ [^'\u2018\u2019]+)['\u2019](?!\w)"
)
# "w/o insurance" and "w/ kids", before the slash is lost.
_WITHOUT = re.compile(r"\bw/o\b", re.IGNORECASE)
_WITH = re.compile(r"\bw/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """One group of a question, with the entries that it was read by."""

    group: Group
    meanings: tuple[Meaning, ...] = ()
    is_weak: bool = False
    """Whether its words carry little anywhere, so that it yields to any other."""
    is_quoted: bool = False


def read(text: str, known: Known) -> tuple[Read, ...]:
    """Return the groups of a question, each once; of the first words, if it is long."""
    found: dict[tuple[str, bool], Read] = {}
    for one in _pieces(_WITH.sub(" ", _WITHOUT.sub("without ", text)), known):
        found.setdefault((one.group.text, one.is_quoted), one)
    kept = _without_particles(list(found.values()))[:MOST_GROUPS]
    weighed = tuple(_weighed(kept, words=len(placed(text))))
    return (*weighed, *_whole(text, weighed))


def without_quotes(text: str) -> str:
    """Return a question with its quoted words as plain ones; empty: it quotes none.

    A single word in quotation marks is meant as it is written, not side by side.
    """
    quoted = [" ".join(filter(None, one.groups())) for one in _QUOTED.finditer(text)]
    if not any(len(split(one)) > 1 for one in quoted):
        return ""
    return _QUOTED.sub(lambda one: " ".join(filter(None, one.groups())), text)


def _pieces(text: str, known: Known) -> Iterator[Read]:
    after = 0
    for quote in _QUOTED.finditer(text):
        yield from _plain(text[after : quote.start()], known, is_last=False)
        said = next(part for part in quote.groups() if part is not None)
        yield from _quoted(said)
        after = quote.end()
    yield from _plain(text[after:], known, is_last=True)
    if not placed(text):
        yield from _only_stop_words(text)


def _quoted(text: str) -> Iterator[Read]:
    found = placed(text)
    if found:
        typed = " ".join(split(text))
        yield Read(Group(typed, (_side_by_side(found),)), is_quoted=True)


def _only_stop_words(text: str) -> Iterator[Read]:
    for word in split(text):
        yield Read(Group(word, (Words((stems(word),)),)), is_weak=True)


def _plain(text: str, known: Known, *, is_last: bool) -> Iterator[Read]:
    every, tokens = split(text), Token.all_of(text)
    at = 0
    while at < len(tokens):
        end, meanings = known.longest(tokens, at)
        run = tokens[at : max(end, at + 1)]
        at += len(run)
        typed = " ".join(every[run[0].place : run[-1].place + 1])
        ends_here = len(run) == 1 and run[0].place == len(every) - 1
        prefix = typed if is_last and ends_here else ""
        yield Read(
            Group(
                typed,
                _alternatives(run, meanings),
                prefix=prefix if len(prefix) >= SHORTEST_PREFIX else "",
                is_needed=_is_needed(meanings),
            ),
            meanings,
            is_weak=all(one.is_named for one in meanings)
            and len(run) == 1
            and _is_weak(run[0].word),
        )


def _is_needed(meanings: Sequence[Meaning]) -> bool:
    # What somebody wrote of a word goes before its being a term's name as well.
    written = [one for one in meanings if not one.is_named] or meanings
    return not written or any(one.is_needed for one in written)


def _is_weak(word: str) -> bool:
    # A number is an age, a ZIP or a house: it says where or who, not what.
    return word in WEAK_WORDS or word in PARTICLES or word.isdigit()


def _alternatives(
    run: Sequence[Token], meanings: Sequence[Meaning]
) -> tuple[Alternative, ...]:
    choices = tuple(token.stems for token in run)
    literal: list[Alternative] = [Words(choices)]
    if len(run) > 1:
        offsets = tuple(token.place - run[0].place for token in run)
        literal = [Phrase(choices, offsets)]
        if not any(_is_weak(token.word) for token in run):
            literal.append(Words(choices, APART))
    return best((*literal, *(alt for one in meanings for alt in one.alternatives)))


def best(alternatives: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """Return each alternative once, with the greatest of its weights."""
    found: dict[object, Alternative] = {}
    for one in alternatives:
        known = found.setdefault(_said(one), one)
        if one.weight > known.weight:
            found[_said(one)] = one
    return tuple(found.values())


def _said(one: Alternative) -> object:
    """Return what an alternative looks for, whatever it weighs."""
    match one:
        case Words():
            return one.stems
        case Phrase():
            return one.stems, one.offsets
        case Category():
            return one.term


@lru_cache(maxsize=20_000)
def expressed(text: str, weight: float) -> tuple[Alternative, ...]:
    """Return how listings that use this expression are found.

    Two words stand side by side: apart they mean something else ("open every day",
    "care"). From three on they may also stand apart, for less.
    """
    found = placed(text)
    if not found:
        return ()
    if len(found) == 1:
        return (Words((stems(found[0][1]),), weight),)
    phrase = _side_by_side(found, weight)
    if len(found) < 3 or any(_is_weak(word) for _, word in found):
        return (phrase,)
    return phrase, Words(phrase.stems, weight * APART)


def _side_by_side(
    found: Sequence[tuple[int, str]], weight: float = 1.0
) -> Words | Phrase:
    choices = tuple(stems(word) for _, word in found)
    if len(found) == 1:
        return Words(choices, weight)
    first = found[0][0]
    return Phrase(choices, tuple(place - first for place, _ in found), weight)


def _without_particles(found: list[Read]) -> list[Read]:
    telling = [
        one for one in found if not (one.is_weak and one.group.text in PARTICLES)
    ]
    return telling or found


def _weighed(found: Sequence[Read], *, words: int) -> Iterator[Read]:
    """Say of each group whether it is needed: some are, unless nothing was asked."""
    needed = [one for one in found if not one.is_weak and one.group.is_needed]
    strong = needed or [one for one in found if not one.is_weak] or list(found)
    if words >= SENTENCE and any(one.meanings or one.is_quoted for one in strong):
        strong = [one for one in strong if one.meanings or one.is_quoted]
    for one in found:
        group = replace(one.group, is_needed=one in strong)
        if not group.is_needed:
            less = LITTLE if one.is_weak else BESIDE
            group = replace(group, alternatives=_lessened(group.alternatives, less))
        yield replace(one, group=group)


def _whole(text: str, found: Sequence[Read]) -> Iterator[Read]:
    """Let a listing go higher that holds the whole question: it may be its name."""
    said = placed(text)
    is_short = 1 < len(said) <= LONGEST_NAME
    if len(found) > 1 and is_short and not any(one.is_quoted for one in found):
        typed = " ".join(split(text))
        yield Read(Group(typed, (_side_by_side(said),), is_needed=False))


def _lessened(
    alternatives: Sequence[Alternative], less: float
) -> tuple[Alternative, ...]:
    return tuple(replace(one, weight=one.weight * less) for one in alternatives)
