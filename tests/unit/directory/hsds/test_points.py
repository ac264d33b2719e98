import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.hsds.mending import points
from directory.places import Place, PlaceKind

FRESNO = Place(
    label="Fresno 93721",
    kind=PlaceKind.ZIP,
    latitude=36.7323,
    longitude=-119.7844,
    area_codes=frozenset(),
    timezone="America/Los_Angeles",
)


def test_a_point_near_its_zip_is_right() -> None:
    verdict = points.judge(36.74, -119.79, zip_place=FRESNO)

    assert (verdict.latitude, verdict.longitude, verdict.reason) == (36.74, -119.79, "")


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        (0.0, 0.0, points.ZERO),
        (36.74, None, points.INCOMPLETE),
        (100.0, 181.0, points.NOT_A_POINT),
        (48.85, 2.35, points.ABROAD),
        (39.8283, -98.5795, points.CENTRE),
        (29.95, -90.07, points.FAR),
    ],
)
def test_a_point_that_cannot_be_right_is_refused(
    latitude: float, longitude: float | None, reason: str
) -> None:
    verdict = points.judge(latitude, longitude, zip_place=FRESNO)

    assert verdict.is_refused
    assert verdict.reason == reason


def test_swapped_coordinates_are_put_right() -> None:
    verdict = points.judge(-119.79, 36.74, zip_place=FRESNO)

    assert (verdict.latitude, verdict.longitude) == (36.74, -119.79)
    assert verdict.reason == points.SWAPPED


def test_a_lost_minus_is_put_back() -> None:
    verdict = points.judge(36.74, 119.79, zip_place=FRESNO)

    assert (verdict.latitude, verdict.longitude) == (36.74, -119.79)
    assert verdict.reason == points.SIGN


def test_a_point_in_another_country_is_fine_for_an_address_there() -> None:
    assert not points.judge(48.85, 2.35, zip_place=None, is_abroad=True).is_refused


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_let_in_is_in_the_country_and_near_its_zip(
    latitude: float, longitude: float
) -> None:
    verdict = points.judge(latitude, longitude, zip_place=FRESNO)

    if verdict.latitude is not None and verdict.longitude is not None:
        assert points.in_country(verdict.latitude, verdict.longitude)
        near = points.miles_to(FRESNO, verdict.latitude, verdict.longitude)
        assert near <= points.FAR_MILES
