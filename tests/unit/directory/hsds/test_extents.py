import json
from typing import Any

import pytest

from directory.hsds import extents

# A box around the city of Fresno, degrees east and north.
FRESNO = [[-119.90, 36.65], [-119.65, 36.65], [-119.65, 36.90], [-119.90, 36.90]]
HOLE = [[-119.81, 36.72], [-119.76, 36.72], [-119.76, 36.75], [-119.81, 36.75]]


def codes(shape: dict[str, Any]) -> frozenset[str]:
    return extents.area_codes(json.dumps(shape))


def test_an_area_is_the_zips_inside_its_line() -> None:
    found = codes({"type": "Polygon", "coordinates": [[*FRESNO, FRESNO[0]]]})

    assert "us-93721" in found
    assert "us-93637" not in found


def test_a_ring_may_be_left_open() -> None:
    closed = codes({"type": "Polygon", "coordinates": [[*FRESNO, FRESNO[0]]]})

    assert codes({"type": "Polygon", "coordinates": [FRESNO]}) == closed


def test_a_hole_takes_out_what_is_in_it() -> None:
    found = codes({"type": "Polygon", "coordinates": [FRESNO, HOLE]})

    assert found
    assert "us-93721" not in found


@pytest.mark.parametrize(
    "wrapped",
    [
        {"type": "MultiPolygon", "coordinates": [[FRESNO]]},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [FRESNO]}},
        {
            "type": "FeatureCollection",
            "features": [
                {"geometry": {"type": "Polygon", "coordinates": [FRESNO]}}
                | {"type": "Feature"}
            ],
        },
    ],
)
def test_every_way_of_wrapping_an_area_is_read(wrapped: dict[str, Any]) -> None:
    assert "us-93721" in codes(wrapped)


@pytest.mark.parametrize(
    "extent",
    [
        "",
        "extent",
        "[]",
        "null",
        '{"type": "Point", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": [["a", "b"]]}',
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "Polygon", "coordinates": [[]]}',
    ],
)
def test_what_is_no_area_gives_no_codes(extent: str) -> None:
    assert extents.area_codes(extent) == frozenset()
