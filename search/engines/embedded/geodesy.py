"""Distances on the WGS84 ellipsoid, for many points at once.

Two ways. ``Globe.rough`` is for thousands of documents: the chord through the earth,
and beyond a few hundred miles Andoyer and Lambert's formula, first order in the
flattening. Measured, it is off by 30 millionths of the distance at most, and by 40
millionths on the other side of the earth, but for the points nearly opposite.
``Globe.exact``, the geodesics of ``directory.places``, is for those that are shown, and
for those at the edge of a radius.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from directory.places.distance import METRES_IN_MILE, miles_from

type Floats = NDArray[np.float64]

EQUATOR = 6378137.0 / METRES_IN_MILE
FLATTENING = 1 / 298.257223563
# How far ``rough`` may be off, as a part of the distance, with room to spare, and
# besides that in miles.
ROUGH_PART = 5e-5
ROUGH_MILES = 1e-6
# Chords longer than this part of the earth's radius (800 miles) bend too differently to
# north and to east.
FAR = 0.2


@dataclass(frozen=True, slots=True)
class Globe:
    """Points as unit vectors of their reduced latitude and longitude; NaN: none."""

    latitude: Floats
    longitude: Floats
    x: Floats
    y: Floats
    z: Floats
    """Points on an earth as flat as ours, with an equator of radius 1."""

    @classmethod
    def of(cls, latitude: Floats, longitude: Floats) -> Self:
        """Take points in degrees, two arrays of one shape."""
        reduced = np.arctan((1 - FLATTENING) * np.tan(np.radians(latitude)))
        turn = np.radians(longitude)
        flat = np.cos(reduced)
        x, y = flat * np.cos(turn), flat * np.sin(turn)
        return cls(latitude, longitude, x, y, (1 - FLATTENING) * np.sin(reduced))

    def rough(
        self, ids: NDArray[np.int64], latitude: float, longitude: float
    ) -> Floats:
        """Return the miles from one point to each of these, a little off; NaN: none.

        The arc over a chord c on a sphere of radius 1 is 2 asin(c / 2), here by the
        first terms of its series.
        """
        here = self.of(np.array([latitude]), np.array([longitude]))
        chord = (self.x.take(ids) - here.x) ** 2
        chord += (self.y.take(ids) - here.y) ** 2
        chord += (self.z.take(ids) - here.z) ** 2  # squared
        miles: Floats = np.sqrt(chord)
        miles *= EQUATOR * (1 + chord * (1 / 24 + chord * (3 / 640)))
        far = (chord > FAR**2).nonzero()[0]
        if len(far):
            miles[far] = self._far(ids[far], here)
        return miles

    def _far(self, ids: NDArray[np.int64], here: "Globe") -> Floats:
        """Return the miles from one point to some.

        Source: P. D. Thomas, Spheroidal Geodesics (1970), the Andoyer-Lambert
        approximation, with the central angle taken from the chord on a sphere.
        """
        z, up = self.z.take(ids) / (1 - FLATTENING), here.z / (1 - FLATTENING)
        half = (self.x.take(ids) - here.x) ** 2
        half += (self.y.take(ids) - here.y) ** 2
        half += (z - up) ** 2
        half = np.minimum(half / 4, 1.0)  # the squared sine of half the angle
        angle = 2 * np.arcsin(np.sqrt(half))
        sine = 2 * np.sqrt(half * (1 - half))
        with np.errstate(divide="ignore", invalid="ignore"):
            along = (angle - sine) * ((z + up) / 2) ** 2 / (1 - half)
        # Straight through the earth the quotient is 0 / 0.
        along[half >= 1] = 0
        across = (angle + sine) * ((z - up) / 2) ** 2 / half
        miles: Floats = EQUATOR * (angle - FLATTENING / 2 * (along + across))
        return miles

    def exact(
        self, ids: NDArray[np.int64], latitude: float, longitude: float
    ) -> Floats:
        """Return the geodesic miles from one point to each of these; NaN: none."""
        there = self.latitude.take(ids), self.longitude.take(ids)
        return miles_from(latitude, longitude, *there)

    def within(
        self,
        ids: NDArray[np.int64],
        rough: Floats,
        point: tuple[float, float],
        radius: float,
    ) -> NDArray[np.bool_]:
        """Return which of these documents lie within the radius, exactly.

        ``rough`` are their rough miles; those it cannot decide are measured anew,
        and corrected in place.
        """
        slack = radius * ROUGH_PART + ROUGH_MILES
        edge = (np.abs(rough - radius) <= slack).nonzero()[0]
        if len(edge):
            rough[edge] = self.exact(ids[edge], *point)
        with np.errstate(invalid="ignore"):
            inside: NDArray[np.bool_] = rough <= radius
        return inside
