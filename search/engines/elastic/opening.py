"""Opening hours as numbers that a range field holds, whatever the time zone."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from search.documents import Hours
from search.engines.elastic.mapping import AT

DAY = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()

type Clause = dict[str, Any]


def fields(hours: Hours | None) -> dict[str, Any]:
    """Return what a location's document says of its hours."""
    if hours is None:
        return {}
    zone = hours.timezone
    return {
        "zone": zone,
        "week": _ranges(zone, hours.week),
        "opened": _ranges(zone, ((a, b) for a, b, says in hours.exceptions if says)),
        "closed": _ranges(
            zone, ((a, b) for a, b, says in hours.exceptions if not says)
        ),
    }


def is_open(moment: datetime, zones: Iterable[str]) -> Clause:
    """Return the clause for places open at an aware moment, in any of these zones.

    A dated interval beats the week, and closed beats open.
    """
    clocks = [(zone, moment.astimezone(ZoneInfo(zone))) for zone in zones]
    dated = [_number(zone, _since_epoch(local)) for zone, local in clocks]
    weekly = [_number(zone, _of_week(local)) for zone, local in clocks]
    return {
        "bool": {
            "should": [
                {"terms": {f"{AT}.opened": dated}},
                {"terms": {f"{AT}.week": weekly}},
            ],
            "must_not": [{"terms": {f"{AT}.closed": dated}}],
            "minimum_should_match": 1,
        }
    }


def _ranges(zone: str, spans: Iterable[tuple[int, int]]) -> list[dict[str, int]]:
    return [
        {"gte": _number(zone, start), "lt": _number(zone, end)}
        for start, end in spans
        if start < end
    ]


def _number(zone: str, minute: int) -> int:
    """Return one number for a minute on the clocks of a zone.

    The zone's own 31 bits come first, so that the hours of all zones share a field.
    """
    return (crc32(zone.encode()) >> 1 << 32) + minute


def _since_epoch(local: datetime) -> int:
    return (local.toordinal() - EPOCH) * DAY + local.hour * 60 + local.minute


def _of_week(local: datetime) -> int:
    return local.weekday() * DAY + local.hour * 60 + local.minute
