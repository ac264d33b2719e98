"""The tree of taxonomy terms, read once and asked often."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from directory.models import TaxonomyTerm


@dataclass(frozen=True, slots=True)
class TermTree:
    """Every term's name, in both languages, and the term above it."""

    names: dict[UUID, tuple[str, ...]]
    parents: dict[UUID, UUID | None]

    @classmethod
    def read(cls) -> Self:
        """Read the whole tree with one query."""
        rows = TaxonomyTerm.objects.filter(removed_at__isnull=True).values_list(
            "pk", "parent_id", "name", "name_es"
        )
        names: dict[UUID, tuple[str, ...]] = {}
        parents: dict[UUID, UUID | None] = {}
        for pk, parent, name, name_es in rows:
            names[pk] = tuple(filter(None, (name, name_es)))
            parents[pk] = parent
        return cls(names, parents)

    def with_ancestors(self, terms: Iterable[UUID]) -> frozenset[UUID]:
        """Return the known ones of these terms and everything above them."""
        found: set[UUID] = set()
        for term in terms:
            above: UUID | None = term
            # A loop of parents, which imports do hold, ends where it began.
            while above in self.names and above not in found:
                found.add(above)
                above = self.parents[above]
        return frozenset(found)

    def words(self, terms: Iterable[UUID]) -> str:
        """Return the names of the terms as one text, the same for the same terms."""
        return " ".join(sorted(" ".join(self.names[term]) for term in terms))
