"""What staff do with words: keep an entry, and deal with questions asked in vain."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from search.lexicon.keeping import forget
from search.lexicon.unanswered import normalised
from search.models import LexiconEntry, UnansweredSearch


def mark(entry: LexiconEntry, *, by: AbstractBaseUser) -> None:
    """Say of an entry that is about to be saved, that staff wrote it so."""
    entry.is_seed = False
    entry.changed_by_id = by.pk
    entry.changed_at = timezone.now()


@transaction.atomic
def kept(entry: LexiconEntry) -> int:
    """Let a saved entry take effect, and answer the questions that asked for it.

    Returns how many questions were waiting for it.
    """
    transaction.on_commit(forget)
    asked = UnansweredSearch.objects.waiting().filter(text=normalised(entry.text))
    return asked.update(status=UnansweredSearch.Status.TAKEN, entry=entry)


@transaction.atomic
def switch(entries: list[LexiconEntry], *, on: bool, by: AbstractBaseUser) -> int:
    """Take entries into use, or out of it; return how many that changed."""
    changed = [entry for entry in entries if entry.is_active != on]
    for entry in changed:
        entry.is_active = on
        mark(entry, by=by)
    LexiconEntry.objects.bulk_update(
        changed, ["is_active", "is_seed", "changed_by", "changed_at"], batch_size=500
    )
    transaction.on_commit(forget)
    return len(changed)


def leave(asked: UnansweredSearch) -> None:
    """Take a question off the queue without an entry."""
    _set(asked, UnansweredSearch.Status.LEFT)


def take_back(asked: UnansweredSearch) -> None:
    """Put a question that was left back into the queue."""
    _set(asked, UnansweredSearch.Status.WAITING)


def _set(asked: UnansweredSearch, status: UnansweredSearch.Status) -> None:
    asked.status = status
    asked.save(update_fields=["status"])
