from directory import places


def names(*codes: str) -> list[str]:
    return [point["properties"]["name"] for point in places.landmarks(codes)]


def test_the_largest_towns_come_first() -> None:
    assert names("us-ca-019")[:2] == ["Fresno", "Clovis"]


def test_a_small_county_is_named_too() -> None:
    assert "Mariposa" in names("us-ca-019", "us-ca-043")


def test_codes_that_are_not_counties_have_no_towns() -> None:
    assert names("us-ca", "us-93721", "junk") == []
