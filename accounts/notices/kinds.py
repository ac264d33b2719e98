"""What notices are about, as the packages above say it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Notice, User


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in its reader's language: it names nobody."""

    headline: str
    path: str
    """Where it leads on this site."""


type Words = Callable[[User, Collection[Notice]], Mapping[int, Said]]
type Reached = Callable[[Notice, datetime], None]


def nothing_more(_notice: Notice, _at: datetime) -> None:
    """Do nothing when a notice has reached its reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How notices of one kind are read."""

    words: Words
    """How they read now, by their ids. One that the reader may no longer know, or that
    is no longer so, is left out, and told to nobody."""
    reached: Reached = nothing_more
    """What follows once it was mailed, or read on the site."""


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """Let notices of this kind be read."""
    _kinds[name] = kind


def words_of(user: User, notices: Collection[Notice]) -> dict[int, Said]:
    """How these notices of one user read now; some may be left out."""
    said: dict[int, Said] = {}
    if not user.is_active:
        return said
    for name in {notice.kind for notice in notices} & _kinds.keys():
        said |= _kinds[name].words(user, [one for one in notices if one.kind == name])
    return said


def follow(notice: Notice, at: datetime) -> None:
    """Let the notice's package know that it has reached its reader."""
    if notice.kind in _kinds:
        _kinds[notice.kind].reached(notice, at)
