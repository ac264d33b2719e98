"""From entries and the names of kinds of help to runs of words that mean something."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from search.language.groups import Alternative, Category
from search.language.reading import best, expressed
from search.language.runs import Known, Meaning
from search.lexicon.terms import Names, key

# Words that are only related count for less than half of those that mean the same.
RELATED = 0.4
RELATED_MARK = "~"
# Names that are also everyday words ("Work", "Money") mean the kind of help alone.
KIND_MARK = "="
MARKS = {RELATED_MARK, KIND_MARK}

type Meant = Callable[..., tuple[Alternative, ...]]


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as staff wrote it."""

    text: str
    stands_for: str = ""
    weight: float = 1.0
    is_needed: bool = True
    kinds: frozenset[UUID] = frozenset()


def compiled(entries: Iterable[Written], names: Names) -> Known:
    """Return every run that means something in this directory."""
    known = Known()

    # Entries that mean the same say so in the same words.
    @cache
    def meant(
        stands_for: str, weight: float, kinds: frozenset[UUID]
    ) -> tuple[Alternative, ...]:
        found: list[Alternative] = [Category(kind, weight) for kind in sorted(kinds)]
        for line in lines(stands_for):
            found += _line(line, weight, names)
        return best(found)

    written = list(entries)
    for entry in written:
        means = meant(entry.stands_for, entry.weight, entry.kinds)
        if itself := names.find(entry.text):
            means = best((*map(Category, sorted(itself)), *means))
        known.add(entry.text, Meaning(means, entry.is_needed, source=entry.text))
    for text, meanings in _expressions(written, meant).items():
        for meaning in meanings:
            known.add(text, meaning)
    for name, terms in names.written.items():
        known.add(
            name,
            Meaning(
                tuple(Category(term) for term in sorted(terms)),
                is_named=True,
                source=name,
            ),
        )
    return known


def _expressions(entries: Sequence[Written], meant: Meant) -> dict[str, list[Meaning]]:
    """Return what listings call things, for whoever asks in their words.

    "Home Delivered Meals" is a kind of help in one directory and in another is not.
    """
    said = {key(entry.text) for entry in entries}
    found: defaultdict[str, list[Meaning]] = defaultdict(list)
    blocks = {
        (entry.stands_for, entry.weight, entry.kinds): entry.is_needed
        for entry in entries
    }
    for (stands_for, *how), is_needed in blocks.items():
        for line in lines(stands_for):
            name = key(line)
            if line[0] in MARKS or len(name) < 2 or name in said:
                continue
            alternatives = meant(stands_for, *how)
            found[line].append(Meaning(alternatives, is_needed, source=line))
    return found


def lines(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line for line in map(str.strip, text.splitlines()) if line]


def _line(line: str, weight: float, names: Names) -> list[Alternative]:
    if line.startswith(RELATED_MARK):
        line, weight = line.removeprefix(RELATED_MARK).strip(), weight * RELATED
    is_name = line.startswith(KIND_MARK)
    line = line.removeprefix(KIND_MARK)
    kinds: list[Alternative] = [
        Category(term, weight) for term in sorted(names.find(line))
    ]
    return kinds if is_name else [*kinds, *expressed(line, weight)]
