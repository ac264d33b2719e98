"""Nested HSDS 3 documents: an organization with its services, and the like."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from directory.hsds.identity import child_id, content_id
from directory.hsds.report import Where
from directory.hsds.shapes import hsds
from directory.hsds.shapes.rows import Notice, Patch, Row
from directory.hsds.shapes.tabular import NOT_KNOWN, converted, hung_on
from directory.hsds.tables import OURS, TABLES

# Keys under which a record holds a list of others.
LISTS = {
    "accessibility": "accessibility",
    "additional_urls": "url",
    "additional_websites": "url",
    "addresses": "address",
    "attributes": "attribute",
    "capacities": "service_capacity",
    "contacts": "contact",
    "cost_options": "cost_option",
    "funding": "funding",
    "languages": "language",
    "locations": "location",
    "metadata": "metadata",
    "organization_identifiers": "organization_identifier",
    "organizations": "organization",
    "phones": "phone",
    "programs": "program",
    "required_documents": "required_document",
    "schedules": "schedule",
    "service_areas": "service_area",
    "service_at_locations": "service_at_location",
    "services": "service",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "units": "unit",
    "urls": "url",
}
# Keys under which a record holds one other, and the field that then points at it.
ONES = {
    "location": ("location", "location_id"),
    "organization": ("organization", "organization_id"),
    "program": ("program", "program_id"),
    "service": ("service", "service_id"),
    "taxonomy_detail": ("taxonomy", "taxonomy_id"),
    "taxonomy_term": ("taxonomy_term", "taxonomy_term_id"),
    "unit": ("unit", "unit_id"),
}
# Lists of HSDS 1 and 2 that its first API nested under the same names as its files.
OLDER = {
    stem: shape
    for shape in hsds.ONE
    for stem in shape.stems
    if stem not in LISTS and stem not in ONES
}
_LIST_KEYS = LISTS.keys() | OLDER.keys()
_OUR_KEYS = OURS | {"area_codes", "payers", "is_closed"}
_SIGNS = {
    "service_at_location": ("location", "service_at_locations"),
    "service": ("status", "organization", "service_at_locations", "organization_id"),
    "location": ("location_type", "latitude", "addresses"),
    "taxonomy_term": ("taxonomy_detail", "parent_id", "term_uri", "taxonomy_id"),
    "taxonomy": ("version",),
}


def table_of(document: dict[str, Any]) -> str | None:
    """Say what kind of record a document is, from the keys that it has."""
    if "service" in document and "location" in document:
        return "service_at_location"
    if "location" in document and "name" not in document:
        return "service_at_location"
    for table in ("service", "location", "taxonomy_term", "taxonomy"):
        if "name" in document and any(key in document for key in _SIGNS[table]):
            return table
    if "name" in document and ("description" in document or "services" in document):
        return "organization"
    return "location" if "location_type" in document else None


class Documents:
    """Walks documents of one file, remembering the keys that it did not know."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._left: Counter[str] = Counter()

    def rows(
        self, table: str, document: dict[str, Any], number: int
    ) -> Iterator[Row | Patch]:
        """Give the rows of one document: its own, and of everything in it."""
        if not document.get("id"):
            document = {**document, "id": content_id({"name": document.get("name")})}
        yield from self._walk(table, document, Where(self._file, number))

    def notices(self) -> Iterator[Notice]:
        """Say which keys were not known."""
        for key, count in self._left.items():
            yield Notice(self._file, key, NOT_KNOWN, count)

    def _walk(
        self, table: str, document: dict[str, Any], where: Where
    ) -> Iterator[Row | Patch]:
        row = Row(table, {}, where)
        ones: list[tuple[str, dict[str, Any]]] = []
        lists: list[tuple[str, list[Any]]] = []
        for key, value in document.items():
            if isinstance(value, dict) and key in ONES:
                ones.append(
                    (key, {"id": child_id(row.table, row.id, key, 1), **_given(value)})
                )
            elif isinstance(value, list) and key in _LIST_KEYS:
                lists.append((key, value))
            else:
                self._plain(row, key, value)
        for key, one in ones:
            one.setdefault("id", child_id(table, row.id, key, 1))
            self._point(row, key, one)
        yield row
        for key, one in ones:
            yield from self._walk(ONES[key][0], one, where)
        for key, values in lists:
            below = self._list if key in LISTS else self._older
            yield from below(row, key, values)

    def _point(self, row: Row, key: str, one: dict[str, Any]) -> None:
        """Make a record point at the one that is nested in it."""
        table, reference = TABLES[row.table], ONES[key][1]
        if table.attribute(reference) in table.references:
            row.fields.setdefault(reference, one["id"])
        if key == "program" and "organization_id" in row.fields:
            one.setdefault("organization_id", row.fields["organization_id"])

    def _plain(self, row: Row, key: str, value: Any) -> None:
        """Take a value that is no record; count a key that HSDS does not know."""
        attribute = TABLES[row.table].attribute(key)
        known = attribute in TABLES[row.table].columns or key in {
            "id",
            "last_modified",
            *_OUR_KEYS,
        }
        if not known or isinstance(value, dict):
            self._left[f"{row.table}.{key}"] += value not in (None, "", [], {})
        elif value is not None:
            row.fields[f"_{key}" if isinstance(value, list) else key] = value

    def _list(self, parent: Row, key: str, values: list[Any]) -> Iterator[Row | Patch]:
        table = LISTS[key]
        for position, value in enumerate(values, start=1):
            if isinstance(value, dict):
                child = {
                    "id": child_id(parent.table, parent.id, key, position),
                    **hung_on(parent.table, parent.id, table),
                    **_given(value),
                }
                yield from self._walk(table, child, parent.where)
            else:
                self._left[f"{parent.table}.{key}"] += 1

    def _older(self, parent: Row, key: str, values: list[Any]) -> Iterator[Row | Patch]:
        for position, value in enumerate(values, start=1):
            if isinstance(value, dict):
                cells = {
                    "id": child_id(parent.table, parent.id, key, position),
                    f"{parent.table}_id": parent.id,
                    **_given(value),
                }
                yield from converted(cells, OLDER[key], parent.where, self._left)


def _given(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a record gives, without its empty values."""
    return {key: value for key, value in record.items() if value not in (None, "")}
