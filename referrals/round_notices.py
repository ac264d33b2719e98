"""Telling the sender how a round closed: once, and a link, never a word more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import notices
from accounts.models import Notice, User
from accounts.notices import Said
from referrals.models import SENDER_ROLES, Round

KIND = "round"


def closed(its: Round, *, at: datetime) -> None:
    """Tell whoever opened it; if they have left, everybody who sends there."""
    everybody = list(
        User.objects.filter(
            is_active=True,
            memberships__organization=its.sender_id,
            memberships__role__in=SENDER_ROLES,
        ).distinct()
    )
    opener = [user for user in everybody if user.pk == its.opened_by_id]
    notices.tell(
        opener or everybody, kind=KIND, subject=str(its.pk), what=its.closed_how, at=at
    )


def opened(its: Round, by: User, at: datetime) -> None:
    """Whoever opens a round's page has read what they were told of it."""
    notices.read(by, kind=KIND, subject=str(its.pk), at=at)


def words(user: User, told: Collection[Notice]) -> dict[int, Said]:
    """How these notices read now."""
    ids = {UUID(notice.subject) for notice in told}
    found = Round.objects.visible_to(user).in_bulk(ids)
    headlines = {
        Round.End.EXHAUSTED: _("Nobody of those whom you asked can help: see who else"),
        Round.End.STOPPED: _("The network desk stopped a request to several"),
    }
    return {
        notice.pk: Said(
            headline=headlines[Round.End(notice.what)],
            path=found[pk].get_absolute_url(),
        )
        for notice in told
        if (pk := UUID(notice.subject)) in found
    }
