"""A whole row put right: its table's own mends, then field by field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from directory.hsds.identity import content_id, short_id
from directory.hsds.mending import dates, fields
from directory.hsds.mending.mended import (
    Done,
    RowRefusedError,
    mended,
    value_refused,
)
from directory.hsds.mending.tables import (
    AGES,
    EMPTY,
    FIRST,
    LISTED,
    PREPARERS,
    REQUIRED,
    said,
)
from directory.hsds.report import Entry, ImportReport, Outcome, Where, shortened
from directory.hsds.shapes.rows import Notice, Patch, Row
from directory.hsds.tables import CORE, KEPT, TABLES, Table

EXTRA_CELLS = "more cells than the header names, left out"
NO_ID = "no id, one made from the content"
NAMELESS = "no name"
NO_PLACE = "HSDS has no such field here"
# Ours, which a CSV file has as a list in one cell.
LISTS_OF_OURS = frozenset({"area_codes", "payers"})
NO_RELATIVE_DATES = "a date relative to today, which only the demo may have"


@dataclass(slots=True)
class Mended:
    """A row that can be loaded: the model's attributes, with values for JSON.

    References still hold the source's ids.
    """

    table: str
    source_id: str
    values: dict[str, Any]
    where: Where
    only_new: list[str] = field(default_factory=list)
    """Attributes that are set when the record is made, and then left alone."""


class Mender:
    """Mends rows, telling the report of everything that it does."""

    def __init__(
        self, report: ImportReport, *, now: datetime, relative_dates: bool = False
    ) -> None:
        self._report = report
        self._now = now
        self._relative_dates = relative_dates
        self._taxonomies: set[str] = set()

    def mend(self, item: Row | Patch | Notice) -> Iterator[Mended | Patch]:
        """Give what an item becomes: one row, several, or none when refused."""
        if isinstance(item, Notice):
            self._notice(item)
        elif isinstance(item, Patch):
            yield item
        else:
            yield from self._row(item)

    def refuse(self, row: Row, error: RowRefusedError) -> None:
        """Tell the report that a row is left out."""
        done = Done(Outcome.ROW_REFUSED, error.reason)
        self._note(row, error.field, error.value, done)

    def _row(self, row: Row) -> Iterator[Mended | Patch]:
        self._report.table(row.table).read += 1
        if extra := row.fields.pop("_extra", None):
            self._note(row, "", extra, value_refused(EXTRA_CELLS))
        self._identify(row)
        more: list[Row | Patch] = list(self._parted(row))
        try:
            preparer = PREPARERS.get(row.table)
            if preparer:
                more += preparer(row, lambda *given: self._note(row, *given))
            if not row.fields.pop("_is_moved", False):
                yield self._read(row)
        except RowRefusedError as error:
            self.refuse(row, error)
            return
        for other in more:
            if not self._is_said_again(other):
                yield from self.mend(other)

    def _is_said_again(self, other: Row | Patch) -> bool:
        """Whether a row named a taxonomy that earlier rows named already."""
        if not isinstance(other, Row) or other.table != "taxonomy":
            return False
        is_known = other.id in self._taxonomies
        self._taxonomies.add(other.id)
        return is_known

    def _identify(self, row: Row) -> None:
        """See that a row has an id."""
        given = row.id.strip()
        if not given:
            given = content_id(row.fields)
            if row.table not in {"schedule", "attribute", "language", "taxonomy"}:
                self._note(row, "id", "", mended(NO_ID, given))
        row.fields["id"] = short_id(given)

    def _parted(self, row: Row) -> Iterator[Row]:
        """Part a row that hangs on several records of one kind ("12,13,14")."""
        position = 1
        for name in ("service_id", "location_id", "organization_id"):
            listed = [part.strip() for part in said(row, name).split(",")]
            if len(listed) < 2 or not all(listed) or " " in "".join(listed):
                continue
            reason = FIRST if row.table in CORE else LISTED
            self._note(row, name, row.fields[name], mended(reason, listed[0]))
            row.fields[name] = listed[0]
            if row.table in CORE:
                continue
            for other in dict.fromkeys(listed[1:]):
                position += 1
                copied = {
                    key: value
                    for key, value in row.fields.items()
                    if key not in TABLES[row.table].references
                }
                copied |= {"id": short_id(f"{row.id}#{position}"), name: other}
                yield Row(row.table, copied, row.where)

    def _read(self, row: Row) -> Mended:
        table = TABLES[row.table]
        found = Mended(row.table, row.id, {}, row.where)
        for name, value in row.fields.items():
            attribute = table.attribute(name)
            if name.startswith("_"):
                found.values[name] = value
            elif attribute in table.columns:
                self._field(row, table, attribute, value, found)
            elif name in LISTS_OF_OURS:
                found.values[f"_{name}"] = re.split(r"[\s,;]+", str(value).strip())
            elif name not in KEPT:
                self._note(row, name, value, value_refused(NO_PLACE))
        self._check(row, table, found)
        return found

    def _field(
        self, row: Row, table: Table, attribute: str, value: Any, found: Mended
    ) -> None:
        if isinstance(value, str) and self._is_relative(row, attribute, value, found):
            return
        read, done = fields.mend(table.columns[attribute], value)
        for each in done:
            self._note(row, attribute, value, each)
        found.values[attribute] = read

    def _is_relative(self, row: Row, name: str, value: str, found: Mended) -> bool:
        """Set a date such as "-12d"; say whether the value was one."""
        if not name.endswith(("_at", "_date", "_from", "_to", "dtstart", "until")):
            return False
        day = dates.relative(value, self._now.date())
        if day is None:
            return False
        if not self._relative_dates:
            self._note(row, name, value, value_refused(NO_RELATIVE_DATES))
            return True
        is_moment = name.endswith("_at")
        read = fields.at_noon(day).isoformat() if is_moment else day.isoformat()
        found.values[name] = read
        found.only_new.append(name)
        return True

    def _check(self, row: Row, table: Table, found: Mended) -> None:
        """Refuse a row that lacks what it must have, or has nothing."""
        for name in REQUIRED.get(row.table, ()):
            if found.values.get(name) in (None, ""):
                reason = NAMELESS if name == "name" else f"no {name}"
                raise RowRefusedError(reason, name, row.fields.get(name, ""))
        said_something = any(
            value not in (None, "")
            for name, value in found.values.items()
            if name not in table.references
        )
        if not (said_something or row.table in CORE | {"service_at_location"}):
            raise RowRefusedError(EMPTY)
        if row.table == "service":
            self._ages(row, found)

    def _ages(self, row: Row, found: Mended) -> None:
        youngest = found.values.get("minimum_age")
        oldest = found.values.get("maximum_age")
        if youngest is not None and oldest is not None and oldest < youngest:
            self._note(row, "minimum_age", youngest, mended(AGES, oldest))
            found.values |= {"minimum_age": oldest, "maximum_age": youngest}

    def _note(self, row: Row, name: str, value: object, done: Done) -> None:
        self._report.add(
            Entry(
                file=row.where.file,
                line=row.where.line,
                table=row.table,
                id=row.id,
                field=name,
                value=shortened(value),
                outcome=done.outcome,
                reason=done.reason,
                now=shortened(done.now),
            )
        )

    def _notice(self, notice: Notice) -> None:
        self._report.add(
            Entry(
                file=notice.file,
                line=1,
                table="",
                id="",
                field=notice.field,
                value=f"{notice.rows} rows",
                outcome=Outcome.VALUE_REFUSED,
                reason=notice.reason,
                now="",
            )
        )
