"""What is tried when a question finds nothing, in the order of search.md.

Spelling first, then quoted words apart, then any of the words, then the nearest beyond
the radius. Every step says what it did, and every step still obeys the filters.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search import lexicon
from search.engines import Engine
from search.language import split
from search.language.reading import without_quotes
from search.query import Found, Query, Sort

NEAREST = 5
"""How many are shown from beyond the radius."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and how far from the question it lies."""

    query: Query
    """What was answered in the end."""
    found: Found
    spelling: str = ""
    """The text as it was read; empty: as typed."""
    is_any_word: bool = False
    """Only some of the words had to be there."""
    is_unquoted: bool = False
    """Nothing has the quoted words side by side; they were looked for apart."""
    beyond: float | None = None
    """Miles of the radius that held nothing; ``query.radius`` is what was needed."""
    meant: str = ""
    """Another spelling, of words that the typed answer was found without."""

    @property
    def is_wanting(self) -> bool:
        """Whether nothing has all that was asked, however it is spelt."""
        return self.is_any_word or self.is_unquoted or not self.found.total


def answer(query: Query, engine: Engine) -> Answer:
    """Answer a question, wider than it was put where it would find nothing.

    Raises:
        SearchUnavailableError: the engine cannot answer now.
    """
    found = engine.search(query)
    if found.total:
        # Whoever is still typing the last word has not misspelt it.
        return Answer(query, found, meant=_corrected(query, engine, but_last=True))
    spelling = _corrected(query, engine)
    for wider in _wider(query, spelling, engine):
        found = engine.search(wider.query)
        if found.total:
            return replace(wider, found=found)
    return Answer(query, found)


def _wider(query: Query, spelling: str, engine: Engine) -> Iterator[Answer]:
    nothing = Found((), 0)
    respelt = _read_as(query, spelling) if spelling else query
    base = Answer(respelt, nothing, spelling=spelling)
    if spelling:
        yield base
    # What was respelt has lost its quotation marks already.
    apart = "" if spelling else without_quotes(query.text)
    if apart:
        respelt = _read_as(query, apart)
        base = replace(base, query=respelt, is_unquoted=True)
        yield base
    any_word = base
    needed = sum(group.is_needed for group in respelt.reading)
    for least in range(needed - 1, 0, -1):
        any_word = replace(
            base, query=replace(respelt, at_least=least), is_any_word=True
        )
        yield any_word
    # All of the words far away say more than some of them.
    for near in dict.fromkeys((base.query, any_word.query)):
        beyond = _beyond(near, engine)
        if beyond:
            yield replace(
                base,
                query=beyond,
                is_any_word=near.at_least is not None,
                beyond=query.radius,
            )


def _read_as(query: Query, text: str) -> Query:
    return replace(query, text=text, groups=lexicon.read(text))


def _beyond(query: Query, engine: Engine) -> Query | None:
    """The question with a radius that just holds the nearest answers."""
    if query.place is None or query.radius is None:
        return None
    nearest = engine.search(
        replace(query, radius=None, sort=Sort.DISTANCE, page=1, per_page=NEAREST)
    )
    away = [hit.distance for hit in nearest.hits if hit.distance is not None]
    if not away:
        return None
    return replace(query, radius=float(math.ceil(max(away))))


def _corrected(query: Query, engine: Engine, *, but_last: bool = False) -> str:
    """The text with every unknown word spelt as the nearest known one; or nothing.

    What the lexicon knows, or stands in quotation marks, is meant as it is written.
    """
    if not query.text:
        return ""
    alone = [
        one.group
        for one in lexicon.explain(query.text)
        if not one.meanings and not one.is_quoted
    ]
    asked = [
        group.text
        for group in alone
        if " " not in group.text and not group.text.isdigit()
        if not (but_last and group.prefix)
    ]
    near = engine.spellings(asked) if asked else {}
    better = {word: near[word][0] for word in asked if near.get(word)}
    if not better:
        return ""
    return " ".join(better.get(word, word) for word in split(query.text))
