import csv
import gzip
import time

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from directory import places
from directory.places import PlaceKind, PlaceNotFoundError, finding, gazetteer
from directory.places.names import key

FRESNO_ZIPS = {"us-93721", "us-93725", "us-93650"}


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("93721", "Fresno 93721", PlaceKind.ZIP),
        (" 93725-1234 ", "Fresno 93725", PlaceKind.ZIP),
        ("Fresno 93725", "Fresno 93725", PlaceKind.ZIP),
        ("Fresno, CA 93725, USA", "Fresno 93725", PlaceKind.ZIP),
        ("Fresno", "Fresno, CA", PlaceKind.TOWN),
        ("Fresno, CA", "Fresno, CA", PlaceKind.TOWN),
        ("fresno ca", "Fresno, CA", PlaceKind.TOWN),
        ("FRESNO CALIFORNIA", "Fresno, CA", PlaceKind.TOWN),
        ("Fresno Texas", "Fresno, TX", PlaceKind.TOWN),
        ("City of Fresno", "Fresno, CA", PlaceKind.TOWN),
        ("Ciudad de Fresno", "Fresno, CA", PlaceKind.TOWN),
        ("San José", "San Jose, CA", PlaceKind.TOWN),
        ("st louis mo", "St. Louis, MO", PlaceKind.TOWN),
        ("Mt. Shasta", "Mount Shasta, CA", PlaceKind.TOWN),
        ("O Fallon, MO", "O'Fallon, MO", PlaceKind.TOWN),
        ("Kansas City", "Kansas City, MO", PlaceKind.TOWN),
        ("Washington, D.C.", "Washington, DC", PlaceKind.TOWN),
        ("Nueva Orleans", "New Orleans, LA", PlaceKind.TOWN),
        ("Fresno County", "Fresno County, CA", PlaceKind.COUNTY),
        ("Fresno Co., CA", "Fresno County, CA", PlaceKind.COUNTY),
        ("Condado de Fresno", "Fresno County, CA", PlaceKind.COUNTY),
        ("county of Fresno, California", "Fresno County, CA", PlaceKind.COUNTY),
        ("Orleans Parish", "Orleans Parish, LA", PlaceKind.COUNTY),
        ("Baltimore County", "Baltimore County, MD", PlaceKind.COUNTY),
        ("Baltimore city", "Baltimore city, MD", PlaceKind.COUNTY),
        ("California", "California", PlaceKind.STATE),
        ("CA", "California", PlaceKind.STATE),
        ("Carolina del Norte", "North Carolina", PlaceKind.STATE),
        ("Estado de Nueva York", "New York", PlaceKind.STATE),
        ("418 Persimmon Court, Fresno, CA 93725", "Fresno 93725", PlaceKind.ADDRESS),
        ("12345 Main St, Fresno, CA", "Fresno, CA", PlaceKind.ADDRESS),
        ("12345 Main St, Fresno, CA 93999", "Fresno, CA", PlaceKind.ADDRESS),
    ],
)
def test_a_place_is_found_in_the_words_people_use(
    text: str, label: str, kind: PlaceKind
) -> None:
    place = places.find(text)

    assert (place.label, place.kind) == (label, kind)


def test_a_zip_lies_in_its_county_state_and_country() -> None:
    place = places.find("93721")

    assert place.area_codes == {"us", "us-ca", "us-ca-019", "us-93721"}
    assert (place.town, place.county, place.state) == ("Fresno", "Fresno County", "CA")
    assert place.timezone == "America/Los_Angeles"
    assert place.postal_code == "93721"
    assert place.is_approximate


def test_a_zip_across_a_county_line_has_the_areas_of_both() -> None:
    kingsburg = places.find("93631")

    assert kingsburg.county == "Fresno County"
    assert kingsburg.area_codes >= {"us-ca-019", "us-ca-107"}


def test_a_town_takes_in_its_zips_and_a_county_does_not() -> None:
    town, county = places.find("Fresno"), places.find("Fresno County")

    assert town.area_codes >= {"us", "us-ca", "us-ca-019"} | FRESNO_ZIPS
    assert county.area_codes == {"us", "us-ca", "us-ca-019"}


def test_a_town_in_several_counties_has_them_all() -> None:
    assert places.find("Kansas City, MO").area_codes >= {"us-mo-095", "us-mo-047"}
    boroughs = {f"us-ny-{code}" for code in ("005", "047", "061", "081", "085")}
    assert places.find("New York City").area_codes >= boroughs


def test_the_only_county_of_a_state_belongs_to_it() -> None:
    assert places.find("DC").area_codes == {"us", "us-dc", "us-dc-001"}


def test_of_namesakes_the_largest_is_meant_unless_one_is_near() -> None:
    assert places.find("Springfield").state == "MO"
    assert places.find("Springfield", near=(39.8, -89.6)).state == "IL"
    assert places.find("Springfield, MA", near=(39.8, -89.6)).state == "MA"
    assert places.find("Springfield", near=(21.3, -157.8)).state == "MO"


def test_namesakes_are_offered_most_populous_first() -> None:
    labels = [place.label for place in places.same_name("Fresno")]

    assert labels == ["Fresno, CA", "Fresno, TX", "Fresno, OH"]
    assert places.same_name("") == ()
    assert places.same_name("a" * 1000) == ()


