"""The lexicon of this process: made once, and made anew when somebody changed it.

Whether it was changed is two small queries, at most every ``settings.LEXICON_RECHECK``.
"""

import time
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Count, Max, Min, Sum
from django.db.models.functions import Cast, Length

from directory.models import TaxonomyTerm
from search.language.runs import Known
from search.lexicon.compiling import Written, compiled
from search.lexicon.terms import Named, Names
from search.models import LexiconEntry

type Version = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    known: Known
    version: Version
    checked_at: float
    """Seconds on the clock that only goes forward."""


class _Shelf:
    kept: _Kept | None = None


def current() -> Known:
    """Return the runs of words that mean something now."""
    kept, now = _Shelf.kept, time.monotonic()
    fresh = settings.LEXICON_RECHECK.total_seconds()
    if kept and now - kept.checked_at < fresh:
        return kept.known
    version = _version()
    known = kept.known if kept and kept.version == version else _made()
    # One assignment: threads that come at the same time make the same twice at worst.
    _Shelf.kept = _Kept(known, version, now)
    return known


def forget() -> None:
    """Look again at the next question, because something was changed here."""
    _Shelf.kept = None


def _version() -> Version:
    """Return what differs when entries, or names of kinds of help, were changed.

    Terms carry no time of change: their number, ends and the length of their names
    tell all but a letter for a letter, which waits for the next change or start.
    """
    entries = LexiconEntry.objects.aggregate(Count("pk"), Max("changed_at"))
    pk = Cast("pk", CharField())
    terms = TaxonomyTerm.objects.filter(removed_at__isnull=True).aggregate(
        Count("pk"),
        letters=Sum(Length("name") + Length("name_es")),
        first=Min(pk),
        last=Max(pk),
    )
    return (*entries.values(), *terms.values())


def _made() -> Known:
    present = TaxonomyTerm.objects.filter(removed_at__isnull=True).order_by("pk")
    rows = present.values_list("pk", "name", "name_es")
    terms = [Named(pk, tuple(names)) for pk, *names in rows]
    kinds: defaultdict[int, set[UUID]] = defaultdict(set)
    through = LexiconEntry.kinds.through.objects.values_list(
        "lexiconentry_id", "taxonomyterm_id"
    )
    for entry, term in through:
        kinds[entry].add(term)
    entries = [
        Written(text, stands_for, weight, is_needed, frozenset(kinds[pk]))
        for pk, text, stands_for, weight, is_needed in LexiconEntry.objects.in_use()
        .order_by("pk")
        .values_list("pk", "text", "stands_for", "weight", "is_needed")
    ]
    return compiled(entries, Names(terms))
