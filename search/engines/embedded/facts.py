"""What an engine keeps of a document besides its words."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

from search.documents import Document, Hours

# Facets and filters that are sets of values of a document.
SET_NAMES = ("category", "language", "cost", "payer", "accessibility", "eligibility")
NO_LOCATION = bytes(16)
ANY_AGE = (0, 32767)
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Facts:
    """A document without its words."""

    service: bytes
    location: bytes
    name: str
    point: tuple[float, float] | None
    areas: list[str]
    sets: list[list[str]]
    """In the order of ``SET_NAMES``."""
    organization: str
    hours: str
    """Zone, week and dated intervals as JSON; empty: not known."""
    verified: int
    """Day as ``date.toordinal`` counts them; 0: never."""
    accepting: int
    """1, 0, or -1: not known."""
    ages: tuple[int, int]

    @classmethod
    def of(cls, document: Document) -> Self:
        """Take everything but the words from a document."""
        accepting = document.is_accepting
        return cls(
            document.service_id.bytes,
            document.location_id.bytes if document.location_id else NO_LOCATION,
            document.name,
            document.point,
            sorted(document.area_codes),
            [
                sorted(map(str, document.categories)),
                sorted(document.languages),
                sorted(document.costs),
                sorted(document.payers),
                sorted(document.accessibility),
                sorted(document.eligibility),
            ],
            str(document.organization_id or ""),
            _written(document.hours) if document.hours else "",
            _day(document.verified_on),
            UNKNOWN if accepting is None else int(accepting),
            _ages(document.ages),
        )

    @classmethod
    def read(cls, text: str) -> Self:
        """Read facts as ``written`` left them."""
        service, location, *rest = json.loads(text)
        return cls(bytes.fromhex(service), bytes.fromhex(location), *rest)

    def written(self) -> str:
        """Return the facts as one line of text."""
        return json.dumps(
            [
                self.service.hex(),
                self.location.hex(),
                self.name,
                self.point,
                self.areas,
                self.sets,
                self.organization,
                self.hours,
                self.verified,
                self.accepting,
                self.ages,
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        )


# Many documents keep the same hours.
@lru_cache(maxsize=4096)
def _written(hours: Hours) -> str:
    return json.dumps([hours.timezone, hours.week, hours.exceptions])


def _day(day: date | None) -> int:
    return day.toordinal() if day else 0


def _ages(ages: tuple[int, int] | None) -> tuple[int, int]:
    if ages is None:
        return ANY_AGE
    youngest, oldest = (min(max(age, 0), ANY_AGE[1]) for age in ages)
    return youngest, oldest
