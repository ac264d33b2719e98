"""Making the gazetteer's files from the sources in their own shapes.

Run by ``manage.py make_gazetteer``; nothing here is needed to answer a question.
"""

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from directory.places.distance import miles, timezone_of
from directory.places.names import STATE_OF_FIPS, STATES, area_of_county, key
from directory.places.outlines import Outlines

# Alaska split Valdez-Cordova in 2019; the outlines are older and so are most listings.
_OLD_COUNTY = {"02063": "02261", "02066": "02261"}
_COUNTY_WORD = {"LA": "Parish", "PR": "Municipio", "AK": "Census Area"}
_NO_COUNTY_WORD = {"AS", "DC", "GU", "MP", "VI"}

# The post knows New York City only by its boroughs.
_BOROUGHS = {"36005", "36047", "36061", "36081", "36085"}

# A town lies in its own county, and in those where this share of its people live.
SHARE_OF_TOWN = 0.05
# A town without a post office is served from one nearer than this.
POST_OFFICE_MILES = 5.0

ZIP_COLUMNS = "zip,city,state,counties,latitude,longitude,timezone,population"
TOWN_COLUMNS = "key,name,state,counties,latitude,longitude,timezone,population,zips"
AREA_COLUMNS = "code,name,state,latitude,longitude,timezone,population"


@dataclass(slots=True)
class Zip:
    """One ZIP of the source."""

    code: str
    city: str
    state: str
    counties: list[str]
    """FIPS codes; more than one where the ZIP lies across a line."""
    lat: float
    lon: float
    timezone: str
    population: int

    @property
    def county(self) -> str:
        """The county of most who live there."""
        return self.counties[0]


@dataclass(slots=True)
class Town:
    """One town, from either source."""

    name: str
    state: str
    lat: float
    lon: float
    timezone: str
    population: int
    county: str
    zips: list[Zip] = field(default_factory=list)

    @property
    def counties(self) -> list[str]:
        """The town's own county first, then those with a share of its people."""
        people: defaultdict[str, int] = defaultdict(int)
        for zip_ in self.zips:
            people[zip_.county] += zip_.population
        least = SHARE_OF_TOWN * sum(people.values())
        shared = {county for county, count in people.items() if count > least}
        return [self.county, *sorted(shared - {self.county})]

    def correct_zip(self) -> None:
        """Put the only ZIP of a town first into the town's own county.

        A town at a county's edge, such as Kingsburg, has much of its ZIP beyond it.
        """
        lived_in = [z for z in self.zips if z.population]
        if len(lived_in) == 1 and key(lived_in[0].city) == key(self.name):
            only = lived_in[0]
            only.counties = list(dict.fromkeys([self.county, *only.counties]))


