"""Questions by kind: the mix of ``networks``, and what else people ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from benchmarks import networks
from benchmarks.networks import ASKED_AT, SEED, World, common, rare, telling, world
from search.language import Category, Group, Phrase, Words, placed, stems
from search.query import Query

COMPLETIONS = 8
NOTHING = Query()

type Chance = np.random.Generator
type Making = Callable[[World, Chance, int], "Question"]


class Kind(StrEnum):
    """Kinds of questions, each measured by itself."""

    NEAR = "place and radius"
    NOWHERE = "no place"
    SEVERAL = "several words with synonyms"
    PHRASE = "a phrase"
    OPEN = "open now"
    BEGINNING = "a word half typed"
    SPELLING = "spelling"
    SUGGESTION = "suggestions"


@dataclass(frozen=True, slots=True)
class Question:
    """A query with every facet, or a text to spell or to go on from."""

    kind: Kind
    query: Query = NOTHING
    text: str = ""


def every_kind(mix: int, each: int, seed: int = SEED) -> list[Question]:
    """Return so many questions of the mix, and so many of each other kind."""
    here = world(seed)
    found = [
        Question(Kind.NEAR if query.place else Kind.NOWHERE, query)
        for query in networks.questions(mix, seed)
    ]
    for salt, maker in enumerate(MAKERS):
        chance = np.random.default_rng(seed + 11 + salt)
        found += [maker(here, chance, number) for number in range(each)]
    return found


def several(here: World, chance: Chance, number: int) -> Question:
    """Two or three needs in other words, as the lexicon reads them, and a wish."""
    needs = [_need(here, chance) for _ in range(2 + number % 2)]
    wish = Group("wish", (Words((stems(common(here, chance)),)),), is_needed=False)
    few = len(needs) - 1 if number % 3 == 0 else None
    asked = _where(here, chance, number)
    query = Query(groups=(*needs, wish), at_least=few, **asked)
    return Question(Kind.SEVERAL, query)


def phrase(here: World, chance: Chance, number: int) -> Question:
    """Two words of a kind of help side by side, or with one between them."""
    name = here.leaf_names[int(chance.integers(len(here.leaf_names)))]
    first, second = (stems(word) for _, word in placed(name))
    one = Phrase((first, second), (0, 1 + (number % 4 == 0)))
    query = Query(groups=(Group(name, (one,)),), **_where(here, chance, number))
    return Question(Kind.PHRASE, query)


def open_now(here: World, chance: Chance, number: int) -> Question:
    """What is open at the moment of asking, often with another filter."""
    narrow = networks.a_filter(here, chance) if number % 2 else {}
    asked = {**_where(here, chance, number), **narrow, "open_at": ASKED_AT}
    return Question(Kind.OPEN, Query(text=networks.a_text(here, chance), **asked))


def beginning(here: World, chance: Chance, number: int) -> Question:
    """Return a question whose last word is not whole yet."""
    word = telling(here, chance)
    text = f"{common(here, chance)} {word[: max(4, len(word) - 3)]}"
    return Question(Kind.BEGINNING, Query(text=text, **_where(here, chance, number)))


def spelling(here: World, chance: Chance, _number: int) -> Question:
    """Return a word of the directory with a slip."""
    while True:
        word = networks.mistyped(telling(here, chance), chance)
        if word not in here.words:
            return Question(Kind.SPELLING, text=word)


def suggestion(here: World, chance: Chance, number: int) -> Question:
    """The beginning of a name, from one letter on, or its word and a beginning."""
    word, second = rare(here, chance, 8000), telling(here, chance)
    texts = (
        *(word[:2], word[:4], word[:6]),
        *(second[:3], second[:1], f"{second} {word[:2]}"),
    )
    return Question(Kind.SUGGESTION, text=texts[number % len(texts)])


MAKERS: tuple[Making, ...] = (
    *(several, phrase, open_now),
    *(beginning, spelling, suggestion),
)


def _where(here: World, chance: Chance, number: int) -> dict[str, Any]:
    """Return where most questions are asked; one in eight knows no place."""
    return networks.around(here, chance, number, has_place=number % 8 != 0)


def _need(here: World, chance: Chance) -> Group:
    """Return a group as the lexicon makes them: words, a pair, a phrase, a category."""
    word, other = telling(here, chance), telling(here, chance)
    at = int(chance.integers(len(here.leaves)))
    pair = tuple(stems(one) for _, one in placed(here.leaf_names[at]))
    return Group(
        word,
        (
            Words((stems(word),)),
            Words((stems(other),), 0.8),
            Words(pair, 0.7),
            Phrase(pair, (0, 1)),
            Category(here.leaves[at][0]),
        ),
    )
