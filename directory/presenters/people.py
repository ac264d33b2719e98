"""Whom a service is for, what they can speak there, and whom they call."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from directory.models import Language, Phone, Service, ServiceAtLocation
from directory.presenters.records import present


def ages(service: Service) -> str:
    """The ages it is for, in words."""
    youngest, oldest = service.minimum_age, service.maximum_age
    if youngest and oldest:
        return _("%(from)d to %(to)d years old") % {"from": youngest, "to": oldest}
    if youngest:
        return _("%(from)d and older") % {"from": youngest}
    if oldest:
        return _("Up to %(to)d years old") % {"to": oldest}
    return ""


def languages(service: Service, place: ServiceAtLocation | None) -> str:
    """Languages spoken, by their names in the reader's language."""
    rows: list[Language] = present(service.languages.all())
    if place is not None:
        rows += present(place.location.languages.all())
    # The catalogue knows most languages' names; what it does not know stays.
    names = dict.fromkeys(_(name) for row in rows if (name := row.name or row.code))
    return ", ".join(names)


def phones(service: Service, place: ServiceAtLocation | None) -> list[Phone]:
    """The numbers to call, the nearest to the service first; faxes are not called."""
    levels: list[Iterable[Phone]] = [service.phones.all()]
    if place is not None:
        levels = [place.phones.all(), service.phones.all(), place.location.phones.all()]
    levels.append(service.organization.phones.all())
    for level in levels:
        voices = [row for row in present(level) if row.type not in {"fax", "pager"}]
        if voices:
            return voices
    return []
