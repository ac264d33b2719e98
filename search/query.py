"""One question, one answer; no engine in sight."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from directory.places import Place


class Sort(StrEnum):
    """The orders in which services can be listed."""

    BEST = "best"
    DISTANCE = "distance"
    NAME = "name"


class Cost(StrEnum):
    """What a service costs, as people ask for it."""

    FREE = "free"
    SLIDING = "sliding"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. Empty sets and ``None`` do not narrow.

    Values inside one filter are alternatives; filters narrow together.
    """

    text: str = ""
    place: Place | None = None
    radius: float | None = None
    """Miles around the place; ``None``: as far as it takes."""
    categories: frozenset[UUID] = frozenset()
    """Taxonomy terms; their descendants are included."""
    languages: frozenset[str] = frozenset()
    """ISO 639 codes."""
    costs: frozenset[Cost] = frozenset()
    open_at: datetime | None = None
    """An aware moment at which the service must be open."""
    sort: Sort = Sort.BEST
    page: int = 1
    per_page: int = 20


class ReasonKind(StrEnum):
    """Why a service is in the answer."""

    SERVES = "serves"
    NEAR = "near"
    WORDS = "words"
    CATEGORY = "category"
    LANGUAGE = "language"
    COST = "cost"
    OPEN = "open"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, as facts; presenters turn it into words."""

    kind: ReasonKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One service in the answer, at its nearest or serving location."""

    service_id: UUID
    location_id: UUID | None
    distance: float | None
    """Geodesic miles from the place to the location; ``None``: not known."""
    serves_place: bool
    score: float
    reasons: tuple[Reason, ...] = ()
    more_locations: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: hits of one page, the exact total, and facet counts.

    ``facets`` maps ``category``, ``language``, ``cost`` and ``open`` to counts by
    value. A facet's counts ignore the facet's own filter, so siblings stay visible.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    engine: str = ""
    took_ms: float = 0.0
