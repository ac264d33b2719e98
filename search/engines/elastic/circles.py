"""Circles on the ellipsoid as rings of points, since servers measure on a sphere.

A sphere is off by half a percent: at 25 miles, 700 feet. So a circle is two rings, one
that lies wholly inside and one that lies wholly around it; a few feet apart, so that
hardly ever a place lies between them and has to be measured by us.
"""

import math
from functools import lru_cache

from directory.places import distance

CORNERS = 512
# Rings are for circles that straight lines between degrees can follow.
LARGEST = 300.0
FARTHEST_NORTH = 75.0
DEGREES_IN_MILE = 1 / 68.7
# A server keeps points to half a centimetre; and what rounding may add, as a part.
ROUNDED = 1e-5
SLACK = 5e-6
# How far a sphere of the server's radius may be off, as a part of the distance.
SPHERE = 0.0075


def has_rings(latitude: float, longitude: float, miles: float) -> bool:
    """Return whether a circle can be told by rings."""
    tall = miles * DEGREES_IN_MILE
    if miles > LARGEST or abs(latitude) + tall > FARTHEST_NORTH:
        return False
    wide = tall / math.cos(math.radians(abs(latitude) + tall))
    return abs(longitude) + wide < 180


@lru_cache(maxsize=2048)
def rings(latitude: float, longitude: float, miles: float) -> tuple[str, str]:
    """Return the ring inside the circle and the one around it, as WKT."""
    inner = max(miles * (1 - SLACK) - ROUNDED, miles / 2)
    outer = (miles + ROUNDED) * (1 + SLACK) / math.cos(math.pi / CORNERS)
    return _ring(latitude, longitude, inner), _ring(latitude, longitude, outer)


def _ring(latitude: float, longitude: float, miles: float) -> str:
    north, east = distance.ring(latitude, longitude, miles, CORNERS)
    corners = [f"{x:.9f} {y:.9f}" for x, y in zip(east, north, strict=True)]
    return f"POLYGON (({', '.join([*corners, corners[0]])}))"
