"""The compiled facts of documents as arrays, one entry a document."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from search.documents import Document
from search.engines.embedded.geodesy import Globe
from search.engines.embedded.schedules import Schedules
from search.engines.embedded.sets import Sets
from search.language import fold

type Integers = NDArray[np.int64]

# Facets and filters that are sets of values of a document.
SET_NAMES = ("category", "language", "cost")
# Documents are numbered by bands of latitude of this many degrees, and inside a band
# from west to east, so that the documents around a place are a few runs of numbers.
BAND = 0.1
STEPS = 1 << 20
NO_LOCATION = bytes(16)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ``facts`` of a ``source`` row hold, ready for columns."""

    service: bytes
    location: bytes
    name: str
    point: tuple[float, float] | None
    areas: list[str]
    sets: tuple[list[str], list[str], list[str]]
    hours: Any
    verified: int
    accepting: int

    @classmethod
    def of(cls, document: Document) -> Self:
        """Take what columns need from a document."""
        hours = document.hours
        accepting = document.is_accepting
        return cls(
            document.service_id.bytes,
            document.location_id.bytes if document.location_id else NO_LOCATION,
            fold(document.name),
            document.point,
            sorted(document.area_codes),
            (
                sorted(map(str, document.categories)),
                sorted(document.languages),
                sorted(document.costs),
            ),
            hours and [hours.timezone, hours.week, hours.exceptions],
            document.verified_on.toordinal() if document.verified_on else 0,
            -1 if accepting is None else int(accepting),
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
                self.hours,
                self.verified,
                self.accepting,
            ],
            separators=(",", ":"),
        )


def spatial_keys(
    latitude: NDArray[np.float64], longitude: NDArray[np.float64]
) -> Integers:
    """Return each point's place in the order of documents; those without come last."""
    known = ~np.isnan(latitude)
    keys = np.full(len(latitude), np.iinfo(np.int64).max)
    bands = np.floor((latitude[known] + 90) / BAND).astype(np.int64)
    steps = np.floor((longitude[known] + 180) / 360 * STEPS).astype(np.int64)
    # A step may be STEPS itself, at 180 degrees east: bands are two spans apart.
    keys[known] = bands * (2 * STEPS) + steps
    return keys


@dataclass(frozen=True, slots=True)
class Columns:
    """Facts of one segment's documents, in the order of their numbers."""

    globe: Globe
    keys: Integers
    """In rising order for compiled documents."""
    service: Integers
    """Numbers of services, in the order of their ids."""
    service_ids: NDArray[np.uint8]
    """Shape (services, 16)."""
    locations: NDArray[np.uint8]
    """Shape (documents, 16); zeros: no location."""
    is_shared: NDArray[np.bool_]
    """Whether the document's service has other documents."""
    rank: NDArray[np.float64]
    """The document's place in the order by name."""
    sets: dict[str, Sets]
    schedules: Schedules
    verified: Integers
    """Days as ``date.toordinal`` counts them; 0: never."""
    accepting: Integers
    """1, 0, or -1: not known."""

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, facts: Sequence[Facts], ranks: Sequence[float]) -> Self:
        """Lay out the facts of documents, in the order given."""
        points = [fact.point or (np.nan, np.nan) for fact in facts]
        latitude, longitude = np.array(points, dtype=float).reshape(-1, 2).T
        services = sorted({fact.service for fact in facts})
        numbers = {service: number for number, service in enumerate(services)}
        service = np.array([numbers[fact.service] for fact in facts], dtype=np.int64)
        return cls.from_arrays(
            {
                "latitude": latitude.copy(),
                "longitude": longitude.copy(),
                "service": service,
                "service_ids": _ids(services),
                "locations": _ids(fact.location for fact in facts),
                "rank": np.array(ranks, dtype=float),
                "verified": np.array([f.verified for f in facts], dtype=np.int64),
                "accepting": np.array([f.accepting for f in facts], dtype=np.int64),
            },
            {
                name: Sets.of([fact.sets[at] for fact in facts])
                for at, name in enumerate(SET_NAMES)
            },
            Schedules.of([fact.hours for fact in facts]),
        )

    @classmethod
    def from_arrays(
        cls, arrays: dict[str, Any], sets: dict[str, Sets], schedules: Schedules
    ) -> Self:
        """Put together what was laid out, and what follows from it."""
        service = arrays["service"]
        counts = np.bincount(service, minlength=len(arrays["service_ids"]))
        return cls(
            globe=Globe.of(arrays["latitude"], arrays["longitude"]),
            keys=spatial_keys(arrays["latitude"], arrays["longitude"]),
            service=service,
            service_ids=arrays["service_ids"],
            locations=arrays["locations"],
            is_shared=counts[service] > 1,
            rank=arrays["rank"],
            sets=sets,
            schedules=schedules,
            verified=arrays["verified"],
            accepting=arrays["accepting"],
        )

    def days_since_verified(
        self, ids: Integers, moment: datetime
    ) -> NDArray[np.float64]:
        """Return the days since each document was confirmed; NaN: never."""
        verified = self.verified[ids].astype(float)
        verified[verified == 0] = np.nan
        days: NDArray[np.float64] = moment.astimezone(UTC).toordinal() - verified
        return days

    def service_id(self, doc: int) -> UUID:
        """Return the id of a document's service."""
        return UUID(bytes=self.service_ids[self.service[doc]].tobytes())

    def location_id(self, doc: int) -> UUID | None:
        """Return the id of a document's location."""
        location = self.locations[doc].tobytes()
        return None if location == NO_LOCATION else UUID(bytes=location)


def _ids(ids: Iterable[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(ids), dtype=np.uint8).reshape(-1, 16)
