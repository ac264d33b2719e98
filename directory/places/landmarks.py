"""The towns that a map names, so that outlines alone still say where one is."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from directory.places.gazetteer import Town, town_lines, town_of
from directory.places.names import area_of_county

MOST_PER_COUNTY = 6


def landmarks(codes: Iterable[str]) -> list[dict[str, Any]]:
    """Return GeoJSON points of the largest towns in these counties, largest first."""
    towns = {
        town
        for code in codes
        for town in _towns_by_county().get(code, ())[:MOST_PER_COUNTY]
    }
    return [
        {
            "type": "Feature",
            "properties": {"name": town.name},
            "geometry": {
                "type": "Point",
                "coordinates": [town.longitude, town.latitude],
            },
        }
        for town in sorted(towns, key=lambda town: (-town.population, town.name))
    ]


@cache
def _towns_by_county() -> dict[str, list[Town]]:
    rows = [town_of(line) for lines in town_lines().values() for line in lines]
    found: defaultdict[str, list[Town]] = defaultdict(list)
    for town in sorted(set(rows), key=lambda town: (-town.population, town.name)):
        found[area_of_county(town.counties[0])].append(town)
    return dict(found)
