"""A question's words in groups, each with everything that may stand for it."""

from dataclasses import dataclass
from uuid import UUID

from search.language.analysis import stems, words
from search.language.stopwords import PARTICLES

# Shorter beginnings would stand for half the vocabulary.
SHORTEST_PREFIX = 3
# A whole word counts for more than a word that merely begins alike.
PREFIX_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Words:
    """A document holds all of these words, anywhere; each by any of its stems."""

    stems: tuple[tuple[str, ...], ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """A document holds these words in one field, at these distances from the first.

    Offsets count every word, stop words too: "meals on wheels" is ``(0, 2)``.
    """

    stems: tuple[tuple[str, ...], ...]
    offsets: tuple[int, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Category:
    """A document belongs to this taxonomy term, or to one below it."""

    term: UUID
    weight: float = 1.0


type Alternative = Words | Phrase | Category


@dataclass(frozen=True, slots=True)
class Group:
    """A word of the question, or some that belong together.

    A document answers a group with any of the alternatives; the best one counts.
    """

    text: str
    """Folded, as typed."""
    alternatives: tuple[Alternative, ...]
    prefix: str = ""
    """Only the last word's: the beginning to try when no document holds the word."""
    is_needed: bool = True
    """Whether a document must answer it; else it only counts for more when it does."""

    @property
    def terms(self) -> tuple[tuple[str, float], ...]:
        """The stems of single words among the alternatives, with the weight of each."""
        return tuple(
            (stem, one.weight)
            for one in self.alternatives
            if isinstance(one, Words) and len(one.stems) == 1
            for stem in one.stems[0]
        )


def groups(text: str) -> tuple[Group, ...]:
    """Return the groups of a question as plain words, each word once.

    Particles are left out, unless there is nothing else.
    """
    every = list(dict.fromkeys(words(text)))
    kept = [word for word in every if word not in PARTICLES] or every
    last = kept[-1] if kept else ""
    return tuple(
        Group(
            word,
            (Words((stems(word),)),),
            prefix=word if word == last and len(word) >= SHORTEST_PREFIX else "",
        )
        for word in kept
    )
