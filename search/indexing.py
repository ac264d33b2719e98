"""The drain: from the outbox into the index, in order, at least once.

A row leaves the outbox only after the index has taken what the row announces, so a
process may be killed anywhere: at worst the same service is indexed twice, which
changes nothing. One drain works at a time, on all machines, for a second one could
put an older state of a service over a newer one.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings
from django.db import connection

from directory.models import Service
from search.documents import listed_ids
from search.engines import Engine, SearchUnavailableError, get_engine
from search.models import Change

BATCH = 500
# Larger changes wait for the worker, rather than somebody's page for them.
FEW = 200
# A directory so small is indexed from scratch while somebody waits.
SMALL = 1000
# Any number does: it names the lock among all that use the database.
_LOCK = 0x5EA2C4


def drain(*, engine: Engine | None = None) -> int:
    """Index everything that waits; return how many changes that were.

    Does nothing while another drain is at work: that one sees these changes too.
    An index that was never filled, or is lost, is built first.

    Raises:
        SearchUnavailableError: the engine cannot take them; they keep waiting.
    """
    engine = engine or get_engine()
    done = 0
    # Whoever commits while a drain holds the lock leaves without it, and relies on
    # that drain to look once more after letting go.
    while waiting():
        with only_one() as is_mine:
            if not is_mine:
                break
            if not engine.is_whole():
                done += _rebuild(engine).changes
            done += _drain_all(engine)
            engine.tidy()
    return done


def drain_few() -> int:
    """Index what waits if it is little enough to do while somebody waits."""
    if not 0 < waiting(at_most=FEW + 1) <= FEW:
        return 0
    engine = get_engine()
    if not engine.is_whole() and _is_large():
        return 0
    return drain(engine=engine)


def rebuild(*, progress: Callable[[int], None] = lambda _: None) -> int:
    """Index the whole directory from scratch; return how many services.

    Waits for a drain at work. Searches are answered from the old index meanwhile.

    Raises:
        SearchUnavailableError: the engine cannot take it.
    """
    with only_one(wait=True):
        return _rebuild(get_engine(), progress).services


def waiting(*, at_most: int | None = None) -> int:
    """Return how many changes the index has yet to hear of."""
    return Change.objects.order_by()[:at_most].count()


def _drain_all(engine: Engine) -> int:
    done = 0
    while rows := list(Change.objects.order_by("pk")[:BATCH]):
        # The services are read after the rows, so what is indexed is at least as new
        # as what the rows announce.
        engine.put(row.service_id for row in rows)
        Change.objects.filter(pk__in=[row.pk for row in rows]).delete()
        done += len(rows)
    return done


class Rebuilt(NamedTuple):
    """How many services a rebuild indexed, and how many waiting changes it covered."""

    services: int
    changes: int


def _rebuild(
    engine: Engine, progress: Callable[[int], None] = lambda _: None
) -> Rebuilt:
    # What waits now is read by the rebuild itself; what is committed later stays, and
    # its number may well be lower than these: so these very rows, not "all up to".
    covered = list(Change.objects.order_by("pk").values_list("pk", flat=True))
    services = engine.rebuild(listed_ids(), progress=progress)
    for some in batched(covered, BATCH, strict=False):
        Change.objects.filter(pk__in=some).delete()
    return Rebuilt(services, len(covered))


def _is_large() -> bool:
    return Service.objects.listed().order_by()[: SMALL + 1].count() > SMALL


@contextmanager
def only_one(*, wait: bool = False) -> Iterator[bool]:
    """Hold the drain's lock; yields whether it is held (always, when waiting).

    The system and the database let go of it by themselves when a process dies.
    """
    path = Path(f"{settings.SEARCH_INDEX_PATH}.lock")
    with _lock_file(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        with _only_one_machine(wait=wait) as is_mine:
            yield is_mine


@contextmanager
def _only_one_machine(*, wait: bool) -> Iterator[bool]:
    """Hold PostgreSQL's advisory lock: SQLite has one machine, and the file's lock."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            is_mine = True
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            is_mine = bool(cursor.fetchone()[0])
        try:
            yield is_mine
        finally:
            if is_mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _lock_file(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a")
    except OSError as error:
        message = f"The search index's folder cannot be written ({error.strerror})."
        raise SearchUnavailableError(message) from error
