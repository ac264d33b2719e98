"""How search is: each engine, and what waits for it. Read by staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from search import indexing
from search.engines import Engine, SearchUnavailableError, get_engines
from search.models import Change
from search.query import Query

# More than these, or longer than so, and somebody should look.
MANY = 1000
LATE = timedelta(minutes=10)


class State(StrEnum):
    """How an engine is, the best first."""

    WELL = "well"
    BEHIND = "behind"
    EMPTY = "empty"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class EngineHealth:
    """One engine, asked a moment ago."""

    name: str
    state: State
    services: int | None
    """How many it finds; ``None``: it does not answer."""
    waiting: int
    oldest: datetime | None
    """When the change that waits longest was made."""
    trouble: str = ""
    """What it says itself."""


def health(now: datetime) -> tuple[EngineHealth, ...]:
    """Ask every engine that the site keeps, the one that answers first."""
    return tuple(_of(engine, now) for engine in get_engines())


def _of(engine: Engine, now: datetime) -> EngineHealth:
    waiting = indexing.waiting(engine=engine.name)
    ours = Change.objects.filter(engine=engine.name).order_by("pk")
    first = ours.first()
    oldest = first.noticed_at if first else None
    is_late = oldest is not None and now - oldest > LATE
    state = State.BEHIND if is_late or waiting > MANY else State.WELL
    services, trouble = None, ""
    try:
        if not engine.is_whole():
            state = State.EMPTY
        services = engine.search(Query(per_page=1)).total
    except SearchUnavailableError as error:
        trouble = str(error)
        if state is not State.EMPTY:
            state = State.DOWN
    return EngineHealth(engine.name, state, services, waiting, oldest, trouble)
