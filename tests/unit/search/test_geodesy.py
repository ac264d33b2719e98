import math

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from directory import places
from search.engines.embedded.geodesy import Globe

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.tuples(latitudes, longitudes)
ONE = np.array([0])


def globe(*some: tuple[float, float]) -> Globe:
    latitude, longitude = np.array(some).T
    return Globe.of(latitude, longitude)


@given(here=points, there=points)
def test_exact_miles_are_geographiclibs_to_a_millimetre(
    here: tuple[float, float], there: tuple[float, float]
) -> None:
    miles = globe(there).exact(ONE, *here)[0]

    assert miles == pytest.approx(geodesic(here, there).miles, abs=6.3e-7, rel=0)


@given(here=points, there=points)
def test_one_pair_of_points_has_one_distance(
    here: tuple[float, float], there: tuple[float, float]
) -> None:
    assert globe(there).exact(ONE, *here)[0] == places.miles(*here, *there)


@given(here=points, there=points)
def test_rough_miles_are_within_their_promise(
    here: tuple[float, float], there: tuple[float, float]
) -> None:
    miles = geodesic(here, there).miles
    rough = globe(there).rough(ONE, *here)[0]

    # Beyond 170 degrees the first order no longer holds, and no radius reaches.
    if miles < 11700:
        assert rough == pytest.approx(miles, rel=5e-5, abs=1e-6)


@pytest.mark.parametrize("there", [(36.9, -119.5), (25.0, -80.0)])
def test_a_point_exactly_on_the_radius_is_within(there: tuple[float, float]) -> None:
    here = (36.7378, -119.7871)
    radius = places.miles(*here, *there)
    world = globe(there)

    for reach, is_within in (
        (radius, True),
        (math.nextafter(radius, 0), False),
        (math.nextafter(radius, math.inf), True),
    ):
        rough = world.rough(ONE, *here)
        assert world.within(ONE, rough, here, reach).tolist() == [is_within]


def test_no_point_is_no_distance() -> None:
    world = globe((math.nan, math.nan))

    assert np.isnan(world.rough(ONE, 10.0, 20.0)).all()
    assert np.isnan(world.exact(ONE, 10.0, 20.0)).all()