def test_namesakes_within_a_state_are_told_apart_by_county() -> None:
    labels = [place.label for place in places.same_name("Mount Pleasant, PA")]

    assert "Mount Pleasant, Westmoreland County, PA" in labels
    assert len(set(labels)) == len(labels)
    for label in labels:
        assert places.find(label).county in label


def test_a_point_knows_its_county_its_clock_and_the_town_nearby() -> None:
    place = places.find("36.7, -119.8")

    assert place.kind == PlaceKind.POINT
    assert (place.latitude, place.longitude) == (36.7, -119.8)
    assert place.area_codes >= {"us", "us-ca", "us-ca-019"}
    assert (place.town, place.county) == ("Fresno", "Fresno County")
    assert not place.is_approximate


def test_a_point_in_the_wild_is_in_no_town() -> None:
    wild = places.find("37.0, -118.6")

    assert wild.town == ""
    assert wild.label == "Fresno County, CA (37.000, -118.600)"
    assert not [code for code in wild.area_codes if code[3:].isdigit()]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "0,0",
        "91,10",
        "36.7,-190",
        "36.7,119.8",
        "19.43,-99.13",
        "99999",
        "00000",
        "xyzzy plugh",
        "?",
        "\x00\x00",
        "36.7,-119.8,5",
        "1,2,3,4",
        "Fresno, Narnia",
        "a" * 10_000_000,
        "🏠",
    ],
)
def test_what_is_no_place_is_not_found(text: str) -> None:
    with pytest.raises(PlaceNotFoundError):
        places.find(text)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Frenso", "Fresno, CA"),
        ("fresnoo ca", "Fresno, CA"),
        ("Fresno Conty", "Fresno County, CA"),
        ("Calfornia", "California"),
        ("Visala", "Visalia, CA"),
        ("Fres", "Fresno, CA"),
        ("93799", "Fresno 93794"),
        ("-119.8, 36.7", "36.7, -119.8"),
        ("418 Persimmon Court, Frenso, CA", "Fresno, CA"),
    ],
)
def test_a_misspelt_place_comes_with_suggestions(text: str, suggestion: str) -> None:
    with pytest.raises(PlaceNotFoundError) as caught:
        places.find(text)

    assert suggestion in caught.value.suggestions
    assert len(caught.value.suggestions) <= 5
    for label in caught.value.suggestions:
        places.find(label)


def test_an_error_does_not_repeat_what_somebody_typed() -> None:
    with pytest.raises(PlaceNotFoundError) as caught:
        places.find("1 Secret Street, Nowhere")

    assert "Secret" not in str(caught.value)
    assert "Secret" not in "".join(caught.value.suggestions)


@given(st.text(max_size=60))
def test_any_text_is_either_found_or_not(text: str) -> None:
    try:
        place = places.find(text)
    except PlaceNotFoundError:
        return
    assert "us" in place.area_codes


@given(st.sampled_from(sorted(gazetteer.town_lines())))
def test_every_town_is_found_by_its_label(name_key: str) -> None:
    town = gazetteer.town_place(gazetteer.towns(name_key)[0])

    assert places.find(town.label) == town


@given(st.floats(18, 71), st.floats(-170, -65))
def test_a_point_is_found_exactly_where_a_county_is(lat: float, lon: float) -> None:
    place = finding.point_place(lat, lon)

    county = places.county_of(lat, lon)
    assert (place is None) == (county is None)
    if place:
        assert county in place.area_codes


def test_a_zip_place_is_none_where_there_is_no_such_zip() -> None:
    assert places.zip_place("99999") is None
    assert places.zip_place("") is None
    assert places.zip_place("fresno") is None
    fresno = places.zip_place("93721")
    assert fresno is not None
    assert fresno.label == "Fresno 93721"


def test_miles_are_geodesic() -> None:
    # A degree of longitude at the equator, and of latitude at the pole, on WGS84.
    assert places.miles(0, 0, 0, 1) == pytest.approx(69.1707, abs=0.001)
    assert places.miles(89, 0, 90, 0) == pytest.approx(69.403, abs=0.001)
    assert places.miles(36.7, -119.8, 36.7, -119.8) == 0


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (36.7, -119.8, "America/Los_Angeles"),
        (33.45, -112.07, "America/Phoenix"),
        (21.3, -157.86, "Pacific/Honolulu"),
    ],
)
def test_a_point_has_a_time_zone(lat: float, lon: float, zone: str) -> None:
    assert places.timezone_of(lat, lon) == zone


def test_a_point_that_is_not_on_earth_has_no_time_zone() -> None:
    with pytest.raises(ValueError, match="Latitude"):
        places.timezone_of(119.8, -36.7)


def test_the_keys_in_the_file_are_those_that_questions_make() -> None:
    with gzip.open(settings.FIXTURES_DIR / "geo" / "towns.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) > 30_000
    assert [row["name"] for row in rows if key(row["name"]) != row["key"]] == []


def test_every_file_of_the_gazetteer_is_small() -> None:
    for path in (settings.FIXTURES_DIR / "geo").iterdir():
        assert path.stat().st_size < 3_000_000


def test_a_question_is_answered_at_once() -> None:
    texts = ["93721", "Fresno, CA", "Fresno County", "36.7,-119.8"]
    for text in texts:
        places.find(text)

    began = time.perf_counter()
    for _ in range(25):
        for text in texts:
            places.find(text)
    each = (time.perf_counter() - began) / 100

    # Ten times what it takes on a quiet machine.
    assert each < 0.01
