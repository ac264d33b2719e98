"""Mailing what waits, on as many machines as there are."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import Notice, User
from accounts.notices import kinds, letter
from accounts.notices.kinds import Said
from accounts.notices.reading import reached

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=2)
"""Before a second try, and longer than any mail server is waited for: until then the
notice belongs to the process that took it up."""
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 12
"""A little more than a day of trying."""
FAILURES_IN_A_ROW = 3
"""Then the mail server is down, and the rest would only wait for it."""
MOST_IN_ONE_MAIL = 100


@dataclass(slots=True)
class Tally:
    """How a run went: notices mailed, dropped, and to be tried again."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0


def deliver(
    *, only: Collection[int] | None = None, at: datetime | None = None
) -> Tally:
    """Mail what is due, or those of ``only`` that are.

    May run in many processes at once, and may be killed at any point: each notice is
    taken up first, with the time of its next try, and marked once it was mailed.
    """
    at, tally, in_a_row = at or timezone.now(), Tally(), 0
    while in_a_row < FAILURES_IN_A_ROW and (taken := _take_up(only, at)):
        if taken[0].user.told == User.Told.ON_SITE:
            _keep_to_the_site(taken)
            continue
        said = _words(taken[0].user, taken)
        tally.dropped += _drop([one for one in taken if one.pk not in said], at)
        wanted = [one for one in taken if one.pk in said]
        if not wanted:
            continue
        if _is_mailed(wanted, said):
            reached(wanted, at=timezone.now(), by_mail=True)
            tally.sent, in_a_row = tally.sent + len(wanted), 0
        else:
            _give_up(wanted, at)
            tally.failed, in_a_row = tally.failed + len(wanted), in_a_row + 1
    return tally


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: twice as long each time."""
    return min(FIRST_WAIT * (1 << (tries - 1)), LONGEST_WAIT)


def _take_up(only: Collection[int] | None, at: datetime) -> list[Notice]:
    """The next mail's notices, now ours: one, or all of somebody's morning."""
    due = Notice.objects.due(at).order_by("due_at", "pk")
    if only is not None:
        due = due.filter(pk__in=only)
    # Asked without a lock first: on SQLite the lock would hold everybody up.
    if not due.exists():
        return []
    with transaction.atomic():
        # What another machine holds is passed over. (On SQLite the transaction itself
        # is the lock, and two take turns.)
        free = due.select_related("user").select_for_update(
            skip_locked=True, of=("self",)
        )
        taken = list(free[:1])
        if taken and taken[0].user.told == User.Told.MORNING:
            taken = list(free.filter(user=taken[0].user)[:MOST_IN_ONE_MAIL])
        for notice in taken:
            notice.tries += 1
            notice.due_at = at + wait_after(notice.tries)
        Notice.objects.bulk_update(taken, ["tries", "due_at"])
    return taken


def _words(user: User, notices: Collection[Notice]) -> dict[int, Said]:
    """How they read now, in the reader's language."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        return kinds.words_of(user, notices)


def _keep_to_the_site(notices: Collection[Notice]) -> None:
    """Somebody who wants no mail any more reads these on the site."""
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(due_at=None)


def _drop(notices: Collection[Notice], at: datetime) -> int:
    """Tell these to nobody, ever."""
    ids = [one.pk for one in notices]
    return Notice.objects.filter(pk__in=ids).update(dropped_at=at)


def _is_mailed(notices: list[Notice], said: dict[int, Said]) -> bool:
    """Whether the mail server took them."""
    first = notices[0]
    told = [said[one.pk] for one in notices]
    try:
        return letter.send(first.user, told, name=f"notice-{first.pk}")
    except OSError as error:
        # Numbers and the error's kind only: its words may hold the address.
        logger.warning(
            "Notice %s was not mailed at try %s: %s",
            first.pk,
            first.tries,
            type(error).__name__,
        )
        return False


def _give_up(notices: Collection[Notice], at: datetime) -> None:
    worn_out = [one.pk for one in notices if one.tries >= MOST_TRIES]
    Notice.objects.filter(pk__in=worn_out).update(failed_at=at)
