"""How far apart two points are, and what their clocks show."""

import tzfpy
from geopy.distance import geodesic


def miles(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the geodesic distance on the WGS84 ellipsoid; degrees in, miles out."""
    return float(geodesic((lat1, lon1), (lat2, lon2)).miles)


def timezone_of(lat: float, lon: float) -> str:
    """Return the IANA time zone in which a point lies; degrees.

    Raises:
        ValueError: no such point on earth.
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        message = "Latitude is -90 to 90 and longitude -180 to 180 degrees."
        raise ValueError(message)
    return str(tzfpy.get_tz(lon, lat))
