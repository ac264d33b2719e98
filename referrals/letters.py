"""Mailing the letters that carry a link, so that none is lost and none says a word.

The same way as people's notices: written down with the change, tried once it is
stored, and tried again by ``manage.py send_notices``.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.notices.delivery import FAILURES_IN_A_ROW, MOST_TRIES, Tally, wait_after
from referrals import links
from referrals.models import AnswerLink, Letter, Referral, Status

logger = logging.getLogger(__name__)

What = Letter.What


def write(link: AnswerLink, what: Letter.What, *, at: datetime) -> Letter:
    """Write down that this goes to the link's address, in the change's transaction."""
    letter = Letter.objects.create(link=link, what=what, made_at=at, due_at=at)
    if not settings.NOTICES_WAIT_FOR_WORKER:
        # Robust: a mail server that is down must not turn a stored change into an
        # error.
        transaction.on_commit(partial(deliver, only=[letter.pk]), robust=True)
    return letter


def tell(referral: Referral, what: Letter.What, *, at: datetime) -> None:
    """Write so to every address that a link of this referral went to."""
    told: set[str] = set()
    for link in referral.links.open(at).exclude(sent_to=""):
        if link.sent_to not in told:
            write(link, what, at=at)
            told.add(link.sent_to)


def deliver(
    *, only: Collection[int] | None = None, at: datetime | None = None
) -> Tally:
    """Mail what is due, or those of ``only`` that are.

    May run in many processes at once, and may be killed at any point: a letter is
    taken up first, with the time of its next try, and marked once it was mailed.
    """
    at, tally, in_a_row = at or timezone.now(), Tally(), 0
    while in_a_row < FAILURES_IN_A_ROW and (letter := _take_up(only, at)):
        if not _is_still_so(letter, at):
            tally.dropped += _mark(letter, dropped_at=at)
        elif _is_mailed(letter):
            tally.sent += _mark(letter, sent_at=timezone.now())
            in_a_row = 0
        else:
            if letter.tries >= MOST_TRIES:
                _mark(letter, failed_at=at)
            tally.failed, in_a_row = tally.failed + 1, in_a_row + 1
    return tally


def _take_up(only: Collection[int] | None, at: datetime) -> Letter | None:
    due = Letter.objects.due(at).order_by("due_at", "pk")
    if only is not None:
        due = due.filter(pk__in=only)
    # Asked without a lock first: on SQLite the lock would hold everybody up.
    if not due.exists():
        return None
    with transaction.atomic():
        free = due.select_related("link__referral").select_for_update(
            skip_locked=True, of=("self",)
        )
        letter = free.first()
        if letter is not None:
            letter.tries += 1
            letter.due_at = at + wait_after(letter.tries)
            letter.save(update_fields=["tries", "due_at"])
    return letter


def _is_still_so(letter: Letter, at: datetime) -> bool:
    """Whether the office may still know, and the letter still says what is true."""
    referral = letter.link.referral
    if not letter.link.is_open(at):
        return False
    match letter.what:
        case What.ASKED:
            waits = referral.status == Status.REQUESTED
        case What.SAID:
            waits = referral.is_open
        case _:
            # That nothing more is asked holds whatever stopped it.
            return not referral.is_open
    return waits and referral.sharing_stopped_at is None


def _is_mailed(letter: Letter) -> bool:
    """Whether the mail server took it."""
    try:
        return _send(letter)
    except OSError as error:
        # The number and the error's kind only: its words may hold the address.
        logger.warning(
            "Letter %s was not mailed at try %s: %s",
            letter.pk,
            letter.tries,
            type(error).__name__,
        )
        return False


def _send(letter: Letter) -> bool:
    link, host = letter.link, urlsplit(settings.SITE_URL).hostname
    # Nobody knows what the office reads: the site's own language, until it chooses.
    with translation.override(settings.LANGUAGE_CODE):
        mail = EmailMessage(
            subject=_subject(letter),
            body=render_to_string(
                "email/answer_link.txt",
                {
                    "what": letter.what,
                    "number": link.referral.number,
                    "link": links.address_of(link),
                    "expires_at": link.expires_at,
                    "network": settings.NETWORK,
                },
            ),
            to=[link.sent_to],
            # The same when it is sent again, so that a mailbox puts the two together.
            headers={"Message-ID": f"<letter-{letter.pk}@{host}>"},
        )
    return bool(mail.send())


def _subject(letter: Letter) -> str:
    said = {
        What.ASKED: _("Request %(number)s waits for your answer"),
        What.SAID: _("Request %(number)s: they have written to you"),
        What.STOPPED: _("Request %(number)s was stopped: nothing more to do"),
    }
    return said[What(letter.what)] % {"number": letter.link.referral.number}


def _mark(letter: Letter, **when: datetime) -> int:
    return Letter.objects.filter(pk=letter.pk).update(**when)
