"""County and state outlines: which county is this point in, and what to draw."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings

from directory.places.names import STATE_OF_FIPS, area_of_county

Floats = npt.NDArray[np.float64]

# Outlines are simplified: a pier, a small island or a house on the shore may fall
# outside all of them, and belongs to the county whose edge is this near.
SHORE_MILES = 1.0
_MILES_PER_DEGREE = 69.0


@dataclass(frozen=True, slots=True)
class Ring:
    """One closed line of an outline."""

    fips: str
    points: Floats
    """(n, 2): degrees east, degrees north; the last point is the first again."""


class Outlines:
    """The outlines of one TopoJSON file.

    Args:
        topology: TopoJSON with quantised arcs and the objects ``counties`` and
            ``states``, whose geometries carry FIPS codes as ``id``.
    """

    def __init__(self, topology: dict[str, Any]) -> None:
        self._arcs = _arcs(topology)
        self._geometries = {
            _code(geometry["id"]): geometry
            for kind in ("counties", "states")
            for geometry in topology["objects"][kind]["geometries"]
        }
        self._rings = [
            Ring(geometry["id"], self._line(ring))
            for geometry in topology["objects"]["counties"]["geometries"]
            for polygon in _polygons(geometry)
            for ring in polygon
        ]
        low = np.array([ring.points.min(axis=0) for ring in self._rings])
        high = np.array([ring.points.max(axis=0) for ring in self._rings])
        self._west, self._south = low.T
        self._east, self._north = high.T

    def county_of(self, lat: float, lon: float) -> str | None:
        """Return the FIPS code of the county at a point; ``None``: not in the US."""
        inside: dict[str, bool] = {}
        for ring in self._boxes_around(lat, lon, margin=0):
            # A hole is a ring too: crossing it turns the answer over.
            if _encloses(ring.points, lat, lon):
                inside[ring.fips] = not inside.get(ring.fips, False)
        for fips, is_inside in inside.items():
            if is_inside:
                return fips
        return self._county_ashore(lat, lon)

    def feature(self, code: str) -> dict[str, Any] | None:
        """Return the GeoJSON feature of ``us-ca-019`` or ``us-ca``, if outlined."""
        geometry = self._geometries.get(code)
        if geometry is None:
            return None
        polygons = [
            [self._line(ring).round(4).tolist() for ring in polygon]
            for polygon in _polygons(geometry)
        ]
        return {
            "type": "Feature",
            "id": code,
            "properties": {"code": code},
            "geometry": {"type": "MultiPolygon", "coordinates": polygons},
        }

    def _line(self, ring: list[int]) -> Floats:
        # ~i is arc i backwards; neighbours share the point at which they meet.
        lines = [self._arcs[i] if i >= 0 else self._arcs[~i][::-1] for i in ring]
        return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])

    def _boxes_around(self, lat: float, lon: float, *, margin: float) -> Iterator[Ring]:
        found = (
            (self._west - margin <= lon)
            & (lon <= self._east + margin)
            & (self._south - margin <= lat)
            & (lat <= self._north + margin)
        )
        return (self._rings[i] for i in np.flatnonzero(found))

    def _county_ashore(self, lat: float, lon: float) -> str | None:
        margin = 2 * SHORE_MILES / _MILES_PER_DEGREE
        near = (
            (_miles_to_edge(ring.points, lat, lon), ring.fips)
            for ring in self._boxes_around(lat, lon, margin=margin)
        )
        distance, fips = min(near, default=(SHORE_MILES + 1, ""))
        return fips if distance <= SHORE_MILES else None


def _arcs(topology: dict[str, Any]) -> list[Floats]:
    """Return each arc in degrees.

    A file's arcs hold differences from point to point, in steps of the quantising
    grid (TopoJSON 1.0, section 2.1.4). All are added up at once, then each arc's
    start is taken off again: ten thousand small arrays would be slow.
    """
    arcs = topology["arcs"]
    ends = np.cumsum([len(arc) for arc in arcs])
    sums = np.cumsum(np.array([step for arc in arcs for step in arc]), axis=0)
    before = np.vstack([[0, 0], sums[ends[:-1] - 1]])
    grid = sums - np.repeat(before, np.diff(ends, prepend=0), axis=0)
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    return np.split(grid * scale + shift, ends[:-1])


def _code(fips: str) -> str:
    if len(fips) == 2:
        return f"us-{STATE_OF_FIPS[fips].lower()}"
    return area_of_county(fips)


def _polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    arcs = geometry["arcs"]
    return [arcs] if geometry["type"] == "Polygon" else arcs


def _encloses(points: Floats, lat: float, lon: float) -> bool:
    """Whether a ray eastward crosses the ring an odd number of times."""
    x, y = points.T
    rises = (y[:-1] > lat) != (y[1:] > lat)
    x1, y1, x2, y2 = x[:-1][rises], y[:-1][rises], x[1:][rises], y[1:][rises]
    crossings = x1 + (lat - y1) * (x2 - x1) / (y2 - y1) > lon
    return bool(np.count_nonzero(crossings) % 2)


def _miles_to_edge(points: Floats, lat: float, lon: float) -> float:
    """Miles to the nearest segment, on a plane that touches the point."""
    stretch = np.array([np.cos(np.radians(lat)), 1.0]) * _MILES_PER_DEGREE
    flat = (points - (lon, lat)) * stretch
    start, step = flat[:-1], np.diff(flat, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    along = np.clip(-(start * step).sum(axis=1) / length, 0, 1)
    return float(np.hypot(*(start + along[:, None] * step).T).min())


def read(path: Path) -> Outlines:
    """Read gzipped TopoJSON."""
    return Outlines(json.loads(gzip.decompress(path.read_bytes())))


@cache
def outlines() -> Outlines:
    """Return the outlines that come with Waypost, read when first asked for."""
    return read(settings.FIXTURES_DIR / "geo" / "outlines.topojson.gz")


@lru_cache(maxsize=16384)
def county_of(lat: float, lon: float) -> str | None:
    """Return the area code of the county at a point, such as ``us-ca-019``."""
    fips = outlines().county_of(lat, lon)
    return fips and area_of_county(fips)


def county_outlines(codes: Iterable[str]) -> dict[str, Any]:
    """Return GeoJSON of these counties and states.

    Codes without an outline, such as those of ZIPs, are passed over.
    """
    features = (outlines().feature(code) for code in sorted(set(codes)))
    return {"type": "FeatureCollection", "features": [f for f in features if f]}
