"""From the files of a package to one stream of rows."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from directory.hsds.packages import Member, PackageError, nested, tabular
from directory.hsds.shapes import choosing, hsds
from directory.hsds.shapes import tabular as table_rows
from directory.hsds.shapes.documents import LISTS, Documents, table_of
from directory.hsds.shapes.rows import Notice, Patch, Row

NO_TABLE = "a file that is no table of a directory, left out"
NOT_HSDS = "a list that is not HSDS, left out"
DATAPACKAGE = "datapackage.json"
_PLURALS = {stem: shape.table for shape in hsds.THREE for stem in shape.stems} | LISTS


class Reader:
    """Reads a package's files, and says afterwards what they were."""

    def __init__(self, members: list[Member], *, encoding: str) -> None:
        self._members = members
        self._encoding = encoding
        self._families: Counter[str] = Counter()
        self._tables: set[str] = set()
        self._is_part = False
        self._pages: Counter[int] = Counter()
        self._has_many = len(members) > 1

    @property
    def shape(self) -> str:
        """Whose export most of the package is: "HSDS 1", "Ohana", "HSDS 3 JSON"."""
        families = self._families.most_common(1)
        return families[0][0] if families else ""

    @property
    def is_partial(self) -> bool:
        """Whether the package is only a part of a directory.

        What a part lacks has not left the source.
        """
        lacks_pages = any(total > had for total, had in self._pages.items())
        lacks_tables = not {"organization", "service"} <= self._tables
        return self._is_part or lacks_pages or lacks_tables

    def items(self, tell: Callable[[str], None]) -> Iterator[Row | Patch | Notice]:
        """Give everything in the package, a row at a time."""
        for member in self._members:
            tell(f"reading {member.name}")
            items = self._json(member) if member.is_json else self._csv(member)
            for item in items:
                if isinstance(item, Row):
                    self._tables.add(item.table)
                yield item
        if not self._families:
            names = ", ".join(member.name for member in self._members[:5])
            message = (
                f"No table of a directory is in it ({names})."
                " Name the files organizations.csv, services.csv and so on, with"
                " headers such as id, organization_id, name, description, status."
            )
            raise PackageError(message)

    def _csv(self, member: Member) -> Iterator[Row | Patch | Notice]:
        with member.open() as stream:
            file = tabular.read(member, stream, self._encoding)
            shape = choosing.choose(member.name, member.stem, file.columns)
            if shape is None:
                yield Notice(member.name, "", NO_TABLE, sum(1 for _row in file.rows))
                return
            self._families[shape.family] += 1
            yield from table_rows.rows(file, shape)

    def _json(self, member: Member) -> Iterator[Row | Patch | Notice]:
        if member.name.endswith(DATAPACKAGE):
            return
        top = nested.outline(member)
        documents = Documents(member.name)
        if top.is_record:
            self._is_part |= not self._has_many
            yield from self._document(documents, member, None, nested.record(member), 1)
        elif top.is_list:
            for number, record in nested.records(member, None):
                yield from self._document(documents, member, None, record, number)
        else:
            if isinstance(pages := top.values.get("total_pages"), int):
                self._pages[pages] += 1
            for key in top.arrays:
                yield from self._list(documents, member, key)
        yield from documents.notices()

    def _list(
        self, documents: Documents, member: Member, key: str
    ) -> Iterator[Row | Patch | Notice]:
        """Read one list of a file that holds lists: a page, or tables."""
        table = _PLURALS.get(key.lower().removesuffix(".csv"))
        if table is None and key != "contents":
            count = sum(1 for _record in nested.records(member, key))
            yield Notice(member.name, key, NOT_HSDS, count)
            return
        for number, record in nested.records(member, key):
            yield from self._document(documents, member, table, record, number)

    def _document(
        self,
        documents: Documents,
        member: Member,
        table: str | None,
        record: Any,
        number: int,
    ) -> Iterator[Row | Patch | Notice]:
        found = table_of(record) if isinstance(record, dict) else None
        table = table or found
        if table is None or not isinstance(record, dict):
            yield Notice(member.name, "", NOT_HSDS, 1)
            return
        self._families["HSDS 3 JSON"] += 1
        yield from documents.rows(table, record, number)
