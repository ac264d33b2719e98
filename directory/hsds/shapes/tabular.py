"""Rows of CSV files, as their shape's columns say."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from directory.hsds.identity import own_uuid, short_id
from directory.hsds.packages.tabular import EXTRA, CsvFile
from directory.hsds.report import Where
from directory.hsds.shapes.columns import Known, Left, Many, TableShape, Target, Text
from directory.hsds.shapes.rows import Notice, Patch, Row
from directory.hsds.tables import TABLES

NOT_KNOWN = "column is not known, left out"
LEFT = "column left out: "


def rows(file: CsvFile, shape: TableShape) -> Iterator[Row | Patch | Notice]:
    """Turn a file's rows into HSDS 3.1; last, say which columns were left out."""
    left: Counter[str] = Counter()
    for line, cells in file.rows:
        yield from converted(cells, shape, Where(file.name, line), left)
    for column, count in left.items():
        target = shape.columns.get(column)
        reason = LEFT + target.reason if isinstance(target, Left) else NOT_KNOWN
        yield Notice(file.name, column, reason, count)


def converted(
    cells: dict[str, Any], shape: TableShape, where: Where, left: Counter[str]
) -> Iterator[Row | Patch]:
    """Turn one row into rows of HSDS 3.1, counting cells that are left out."""
    row = Row(shape.table, dict(shape.constants), where)
    many: list[tuple[Many, Any]] = []
    for column, value in cells.items():
        target = "_extra" if column == EXTRA else shape.columns.get(column)
        if _is_empty(value) or isinstance(target, Known):
            continue
        if isinstance(target, Many):
            many.append((target, value))
        elif target is None or isinstance(target, Left):
            left[column] += 1
        else:
            _put(row, target, value)
    _identify(row, shape)
    if shape.is_patch:
        yield from _patches(row)
        return
    yield row
    for target, value in many:
        yield from _listed(row, target, value)


def _identify(row: Row, shape: TableShape) -> None:
    for name, other in shape.copies.items():
        row.fields.setdefault(name, row.fields.get(other, ""))
    if shape.prefix and row.id and not own_uuid(row.id):
        row.fields["id"] = shape.prefix + row.id


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _put(row: Row, target: Target, value: Any) -> None:
    if isinstance(target, str):
        row.fields[target] = value
    elif isinstance(target, Text):
        before = row.fields.get(target.field)
        row.fields[target.field] = f"{before}\n{value}" if before else value


def _patches(row: Row) -> Iterator[Patch]:
    for name, value in row.fields.items():
        if name != "id" and not name.startswith("_"):
            yield Patch(row.table, row.id, name, value, row.where)


def _listed(parent: Row, target: Many, value: Any) -> Iterator[Row]:
    """Give a row for each item of a list that stood in one cell."""
    items = str(value).split(target.separator) if target.separator else [value]
    for item in dict.fromkeys(str(item).strip() for item in items):
        if item:
            fields = {
                "id": short_id(f"{parent.table}/{parent.id}/{target.table}/{item}"),
                target.field: item,
                **target.constants,
                **hung_on(parent.table, parent.id, target.table),
            }
            yield Row(target.table, fields, parent.where)


def hung_on(parent_table: str, parent_id: str, table: str) -> dict[str, str]:
    """Return the field, or fields, by which a row hangs on its parent."""
    if table == "attribute":
        return {"link_id": parent_id, "link_entity": parent_table}
    if table == "metadata":
        return {"resource_id": parent_id, "resource_type": parent_table}
    name = f"{parent_table}_id"
    return {name: parent_id} if name in TABLES[table].references else {}
