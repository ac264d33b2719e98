import time

import pytest

from directory import places


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (36.74, -119.78, "us-ca-019"),
        (36.96, -120.06, "us-ca-039"),
        (37.49, -119.97, "us-ca-043"),
        (40.71, -74.0, "us-ny-061"),
        (61.2, -149.9, "us-ak-020"),
        (18.4, -66.06, "us-pr-127"),
        (30.0, -90.1, "us-la-071"),
        # An independent city is a hole in the county around it.
        (38.03, -78.48, "us-va-540"),
        (38.03, -78.60, "us-va-003"),
        # Off the simplified shore, but within a mile of it.
        (25.79, -80.13, "us-fl-086"),
    ],
)
def test_a_point_is_in_its_county(lat: float, lon: float, code: str) -> None:
    assert places.county_of(lat, lon) == code


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(0, 0), (49.28, -123.12), (36.0, -125.0), (19.4, -99.1), (51.5, -0.1)],
)
def test_a_point_elsewhere_is_in_none(lat: float, lon: float) -> None:
    assert places.county_of(lat, lon) is None


def test_outlines_are_geojson_of_the_counties_and_states_asked_for() -> None:
    found = places.county_outlines(["us-ca-019", "us-ca", "us-93721", "us", "us-zz"])

    assert found["type"] == "FeatureCollection"
    assert [feature["id"] for feature in found["features"]] == ["us-ca", "us-ca-019"]
    for feature in found["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4


def test_an_outline_holds_its_countys_town() -> None:
    (fresno,) = places.county_outlines({"us-ca-019"})["features"]
    ring = fresno["geometry"]["coordinates"][0][0]
    town = places.find("Fresno, CA")

    east, north = zip(*ring, strict=True)
    assert min(east) < town.longitude < max(east)
    assert min(north) < town.latitude < max(north)


def test_a_county_is_told_at_once() -> None:
    places.county_of(36.7, -119.8)

    began = time.perf_counter()
    for step in range(100):
        places.county_of(34 + step / 20, -119.8 + step / 10)
    each = (time.perf_counter() - began) / 100

    # Ten times what it takes on a quiet machine.
    assert each < 0.003
