"""A reading in the words of staff: which entry made what of a question."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from directory.models import TaxonomyTerm
from search.language.groups import Category
from search.language.reading import Read
from search.lexicon.compiling import lines
from search.models import LexiconEntry


@dataclass(frozen=True, slots=True)
class Shown:
    """One group of a question, with what it stands for."""

    text: str
    is_needed: bool
    is_quoted: bool
    entries: tuple[LexiconEntry, ...]
    stands_for: tuple[str, ...]
    kinds: tuple[str, ...]
    """Names of kinds of help, of this directory."""


def shown(readings: Iterable[Read]) -> tuple[Shown, ...]:
    """Return the groups of a reading; two queries, however many there are."""
    every = tuple(readings)
    said = {one.source for read in every for one in read.meanings if not one.is_named}
    entries: dict[str, list[LexiconEntry]] = {}
    for entry in LexiconEntry.objects.in_use().filter(text__in=said):
        entries.setdefault(entry.text, []).append(entry)
    kinds = {kind for read in every for kind in _kinds(read)}
    rows = TaxonomyTerm.objects.filter(pk__in=kinds).values_list("pk", "name")
    names = dict(rows)
    return tuple(_shown(read, entries, names) for read in every)


def _shown(
    read: Read, entries: dict[str, list[LexiconEntry]], names: dict[UUID, str]
) -> Shown:
    found = tuple(
        entry
        for one in read.meanings
        if not one.is_named
        for entry in entries.get(one.source, ())
    )
    means = dict.fromkeys(line for entry in found for line in lines(entry.stands_for))
    called = dict.fromkeys(names[kind] for kind in _kinds(read) if kind in names)
    return Shown(
        read.group.text,
        read.group.is_needed,
        read.is_quoted,
        found,
        tuple(means),
        tuple(called),
    )


def _kinds(read: Read) -> list[UUID]:
    return [one.term for one in read.group.alternatives if isinstance(one, Category)]
