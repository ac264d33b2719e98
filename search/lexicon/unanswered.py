"""Questions that found nothing, kept without anything about who asked.

A family may type a name, a phone number or an address. So only these are kept: words
that the lexicon or a kind of help's name knows; and a word that nobody here knows,
once it was asked on ``DAYS_TO_BE_KNOWN`` different days, for what many ask is no
one's name. Until then there is only a keyed hash of it. Nothing is kept of numbers,
addresses of mail and web, and what stands in quotation marks; no place and no time of
day; and no question longer than ``LONGEST`` words, which is a letter.
"""

import logging
import re
from datetime import date

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from search.language.analysis import fold, split
from search.language.stopwords import PARTICLES, STOP_WORDS, WEAK_WORDS
from search.lexicon.keeping import current
from search.models import UnansweredSearch, UnknownWord

log = logging.getLogger(__name__)

DAYS_TO_BE_KNOWN = 3
LONGEST = 12
SHORTEST_WORD = 3
LONGEST_WORD = 20
# Nobody reads more; a machine that asks nonsense fills no table.
MOST_KEPT = 2_000
MOST_UNKNOWN = 20_000

_QUOTED = re.compile(r"[\"“„«][^\"”»]*[\"”»]?")
_ADDRESSES = re.compile(r"\S*(?:@|://|www\.|\.\w{2,}/)\S*|\S+\.(?:com|org|net|gov)\b")
_WITH_DIGITS = re.compile(r"\S*\d\S*")
_LETTERS = re.compile(r"[^\W\d_]+")


def note_unanswered(query: str) -> None:
    """Note that somebody asked this and found nothing; never raises for the database.

    Call it with what was typed for the need, and never with a place.
    """
    today = timezone.localdate()
    try:
        with transaction.atomic():
            text = _kept(query, today)
            if text:
                _count(text, today)
    except DatabaseError:
        # The answer matters more than the note. The text stays out of the log.
        log.warning("A search without an answer could not be noted.")


def purge(today: date) -> int:
    """Forget what was not asked for a long time; return how many questions."""
    past = today - settings.UNANSWERED_KEPT
    UnknownWord.objects.filter(last_on__lt=past).delete()
    return UnansweredSearch.objects.filter(last_on__lt=past).delete()[0]


def normalised(text: str) -> str:
    """Return the words of a text as questions are kept: folded, without stop words."""
    return " ".join(word for word in split(text) if word not in STOP_WORDS)


def _kept(query: str, today: date) -> str:
    """Return the words of a question that may be kept."""
    text = query
    for personal in (_QUOTED, _ADDRESSES, _WITH_DIGITS):
        text = personal.sub(" ", text)
    asked = [word for word in split(text) if word not in STOP_WORDS]
    if len(asked) > LONGEST:
        return ""
    known = current().words
    kept = [word for word in asked if _may_be_kept(word, known, today)]
    # What only says "help" and "please" tells nothing.
    telling = any(word not in WEAK_WORDS | PARTICLES for word in kept)
    return " ".join(dict.fromkeys(kept))[:200] if telling else ""


def _may_be_kept(word: str, known: set[str], today: date) -> bool:
    if len(word) == 1:
        return False  # an initial
    if word in known or word in WEAK_WORDS or word in PARTICLES:
        return True
    # Plurals alone: stems would take "Ochoa" for "ocho".
    if any(word.removesuffix(end) in known for end in ("s", "es")):
        return True
    is_word = _LETTERS.fullmatch(word) and SHORTEST_WORD <= len(word) <= LONGEST_WORD
    return bool(is_word) and _days(word, today) >= DAYS_TO_BE_KNOWN


def _days(word: str, today: date) -> int:
    """Count today as a day on which the word was asked; return how many there are."""
    digest = salted_hmac("search.unanswered", fold(word), algorithm="sha256")
    row = UnknownWord.objects.filter(digest=digest.hexdigest()).first()
    if row is None:
        if UnknownWord.objects.count() < MOST_UNKNOWN:
            UnknownWord.objects.create(digest=digest.hexdigest(), last_on=today)
        return 1
    if row.last_on != today:
        row.days, row.last_on = min(row.days + 1, DAYS_TO_BE_KNOWN), today
        row.save(update_fields=["days", "last_on"])
    return row.days


def _count(text: str, today: date) -> None:
    same = UnansweredSearch.objects.filter(text=text)
    if same.update(count=F("count") + 1, last_on=today):
        return
    purge(today)
    if UnansweredSearch.objects.count() < MOST_KEPT:
        UnansweredSearch.objects.create(text=text, first_on=today, last_on=today)
