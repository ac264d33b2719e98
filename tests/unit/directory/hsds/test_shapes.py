from collections import Counter
from typing import Any

import pytest

from directory.hsds.packages import PackageError
from directory.hsds.report import Where
from directory.hsds.shapes import choosing
from directory.hsds.shapes.columns import Left, Many, TableShape, Text
from directory.hsds.shapes.documents import Documents, table_of
from directory.hsds.shapes.rows import Patch, Row
from directory.hsds.shapes.tabular import converted
from directory.hsds.tables import TABLES


def rows_of(cells: dict[str, Any], shape: TableShape) -> list[Row | Patch]:
    return list(converted(cells, shape, Where("file.csv", 2), Counter()))


@pytest.mark.parametrize(
    ("stem", "header", "family", "table"),
    [
        ("organizations", "id,name,description,url", "HSDS 1", "organization"),
        ("organizations", "id,name,description,website,uri", "HSDS 3", "organization"),
        ("services", "service_recordid,service_name", "ORServices", "service"),
        ("services", "id,location_id,name,keywords,taxonomy_ids", "Ohana", "service"),
        ("attributes", "id,link_id,taxonomy_term_id", "HSDS 3", "attribute"),
        ("eligibility", "id,service_id,eligibility", "HSDS 1", "service"),
        (
            "bad_rows",
            "id,location_id,service_id,start_date,end_date,closed,opens_at,closes_at",
            "Ohana",
            "schedule",
        ),
        (
            "my_list",
            "id,contact_id,location_id,organization_id,service_id,number,number_type",
            "Ohana",
            "phone",
        ),
    ],
)
def test_a_file_is_known_by_its_name_and_its_header(
    stem: str, header: str, family: str, table: str
) -> None:
    shape = choosing.choose(f"{stem}.csv", stem, header.split(","))

    assert shape is not None
    assert (shape.family, shape.table) == (family, table)


def test_a_file_that_is_no_table_is_no_table() -> None:
    assert choosing.choose("notes.csv", "notes", ["day", "weather"]) is None


@pytest.mark.parametrize(
    "header", [["id", "name"], ["id", "name", "description", "status", "email"]]
)
def test_no_file_is_known_by_columns_that_any_list_has(header: list[str]) -> None:
    assert choosing.choose("people.csv", "people", header) is None


def test_a_table_with_other_headers_is_refused_with_the_cure() -> None:
    with pytest.raises(PackageError, match=r"services\.csv has other headers.*Rename"):
        choosing.choose("services.csv", "services", ["title", "what", "where"])


def test_every_column_of_every_shape_has_a_place() -> None:
    for shape in choosing.SHAPES:
        for target in shape.columns.values():
            if isinstance(target, Left):
                assert target.reason
                continue
            table = TABLES[target.table if isinstance(target, Many) else shape.table]
            name = target if isinstance(target, str) else getattr(target, "field", "id")
            known = {"id", "last_modified", "area_codes", "payers", *table.columns}
            assert name.startswith("_") or table.attribute(name) in known, name


def test_cells_of_several_columns_make_one_text() -> None:
    shape = TableShape(
        "test", ("x",), "service", {"a": Text("description"), "b": Text("description")}
    )

    (row,) = rows_of({"a": "One.", "b": "Two."}, shape)

    assert isinstance(row, Row)
    assert row.fields["description"] == "One.\nTwo."


def test_a_list_in_a_cell_makes_a_row_for_each_item() -> None:
    shape = TableShape(
        "test", ("x",), "service", {"id": "id", "areas": Many("service_area", "name")}
    )

    _service, *areas = rows_of({"id": "7", "areas": "Fresno, Madera, Fresno"}, shape)

    assert [area.fields["name"] for area in areas if isinstance(area, Row)] == [
        "Fresno",
        "Madera",
    ]
    assert {a.fields["service_id"] for a in areas if isinstance(a, Row)} == {"7"}


def test_columns_that_are_not_known_are_counted() -> None:
    left: Counter[str] = Counter()
    shape = TableShape("test", ("x",), "service", {"id": "id"})

    list(converted({"id": "1", "mood": "good"}, shape, Where("x.csv", 2), left))

    assert left == {"mood": 1}


@pytest.mark.parametrize(
    ("document", "table"),
    [
        ({"id": "1", "name": "A", "description": "…"}, "organization"),
        ({"id": "1", "name": "A", "status": "active"}, "service"),
        ({"id": "1", "location_type": "physical"}, "location"),
        ({"id": "1", "service": {}, "location": {}}, "service_at_location"),
        ({"id": "1", "name": "A", "term_uri": "…"}, "taxonomy_term"),
        ({"id": "1", "name": "A", "version": "2"}, "taxonomy"),
        ({"version": "3.0", "profile": "…"}, None),
    ],
)
def test_a_document_is_known_by_its_keys(
    document: dict[str, Any], table: str | None
) -> None:
    assert table_of(document) == table


def test_a_nested_document_becomes_flat_rows_that_point_at_each_other() -> None:
    document = {
        "name": "Ride Partners",
        "id": "ride-partners",
        "locations": [{"id": "yard", "location_type": "physical"}],
        "services": [
            {
                "name": "Rides",
                "id": "rides",
                "phones": [{"number": "559-555-0101"}],
                "service_at_locations": [{"location_id": "yard"}],
                "attributes": [{"taxonomy_term_id": "transport"}],
                "program": {"id": "access", "name": "Access"},
            }
        ],
    }

    rows = list(Documents("file.json").rows("organization", document, 1))
    by_table = {row.table: row.fields for row in rows if isinstance(row, Row)}

    assert by_table["service"]["organization_id"] == "ride-partners"
    assert by_table["service"]["program_id"] == "access"
    assert by_table["program"]["organization_id"] == "ride-partners"
    assert by_table["location"]["organization_id"] == "ride-partners"
    assert by_table["phone"]["service_id"] == "rides"
    assert by_table["phone"]["id"] == "service/rides/phones/1"
    assert by_table["service_at_location"]["service_id"] == "rides"
    assert by_table["attribute"]["link_id"] == "rides"
    assert by_table["attribute"]["link_entity"] == "service"


def test_keys_that_hsds_does_not_know_are_told() -> None:
    documents = Documents("file.json")
    list(documents.rows("service", {"id": "1", "name": "A", "mood": "good"}, 1))

    (notice,) = documents.notices()

    assert (notice.field, notice.rows) == ("service.mood", 1)


def test_lists_of_older_versions_are_read_inside_documents_too() -> None:
    document = {
        "id": "1",
        "name": "A",
        "status": "active",
        "regular_schedule": [{"weekday": "Monday", "opens_at": "09:00"}],
    }

    rows = list(Documents("file.json").rows("service", document, 1))

    assert [row.table for row in rows] == ["service", "schedule"]
    assert isinstance(rows[1], Row)
    assert rows[1].fields["service_id"] == "1"
