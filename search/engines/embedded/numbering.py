"""The order in which documents are numbered, and which of them may lie around a place.

First come the documents that serve a whole state or more, for every question may be
about them, then the rest. Each part goes by bands of latitude and inside a band from
west to east: the documents around a place are then a few runs of numbers.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.ranking import STRENGTHS, strength

type Keys = NDArray[np.uint32]
type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]

# Degrees of latitude.
BAND = 0.1
STEPS = 1 << 20
"""Of longitude, all around the earth."""
NO_POINT = 1801
"""The band after the north pole's."""
PART = (NO_POINT + 1) * STEPS
# Degrees of latitude in a mile where they are shortest, and a little more, so that a
# box around a circle never cuts it.
DEGREES_IN_MILE = 1 / 68.7 * 1.001


def is_wide(codes: list[str]) -> bool:
    """Whether a service area with these codes takes in a whole state."""
    return any(strength(code) <= STRENGTHS["state"] for code in codes)


def keys_of(latitude: Floats, longitude: Floats, wide: NDArray[np.bool_]) -> Keys:
    """Return each document's place in the order; NaN: no point."""
    known = ~np.isnan(latitude)
    bands = np.full(len(latitude), NO_POINT, dtype=np.int64)
    steps = np.zeros(len(latitude), dtype=np.int64)
    bands[known] = np.floor((latitude[known] + 90) / BAND)
    steps[known] = np.floor((longitude[known] + 180) / 360 * STEPS)
    keys = bands * STEPS + steps.clip(0, STEPS - 1) + np.where(wide, 0, PART)
    numbers: Keys = keys.astype(np.uint32)
    return numbers


def around(
    keys: Keys, latitude: float, longitude: float, radius: float
) -> tuple[Integers, Integers]:
    """Return the runs of documents that may lie within so many miles.

    As first numbers and ends, rising: all that do lie there, and some more.
    """
    tall = radius * DEGREES_IN_MILE
    south, north = max(latitude - tall, -90.0), min(latitude + tall, 90.0)
    bands = np.arange(
        math.floor((south + 90) / BAND), math.floor((north + 90) / BAND) + 1
    )
    bands = np.concatenate((bands * STEPS, bands * STEPS + PART))
    spans = _spans(longitude, _wide(tall, latitude - tall, latitude + tall))
    west, east = np.array(spans).T[..., np.newaxis]
    first = keys.searchsorted((bands + west).ravel().astype(np.uint32))
    ends = keys.searchsorted((bands + east).ravel().astype(np.uint32), "right")
    some = (ends > first).nonzero()[0]
    return first[some], ends[some]


def with_point(keys: Keys) -> tuple[Integers, Integers]:
    """Return the runs of documents whose point is known: first numbers and ends."""
    firsts = np.searchsorted(keys, np.array([0, PART], dtype=np.uint32))
    unknown = np.array([0, PART]) + NO_POINT * STEPS
    return firsts, np.searchsorted(keys, unknown.astype(np.uint32))


def _wide(tall: float, south: float, north: float) -> float:
    """Return how many degrees of longitude a circle may reach to either side."""
    steepest = max(abs(south), abs(north))
    if steepest >= 89:
        return 180.0
    # The widest part of a circle on a sphere lies a little poleward of its centre.
    reach = math.sin(math.radians(tall)) / math.cos(math.radians(steepest))
    return 180.0 if reach >= 1 else math.degrees(math.asin(reach)) * 1.01


def _spans(longitude: float, wide: float) -> list[tuple[int, int]]:
    """Return the steps from west to east; two spans where they cross 180 degrees."""
    west, east = longitude - wide, longitude + wide
    if wide >= 180:
        return [(0, STEPS - 1)]
    if west < -180:
        return [(0, _step(east)), (_step(west + 360), STEPS - 1)]
    if east > 180:
        return [(0, _step(east - 360)), (_step(west), STEPS - 1)]
    return [(_step(west), _step(east))]


def _step(longitude: float) -> int:
    return min(math.floor((longitude + 180) / 360 * STEPS), STEPS - 1)


def runs(first: NDArray[Any], lengths: NDArray[Any]) -> Integers:
    """Return first, first + 1, … for each run of the given length, one after another.

    Shapes: ``first`` and ``lengths`` are alike; the result is as long as the lengths'
    sum.
    """
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Integers = np.arange(total) + np.repeat(first - ends + lengths, lengths)
    return numbers
