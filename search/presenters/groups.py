"""Cards under their headings, and their numbers down the page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count

from django.utils.translation import gettext as _

from search.presenters.cards import Card
from search.query import Query, Sort

NEAR_MILES = 25.0
"""What counts as near when nobody said how far."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one heading."""

    heading: str
    cards: tuple[Card, ...]


def grouped(
    query: Query, cards: list[Card], *, near: float | None = None
) -> tuple[Group, ...]:
    """Cards as the page groups them, each group in the order of the answer.

    ``near`` is what counts as near, in miles, when the radius itself does not.
    """
    if query.sort is not Sort.BEST or query.place is None:
        return (Group("", tuple(cards)),) if cards else ()
    reach = near or query.radius or NEAR_MILES
    around, far, called = [], [], []
    for card in cards:
        if card.is_by_phone:
            called.append(card)
        elif card.serves or (card.distance or 0) <= reach:
            around.append(card)
        else:
            far.append(card)
    label = query.place.label
    groups = (
        Group(_("Serve %(place)s, or near it") % {"place": label}, tuple(around)),
        Group(_("Farther away: ask if they come to you"), tuple(far)),
        Group(_("By phone, wherever you are"), tuple(called)),
    )
    return tuple(group for group in groups if group.cards)


def numbered(groups: Iterable[Group], query: Query) -> tuple[Group, ...]:
    """Count the cards down the page, whatever group they fell into."""
    numbers = count((query.page - 1) * query.per_page + 1)
    return tuple(
        replace(
            group,
            cards=tuple(replace(card, number=next(numbers)) for card in group.cards),
        )
        for group in groups
    )
