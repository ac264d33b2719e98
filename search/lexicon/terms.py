"""The directory's own kinds of help, found by their names in any taxonomy."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from search.language.analysis import stems, words

type Key = tuple[str, ...]

# "Food Stamps/SNAP" and "In-home care (IHSS)" are two names each.
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Named:
    """A kind of help with its names in every language."""

    pk: UUID
    names: tuple[str, ...]


class Names:
    """Kinds of help by name: forms of a word are alike, and so are languages."""

    def __init__(self, terms: Iterable[Named]) -> None:
        whole: defaultdict[Key, set[UUID]] = defaultdict(set)
        parts: defaultdict[Key, set[UUID]] = defaultdict(set)
        self.written: dict[str, set[UUID]] = defaultdict(set)
        """The terms by each of their names, and by the parts that are names too."""
        named: list[tuple[str, UUID]] = []
        for term in terms:
            for name in filter(None, term.names):
                whole[key(name)].add(term.pk)
                self.written[name].add(term.pk)
                named.extend((part, term.pk) for part in _parts(name))
        for part, pk in named:
            # A term that is called so goes before one that is only called so too.
            if key(part) not in whole:
                parts[key(part)].add(pk)
                self.written[part].add(pk)
        self._by_key = {**parts, **whole}
        self._by_key.pop((), None)

    def find(self, text: str) -> frozenset[UUID]:
        """Return the terms of this name."""
        return frozenset(self._by_key.get(key(text), ()))


@lru_cache(maxsize=20_000)
def key(text: str) -> Key:
    """Return what forms of the same name share."""
    return tuple(stems(word)[0] for word in words(text))


def _parts(name: str) -> Iterator[str]:
    inside = _IN_BRACKETS.findall(name)
    outside = _IN_BRACKETS.sub(" ", name)
    found = [*inside, *outside.split("/")] if "/" in outside else [*inside, outside]
    for part in (one.strip(" ,:") for one in found):
        if part and part != name and _is_name(part):
            yield part


def _is_name(text: str) -> bool:
    """Whether a part is a name alone: two words, or an abbreviation.

    Of "Homeless/Runaway Youth" the first half is not.
    """
    return len(words(text)) > 1 or (text.isupper() and len(text) > 1)
