"""Where things are: an offline gazetteer, distances, counties, geocoding.

Everything here answers from files that come with Waypost; only ``geocoding`` asks
the network, only where a geocoder is set, and never for a public search.
"""

from directory.places.areas import area_codes_for
from directory.places.distance import miles, timezone_of
from directory.places.finding import find, same_name, suggest
from directory.places.gazetteer import zip_place
from directory.places.landmarks import landmarks
from directory.places.outlines import county_of, county_outlines
from directory.places.place import Place, PlaceKind, PlaceNotFoundError

__all__ = [
    "Place",
    "PlaceKind",
    "PlaceNotFoundError",
    "area_codes_for",
    "county_of",
    "county_outlines",
    "find",
    "landmarks",
    "miles",
    "same_name",
    "suggest",
    "timezone_of",
    "zip_place",
]
