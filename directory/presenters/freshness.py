"""What was said lately: whether there is room, and that the listing holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.models import Service
from directory.models.service import CAPACITY_LASTS

OLD = timedelta(days=365)
"""A confirmation older than this is not one."""


@dataclass(frozen=True, slots=True)
class Room:
    """Whether new people are taken."""

    tone: str
    icon: str
    label: str
    said: str
    """What was added, and when: "about 2 weeks · said 3 days ago"."""


def room(service: Service, at: datetime) -> Room | None:
    """Whether new people are taken, as far as it was said lately."""
    status, said_at = service.capacity_status, service.capacity_said_at
    if not status:
        return None
    if said_at is None or at - said_at > CAPACITY_LASTS:
        return Room("warn", "question", _("Ask if they have room"), "")
    tone, icon = _ROOM_LOOKS[Service.CapacityStatus(status)]
    said = _("said %(when)s") % {"when": ago(said_at, at)}
    told = " · ".join(filter(None, (service.capacity_note, said)))
    return Room(tone, icon, str(service.get_capacity_status_display()), told)


_ROOM_LOOKS = {
    Service.CapacityStatus.CAPACITY: ("good", "check"),
    Service.CapacityStatus.WAITLIST: ("warn", "question"),
    Service.CapacityStatus.ASSESS: ("warn", "question"),
    Service.CapacityStatus.FULL: ("bad", "cross"),
}


def ago(then: datetime, at: datetime) -> str:
    """How many days ago, in words."""
    days = (at - then).days
    if days < 1:
        return _("today")
    if days == 1:
        return _("yesterday")
    return _("%(days)d days ago") % {"days": days}


def confirmed(service: Service, at: datetime) -> str:
    """When the listing was last confirmed, and how; old ones say how old."""
    when = service.verified_at
    if when is None:
        return _("not confirmed yet")
    if at - when > OLD:
        months = round((at - when).days / 30.4)
        return _("not confirmed for %(months)d months") % {"months": months}
    day = date_format(when, _("M j") if when.year == at.year else _("M j, Y"))
    how = service.get_verified_how_display()
    if not how:
        return _("confirmed %(day)s") % {"day": day}
    how = how[:1].lower() + how[1:]
    return _("confirmed %(day)s %(how)s") % {"day": day, "how": how}
