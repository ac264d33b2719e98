"""What packages above show on a person's page: they register, this one asks.

Referrals lie above people, so a person's page cannot read them; it asks whoever has
registered, and gets them in these words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from care.models import Person
from care.words import time_of


@dataclass(frozen=True, slots=True)
class Tag:
    """A state: an icon and a word; the tone is only a third help."""

    tone: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt to meet a need, as far as the viewer may know of it."""

    need_id: UUID
    url: str
    number: str
    party: str
    """Whose turn it is: the office that was asked."""
    tag: Tag
    hops: int
    """How far it has come: 1 sent, 2 accepted, 3 in progress, 4 done; 0 ended."""
    at: datetime
    is_open: bool
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened, for the story at the foot of the page."""

    at: datetime
    icon: str
    who: str
    words: str
    url: str = ""
    link: str = ""
    """What the address leads to, such as a referral's number."""

    @property
    def time(self) -> str:
        """The time of the day: "8:40 am"."""
        return time_of(self.at)


@dataclass(frozen=True, slots=True)
class Door:
    """A referral of which the viewer may know, and so of the looks by way of it."""

    number: str
    until: datetime | None = None
    """After this moment the viewer learns no more; None: there is no such moment."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What one package knows about a person."""

    tries: tuple[Try, ...] = ()
    story: tuple[Happening, ...] = ()
    doors: tuple[Door, ...] = ()


type Reader = Callable[[Person, User, datetime], Panel]

_readers: dict[str, Reader] = {}


def register(name: str, reader: Reader) -> None:
    """Let a package show on every person's page what its viewer may see."""
    _readers[name] = reader


def read(person: Person, user: User, at: datetime) -> Panel:
    """All that the packages above show this viewer."""
    panels = [reader(person, user, at) for reader in _readers.values()]
    return Panel(
        tries=tuple(one for panel in panels for one in panel.tries),
        story=tuple(one for panel in panels for one in panel.story),
        doors=tuple(one for panel in panels for one in panel.doors),
    )
