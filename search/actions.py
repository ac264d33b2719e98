"""What search does when a listing changes, or what it says grows old."""

import logging
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from directory.models import Service
from directory.models.service import CAPACITY_LASTS
from search import indexing
from search.engines import SearchUnavailableError
from search.models import Change

HOUR = 3600
# Hours until everything was read anew once; and how many ids each of them takes.
TURNS = 30 * 24
LAST = 2**128 - 1
TURN = LAST // TURNS + 1

log = logging.getLogger(__name__)


def note_changes(service_ids: Iterable[UUID]) -> None:
    """Write changed services into each engine's outbox, in the same transaction.

    Once it is committed, a handful is indexed at once, so that whoever made the
    change finds it; more waits for the worker.
    """
    _write(service_ids)
    transaction.on_commit(_index_soon)


def note_lapsed(*, since: datetime, until: datetime) -> None:
    """Note whose word about room became too old to count between these moments.

    Nobody changes a listing when what it says grows old, so nothing announces it. The
    next drain takes them up.
    """
    said = Service.objects.listed().filter(
        capacity_said_at__gte=since - CAPACITY_LASTS,
        capacity_said_at__lt=until - CAPACITY_LASTS,
    )
    _write(said.order_by("pk").values_list("pk", flat=True))


def note_renewals(*, since: datetime, until: datetime) -> None:
    """Note whose turn it is, between these moments, to be read anew.

    What is indexed looks ahead: at the dates of a year. Each service has an hour of its
    own in thirty days, by its id, so that the work of reading them all is spread out.
    """
    first, last = (int(moment.timestamp() // HOUR) for moment in (since, until))
    for hour in range(max(first, last - TURNS) + 1, last + 1):
        turn = hour % TURNS
        first_id, last_id = turn * TURN, min((turn + 1) * TURN - 1, LAST)
        its = Service.objects.listed().filter(
            pk__range=(UUID(int=first_id), UUID(int=last_id))
        )
        _write(its.order_by("pk").values_list("pk", flat=True))


def _write(service_ids: Iterable[UUID]) -> None:
    ids = list(service_ids)
    Change.objects.bulk_create(
        Change(service_id=pk, engine=name)
        for name in settings.SEARCH_ENGINE
        for pk in ids
    )


def _index_soon() -> None:
    try:
        indexing.drain_few()
    except SearchUnavailableError as error:
        # Nothing is lost: the outbox keeps the changes until the index can take them.
        log.warning("Changes wait for the search index: %s", error)
