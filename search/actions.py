"""What search does when a listing changes."""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction

from search import indexing
from search.engines import SearchUnavailableError
from search.models import Change

log = logging.getLogger(__name__)


def note_changes(service_ids: Iterable[UUID]) -> None:
    """Write changed services into each engine's outbox, in the same transaction.

    Once it is committed, a handful is indexed at once, so that whoever made the
    change finds it; more waits for the worker.
    """
    ids = list(service_ids)
    Change.objects.bulk_create(
        Change(service_id=pk, engine=name)
        for name in settings.SEARCH_ENGINE
        for pk in ids
    )
    transaction.on_commit(_index_soon)


def _index_soon() -> None:
    try:
        indexing.drain_few()
    except SearchUnavailableError as error:
        # Nothing is lost: the outbox keeps the changes until the index can take them.
        log.warning("Changes wait for the search index: %s", error)
