"""How far apart points are, which lie so far away, and what their clocks show.

Distances are geodesics on the WGS84 ellipsoid, by PROJ: C. F. F. Karney, Algorithms for
geodesics (2013), exact to nanometres between any two points.
"""

import numpy as np
import tzfpy
from numpy.typing import NDArray
from pyproj import Geod

type Floats = NDArray[np.float64]

ELLIPSOID = Geod(ellps="WGS84")
METRES_IN_MILE = 1609.344


def miles(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the geodesic distance between two points; degrees in, miles out."""
    return float(ELLIPSOID.inv(lon1, lat1, lon2, lat2)[2]) / METRES_IN_MILE


def miles_from(
    latitude: float, longitude: float, latitudes: Floats, longitudes: Floats
) -> Floats:
    """Return the geodesic miles from one point to each of these; NaN: no point.

    Degrees; both arrays are of one shape.
    """
    here = np.full(len(longitudes), longitude), np.full(len(latitudes), latitude)
    metres: Floats = ELLIPSOID.inv(*here, longitudes, latitudes)[2]
    return metres / METRES_IN_MILE


def ring(
    latitude: float, longitude: float, miles: float, corners: int
) -> tuple[Floats, Floats]:
    """Return so many points all around, each exactly so far away.

    As latitudes and longitudes in degrees, clockwise from north.
    """
    azimuths = np.linspace(0, 360, corners, endpoint=False)
    here = np.full(corners, longitude), np.full(corners, latitude)
    metres = np.full(corners, miles * METRES_IN_MILE)
    longitudes, latitudes, _ = ELLIPSOID.fwd(*here, azimuths, metres)
    return latitudes, longitudes


def timezone_of(lat: float, lon: float) -> str:
    """Return the IANA time zone in which a point lies; degrees.

    Raises:
        ValueError: no such point on earth.
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        message = "Latitude is -90 to 90 and longitude -180 to 180 degrees."
        raise ValueError(message)
    return str(tzfpy.get_tz(lon, lat))
