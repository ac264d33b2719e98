"""When a service is open: rules in a location's own time, and what follows from them.

``hours.of(service_at_location)`` is the one way from the tables to here.
"""

from directory.hours.opening import DatedSpan, Hours
from directory.hours.rule import Rule
from directory.hours.sources import (
    PREFETCH,
    is_zone,
    of,
    of_location,
    of_service,
    public_holidays,
    rules_of,
)
from directory.hours.words import Line, clock

__all__ = [
    "PREFETCH",
    "DatedSpan",
    "Hours",
    "Line",
    "Rule",
    "clock",
    "is_zone",
    "of",
    "of_location",
    "of_service",
    "public_holidays",
    "rules_of",
]
