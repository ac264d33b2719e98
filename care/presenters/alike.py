"""People who may be the one that is being written down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from care.likeness import Likeness, Why
from care.models import Person
from care.presenters.people import Row, rows_of
from directory.models import Organization


@dataclass(frozen=True, slots=True)
class Like:
    """One of them."""

    row: Row
    why: tuple[str, ...]
    """Empty for people of other offices: it would tell what their page alone tells."""
    url: str


@dataclass(frozen=True, slots=True)
class Alike:
    """All of them, and the mark of this very list."""

    likes: tuple[Like, ...] = ()
    mark: str = ""
    """Sent back by whoever says that it is none of these; empty: there is nobody."""
    is_none_of_them: bool = False
    """Whether that was said of this very list."""


def alike_of(
    found: Iterable[Likeness],
    offices: Iterable[Organization],
    today: date,
    *,
    url: Callable[[Person], str],
    said: str,
) -> Alike:
    """Those who were found, in words; ``said`` is the mark that came back."""
    found = list(found)
    rows = rows_of([one.person for one in found], offices, today)
    likes = tuple(
        Like(row, () if row.kept_by else _words(one), url(one.person))
        for one, row in zip(found, rows, strict=True)
    )
    mark = _mark(found)
    return Alike(likes, mark, is_none_of_them=bool(mark) and said == mark)


def _mark(found: Iterable[Likeness]) -> str:
    """A list with somebody more in it has another mark: it is asked about anew."""
    people = sorted(str(one.person.pk) for one in found)
    if not people:
        return ""
    return salted_hmac("care.alike", " ".join(people), algorithm="sha256").hexdigest()


def _words(one: Likeness) -> tuple[str, ...]:
    words = {
        Why.SAME_NAME: _("the same name"),
        Why.LIKE_NAME: _("a name that sounds alike"),
        Why.SAME_BIRTH: _("the same birth date"),
        Why.LIKE_BIRTH: _("day and month of birth swapped"),
        Why.SAME_PHONE: _("the same phone"),
    }
    return tuple(words[why] for why in one.why)
