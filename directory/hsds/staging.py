"""The package, mended, in a scratch database: what memory could not hold.

Everything is read into it before the directory is touched, so that a package that
breaks off in the middle changes nothing, and so that a row can be held against rows
that come later in the package.
"""

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import batched
from pathlib import Path
from typing import Any
from uuid import UUID

from directory.hsds.identity import record_id, short_id
from directory.hsds.mending.rows import Mended
from directory.hsds.report import Entry, ImportReport, Outcome, Where, shortened
from directory.hsds.shapes.rows import Patch
from directory.hsds.tables import CORE, LINKS, TABLES

AGAIN = "the same row again"
OTHER_VALUE = "id repeated with another value, the first row's value kept"
FILLED = "id repeated, the first row's empty value filled in"
TWO_ROWS = "one id for different rows, each kept"
SAME_LINK = "says the same as an earlier row"

_SCHEMA = """
CREATE TABLE row (
  n INTEGER PRIMARY KEY, tbl TEXT, id BLOB, source_id TEXT, file TEXT, line INTEGER,
  vals TEXT, only_new TEXT, is_refused INTEGER DEFAULT 0, UNIQUE (tbl, id)
);
CREATE TABLE link (tbl TEXT, digest BLOB, id BLOB, PRIMARY KEY (tbl, digest))
  WITHOUT ROWID;
CREATE TABLE alias (tbl TEXT, id BLOB, other BLOB, PRIMARY KEY (tbl, id)) WITHOUT ROWID;
CREATE TABLE place (location TEXT, kind TEXT, postal TEXT, state TEXT, country TEXT);
CREATE TABLE stands (location TEXT, service TEXT);
CREATE TABLE patch (
  n INTEGER PRIMARY KEY, tbl TEXT, id TEXT, field TEXT, value TEXT, file TEXT,
  line INTEGER, is_used INTEGER DEFAULT 0
);
CREATE TABLE touched (kind TEXT, id BLOB, PRIMARY KEY (kind, id)) WITHOUT ROWID;
"""
# Made when everything is in: filling them row by row would cost more.
_INDEXES = """
CREATE INDEX place_location ON place (location);
CREATE INDEX stands_location ON stands (location);
CREATE INDEX stands_service ON stands (service);
CREATE INDEX patch_id ON patch (tbl, id);
CREATE INDEX row_table ON row (tbl, n);
CREATE INDEX service_organization ON row (json_extract(vals, '$.organization_id'))
  WHERE tbl = 'service';
"""


@dataclass(frozen=True, slots=True)
class Staged:
    """One mended row, with its UUID."""

    table: str
    id: UUID
    source_id: str
    where: Where
    values: dict[str, Any]
    only_new: tuple[str, ...]


