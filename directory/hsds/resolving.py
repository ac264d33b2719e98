"""What a row points at: found, derived, stood in for, or missing."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from directory.hsds.mending.mended import (
    Done,
    RowRefusedError,
    mended,
    noticed,
    value_refused,
)
from directory.hsds.mending.rows import Mended
from directory.hsds.report import Entry, ImportReport, Outcome, shortened
from directory.hsds.shapes.rows import Patch
from directory.hsds.staging import Stage, Staged
from directory.hsds.tables import TABLES
from directory.models import Location, TaxonomyTerm

ORPHAN = "its organization is missing: kept under one made for it"
NO_ORGANIZATION = "no organization is named, and none can be found"
OF_NOBODY = "a location of no organization and of no service"
DERIVED = "organization taken from the service at this location"
FROM_LOCATION = "organization taken from the service's location"
MISSING = "what it points at is missing, pointer removed"
PARENTLESS = "what it hangs on is missing"
NO_PARENT = "it hangs on nothing"
UNKNOWN_ENTITY = "it hangs on an unknown kind of record"
SAME_CODE = "a code that another term of the taxonomy has"
PATCHED_NOBODY = "it belongs to no record of the package"
MADE = (
    "Made by the import: services name this organization, the source has no row of it."
)


class Resolver:
    """Turns the source's ids of a batch of rows into UUIDs of records that exist."""

    def __init__(
        self,
        stage: Stage,
        report: ImportReport,
        source: str,
        *,
        leaving: frozenset[str],
        make: Callable[[Staged], None],
    ) -> None:
        """``leaving``: tables whose other records leave with this import.

        ``make`` loads an organization that had to be made.
        """
        self._stage = stage
        self._report = report
        self._source = source
        self._leaving = leaving
        self._make = make
        self._made: dict[str, str] = {}
        self._present: set[UUID] = set()
        self._absent: set[UUID] = set()

    def resolve(self, table: str, rows: Sequence[Staged]) -> list[Staged]:
        """Give the rows that can stand, their references checked and in UUIDs."""
        if table in {"service", "location"}:
            self._look_for_organizations(rows)
        for row in rows:
            self._patch(row)
            if table == "service":
                self._organization_of_service(row)
            elif table == "location":
                self._organization_of_location(row)
        known = self._known(table, rows)
        kept = [row for row in rows if self._is_kept(row, known)]
        if table == "taxonomy_term":
            self._codes(kept)
        return kept

    def note(self, row: Staged, name: str, value: object, done: Done) -> None:
        """Tell the report what was done to a row."""
        self._report.add(
            Entry(
                row.where.file,
                row.where.line,
                row.table,
                row.source_id,
                name,
                shortened(value),
                done.outcome,
                done.reason,
                shortened(done.now),
            )
        )

    def refuse(self, row: Staged, reason: str, name: str = "", value: Any = "") -> None:
        """Leave a row out, and say so."""
        self._stage.refuse(row)
        self.note(row, name, value, Done(Outcome.ROW_REFUSED, reason))

    def refuse_patch(self, patch: Patch) -> None:
        """Say that a value belongs to no record."""
        self._report.add(
            Entry(
                patch.where.file,
                patch.where.line,
                Path(patch.where.file).stem,
                patch.id,
                patch.field.strip("_"),
                shortened(patch.value),
                Outcome.ROW_REFUSED,
                PATCHED_NOBODY,
                "",
            )
        )

    # --- Patches ---------------------------------------------------------------

    def _patch(self, row: Staged) -> None:
        if row.table not in {"service", "taxonomy_term"}:
            return
        for name, value in self._stage.patches(row.table, row.source_id):
            attribute = TABLES[row.table].attribute(name)
            before = row.values.get(attribute)
            if name == "_payers":
                row.values[name] = [*(before or []), value]
            elif attribute in TABLES[row.table].references:
                row.values[attribute] = before or value
            elif str(value) not in str(before or ""):
                row.values[attribute] = f"{before}\n\n{value}" if before else value

    # --- Organizations ---------------------------------------------------------

    def _organization_of_service(self, row: Staged) -> None:
        """See that a service has an organization, made for it if need be."""
        values = row.values
        location = values.pop("_location_id", None)
        if not values.get("organization_id") and location:
            values["organization_id"] = self._of_location(str(location))
            if values["organization_id"]:
                self.note(
                    row,
                    "organization_id",
                    "",
                    mended(FROM_LOCATION, values["organization_id"]),
                )
        given = values.get("organization_id")
        if given and (str(given) in self._made or not self._exists(str(given))):
            name = self._stand_in(row, str(given))
            self.note(row, "organization_id", given, mended(ORPHAN, name))

    def _of_location(self, location_id: str) -> str | None:
        values = self._stage.values_of("location", location_id)
        if values is not None:
            return values.get("organization_id")
        key = self._stage.uuid("location", location_id)
        found = Location._base_manager.filter(pk=key).values_list(
            "organization__source_id", flat=True
        )
        return found.first()

    def _organization_of_location(self, row: Staged) -> None:
        """Take the organization of a location from its service, if it has no own."""
        given = row.values.get("organization_id")
        if given and self._exists(str(given)):
            return
        for service_id in self._stage.services_at(row.source_id):
            service = self._stage.values_of("service", service_id) or {}
            if found := service.get("organization_id"):
                if not self._exists(str(found)):
                    self._stand_in(row, str(found))
                row.values["organization_id"] = found
                self.note(row, "organization_id", given, mended(DERIVED, found))
                return

    def _look_for_organizations(self, rows: Sequence[Staged]) -> None:
        """Ask once for a batch which of its organizations exist."""
        given = (row.values.get("organization_id") for row in rows)
        keys = {self._stage.uuid("organization", str(key)) for key in given if key}
        self._present = self._find("organization", keys)
        self._absent |= keys - self._present

    def _exists(self, source_id: str) -> bool:
        """Whether there is an organization of this id at the source."""
        key = self._stage.uuid("organization", source_id)
        if key in self._present:
            return True
        if key in self._absent:
            return False
        is_there = bool(self._find("organization", {key}))
        (self._present if is_there else self._absent).add(key)
        return is_there

    def _stand_in(self, row: Staged, missing: str) -> str:
        """Make an organization of a missing id, named from the source's own data."""
        if missing not in self._made:
            name = self._name_for(missing)
            values = {"name": name, "internal_note": MADE}
            made = Mended("organization", missing, values, row.where)
            self._report.table("organization").read += 1
            self._make(self._stage.add(made))
            self._made[missing] = name
            key = self._stage.uuid("organization", missing)
            self._absent.discard(key)
            self._present.add(key)
        return self._made[missing]

    def _name_for(self, missing: str) -> str:
        # Directories that number agencies and sites alike give the agency's own site,
        # and its own service, the agency's number.
        for table in ("location", "service"):
            found = self._stage.values_of(table, missing)
            if found and found.get("name"):
                return str(found["name"])
        services = self._stage.services_of(missing)
        if len(services) == 1 and services[0]:
            return services[0]
        return f"Organization {missing}"

    # --- References ------------------------------------------------------------

    def _known(self, table: str, rows: Sequence[Staged]) -> dict[str, set[UUID]]:
        """Return, by table, which of the records that the rows point at exist."""
        wanted: dict[str, set[UUID]] = {}
        for row in rows:
            self._link(row)
            for attribute, other in TABLES[table].references.items():
                if given := row.values.get(attribute):
                    row.values.setdefault("_given", {})[attribute] = given
                    key = self._stage.uuid(other, str(given))
                    row.values[attribute] = key
                    wanted.setdefault(other, set()).add(key)
            linked = row.values.get(_link_field(table))
            if isinstance(linked, UUID):
                entity = str(row.values[_entity_field(table)])
                wanted.setdefault(entity, set()).add(linked)
        self._follow_aliases(table, rows, wanted)
        return {other: self._find(other, keys) for other, keys in wanted.items()}

    def _follow_aliases(
        self, table: str, rows: Sequence[Staged], wanted: dict[str, set[UUID]]
    ) -> None:
        """Point at the row that says the same as one that was left out."""
        name = "service_at_location"
        aliases = self._stage.aliases(name, wanted.get(name, ()))
        if not aliases:
            return
        wanted[name] |= set(aliases.values())
        for row in rows:
            for attribute, other in TABLES[table].references.items():
                if other == name:
                    key = row.values.get(attribute)
                    row.values[attribute] = aliases.get(key, key) if key else None

    def _link(self, row: Staged) -> None:
        """Resolve the pointers that may point into any table."""
        field, entity_field = _link_field(row.table), _entity_field(row.table)
        given = row.values.get(field)
        if not field or not given:
            return
        entity = str(row.values.get(entity_field) or "")
        if entity not in TABLES:
            holding = self._stage.tables_holding(str(given))
            entity = holding[0] if holding else ""
            row.values[entity_field] = entity
        row.values.setdefault("_given", {})[field] = given
        if entity:
            row.values[field] = self._stage.uuid(entity, str(given))

    def _find(self, table: str, keys: set[UUID]) -> set[UUID]:
        """Return those of the records that the package, or the directory, has."""
        found = self._stage.holds(table, keys)
        if rest := keys - found:
            present = TABLES[table].model._base_manager.filter(
                pk__in=rest, removed_at__isnull=True
            )
            if table in self._leaving:
                present = present.exclude(source=self._source)
            found |= set(present.values_list("pk", flat=True))
        return found

    def _is_kept(self, row: Staged, known: dict[str, set[UUID]]) -> bool:
        """Check a row's references; refuse it when it cannot stand without one."""
        try:
            self._check(row, known)
        except RowRefusedError as error:
            self.refuse(row, error.reason, error.field, error.value)
            return False
        return True

    def _check(self, row: Staged, known: dict[str, set[UUID]]) -> None:
        table = TABLES[row.table]
        given = row.values.get("_given", {})
        lost = ""
        for attribute, other in table.references.items():
            key = row.values.get(attribute)
            if key and key not in known.get(other, ()):
                if attribute in table.required:
                    raise RowRefusedError(PARENTLESS, attribute, given[attribute])
                lost = lost or attribute
                row.values[attribute] = None
                self.note(row, attribute, given[attribute], value_refused(MISSING))
            elif not key and attribute in table.required:
                reason = NO_ORGANIZATION if row.table == "service" else NO_PARENT
                raise RowRefusedError(reason, attribute)
        self._check_link(row, known)
        hangs = any(row.values.get(attribute) for attribute in table.references)
        if table.needs_a_parent and not hangs:
            raise RowRefusedError(PARENTLESS if lost else NO_PARENT, lost)
        if row.table in _HANGING and not hangs:
            raise RowRefusedError(PARENTLESS if lost else _HANGING[row.table], lost)

    def _check_link(self, row: Staged, known: dict[str, set[UUID]]) -> None:
        field = _link_field(row.table)
        if not field:
            return
        entity = str(row.values.get(_entity_field(row.table)) or "")
        given = row.values.get("_given", {})
        if entity not in TABLES:
            raise RowRefusedError(UNKNOWN_ENTITY, field, given.get(field, ""))
        if row.values.get(field) not in known.get(entity, ()):
            raise RowRefusedError(PARENTLESS, field, given.get(field, ""))
        says_something = row.values.get("taxonomy_term_id") or row.values.get("value")
        if row.table == "attribute" and not says_something:
            raise RowRefusedError(PARENTLESS, "taxonomy_term_id")

    # --- Codes -----------------------------------------------------------------

    def _codes(self, rows: Iterable[Staged]) -> None:
        """See that a taxonomy has each code once."""
        coded = [
            row
            for row in rows
            if row.values.get("taxonomy_detail_id") and row.values.get("code")
        ]
        holders = self._holders_of_codes(coded)
        for row in coded:
            what = (row.values["taxonomy_detail_id"], row.values["code"])
            is_free = self._stage.claim("term code", f"{what[0]} {what[1]}", row.id)
            if not is_free or holders.get(what, row.id) != row.id:
                self.note(row, "code", what[1], noticed(SAME_CODE))
                row.values["code"] = ""

    def _holders_of_codes(self, rows: list[Staged]) -> dict[tuple[UUID, str], UUID]:
        """Return who has the rows' codes now, after taking them off what leaves."""
        having = TaxonomyTerm.objects.filter(
            taxonomy_detail__in={row.values["taxonomy_detail_id"] for row in rows},
            code__in={row.values["code"] for row in rows},
        )
        found = {
            (taxonomy, code): key
            for taxonomy, code, key in having.values_list(
                "taxonomy_detail_id", "code", "pk"
            )
        }
        others = set(found.values()) - {row.id for row in rows}
        left = others - self._stage.holds("taxonomy_term", others)
        gone = TaxonomyTerm.objects.filter(pk__in=left, source=self._source)
        if "taxonomy_term" not in self._leaving:
            gone = gone.filter(removed_at__isnull=False)
        freed = set(gone.values_list("pk", flat=True))
        gone.update(code="")
        return {what: key for what, key in found.items() if key not in freed}


_HANGING = {"contact": NO_PARENT, "location": OF_NOBODY}


def _link_field(table: str) -> str:
    return {"attribute": "link_id", "metadata": "resource_id"}.get(table, "")


def _entity_field(table: str) -> str:
    return {"attribute": "link_entity", "metadata": "resource_type"}.get(table, "")
