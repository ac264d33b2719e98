"""The gazetteer: every US ZIP, town, county and state, read from fixtures/geo.

A file is unpacked when first asked for and kept as lines; a row is parsed when
somebody wants it. So the first question takes a fraction of a second, and the whole
gazetteer about 35 MB.
"""

import csv
import gzip
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from django.conf import settings

from directory.places.names import area_of_county, key
from directory.places.place import Place, PlaceKind

Floats = npt.NDArray[np.float64]


class Town(NamedTuple):
    """One row of towns.csv.gz."""

    key: str
    name: str
    state: str
    counties: tuple[str, ...]
    """FIPS codes, the town's own first."""
    latitude: float
    longitude: float
    timezone: str
    population: int
    zips: tuple[str, ...]


class Area(NamedTuple):
    """One row of areas.csv.gz: a state or a county."""

    code: str
    name: str
    state: str
    latitude: float
    longitude: float
    timezone: str
    population: int

    @property
    def label(self) -> str:
        """The area's name as shown to people."""
        if self.code.count("-") == 1:
            return self.name
        return f"{self.name}, {self.state}"


def _lines(name: str) -> list[str]:
    path = settings.FIXTURES_DIR / "geo" / name
    return gzip.decompress(path.read_bytes()).decode().splitlines()[1:]


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]))


@cache
def _zip_lines() -> dict[str, str]:
    return {line[:5]: line for line in _lines("zips.csv.gz")}


@cache
def town_lines() -> dict[str, list[str]]:
    """Return the rows of towns by the key of their name, most populous first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in _lines("towns.csv.gz"):
        found[line[: line.index(",")]].append(line)
    return dict(found)


@cache
def areas() -> dict[str, Area]:
    """Return states and counties by their area code."""
    rows = (_cells(line) for line in _lines("areas.csv.gz"))
    return {
        code: Area(code, name, state, float(lat), float(lon), zone, int(people))
        for code, name, state, lat, lon, zone, people in rows
    }


@cache
def counties_by_key() -> dict[str, list[Area]]:
    """Return counties by the key of their whole and of their bare name.

    "Fresno County" is found under ``fresnocounty``, and under ``fresno`` with a mark
    in front, for those who write "Condado de Fresno" or "County of Fresno".
    """
    found: defaultdict[str, list[Area]] = defaultdict(list)
    for area in sorted(areas().values(), key=lambda area: -area.population):
        if area.code.count("-") == 2:
            found[key(area.name)].append(area)
            found["~" + key(bare_name(area.name))].append(area)
    return dict(found)


def bare_name(county: str) -> str:
    """Return a county's name without the word for what it is."""
    for word in COUNTY_WORDS:
        if county.casefold().endswith(" " + word):
            return county[: -len(word) - 1]
    return county


COUNTY_WORDS = (
    "city and borough",
    "census area",
    "municipality",
    "municipio",
    "borough",
    "county",
    "parish",
    "city",
)


@lru_cache(maxsize=4096)
def zip_place(code: str) -> Place | None:
    """Return the place of a five-digit ZIP (or ZIP+4), if there is such a ZIP.

    A ZIP that lies across a county line has both counties among its area codes, and
    the one where most of its people live as its county.
    """
    line = _zip_lines().get(code.strip()[:5])
    if line is None:
        return None
    zip_, city, state, counties, lat, lon, zone, people = _cells(line)
    county_codes = [area_of_county(fips) for fips in counties.split()]
    return Place(
        label=f"{city} {zip_}",
        kind=PlaceKind.ZIP,
        latitude=float(lat),
        longitude=float(lon),
        area_codes=frozenset(
            {"us", f"us-{state.lower()}", *county_codes, f"us-{zip_}"}
        ),
        timezone=zone,
        town=city,
        county=areas()[county_codes[0]].name,
        state=state,
        postal_code=zip_,
        population=int(people),
    )


def towns(name_key: str, state: str = "") -> list[Town]:
    """Return the towns of one name, most populous first."""
    rows = (town_of(line) for line in town_lines().get(name_key, ()))
    return [town for town in rows if state in ("", town.state)]


def town_of(line: str) -> Town:
    """Parse one row of towns."""
    name_key, name, state, counties, lat, lon, zone, people, zips = _cells(line)
    return Town(
        name_key,
        name,
        state,
        tuple(counties.split()),
        float(lat),
        float(lon),
        zone,
        int(people),
        tuple(zips.split()),
    )


def town_place(town: Town) -> Place:
    """Return a town as a place.

    Its area codes are those of which any part lies in the town, its ZIPs included: a
    service that lists two of Fresno's ZIPs serves Fresno for somebody, and whoever
    says no more than "Fresno" should learn of it. Their own ZIP then tells exactly.
    """
    county_codes = [area_of_county(fips) for fips in town.counties]
    return Place(
        label=f"{town.name}, {town.state}",
        kind=PlaceKind.TOWN,
        latitude=town.latitude,
        longitude=town.longitude,
        area_codes=frozenset(
            {
                "us",
                f"us-{town.state.lower()}",
                *county_codes,
                *(f"us-{code}" for code in town.zips),
            }
        ),
        timezone=town.timezone,
        town=town.name,
        county=areas()[county_codes[0]].name,
        state=town.state,
        population=town.population,
    )


def area_place(area: Area) -> Place:
    """Return a county or a state as a place.

    Unlike a town it does not take in its ZIPs: a service in one of a county's forty
    ZIPs does not serve "the county" for most who live there.
    """
    is_state = area.code.count("-") == 1
    return Place(
        label=area.label,
        kind=PlaceKind.STATE if is_state else PlaceKind.COUNTY,
        latitude=area.latitude,
        longitude=area.longitude,
        area_codes=frozenset({"us", f"us-{area.state.lower()}", area.code}),
        timezone=area.timezone,
        county="" if is_state else area.name,
        state=area.state,
        population=area.population,
    )


@cache
def state_place(code: str) -> Place:
    """Return a state as a place, by its two letters."""
    place = area_place(areas()[f"us-{code.lower()}"])
    counties = [other for other in areas() if other.startswith(f"us-{code.lower()}-")]
    # The District of Columbia and Guam are their own only county.
    own = counties if len(counties) == 1 else ()
    return replace(place, area_codes=place.area_codes.union(own))


@cache
def zip_points() -> tuple[list[str], Floats]:
    """Return the ZIPs where people live, and their points in degrees, (n, 2)."""
    rows = (line.rsplit(",", 4) for line in _zip_lines().values())
    lived_in = [row for row in rows if row[4] != "0"]
    points = np.array([row[1:3] for row in lived_in], dtype=np.float64)
    return [row[0][:5] for row in lived_in], points


def nearest_zip(lat: float, lon: float) -> Place:
    """Return the ZIP, of those where people live, whose point is nearest."""
    codes, points = zip_points()
    east = (points[:, 1] - lon) * np.cos(np.radians(lat))
    nearest = int(np.argmin((points[:, 0] - lat) ** 2 + east**2))
    place = zip_place(codes[nearest])
    assert place is not None  # noqa: S101  it came from the same table
    return place


def zips_numbered_like(code: str, count: int) -> Iterator[str]:
    """Yield the ZIPs of the same sorting centre whose numbers are nearest."""
    codes = list(_zip_lines())
    at = bisect_left(codes, code)
    around = codes[max(at - count, 0) : at + count]
    near = sorted(around, key=lambda other: abs(int(other) - int(code)))
    yield from [other for other in near if other[:3] == code[:3]][:count]
