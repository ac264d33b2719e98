"""Which rows a page shows, and what to fetch with them."""

from collections.abc import Iterable

from directory import hours
from directory.models import Record

SERVICE_PARTS = (
    "phones",
    "languages",
    "payers",
    "cost_options",
    "schedules",
    "organization__phones",
)
"""What to prefetch on services for a card."""
PLACE_PARTS = (
    "phones",
    "location__phones",
    "location__languages",
    "location__accessibility",
    "location__addresses",
    *hours.PREFETCH,
)
"""What to prefetch on services at locations for a card."""


def present[R: Record](records: Iterable[R]) -> list[R]:
    """Records that their source still has."""
    return [record for record in records if record.removed_at is None]
