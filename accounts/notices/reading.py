"""Reading notices on the site, and what follows when one has reached its reader."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, User
from accounts.notices import kinds


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in the list."""

    headline: str
    path: str
    made_at: datetime
    is_new: bool


def lines(user: User, notices: Sequence[Notice]) -> list[Line]:
    """These notices as they read now; what may no longer be told leaves the list."""
    said = kinds.words_of(user, notices)
    gone = [notice.pk for notice in notices if notice.pk not in said]
    if gone:
        Notice.objects.filter(pk__in=gone).update(dropped_at=timezone.now())
    return [
        Line(
            headline=said[notice.pk].headline,
            path=said[notice.pk].path,
            made_at=notice.made_at,
            is_new=notice.read_at is None,
        )
        for notice in notices
        if notice.pk in said
    ]


def read(user: User, *, kind: str, subject: str, at: datetime | None = None) -> None:
    """Mark what this person was told of that subject: they opened it."""
    user.notices.filter(kind=kind, subject=subject, read_at__isnull=True).update(
        read_at=at or timezone.now()
    )


def read_all(user: User, *, at: datetime | None = None) -> None:
    """Mark everything that this person may read: they have seen the list."""
    waiting = list(user.notices.unread())
    said = kinds.words_of(user, waiting)
    reached(
        [notice for notice in waiting if notice.pk in said],
        at=at or timezone.now(),
        by_mail=False,
    )


def reached(notices: Collection[Notice], *, at: datetime, by_mail: bool) -> None:
    """Write down that these were mailed or read, and let what follows follow."""
    way = "sent_at" if by_mail else "read_at"
    for notice in notices:
        with transaction.atomic():
            # Its subject first: whoever opens that locks it, and then marks its
            # notices. The other way round the two would wait for each other.
            kinds.follow(notice, at)
            fresh = Notice.objects.filter(pk=notice.pk, **{f"{way}__isnull": True})
            fresh.update(**{way: at})