class Maker:
    """Turns a folder of sources into the files of ``fixtures/geo``."""

    def __init__(self, folder: Path) -> None:
        self.topology = json.loads((folder / "counties-10m.json").read_text())
        self.outlines = Outlines(self.topology)
        self.county_names: dict[str, str] = {}
        with gzip.open(folder / "us_zip_points.csv.gz", "rt", encoding="utf-8") as file:
            self.zips = list(self._zips(csv.DictReader(file)))
        with (folder / "us_places_geonames.csv").open(encoding="utf-8") as file:
            self.towns = self._towns(csv.DictReader(file))

    def write(self, folder: Path) -> dict[str, int]:
        """Write the files; return how many rows each holds.

        All are made before the first is written.
        """
        tables = {
            "zips.csv.gz": (ZIP_COLUMNS, [*self.zip_rows()]),
            "towns.csv.gz": (TOWN_COLUMNS, [*self.town_rows()]),
            "areas.csv.gz": (AREA_COLUMNS, [*self.area_rows()]),
        }
        outlines = json.dumps(self.slim_topology(), separators=(",", ":"))
        texts = {name: _table(*table) for name, table in tables.items()}
        for name, text in (texts | {"outlines.topojson.gz": outlines}).items():
            # Without the time of writing, the same sources make the same bytes.
            packed = gzip.compress(text.encode(), compresslevel=9, mtime=0)
            (folder / name).write_bytes(packed)
        counts = {name: len(rows) for name, (_, rows) in tables.items()}
        return counts | {"outlines.topojson.gz": len(self._county_names())}

    def zip_rows(self) -> Iterator[tuple[Any, ...]]:
        """One row for each ZIP, in order."""
        for z in sorted(self.zips, key=lambda z: z.code):
            yield (
                z.code, z.city, z.state, " ".join(z.counties), z.lat, z.lon, z.timezone,
                z.population,
            )  # fmt: skip

    def town_rows(self) -> Iterator[tuple[Any, ...]]:
        """One row for each town, the most populous of a name first."""
        for t in sorted(self.towns, key=lambda t: (key(t.name), -t.population, t.lat)):
            yield (
                key(t.name), t.name, t.state, " ".join(t.counties), t.lat, t.lon,
                t.timezone, t.population, " ".join(sorted(z.code for z in t.zips)),
            )  # fmt: skip

    def area_rows(self) -> Iterator[tuple[Any, ...]]:
        """One row for each state and county.

        Each stands at the ZIP nearest to the middle of its people: a state's middle
        of land may be a desert.
        """
        by_state: defaultdict[str, list[Zip]] = defaultdict(list)
        by_county: defaultdict[str, list[Zip]] = defaultdict(list)
        for z in self.zips:
            by_state[z.state].append(z)
            by_county[z.county].append(z)
        for code, zips in sorted(by_state.items()):
            yield (f"us-{code.lower()}", STATES[code].name, code, *_middle(zips))
        for fips, name in sorted(self._county_names().items()):
            state_code = STATE_OF_FIPS[fips[:2]]
            middle = _middle(by_county[fips]) if fips in by_county else self._land(fips)
            yield (area_of_county(fips), name, state_code, *middle)

    def slim_topology(self) -> dict[str, Any]:
        """Return the topology without what the tables know better."""
        objects = {
            kind: {
                "type": "GeometryCollection",
                "geometries": [
                    {name: geometry[name] for name in ("type", "id", "arcs")}
                    for geometry in self.topology["objects"][kind]["geometries"]
                ],
            }
            for kind in ("counties", "states")
        }
        return {**self.topology, "objects": objects}

    def _zips(self, rows: Iterable[dict[str, str]]) -> Iterator[Zip]:
        for row in rows:
            # Military post offices stand abroad under an American state; thirteen
            # ZIPs have no point at all.
            if not row["lat"] or row["state"] not in STATES:
                continue
            lat, lon = float(row["lat"]), float(row["lon"])
            # The point is where people live; the source's county, where most land is.
            both = (self.outlines.county_of(lat, lon), row["county_fips"])
            counties = [_OLD_COUNTY.get(fips, fips) for fips in both if fips]
            if not counties:
                continue
            self._note_name(counties[-1], row)
            yield Zip(
                code=row["zip"],
                city=row["city"],
                state=row["state"],
                counties=list(dict.fromkeys(counties)),
                lat=round(lat, 4),
                lon=round(lon, 4),
                timezone=row["timezone"],
                population=int(row["population"] or 0),
            )

    def _towns(self, rows: Iterable[dict[str, str]]) -> list[Town]:
        by_name: defaultdict[tuple[str, str], list[Zip]] = defaultdict(list)
        for z in self.zips:
            by_name[key(z.city), z.state].append(z)
        towns = [
            town
            for row in rows
            if (town := self._town(row))
            # Without people or post it is a hospital, a courthouse, a ghost.
            and (town.population or (key(town.name), town.state) in by_name)
        ]
        self._share_out(towns, by_name)
        for town in towns:
            town.correct_zip()
        known = {(key(town.name), town.state) for town in towns}
        towns += [
            _post_town(zips) for name, zips in by_name.items() if name not in known
        ]
        return towns

    def _town(self, row: dict[str, str]) -> Town | None:
        lat, lon = float(row["lat"]), float(row["lon"])
        county = self.outlines.county_of(lat, lon)
        if county is None or row["state"] not in STATES:
            return None
        return Town(
            row["name"],
            row["state"],
            round(lat, 4),
            round(lon, 4),
            row["timezone"] or timezone_of(lat, lon),
            int(row["population"] or 0),
            _OLD_COUNTY.get(county, county),
        )

    def _share_out(
        self, towns: list[Town], by_name: dict[tuple[str, str], list[Zip]]
    ) -> None:
        """Give each ZIP to the nearest town of its city's name, and each town one."""
        namesakes: defaultdict[tuple[str, str], list[Town]] = defaultdict(list)
        for town in towns:
            namesakes[key(town.name), town.state].append(town)
        for name, rivals in namesakes.items():
            for zip_ in by_name.get(name, ()):
                min(rivals, key=lambda town: _away(town, zip_)).zips.append(zip_)
        for town in namesakes.get(("newyorkcity", "NY"), ()):
            town.zips = [z for z in self.zips if z.county in _BOROUGHS]
        in_county: defaultdict[str, list[Zip]] = defaultdict(list)
        for zip_ in self.zips:
            if zip_.population:
                in_county[zip_.county].append(zip_)
        for town in towns:
            town.zips = town.zips or _nearest_post(town, in_county[town.county])
            town.population = town.population or sum(z.population for z in town.zips)

    def _note_name(self, fips: str, row: dict[str, str]) -> None:
        """The source spells counties out: "Orleans Parish", "Baltimore city"."""
        if row["county_fips"] == fips:
            self.county_names[fips] = row["county"]

    def _county_names(self) -> dict[str, str]:
        names = {
            geometry["id"]: _full_name(geometry["id"], geometry["properties"]["name"])
            for geometry in self.topology["objects"]["counties"]["geometries"]
        }
        return names | self.county_names

    def _land(self, fips: str) -> tuple[float, float, str, int]:
        """A county without a ZIP of its own stands at its outline's first corner."""
        feature = self.outlines.feature(area_of_county(fips))
        assert feature is not None  # noqa: S101  the name came from the outlines
        lon, lat = feature["geometry"]["coordinates"][0][0][0]
        return lat, lon, timezone_of(lat, lon), 0


