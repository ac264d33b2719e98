"""How a round stands, in one line for lists."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from referrals.models import Round, Status


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in one line, and where to read more."""

    words: str
    url: str
    is_open: bool
    how_many: int


def round_lines(ids: Collection[UUID]) -> dict[UUID, RoundLine]:
    """These rounds in a line each: one query for all, none for none."""
    if not ids:
        return {}
    # Any: the types know nothing of annotations.
    rounds: Any = Round.objects.filter(pk__in=ids).annotate(
        how_many=Count("places"),
        asked=Count("places", Q(places__referral__isnull=False)),
        waiting=Count("places", Q(places__referral__status=Status.REQUESTED)),
    )
    return {
        one.pk: RoundLine(
            words=_words(one, one.how_many, one.asked, one.waiting),
            url=one.get_absolute_url(),
            is_open=one.is_open,
            how_many=one.how_many,
        )
        for one in rounds
    }


def _words(one: Round, how_many: int, asked: int, waiting: int) -> str:
    if one.closed_how == Round.End.ACCEPTED:
        words = _("The first of %(count)d to accept")
        return words % {"count": asked}
    if one.closed_how == Round.End.EXHAUSTED:
        words = ngettext(
            "The one that was asked cannot help",
            "None of the %(count)d that were asked can help",
            asked,
        )
        return words % {"count": asked}
    if one.closed_how == Round.End.STOPPED:
        return _("You stopped asking")
    if one.mode == Round.Mode.IN_ORDER:
        return _("One after another: %(now)d of %(count)d asked") % {
            "now": asked,
            "count": how_many,
        }
    words = ngettext(
        "%(waiting)d of %(count)d still thinks about it",
        "%(waiting)d of %(count)d still think about it",
        waiting,
    )
    return words % {"waiting": waiting, "count": asked}
