"""The directory's tables brought to what the package says, in bulk."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, reset_queries

from directory.hsds import placing
from directory.hsds.mending import fields
from directory.hsds.report import ImportReport
from directory.hsds.resolving import MADE, Resolver
from directory.hsds.staging import Stage, Staged
from directory.hsds.tables import OURS, TABLES, UNMANAGED, Table
from directory.models import AreaCode, Record, ServicePayer

BATCH = 1_000
OTHER_SOURCE = "its id belongs to a record of another source"
TAXONOMY = frozenset({"taxonomy", "taxonomy_term"})
# Records that listings are made of; what hangs on others touches these.
_ROOTS = frozenset(
    {"organization", "program", "location", "service", "taxonomy", "taxonomy_term"}
)
_HOLDERS = _ROOTS | {"service_at_location", "contact", "phone"}


class Loader:
    """Loads a stage, table by table. To be used inside one transaction."""

    def __init__(
        self,
        stage: Stage,
        report: ImportReport,
        source: str,
        *,
        now: datetime,
        tell: Callable[[str], None],
    ) -> None:
        self._stage = stage
        self._report = report
        self._source = source
        self._now = now
        self._tell = tell
        self._leaving = self._leaving_tables()
        self._resolver = Resolver(
            stage,
            report,
            source,
            leaving=self._leaving,
            make=lambda row: self._write(TABLES["organization"], [row]),
        )
        self._state = ""

    def load(self) -> None:
        """Load everything, then mark what has left the source."""
        self._stage.find_crowds(placing.CROWD_ZIPS)
        self._state = self._stage.common_state()
        for table in TABLES.values():
            self._table(table)
        for patch in self._stage.unused_patches():
            self._resolver.refuse_patch(patch)
        for name in reversed(TABLES):
            if name in self._leaving:
                self._remove(TABLES[name])

    def _leaving_tables(self) -> frozenset[str]:
        """Return the tables in which what the package lacks has left the source."""
        if self._report.is_partial:
            return frozenset()
        # Kinds of help may come in a package of their own.
        has_terms = any(self._stage.count(name) for name in TAXONOMY)
        return frozenset(TABLES) - (frozenset() if has_terms else TAXONOMY)

    def _table(self, table: Table) -> None:
        done, total = 0, self._stage.count(table.name)
        for rows in self._stage.batches(table.name, BATCH):
            kept = self._resolver.resolve(table.name, rows)
            if table.name == "location":
                for row in kept:
                    placing.place(row, self._stage, self._resolver)
            self._write(table, kept)
            done += len(rows)
            # With DEBUG on, Django keeps the text of every query: of these, gigabytes.
            reset_queries()
            self._tell(f"{table.name:<26}{done:>9,} / {total:,}")

    # --- Writing ---------------------------------------------------------------

    def _write(self, table: Table, rows: Sequence[Staged]) -> None:
        """Make the table's rows as the batch says; touch nothing that is so already."""
        found = table.model._base_manager.in_bulk([row.id for row in rows])
        new: list[Record] = []
        changed: list[Record] = []
        kept: list[Staged] = []
        for row in rows:
            record = found.get(row.id)
            if record is None:
                new.append(self._made(table, row))
            elif record.source != self._source:
                self._resolver.refuse(row, OTHER_SOURCE)
                continue
            elif self._differs(table, row, record):
                changed.append(record)
            else:
                self._report.table(table.name).unchanged += 1
            kept.append(row)
        self._save(table, new, changed)
        if table.name == "service_area":
            self._area_codes(kept)
        elif table.name == "service":
            self._payers(kept)

    def _save(self, table: Table, new: list[Record], changed: list[Record]) -> None:
        manager = table.model._base_manager
        manager.bulk_create(new, batch_size=BATCH)
        manager.bulk_create(
            changed,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[
                field.name
                for field in table.model._meta.concrete_fields
                if not field.primary_key and field.name != "last_modified"
            ],
        )
        self._report.table(table.name).new += len(new)
        self._touch(table, [*new, *changed])

    def _made(self, table: Table, row: Staged) -> Record:
        values = {
            attribute: _python(field, row.values[attribute])
            for attribute, field in _managed(table).items()
            if attribute in row.values
        }
        return table.model(
            id=row.id, source=self._source, source_id=row.source_id, **values
        )

    def _differs(self, table: Table, row: Staged, record: Record) -> bool:
        """Set what differs on the record, and say whether anything did."""
        differing = self._differences(table, row, record)
        if not differing:
            return False
        self._touch(table, [record])  # What it hung on before.
        counts = self._report.table(table.name)
        if record.removed_at is not None:
            counts.returned += 1
        else:
            counts.changed += 1
        for attribute, value in differing.items():
            setattr(record, attribute, value)
        return True

    def _differences(
        self, table: Table, row: Staged, record: Record
    ) -> dict[str, object]:
        found: dict[str, object] = {}
        if record.removed_at is not None:
            found["removed_at"] = None
        for attribute, field in _managed(table).items():
            now = record.__dict__[attribute]
            # A stand-in whose own row has come is a stand-in no more.
            is_left = attribute in OURS and attribute not in row.values and now != MADE
            if is_left or (attribute in row.only_new and now is not None):
                continue
            value = _wanted(field, row.values, attribute)
            if value != now:
                found[attribute] = value
        return found

    def _touch(self, table: Table, records: Collection[Record]) -> None:
        """Remember of which listings these records are part."""
        name = table.name
        if name in _ROOTS:
            self._stage.touch(name, (record.pk for record in records))
        elif name == "service_at_location":
            self._stage.touch("service", (r.__dict__["service_id"] for r in records))
        elif name == "attribute":
            for entity in _HOLDERS:
                found = (r.__dict__ for r in records)
                linked = (at["link_id"] for at in found if at["link_entity"] == entity)
                self._stage.touch(entity, linked)
        else:
            for attribute, other in table.references.items():
                if other in _HOLDERS:
                    keys = (record.__dict__[attribute] for record in records)
                    self._stage.touch(other, filter(None, keys))

    # --- What is kept beside a record ------------------------------------------

    def _area_codes(self, rows: Sequence[Staged]) -> None:
        wanted = {
            row.id: placing.area_codes(row, self._stage, self._resolver, self._state)
            for row in rows
        }
        self._beside(AreaCode, "service_area_id", "code", wanted, rows)

    def _payers(self, rows: Sequence[Staged]) -> None:
        known = set(ServicePayer.Payer.values)
        wanted = {
            row.id: set(map(str, row.values["_payers"])) & known
            for row in rows
            if "_payers" in row.values
        }
        self._beside(ServicePayer, "service_id", "payer", wanted, rows)

    def _beside(
        self,
        model: type[models.Model],
        parent: str,
        value: str,
        wanted: dict[UUID, set[str]],
        rows: Sequence[Staged],
    ) -> None:
        """Make the values kept beside a batch of records the wanted ones."""
        had: dict[UUID, set[str]] = {key: set() for key in wanted}
        records = model._base_manager
        for key, now in records.filter(**{f"{parent}__in": wanted}).values_list(
            parent, value
        ):
            had[key].add(now)
        different = {key for key in wanted if wanted[key] != had[key]}
        gone = [(key, now) for key in different for now in had[key] - wanted[key]]
        for key, now in gone:
            records.filter(**{parent: key, value: now}).delete()
        records.bulk_create(
            [
                model(**{parent: key, value: now})
                for key in different
                for now in sorted(wanted[key] - had[key])
            ],
            batch_size=BATCH,
        )
        for row in rows:
            if row.id in different:
                service = row.id if row.table == "service" else row.values["service_id"]
                self._stage.touch("service", filter(None, [service]))

    # --- What left -------------------------------------------------------------

    def _remove(self, table: Table) -> None:
        """Mark the records of this source that the package no longer has."""
        manager = table.model._base_manager
        present = manager.filter(source=self._source, removed_at__isnull=True)
        last: UUID | None = None
        while True:
            following = present if last is None else present.filter(pk__gt=last)
            keys = list(following.order_by("pk").values_list("pk", flat=True)[:BATCH])
            if not keys:
                return
            last = keys[-1]
            gone = set(keys) - self._stage.holds(table.name, keys)
            if gone:
                self._touch(table, list(manager.filter(pk__in=gone)))
                manager.filter(pk__in=gone).update(removed_at=self._now)
                self._report.table(table.name).removed += len(gone)


def _managed(table: Table) -> dict[str, Any]:
    """Return the attributes that an import sets."""
    if table.name not in _MANAGED:
        more = {
            name: table.model._meta.get_field(name)
            for name in UNMANAGED.get(table.name, ())
            if name in {"point_quality", "timezone_name"}
        }
        _MANAGED[table.name] = {**table.columns, **more}
    return _MANAGED[table.name]


_MANAGED: dict[str, dict[str, Any]] = {}


def _wanted(field: Any, values: dict[str, Any], attribute: str) -> Any:
    if attribute in values:
        return _python(field, values[attribute])
    return _python(field, fields.empty(field))


def _python(field: Any, value: Any) -> Any:
    if value is None:
        return None if field.null else fields.empty(field)
    if isinstance(value, UUID):
        return value
    return field.to_python(value)