def _full_name(fips: str, name: str) -> str:
    state = STATE_OF_FIPS[fips[:2]]
    if state in _NO_COUNTY_WORD:
        return name
    if state == "VA" and fips >= "51500":
        return f"{name} city"
    return f"{name} {_COUNTY_WORD.get(state, 'County')}"


def _post_town(zips: list[Zip]) -> Town:
    """A town that only the post knows stands where most of its people live."""
    first = max(zips, key=lambda z: (z.population, z.code))
    return Town(
        first.city,
        first.state,
        first.lat,
        first.lon,
        first.timezone,
        sum(z.population for z in zips),
        first.county,
        zips,
    )


def _middle(zips: list[Zip]) -> tuple[float, float, str, int]:
    people = sum(z.population for z in zips)
    weights = [z.population if people else 1 for z in zips]
    total = sum(weights)
    lat = sum(z.lat * w for z, w in zip(zips, weights, strict=True)) / total
    lon = sum(z.lon * w for z, w in zip(zips, weights, strict=True)) / total
    lived_in = [z for z, w in zip(zips, weights, strict=True) if w]
    nearest = min(lived_in, key=lambda z: (z.lat - lat) ** 2 + (z.lon - lon) ** 2)
    clocks: defaultdict[str, int] = defaultdict(int)
    for z, w in zip(zips, weights, strict=True):
        clocks[z.timezone] += w
    return nearest.lat, nearest.lon, max(clocks, key=clocks.__getitem__), people


def _nearest_post(town: Town, zips: list[Zip]) -> list[Zip]:
    nearest = min(zips, key=lambda z: _away(town, z), default=None)
    if nearest is None:
        return []
    away = miles(town.lat, town.lon, nearest.lat, nearest.lon)
    return [nearest] if away <= POST_OFFICE_MILES else []


def _away(town: Town, zip_: Zip) -> float:
    """A number that grows with distance: squared degrees, good for neighbours."""
    return (town.lat - zip_.lat) ** 2 + (town.lon - zip_.lon) ** 2


def _table(columns: str, rows: Iterable[tuple[Any, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns.split(","))
    writer.writerows(rows)
    return text.getvalue()
