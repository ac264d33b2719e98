"""What an engine knows of a service at one of its locations."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from search.query import Cost


@dataclass(frozen=True, slots=True)
class Hours:
    """When a document's place is open, in local time.

    ``week`` holds [start, end) minutes of the week, Monday 0:00 = 0. ``exceptions``
    holds [start, end) minutes since 1970-01-01 0:00 on the local clock, and whether
    they are open; where one of them covers a moment, it beats the week, and closed
    beats open.
    """

    timezone: str
    week: tuple[tuple[int, int], ...]
    exceptions: tuple[tuple[int, int, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One service at one location; one for a service without a location.

    Holds nothing about persons, and of a confidential location neither address nor
    point: its town's instead.
    """

    service_id: UUID
    location_id: UUID | None
    name: str
    """For the order by name."""
    texts: tuple[str, ...]
    """One text for each ``ranking.Field``, in its order."""
    point: tuple[float, float] | None = None
    """Latitude and longitude in degrees, WGS84; ``None``: not known, or virtual."""
    area_codes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    categories: frozenset[UUID] = frozenset()
    """Taxonomy terms and everything above them."""
    costs: frozenset[Cost] = frozenset()
    payers: frozenset[str] = frozenset()
    accessibility: frozenset[str] = frozenset()
    """What ``directory.access`` reads out of the location."""
    eligibility: frozenset[str] = frozenset()
    """Groups of people that the service is for, as ``directory.eligibility`` reads
    them."""
    ages: tuple[int, int] | None = None
    """The youngest and the oldest age taken, in years; ``None``: nothing is said."""
    organization_id: UUID | None = None
    hours: Hours | None = None
    """``None``: not known."""
    verified_on: date | None = None
    is_accepting: bool | None = None
    """Whether new people are taken; ``None``: nobody said, or too long ago."""
