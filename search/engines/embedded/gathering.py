"""From facts, one document after another, to columns: without keeping the facts."""

from array import array

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.columns import Columns
from search.engines.embedded.facts import SET_NAMES, Facts
from search.engines.embedded.numbering import is_wide, keys_of
from search.engines.embedded.schedules import SchedulesMaker
from search.engines.embedded.sets import Sets, SetsMaker

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]

# What documents are listed under, besides their sets; kept in no column.
LISTED = ("area", "organization")


class Gathering:
    """Takes facts in any order; gives columns in the order of documents."""

    def __init__(self) -> None:
        self._services, self._locations = bytearray(), bytearray()
        self._latitude, self._longitude = array("d"), array("d")
        self._wide, self._accepting = array("b"), array("b")
        self._verified = array("i")
        self._youngest, self._oldest = array("h"), array("h")
        self._sets = {name: SetsMaker() for name in (*SET_NAMES, *LISTED)}
        self._schedules = SchedulesMaker()

    def __len__(self) -> int:
        return len(self._latitude)

    def add(self, facts: Facts) -> None:
        """Take the next document's facts."""
        latitude, longitude = facts.point or (np.nan, np.nan)
        self._services += facts.service
        self._locations += facts.location
        self._latitude.append(latitude)
        self._longitude.append(longitude)
        self._wide.append(is_wide(facts.areas))
        self._accepting.append(facts.accepting)
        self._verified.append(facts.verified)
        self._youngest.append(facts.ages[0])
        self._oldest.append(facts.ages[1])
        for name, values in zip(SET_NAMES, facts.sets, strict=True):
            self._sets[name].add(values)
        self._sets["area"].add(facts.areas)
        self._sets["organization"].add([facts.organization])
        self._schedules.add(facts.hours)

    def order(self) -> Integers:
        """Return the documents as they came, in the order of their numbers."""
        return np.argsort(self._keys(), kind="stable")

    def sets(self, name: str, order: Integers) -> Sets:
        """Return one of the sets of ``SET_NAMES`` and ``LISTED``, in this order."""
        return self._sets[name].made(order)

    def columns(self, order: Integers, ranks: NDArray[np.generic]) -> Columns:
        """Return the columns of documents in this order; ``ranks`` as they came."""
        return Columns.of(
            {
                "services": _ids(self._services)[order],
                "locations": _ids(self._locations)[order],
                "latitude": np.array(self._latitude)[order],
                "longitude": np.array(self._longitude)[order],
                "keys": self._keys()[order],
                "rank": ranks[order],
                "verified": np.array(self._verified, dtype=np.int32)[order],
                "accepting": np.array(self._accepting, dtype=np.int8)[order],
                "youngest": np.array(self._youngest, dtype=np.int16)[order],
                "oldest": np.array(self._oldest, dtype=np.int16)[order],
            },
            {name: self.sets(name, order) for name in SET_NAMES},
            self._schedules.made(order),
        )

    def _keys(self) -> NDArray[np.uint32]:
        wide = np.array(self._wide, dtype=bool)
        return keys_of(np.array(self._latitude), np.array(self._longitude), wide)


def _ids(ids: bytearray) -> NDArray[np.uint8]:
    return np.frombuffer(bytes(ids), dtype=np.uint8).reshape(-1, 16)
