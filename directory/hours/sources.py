"""From the directory's tables to hours."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from django.conf import settings

from directory.hours.opening import Hours
from directory.hours.rule import Rule
from directory.models import Location, Schedule, Service, ServiceAtLocation

PREFETCH = ("schedules", "service__schedules", "location__schedules")
"""What to prefetch on services at locations, so that ``of`` asks the database nothing.

For ``of_service`` and ``of_location``, prefetch ``schedules``.
"""

_FIELDS = tuple(field.name for field in fields(Rule) if field.init)


def of(service_at_location: ServiceAtLocation) -> Hours:
    """Return the hours of a service at a location.

    The nearest schedules hold: those of the service at this place, else the
    service's, else the place's. Closures hold from wherever they are: a shut building
    shuts what is in it.
    """
    location = service_at_location.location
    levels = (service_at_location, service_at_location.service, location)
    return Hours(_nearest(levels), _zone(location))


def of_service(service: Service) -> Hours:
    """Return the hours of a service that has no location, on the site's clock."""
    return Hours(_nearest((service,)), settings.TIME_ZONE)


def of_location(location: Location) -> Hours:
    """Return the hours of a place itself."""
    return Hours(_nearest((location,)), _zone(location))


def rules_of(schedules: Iterable[Schedule]) -> tuple[Rule, ...]:
    """Return what schedules say; those that left their source say nothing."""
    return tuple(
        _rule(schedule) for schedule in schedules if schedule.removed_at is None
    )


def public_holidays(state: str, first: date, last: date) -> dict[date, str]:
    """Return the public holidays of a state, two letters, and their English names.

    Whether an agency keeps them is for the caller to know; then their dates go into
    ``Hours.holidays``.
    """
    years = range(first.year, last.year + 1)
    found = holidays.country_holidays("US", subdiv=state or None, years=years)
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


def _nearest(
    levels: Iterable[ServiceAtLocation | Service | Location],
) -> tuple[Rule, ...]:
    by_level = [rules_of(level.schedules.all()) for level in levels]
    closures = [rule for rule in chain(*by_level) if rule.is_closed]
    opening = ([rule for rule in rules if not rule.is_closed] for rules in by_level)
    return (*next(filter(None, opening), ()), *dict.fromkeys(closures))


def _zone(location: Location) -> str:
    name = location.timezone_name
    return name if is_zone(name) else settings.TIME_ZONE


@cache
def is_zone(name: str) -> bool:
    """Whether a name written by hand is one that the clock knows."""
    try:
        return bool(name) and bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _rule(schedule: Schedule) -> Rule:
    return _shared_rule(*(getattr(schedule, name) for name in _FIELDS))


@lru_cache(maxsize=8192)
def _shared_rule(*values: Any) -> Rule:
    """One rule for all schedules that say the same: most doors keep office hours."""
    said = dict(zip(_FIELDS, values, strict=True))
    return Rule(
        **said | {"interval": said["interval"] or 1, "wkst": said["wkst"] or "MO"}
    )
