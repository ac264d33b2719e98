"""The facts of documents as arrays, one entry a document."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from search import ranking
from search.engines.embedded.facts import NO_LOCATION
from search.engines.embedded.geodesy import Globe
from search.engines.embedded.numbering import Keys
from search.engines.embedded.schedules import Schedules
from search.engines.embedded.sets import Sets, Table

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Columns:
    """Facts of one segment's documents, in the order of their numbers."""

    globe: Globe
    keys: Keys
    """Places in the order of documents; rising for compiled ones."""
    service: NDArray[np.int32]
    """Numbers of services, in the order of their ids."""
    service_ids: Bytes
    """Shape (services, 16)."""
    locations: Bytes
    """Shape (documents, 16); zeros: no location."""
    sibling: NDArray[np.int32]
    """The number among the documents whose service has several; -1: it has not."""
    family: NDArray[np.int32]
    """For each of those documents the number of its service among theirs."""
    rank: NDArray[Any]
    """The document's place in the order by name."""
    sets: Table
    schedules: Schedules
    verified: NDArray[np.int32]
    """Days as ``date.toordinal`` counts them; 0: never."""
    accepting: NDArray[np.int8]
    """1, 0, or -1: not known."""
    youngest: NDArray[np.int16]
    oldest: NDArray[np.int16]
    """Ages taken, in years."""
    _quality: dict[int, Floats] = field(default_factory=dict, init=False)

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(
        cls,
        arrays: dict[str, NDArray[Any]],
        sets: dict[str, Sets],
        schedules: Schedules,
    ) -> Self:
        """Put together plain arrays by name, and what follows from them.

        ``services`` are the ids, shape (documents, 16).
        """
        ids = np.ascontiguousarray(arrays.pop("services"))
        service, service_ids = _numbered(ids)
        has_siblings = np.bincount(service, minlength=len(service_ids)) > 1
        mine = has_siblings[service]
        sibling = np.where(mine, np.cumsum(mine) - 1, -1).astype(np.int32)
        family = (np.cumsum(has_siblings) - 1)[service[mine]]
        return cls(
            globe=Globe.of(arrays.pop("latitude"), arrays.pop("longitude")),
            service=service.astype(np.int32),
            service_ids=service_ids,
            sibling=sibling,
            family=family.astype(np.int32),
            sets=Table.of(sets, np.flatnonzero(mine), family),
            schedules=schedules,
            **arrays,
        )

    def quality(self, moment: datetime) -> Floats:
        """Return the part of every document's score that no question changes."""
        today = moment.astimezone(UTC).toordinal()
        known = self._quality.get(today)
        if known is None:
            days = today - self.verified.astype(float)
            days[self.verified == 0] = np.nan
            accepting = np.where(
                self.accepting < 0, ranking.UNKNOWN_ACCEPTANCE, self.accepting
            )
            known = ranking.quality(ranking.freshness(days), accepting)
            self._quality.clear()
            self._quality[today] = known
        return known

    def number_of(self, service: bytes) -> int | None:
        """Return a service's number by its id."""
        low, high = 0, len(self.service_ids)
        while low < high:
            middle = (low + high) // 2
            if self.service_ids[middle].tobytes() < service:
                low = middle + 1
            else:
                high = middle
        found = low < len(self.service_ids)
        return low if found and self.service_ids[low].tobytes() == service else None

    def ids(self, docs: Integers) -> list[tuple[UUID, UUID | None]]:
        """Return the ids of documents' services and locations."""
        services = self.service_ids[self.service[docs]].tobytes()
        locations = self.locations[docs].tobytes()
        return [
            (UUID(bytes=services[at : at + 16]), _known(locations[at : at + 16]))
            for at in range(0, 16 * len(docs), 16)
        ]


def _known(location: bytes) -> UUID | None:
    return None if location == NO_LOCATION else UUID(bytes=location)


def _numbered(ids: Bytes) -> tuple[Integers, Bytes]:
    """Return the number of each id, and the distinct ids in their order."""
    high, low = ids.view(">u8").reshape(-1, 2).astype(np.uint64).T
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    is_new = np.ones(len(ids), dtype=bool)
    is_new[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    numbers = np.empty(len(ids), dtype=np.int64)
    numbers[order] = np.cumsum(is_new) - 1
    return numbers, ids[order[is_new]]
