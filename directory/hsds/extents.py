"""Areas drawn as GeoJSON, as the ZIPs inside them."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from directory.places.gazetteer import zip_points

Floats = npt.NDArray[np.float64]
LONGEST = 5_000_000
"""Characters of one extent."""
# What holds other shapes, and under which key.
_INSIDE = {
    "FeatureCollection": "features",
    "Feature": "geometry",
    "GeometryCollection": "geometries",
}


def area_codes(extent: str) -> frozenset[str]:
    """Return the area codes of a GeoJSON extent; none if it is not understood.

    They are the ZIPs where people live whose own point is inside.
    """
    if len(extent) > LONGEST:
        return frozenset()
    try:
        rings = list(_rings(json.loads(extent)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return frozenset()
    if not rings:
        return frozenset()
    codes, points = zip_points()
    near = np.flatnonzero(_is_near(rings, points))
    inside = near[_is_inside(rings, points[near])]
    return frozenset(f"us-{codes[row]}" for row in inside)


def _rings(shape: dict[str, Any]) -> Iterator[Floats]:
    """Give every ring of every polygon, each (n, 2): degrees east, degrees north."""
    kind = shape["type"]
    if kind in _INSIDE:
        inner = shape[_INSIDE[kind]]
        for part in inner if isinstance(inner, list) else [inner]:
            yield from _rings(part)
    elif kind in {"Polygon", "MultiPolygon"}:
        written = shape["coordinates"]
        for polygon in written if kind == "MultiPolygon" else [written]:
            for ring in polygon:
                yield np.array(ring, dtype=np.float64).reshape(len(ring), -1)[:, :2]


def _is_near(rings: list[Floats], points: Floats) -> npt.NDArray[np.bool_]:
    """Say which points lie in the box around all rings."""
    corners = np.concatenate(rings)
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    lat, lon = points.T
    found: npt.NDArray[np.bool_] = (
        (south <= lat) & (lat <= north) & (west <= lon) & (lon <= east)
    )
    return found


def _is_inside(rings: list[Floats], points: Floats) -> npt.NDArray[np.bool_]:
    """Say for points, (n, 2) of degrees north and east, which are inside.

    Counts how often a line eastward crosses the rings (even-odd): a hole takes back
    what its polygon gave.
    """
    north, east = points[:, 0], points[:, 1]
    inside = np.zeros(len(points), dtype=bool)
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            if y1 == y2:
                continue
            crosses = (y1 > north) != (y2 > north)
            at = x1 + (north - y1) * (x2 - x1) / (y2 - y1)
            inside ^= crosses & (at > east)
    return inside
