"""What a timer is: when it fires, for whom, and in what words it tells.

The table of them is in ``referrals.timers``; ``referrals.waking`` runs it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, auto
from typing import NamedTuple

from django.utils.functional import Promise

from referrals.models import OPEN, Referral, Stage, Status
from referrals.terms import Terms

PREFIX = "timer:"
"""What the keys of events that a timer wrote begin with."""


class Reader(Enum):
    """Whom a timer tells."""

    RECEIVER = auto()
    """Whoever has it there; if nobody has it, everybody who answers."""
    LEAD = auto()
    """The receiver's supervisors."""
    SENDER = auto()
    NETWORK = auto()


class Moment(NamedTuple):
    """When a timer fires: once for each anchor."""

    at: datetime
    anchor: date
    """What it counts from, a moment or a day: a new one is a new firing."""
    until: datetime | None = None
    """From then on it would be told too late to help: something else follows."""

    def is_due(self, now: datetime) -> bool:
        """Whether it should fire now."""
        return self.at <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A referral as timers see it: moments are counted from this and nothing else."""

    referral: Referral
    receiver: Terms
    sender: Terms
    fired: Mapping[str, datetime]
    """When each timer fired, by its key."""
    said_at: datetime | None = None
    """The last message of either side."""
    is_ended_by_sender: bool = False

    def fired_at(self, name: str, anchor: date) -> datetime | None:
        """When that timer fired for that anchor; None: not yet."""
        return self.fired.get(key_of(name, anchor))


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """One firing: what an act needs to know of it."""

    timer: "Timer"
    key: str
    at: datetime


type When = Callable[[Look], Moment | None]
type Act = Callable[[Referral, Firing], object]


def _while_in_its_status(timer: "Timer", referral: Referral) -> bool:
    return referral.status in timer.statuses


def while_unmoved(timer: "Timer", referral: Referral) -> bool:
    """Whether nobody has moved it since."""
    return referral.status in timer.statuses and bool(referral.nudge)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """One line of the table."""

    name: str
    """At most 30 letters; part of its key, so that it is never given another."""
    statuses: tuple[Status, ...]
    when: When
    act: Act
    tells: frozenset[Reader] = frozenset()
    headline: str | Promise = ""
    """Its notice, with %(number)s; names nobody."""
    did: str | Promise = ""
    """What Waypost did, for the timeline: "reminded the receiver."."""
    tag: str | Promise = ""
    """What the row says afterwards, until somebody moves it."""
    stage: Stage | None = None
    still: Callable[["Timer", Referral], bool] = _while_in_its_status
    """Whether its notice is still so when it is read."""


REGISTERED: dict[str, Timer] = {}


def register(timers: Iterable[Timer]) -> None:
    """Let these run, and let their words be read."""
    REGISTERED.update((timer.name, timer) for timer in timers)


def key_of(name: str, anchor: date) -> str:
    """The idempotency key under which a timer fires once."""
    if isinstance(anchor, datetime):
        anchor = anchor.astimezone(UTC)
    return f"{PREFIX}{name}:{anchor.isoformat()}"


def is_timed(referral: Referral) -> bool:
    """Whether time still matters here.

    Where the person stopped sharing, nobody is told anything any more.
    """
    if referral.sharing_stopped_at is not None or referral.sent_at is None:
        return False
    if referral.status in OPEN:
        return True
    return (
        referral.status != Status.ENTERED_IN_ERROR
        and referral.sender_acknowledged_at is None
    )