class Stage:
    """Holds a package's rows; tells repeated ids apart as they come."""

    def __init__(
        self, database: sqlite3.Connection, source: str, report: ImportReport
    ) -> None:
        self._db = database
        self._source = source
        self._report = report
        self._db.executescript(_SCHEMA)

    def uuid(self, table: str, source_id: str) -> UUID:
        """Return the UUID of a record of this source."""
        return record_id(self._source, table, source_id)

    # --- Filling ---------------------------------------------------------------

    def put(self, row: Mended | Patch) -> None:
        """Keep a row, or what a patch says about another."""
        if isinstance(row, Patch):
            self._db.execute(
                "INSERT INTO patch (tbl, id, field, value, file, line)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    row.table,
                    str(row.id).strip(),
                    row.field,
                    json.dumps(row.value),
                    row.where.file,
                    row.where.line,
                ),
            )
            return
        key = self.uuid(row.table, row.source_id).bytes
        if row.table in LINKS:
            if self._is_new_id(row, key) and not self._is_said(row, key):
                self._insert(row, key)
        elif not self._insert(row, key):
            self._is_new_id(row, key)

    def close_filling(self) -> None:
        """Say that everything is in: from here on rows are read."""
        self._db.executescript(_INDEXES)

    def _insert(self, row: Mended, key: bytes) -> bool:
        """Keep a row; say whether its id was free."""
        made = self._db.execute(
            "INSERT OR IGNORE INTO row (tbl, id, source_id, file, line, vals, only_new)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                row.table,
                key,
                row.source_id,
                row.where.file,
                row.where.line,
                json.dumps(row.values),
                ",".join(row.only_new),
            ),
        )
        if made.rowcount:
            self._note_place(row)
        return bool(made.rowcount)

    def _note_place(self, row: Mended) -> None:
        """Remember where a location is, and which services are there."""
        values = row.values
        if row.table == "address" and values.get("location_id"):
            self._db.execute(
                "INSERT INTO place VALUES (?, ?, ?, ?, ?)",
                (
                    values["location_id"],
                    values.get("address_type") or "",
                    values.get("postal_code") or "",
                    values.get("state_province") or "",
                    values.get("country") or "",
                ),
            )
        elif row.table == "service_at_location":
            self._db.execute(
                "INSERT INTO stands VALUES (?, ?)",
                (values.get("location_id"), values.get("service_id")),
            )

    def _is_new_id(self, row: Mended, key: bytes) -> bool:
        """Say whether a row's id is new; deal with the row when it is not."""
        found = self._db.execute(
            "SELECT vals FROM row WHERE tbl = ? AND id = ?", (row.table, key)
        ).fetchone()
        if found is None:
            return True
        self._repeated(row, key, json.loads(found[0]))
        return False

    def _is_said(self, row: Mended, key: bytes) -> bool:
        """Say whether a link says what another one has said, and remember it."""
        if row.table not in LINKS:
            return False
        told = row.values
        if row.table == "service_at_location":
            told = {name: told.get(name) for name in ("service_id", "location_id")}
        digest = hashlib.sha256(json.dumps(_given(told), sort_keys=True).encode())
        holder = self._holder(row.table, digest.digest(), key)
        if holder == key:
            return False
        self._db.execute(
            "INSERT OR REPLACE INTO alias VALUES (?, ?, ?)", (row.table, key, holder)
        )
        self._tell(row, "", "", Outcome.ROW_REFUSED, SAME_LINK)
        return True

    def _repeated(self, row: Mended, key: bytes, before: dict[str, Any]) -> None:
        """Deal with a row whose id was there already."""
        given = _given(row.values)
        others = {
            name: value
            for name, value in given.items()
            if before.get(name) not in (None, "", value)
        }
        filled = {
            name: value
            for name, value in given.items()
            if before.get(name) in (None, "")
        }
        # In tables the parts of one record are in one row: another row with its id,
        # saying more, is another thing. It may only hang on more.
        is_more = not _is_json(row) and filled.keys() - TABLES[row.table].references
        if (others or is_more) and row.table not in CORE:
            self._put_apart(row)
            return
        self._tell_repeated(row, others, filled)
        if filled:
            self._db.execute(
                "UPDATE row SET vals = ? WHERE tbl = ? AND id = ?",
                (json.dumps(before | filled), row.table, key),
            )

    def _tell_repeated(
        self, row: Mended, others: dict[str, Any], filled: dict[str, Any]
    ) -> None:
        for name, value in others.items():
            self._tell(row, name, value, Outcome.VALUE_REFUSED, OTHER_VALUE)
        # In a nested document the same record stands in several places by design.
        if _is_json(row):
            return
        for name, value in filled.items():
            self._tell(row, name, value, Outcome.MENDED, FILLED)
        if not others and not filled:
            self._tell(row, "", "", Outcome.ROW_REFUSED, AGAIN)

    def _put_apart(self, row: Mended) -> None:
        """Give a row of its own to what was given another row's id."""
        number = 2
        while True:
            source_id = short_id(f"{row.source_id}#{number}")
            key = self.uuid(row.table, source_id).bytes
            found = self._db.execute(
                "SELECT vals FROM row WHERE tbl = ? AND id = ?", (row.table, key)
            ).fetchone()
            if found is None:
                break
            if _given(json.loads(found[0])) == _given(row.values):
                self._tell_repeated(row, {}, {})
                return
            number += 1
        apart = replace(row, source_id=source_id)
        if not self._is_said(apart, key):
            self._tell(row, "id", row.source_id, Outcome.MENDED, TWO_ROWS, source_id)
            self._insert(apart, key)

    def _tell(
        self,
        row: Mended,
        name: str,
        value: object,
        outcome: Outcome,
        reason: str,
        now: str = "",
    ) -> None:
        self._report.add(
            Entry(
                row.where.file,
                row.where.line,
                row.table,
                row.source_id,
                name,
                shortened(value),
                outcome,
                reason,
                now,
            )
        )

    # --- Reading ---------------------------------------------------------------

    def batches(self, table: str, size: int) -> Iterator[list[Staged]]:
        """Give the rows of a table in the order in which they came."""
        last = 0
        while True:
            rows = self._db.execute(
                "SELECT n, id, source_id, file, line, vals, only_new FROM row"
                " WHERE tbl = ? AND n > ? AND NOT is_refused ORDER BY n LIMIT ?",
                (table, last, size),
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [_staged(table, row) for row in rows]

    def values_of(self, table: str, source_id: str) -> dict[str, Any] | None:
        """Return the values of one row."""
        found = self._db.execute(
            "SELECT vals FROM row WHERE tbl = ? AND id = ? AND NOT is_refused",
            (table, self.uuid(table, source_id).bytes),
        ).fetchone()
        return None if found is None else json.loads(found[0])

    def count(self, table: str) -> int:
        """Return how many rows of a table there are."""
        query = "SELECT count(*) FROM row WHERE tbl = ? AND NOT is_refused"
        return int(self._db.execute(query, (table,)).fetchone()[0])

    def holds(self, table: str, ids: Iterable[UUID]) -> set[UUID]:
        """Return those of the ids that the package has a row for."""
        found: set[UUID] = set()
        for chunk in batched(ids, 500, strict=False):
            marks = ",".join("?" * len(chunk))
            query = (
                f"SELECT id FROM row WHERE tbl = ? AND NOT is_refused"  # noqa: S608
                f" AND id IN ({marks})"
            )
            known = {key.bytes: key for key in chunk}
            rows = self._db.execute(query, (table, *known))
            found |= {known[row[0]] for row in rows}
        return found

    def aliases(self, table: str, ids: Iterable[UUID]) -> dict[UUID, UUID]:
        """Return for rows that were left out the row that says the same."""
        found: dict[UUID, UUID] = {}
        for chunk in batched(ids, 500, strict=False):
            marks = ",".join("?" * len(chunk))
            query = f"SELECT id, other FROM alias WHERE tbl = ? AND id IN ({marks})"  # noqa: S608
            keys = (table, *(key.bytes for key in chunk))
            found |= {
                UUID(bytes=row[0]): UUID(bytes=row[1])
                for row in self._db.execute(query, keys)
            }
        return found

    def tables_holding(self, source_id: str) -> list[str]:
        """Return the tables that have a record of this id at the source."""
        return [
            name for name in TABLES if self.holds(name, [self.uuid(name, source_id)])
        ]

    def refuse(self, row: Staged) -> None:
        """Take a row out: what hangs on it will find it missing."""
        self._db.execute(
            "UPDATE row SET is_refused = 1 WHERE tbl = ? AND id = ?",
            (row.table, row.id.bytes),
        )

    def claim(self, kind: str, what: str, key: UUID) -> bool:
        """Take something that only one row may have; say whether it was free."""
        digest = hashlib.sha256(what.encode()).digest()
        return self._holder(kind, digest, key.bytes) == key.bytes

    def _holder(self, kind: str, digest: bytes, key: bytes) -> bytes:
        """Return the row that said something first: this one, if nobody had."""
        made = self._db.execute(
            "INSERT OR IGNORE INTO link VALUES (?, ?, ?)", (kind, digest, key)
        )
        if made.rowcount:
            return key
        query = "SELECT id FROM link WHERE tbl = ? AND digest = ?"
        holder: bytes = self._db.execute(query, (kind, digest)).fetchone()[0]
        return holder

    def add(self, row: Mended) -> Staged:
        """Keep a row that the importer itself made."""
        key = self.uuid(row.table, row.source_id)
        self._insert(row, key.bytes)
        return Staged(
            row.table, key, row.source_id, row.where, row.values, tuple(row.only_new)
        )

    def patches(self, table: str, source_id: str) -> list[tuple[str, Any]]:
        """Return what patches say about a record, and tick them off."""
        found = self._db.execute(
            "SELECT n, field, value FROM patch WHERE tbl = ? AND id = ? ORDER BY n",
            (table, source_id),
        ).fetchall()
        for row in found:
            self._db.execute("UPDATE patch SET is_used = 1 WHERE n = ?", row[:1])
        return [(row[1], json.loads(row[2])) for row in found]

    def unused_patches(self) -> Iterator[Patch]:
        """Give the patches whose record is not in the package."""
        query = "SELECT tbl, id, field, value, file, line FROM patch WHERE NOT is_used"
        for table, key, name, value, file, line in self._db.execute(query):
            yield Patch(table, key, name, json.loads(value), Where(file, line))

    def place_of(self, location_id: str) -> tuple[str, str] | None:
        """Return postal code and country of a location's best address."""
        found: tuple[str, str] | None = self._db.execute(
            "SELECT postal, country FROM place WHERE location = ?"
            " ORDER BY kind != 'physical', postal = '', rowid LIMIT 1",
            (location_id,),
        ).fetchone()
        return found

    def state_of_service(self, service_id: str) -> str:
        """Return the state in which a service's first location lies."""
        found = self._db.execute(
            "SELECT place.state FROM stands JOIN place USING (location)"
            " WHERE stands.service = ? AND place.state != '' LIMIT 1",
            (service_id,),
        ).fetchone()
        return found[0] if found else ""

    def common_state(self) -> str:
        """Return the state of most addresses."""
        found = self._db.execute(
            "SELECT state FROM place WHERE state != ''"
            " GROUP BY state ORDER BY count(*) DESC, state LIMIT 1"
        ).fetchone()
        return found[0] if found else ""

    def services_at(self, location_id: str) -> list[str]:
        """Return the services at a location, by their ids at the source."""
        query = "SELECT service FROM stands WHERE location = ? ORDER BY rowid LIMIT 20"
        return [row[0] for row in self._db.execute(query, (location_id,))]

    def services_of(self, organization_id: str) -> list[str]:
        """Return the first names of services that name an organization."""
        query = (
            "SELECT json_extract(vals, '$.name') FROM row WHERE tbl = 'service'"
            " AND json_extract(vals, '$.organization_id') = ? LIMIT 2"
        )
        return [row[0] for row in self._db.execute(query, (organization_id,))]

    def is_crowded(self, latitude: float, longitude: float) -> bool:
        """Whether one point is given for places in many ZIPs: a default, not a door."""
        found = self._db.execute(
            "SELECT count(*) FROM crowded WHERE latitude = ? AND longitude = ?",
            (latitude, longitude),
        ).fetchone()
        return bool(found[0])

    def find_crowds(self, least_zips: int) -> None:
        """Find the points that stand for places in at least so many ZIPs."""
        self._db.execute(
            "CREATE TABLE crowded AS"
            " SELECT json_extract(vals, '$.latitude') AS latitude,"
            " json_extract(vals, '$.longitude') AS longitude"
            " FROM row JOIN place ON place.location = row.source_id"
            " WHERE tbl = 'location' AND latitude IS NOT NULL"
            " GROUP BY 1, 2 HAVING count(DISTINCT substr(postal, 1, 5)) >= ?",
            (least_zips,),
        )

    # --- What changed ----------------------------------------------------------

    def touch(self, kind: str, ids: Iterable[UUID]) -> None:
        """Remember that something about these records changed."""
        self._db.executemany(
            "INSERT OR IGNORE INTO touched VALUES (?, ?)",
            ((kind, key.bytes) for key in ids),
        )

    def touched(self, kind: str) -> Iterator[tuple[UUID, ...]]:
        """Give the records that were touched, in batches."""
        last = b""
        while True:
            rows = self._db.execute(
                "SELECT id FROM touched WHERE kind = ? AND id > ?"
                " ORDER BY id LIMIT 500",
                (kind, last),
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield tuple(UUID(bytes=row[0]) for row in rows)


@contextmanager
def open_stage(source: str, report: ImportReport) -> Iterator[Stage]:
    """Open an empty scratch database, and throw it away at the end."""
    with tempfile.TemporaryDirectory(prefix="waypost-import-") as folder:
        database = sqlite3.connect(Path(folder) / "stage.sqlite3", isolation_level=None)
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        database.execute("PRAGMA cache_size=-65536")
        stage = Stage(database, source, report)
    # The open file is in no folder any more: however the import ends, nothing of the
    # package lies about. (A database without a name would do the same, and gets
    # slower with each row.)
    try:
        database.execute("BEGIN")
        yield stage
    finally:
        database.close()


def _is_json(row: Mended) -> bool:
    return row.where.file.lower().endswith(".json")


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _staged(table: str, row: tuple[Any, ...]) -> Staged:
    _number, key, source_id, file, line, values, only_new = row
    return Staged(
        table,
        UUID(bytes=key),
        source_id,
        Where(file, line),
        json.loads(values),
        tuple(filter(None, only_new.split(","))),
    )
