"""Opening hours as engines index them: the usual week, and the dates unlike it."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from directory import hours as opening
from search.documents.document import Hours

# Holidays, second Saturdays and the like are worked out this far; "open at" beyond
# it knows the usual week only. Every reindex moves it on.
HORIZON = timedelta(days=370)
_EPOCH = date(1970, 1, 1)


def hours_of(rules: opening.Hours, now: datetime) -> Hours | None:
    """Return the hours to index, or ``None`` where nothing is said about hours."""
    # Yesterday somewhere is still today somewhere else.
    first = now.astimezone(UTC).date() - timedelta(days=1)
    return _indexed(rules, first) if rules.rules else None


# Many services keep the same hours, and going through a year of dates is slow.
@lru_cache(maxsize=2048)
def _indexed(rules: opening.Hours, first: date) -> Hours:
    spans = () if _is_plain(rules) else rules.exceptions(first, first + HORIZON)
    return Hours(
        timezone=rules.zone,
        week=rules.week(),
        exceptions=tuple(
            (_minute(span.day, span.start), _minute(span.day, span.end), span.is_open)
            for span in spans
        ),
    )


def _is_plain(rules: opening.Hours) -> bool:
    """Whether every week is the usual one, so that no date need be looked at."""
    return not rules.holidays and all(
        rule.is_weekly
        and not rule.is_closed
        and not any((rule.dtstart, rule.until, rule.valid_from, rule.valid_to))
        for rule in rules.rules
    )


def _minute(day: date, minute: int) -> int:
    return (day - _EPOCH).days * 24 * 60 + minute
