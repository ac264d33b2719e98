import re
from itertools import pairwise

import pytest
from geopy.distance import geodesic

from search.engines.elastic import circles

FOOT = 1 / 5280


def corners(ring: str) -> list[tuple[float, float]]:
    pairs = re.findall(r"(-?[\d.]+) (-?[\d.]+)", ring)
    return [(float(y), float(x)) for x, y in pairs]


@pytest.mark.parametrize("latitude", [0.0, 25.0, 45.0, 65.0])
@pytest.mark.parametrize("miles", [0.5, 25.0, 100.0])
def test_one_ring_lies_inside_the_circle_and_one_around_it(
    latitude: float, miles: float
) -> None:
    inner, outer = map(corners, circles.rings(latitude, -100.0, miles))

    def far(point: tuple[float, float]) -> float:
        return float(geodesic((latitude, -100.0), point).miles)

    middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in pairwise(outer)]
    assert max(map(far, inner)) < miles < min(map(far, middles))
    assert max(map(far, outer)) - min(map(far, inner)) < max(miles * FOOT / 2, FOOT)


@pytest.mark.parametrize(
    ("latitude", "longitude", "miles"),
    [(64.0, 179.9, 25.0), (89.5, 10.0, 5.0), (36.7, -119.8, 2000.0)],
)
def test_no_ring_crosses_the_date_line_or_rounds_a_pole(
    latitude: float, longitude: float, miles: float
) -> None:
    assert not circles.has_rings(latitude, longitude, miles)
