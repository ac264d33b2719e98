"""The drain: from the outbox into the indexes, in order, at least once.

A row leaves the outbox only after its engine has taken what the row announces, so a
process may be killed anywhere: at worst the same service is indexed twice, which
changes nothing. One drain works at a time for each engine, on all machines, for a
second one could put an older state of a service over a newer one.
"""

from collections.abc import Callable
from itertools import batched
from typing import NamedTuple

from django.conf import settings

from directory.models import Service
from search.documents import listed_ids
from search.engines import Engine, SearchUnavailableError, get_engines
from search.locks import only_one
from search.models import Change

BATCH = 500
# Larger changes wait for the worker, rather than somebody's page for them.
FEW = 200
# A directory so small is indexed from scratch while somebody waits.
SMALL = 1000
# So many batches into a long drain, an engine may put in order what it got.
TIDY_EVERY = 40


def drain(*, engine: Engine | None = None) -> int:
    """Index everything that waits, in every engine; return how many changes that were.

    Does nothing while another drain is at work: that one sees these changes too.
    An index that was never filled, or is lost, is built first, even when nothing waits.

    Raises:
        SearchUnavailableError: an engine cannot take them; its changes keep waiting,
            and the other engines have theirs.
    """
    return _each([engine] if engine else get_engines(), _drain)


def drain_few() -> int:
    """Index what waits if it is little enough to do while somebody waits.

    Raises:
        SearchUnavailableError: an engine cannot take them; they keep waiting.
    """
    return _each(get_engines(), _drain_few)


def rebuild(*, progress: Callable[[int], None] = lambda _: None) -> int:
    """Index the whole directory from scratch; return how many services.

    Searches are answered from the old index meanwhile. Where an engine can fill a new
    index beside the old one, changes flow on as well; else they wait.

    Raises:
        SearchUnavailableError: an engine cannot take it; the others have.
    """
    counts: list[int] = []

    def one(engine: Engine) -> int:
        counts.append(_rebuild_alone(engine, progress))
        return counts[-1]

    _each(get_engines(), one)
    return max(counts, default=0)


def waiting(*, at_most: int | None = None, engine: str | None = None) -> int:
    """Return how many changes an index has yet to hear of; all that any has, or one."""
    rows = Change.objects.filter(engine__in=[engine] if engine else _kept())
    return rows.order_by()[:at_most].count()


def _each(
    engines: list[Engine] | tuple[Engine, ...], do: Callable[[Engine], int]
) -> int:
    """Do it with each engine, though one of them be down; return the most done."""
    done, failed = 0, None
    for engine in engines:
        try:
            done = max(done, do(engine))
        except SearchUnavailableError as error:
            failed = error
    if failed:
        raise failed
    return done


def _drain(engine: Engine, *, tidies: bool = True) -> int:
    _forget_others()
    done = 0
    # Whoever commits while a drain holds the lock leaves without it, and relies on
    # that drain to look once more after letting go.
    while waiting(at_most=1, engine=engine.name) or not engine.is_whole():
        with only_one(engine.name) as is_mine:
            if not is_mine:
                break
            if not engine.is_whole():
                with only_one(f"{engine.name}-rebuild") as may_rebuild:
                    if not may_rebuild:
                        break
                    done += _rebuild(engine).changes
            done += _drain_all(engine)
    if tidies:
        # Outside the lock: it can take a while, and the next change need not wait.
        engine.tidy()
    return done


def _drain_few(engine: Engine) -> int:
    if not 0 < waiting(at_most=FEW + 1, engine=engine.name) <= FEW:
        return 0
    is_large = _is_large()
    if is_large and not engine.is_whole():
        return 0
    # Nobody waits for the tidying of a large index: the worker does it.
    return _drain(engine, tidies=not is_large)


def _drain_all(engine: Engine) -> int:
    done = batches = 0
    ours = Change.objects.filter(engine=engine.name).order_by("pk")
    while rows := list(ours[:BATCH]):
        # The services are read after the rows, so what is indexed is at least as new
        # as what the rows announce.
        engine.put(row.service_id for row in rows)
        Change.objects.filter(pk__in=[row.pk for row in rows]).delete()
        done += len(rows)
        batches += 1
        if batches % TIDY_EVERY == 0:
            engine.tidy()
    return done


class Rebuilt(NamedTuple):
    """How many services a rebuild indexed, and how many waiting changes it covered."""

    services: int
    changes: int


def _rebuild_alone(engine: Engine, progress: Callable[[int], None]) -> int:
    with only_one(f"{engine.name}-rebuild", wait=True):
        if engine.fills_beside:
            return engine.rebuild(listed_ids(), progress=progress)
        with only_one(engine.name, wait=True):
            return _rebuild(engine, progress).services


def _rebuild(
    engine: Engine, progress: Callable[[int], None] = lambda _: None
) -> Rebuilt:
    # What waits now is read by the rebuild itself; what is committed later stays, and
    # its number may well be lower than these: so these very rows, not "all up to".
    ours = Change.objects.filter(engine=engine.name).order_by("pk")
    covered = list(ours.values_list("pk", flat=True))
    services = engine.rebuild(listed_ids(), progress=progress)
    for some in batched(covered, BATCH, strict=False):
        Change.objects.filter(pk__in=some).delete()
    return Rebuilt(services, len(covered))


def _kept() -> list[str]:
    return list(settings.SEARCH_ENGINE)


def _forget_others() -> None:
    """Drop what waits for engines that the site no longer keeps."""
    others = Change.objects.exclude(engine__in=_kept())
    if others.exists():
        others.delete()


def _is_large() -> bool:
    return Service.objects.listed().order_by()[: SMALL + 1].count() > SMALL
