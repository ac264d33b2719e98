import csv
import gzip
import io
import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

ZIP_COLUMNS = (
    "zip,lat,lon,src,census_lat,census_lon,city,state,county,county_fips,timezone,"
    "zip_type,population,pct_65_plus,land_area_sq_mi"
)
ZIPS = """\
93721,36.7377,-119.7843,,,,Fresno,CA,Fresno County,06019,America/Los_Angeles,,8004,,
93725,36.6207,-119.7308,,,,Fresno,CA,Fresno County,06019,America/Los_Angeles,,26568,,
93707,36.7464,-119.6397,,,,Fresno,CA,Fresno,,America/Los_Angeles,,,,
93631,36.5080,-119.5433,,,,Kingsburg,CA,Tulare County,06107,America/Los_Angeles,,16588,,
93646,36.6255,-119.3204,,,,Orange Cove,CA,Tulare County,06107,America/Los_Angeles,,9,,
09001,38.1105,15.6613,,,,APO AA,AA,,,Europe/Rome,Military,,,
18005,,,,,,,,,,,,,,
"""
TOWNS = """\
geonameid,name,state,lat,lon,population,timezone
1,Fresno,CA,36.74773,-119.77237,542107,America/Los_Angeles
2,Kingsburg,CA,36.5138,-119.554,11963,America/Los_Angeles
3,Easton,CA,36.65023,-119.7907,2083,America/Los_Angeles
4,Fresno Courthouse Annex,CA,36.73,-119.79,0,America/Los_Angeles
5,Nowhere,CA,0.1,0.1,10,Etc/GMT
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    with gzip.open(folder / "us_zip_points.csv.gz", "wt") as file:
        file.write(f"{ZIP_COLUMNS}\n{ZIPS}")
    (folder / "us_places_geonames.csv").write_text(TOWNS)
    # Our own outlines have the sources' shape, but for the names.
    topology = json.loads(
        gzip.decompress(
            (settings.FIXTURES_DIR / "geo" / "outlines.topojson.gz").read_bytes()
        )
    )
    for geometry in topology["objects"]["counties"]["geometries"]:
        geometry["properties"] = {"name": f"Name {geometry['id']}"}
    (folder / "counties-10m.json").write_text(json.dumps(topology))
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    text = gzip.decompress(path.read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text)))


def make(sources: Path, into: Path) -> str:
    out = io.StringIO()
    call_command("make_gazetteer", sources, into=into, stdout=out)
    return out.getvalue()


def test_zips_get_a_county_and_those_abroad_or_nowhere_are_left_out(
    sources: Path, tmp_path: Path
) -> None:
    make(sources, tmp_path)

    counties = {row["zip"]: row["counties"] for row in rows(tmp_path / "zips.csv.gz")}
    assert counties == {
        "93631": "06019 06107",
        "93646": "06019 06107",
        "93707": "06019",
        "93721": "06019",
        "93725": "06019",
    }


def test_towns_get_their_zips_a_neighbours_or_those_only_the_post_knows(
    sources: Path, tmp_path: Path
) -> None:
    make(sources, tmp_path)

    towns = {row["name"]: row for row in rows(tmp_path / "towns.csv.gz")}
    assert {name: row["zips"] for name, row in towns.items()} == {
        "Easton": "93725",
        "Fresno": "93707 93721 93725",
        "Kingsburg": "93631",
        "Orange Cove": "93646",
    }
    assert towns["Orange Cove"]["population"] == "9"


def test_counties_stand_where_people_live_and_add_them_up(
    sources: Path, tmp_path: Path
) -> None:
    make(sources, tmp_path)

    areas = {row["code"]: row for row in rows(tmp_path / "areas.csv.gz")}
    fresno = areas["us-ca-019"]
    assert fresno["name"] == "Fresno County"
    assert fresno["population"] == str(8004 + 26568 + 16588 + 9)
    assert (fresno["latitude"], fresno["longitude"]) == ("36.6207", "-119.7308")
    assert areas["us-va-540"]["name"] == "Name 51540 city"
    assert areas["us-la-071"]["name"] == "Name 22071 Parish"
    assert areas["us-gu-010"]["name"] == "Name 66010"


def test_the_same_sources_make_the_same_files(sources: Path, tmp_path: Path) -> None:
    said = make(sources, tmp_path / "once")
    make(sources, tmp_path / "twice")

    for path in (tmp_path / "once").iterdir():
        assert path.read_bytes() == (tmp_path / "twice" / path.name).read_bytes()
        assert path.name in said


def test_a_missing_source_is_named(sources: Path, tmp_path: Path) -> None:
    (sources / "us_places_geonames.csv").unlink()

    with pytest.raises(CommandError, match=r"lacks us_places_geonames\.csv"):
        make(sources, tmp_path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("us_places_geonames.csv", b"town\nFresno\n"),
        ("us_zip_points.csv.gz", b"no gzip"),
        ("counties-10m.json", b"{}"),
        ("counties-10m.json", b"\xff"),
    ],
)
def test_a_source_of_another_shape_changes_nothing(
    sources: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    (sources / name).write_bytes(content)

    with pytest.raises(CommandError, match="not as expected"):
        make(sources, tmp_path / "into")

    assert not list((tmp_path / "into").glob("*"))


@pytest.mark.shared
def test_the_committed_files_are_what_the_sources_make(
    shared_data: Path, tmp_path: Path
) -> None:
    make(shared_data / "geo", tmp_path)

    for path in sorted(tmp_path.glob("*.gz")):
        made = gzip.decompress(path.read_bytes())
        ours = settings.FIXTURES_DIR / "geo" / path.name
        assert made == gzip.decompress(ours.read_bytes()), path.name
    shutil.rmtree(tmp_path)
