"""Whether a door is open, and until or from when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory import hours
from directory.hours import Hours, clock
from directory.models import Service, ServiceAtLocation


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a door is open, and until or from when."""

    is_open: bool | None
    head: str
    """ "Open now", "Closed now", or "Hours not known: call first"."""
    rest: str = ""
    """ "until 8:00 pm", "opens Tue 8:00 am"."""


def opening(open_hours: Hours, at: datetime) -> Opening:
    """Say whether it is open at ``at``, and what comes next."""
    is_open = open_hours.is_open(at)
    if is_open is None:
        return Opening(is_open=None, head=_("Hours not known: call first"))
    if is_open:
        until = open_hours.closes_next(at)
        rest = _("until %(time)s") % {"time": _moment(until, at, open_hours)}
        return Opening(
            is_open=True, head=_("Open now"), rest=rest if until else _("24 hours")
        )
    opens = open_hours.opens_next(at)
    if opens is None:
        return Opening(is_open=False, head=_("Closed now"))
    return Opening(
        is_open=False,
        head=_("Closed now"),
        rest=_("opens %(time)s") % {"time": _moment(opens, at, open_hours)},
    )


def _moment(moment: datetime | None, now: datetime, open_hours: Hours) -> str:
    """A moment as briefly as it is clear: "8:00 pm", "Tue 8:00 am", "Jan 12"."""
    if moment is None:
        return ""
    zone = ZoneInfo(open_hours.zone)
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    time = clock(local.hour * 60 + local.minute)
    if local.date() == today:
        return time
    if local.date() - today < timedelta(days=7):
        return f"{date_format(local, 'D')} {time}"
    day = date_format(local, _("M j"))
    return f"{day}, {time}"


def hours_of(service: Service, place: ServiceAtLocation | None) -> Hours:
    """The hours of a service at one of its places, or of the service alone."""
    return hours.of(place) if place else hours.of_service(service)
