"""Points on the map: real, or refused."""

from dataclasses import dataclass

from directory import places
from directory.places import Place

ZERO = "point 0,0 refused"
INCOMPLETE = "half a point refused"
NOT_A_POINT = "point not on earth refused"
ABROAD = "point outside the country refused"
CENTRE = "point that stands for an unknown place refused"
FAR = "point more than 20 miles from its ZIP refused"
SWAPPED = "latitude and longitude were swapped"
SIGN = "longitude lacked its minus"
APPROXIMATE = "the ZIP's own point used, marked approximate"
NO_POINT = "no point, and no ZIP to take one from"

FAR_MILES = 20
# South, north, west, east, in degrees: every state, and the territories.
_COUNTRY = (
    (24.3, 49.5, -125.0, -66.8),
    (51.0, 71.6, -180.0, -129.5),
    (51.0, 53.2, 172.0, 180.0),
    (18.7, 28.6, -178.5, -154.5),
    (17.5, 18.7, -68.0, -64.4),
    (13.0, 20.7, 144.5, 146.2),
    (-14.7, -10.9, -171.2, -168.0),
)
# Where geocoders put what they could not find: the middle of the country as four of
# them see it.
_CENTRES = {
    (39.8283, -98.5795),
    (39.7837, -100.4459),
    (37.0902, -95.7129),
    (38.0, -97.0),
    (39.5, -98.35),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a point; ``reason`` is empty when it was right."""

    latitude: float | None
    longitude: float | None
    reason: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether there was a point and none is left."""
        return self.latitude is None


def judge(
    latitude: float | None,
    longitude: float | None,
    *,
    zip_place: Place | None,
    is_abroad: bool = False,
) -> Verdict:
    """Judge a point, in degrees, against the country and its address's ZIP."""
    if latitude is None or longitude is None:
        return Verdict(None, None, INCOMPLETE)
    if latitude == 0 and longitude == 0:
        return Verdict(None, None, ZERO)
    if is_abroad:
        fine = abs(latitude) <= 90 and abs(longitude) <= 180
        return (
            Verdict(latitude, longitude) if fine else Verdict(None, None, NOT_A_POINT)
        )
    for reason, (lat, lon) in (
        ("", (latitude, longitude)),
        (SWAPPED, (longitude, latitude)),
        (SIGN, (latitude, -longitude)),
    ):
        if in_country(lat, lon):
            return _near(lat, lon, reason, zip_place)
    if abs(latitude) > 90 or abs(longitude) > 180:
        return Verdict(None, None, NOT_A_POINT)
    return Verdict(None, None, ABROAD)


def in_country(latitude: float, longitude: float) -> bool:
    """Whether a point lies in one of the boxes around the states and territories."""
    return any(
        south <= latitude <= north and west <= longitude <= east
        for south, north, west, east in _COUNTRY
    )


def _near(
    latitude: float, longitude: float, reason: str, zip_place: Place | None
) -> Verdict:
    if (round(latitude, 4), round(longitude, 4)) in _CENTRES:
        return Verdict(None, None, CENTRE)
    if zip_place is None:
        return Verdict(latitude, longitude, reason)
    if miles_to(zip_place, latitude, longitude) > FAR_MILES:
        return Verdict(None, None, FAR)
    return Verdict(latitude, longitude, reason)


def miles_to(place: Place, latitude: float, longitude: float) -> float:
    """Return the distance in miles; far apart it is only as good as it need be."""
    # One degree of latitude is 69 miles: most points need no geodesic.
    if abs(place.latitude - latitude) > 1:
        return 69 * abs(place.latitude - latitude)
    return places.miles(place.latitude, place.longitude, latitude, longitude)
