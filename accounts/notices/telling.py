"""Writing down whom to tell."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, User
from accounts.notices import delivery
from directory.models import Location

MORNING = time(7)


def tell(
    users: Iterable[User],
    *,
    kind: str,
    subject: str,
    what: str,
    at: datetime | None = None,
) -> list[Notice]:
    """Write down that these people are told; call it inside the change's transaction.

    Mails that are wanted at once are tried as soon as the change is stored, unless
    that is left to the worker.
    """
    at = at or timezone.now()
    made = Notice.objects.bulk_create(
        Notice(
            user=user,
            kind=kind,
            subject=subject,
            what=what,
            made_at=at,
            due_at=mail_due_at(user, at),
        )
        for user in users
    )
    at_once = [one.pk for one in made if one.due_at is not None and one.due_at <= at]
    if at_once and not settings.NOTICES_WAIT_FOR_WORKER:
        # Robust: a mail server that is down must not turn a stored change into an
        # error.
        transaction.on_commit(partial(delivery.deliver, only=at_once), robust=True)
    return made


def mail_due_at(user: User, at: datetime) -> datetime | None:
    """When this person wants the mail; None for those who want none."""
    match user.told:
        case User.Told.ON_SITE:
            return None
        case User.Told.MORNING:
            return morning_after(at, zone_of(user))
        case _:
            return at


def morning_after(at: datetime, zone: ZoneInfo) -> datetime:
    """The next seven o'clock on that zone's clocks."""
    local = at.astimezone(zone)
    day = local.date()
    if local.time() >= MORNING:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, zone)


def zone_of(user: User) -> ZoneInfo:
    """The zone of the office where somebody works; else the network's."""
    name = (
        Location.objects.filter(organization__memberships__user=user)
        .exclude(timezone_name="")
        .order_by("pk")
        .values_list("timezone_name", flat=True)
        .first()
    )
    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)
