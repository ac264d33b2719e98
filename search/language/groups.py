"""A question's words, each with the terms that may stand for it."""

from dataclasses import dataclass

from search.language.analysis import stems, words

# Shorter beginnings would stand for half the vocabulary.
SHORTEST_PREFIX = 3
# A whole word counts for more than a word that merely begins alike.
PREFIX_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Group:
    """One word of the question. Every group must match somewhere in a document.

    ``terms`` are alternatives with the weight of each.
    """

    word: str
    """Folded, as typed."""
    terms: tuple[tuple[str, float], ...]
    prefix: str = ""
    """Only the last word's: the beginning to try when no document holds the word."""


def groups(text: str) -> tuple[Group, ...]:
    """Return the groups of a question, each word once."""
    kept = list(dict.fromkeys(words(text)))
    last = kept[-1] if kept else ""
    return tuple(
        Group(
            word,
            tuple((term, 1.0) for term in stems(word)),
            prefix=word if word == last and len(word) >= SHORTEST_PREFIX else "",
        )
        for word in kept
    )
