"""The next best services, each with why it is one."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from referrals.alternatives import Alternative, NextBest
from referrals.checks import Check, Subject, Verdict
from referrals.presenters.start import LOOKS, title_of
from referrals.presenters.words import Tag
from search.presenters.cards import Card, cards_of
from search.query import Found, Query


@dataclass(frozen=True, slots=True)
class Other:
    """One service to go on with instead."""

    card: Card
    """What the search's own list says of it: how far, whom it serves, and why."""
    tag: Tag
    """What the check comes to for this person."""


@dataclass(frozen=True, slots=True)
class Others:
    """What the same search has besides."""

    choices: tuple[Other, ...]
    place: str
    is_away: bool
    summary: str


def others_of(best: NextBest, at: datetime) -> Others:
    """The next best in words, in their order."""
    query = Query(place=best.place, asked_at=at)
    found = Found(tuple(one.hit for one in best.found), len(best.found))
    cards = {card.service.pk: card for card in cards_of(query, found, {})}
    choices = tuple(_other(one, cards[one.service.pk]) for one in best.found)
    return Others(
        choices=choices,
        place=best.place.label if best.place else "",
        is_away=best.is_away,
        summary=_summary(len(choices)),
    )


def _other(one: Alternative, card: Card) -> Other:
    return Other(card=card, tag=sum_of(one.check))


def sum_of(check: Check) -> Tag:
    """What the check of a service comes to that fits, or may be asked."""
    fits = len(check.fits)
    # Only an agreement may be missing here: that too is asked for. What is open
    # elsewhere is so whoever is asked, and the page has said it.
    doubts = [
        one
        for one in (*check.does_not_fit, *check.not_known)
        if one.subject != Subject.ALREADY_OPEN
    ]
    if not doubts:
        words = ngettext("It fits", "All %(count)d fit", fits) % {"count": fits}
        return Tag(*LOOKS[Verdict.FITS], words)
    titles = [title_of(one.subject) for one in doubts]
    what = ", ".join(title[:1].lower() + title[1:] for title in titles)
    words = ngettext(
        "%(count)d fits, to ask: %(what)s", "%(count)d fit, to ask: %(what)s", fits
    ) % {"count": fits, "what": what}
    return Tag(*LOOKS[Verdict.NOT_KNOWN], words)


def _summary(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)d other from the same search fits better.",
        "%(count)d others from the same search fit better.",
        count,
    ) % {"count": count}
