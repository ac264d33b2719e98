"""The 24 HSDS tables as the importer sees them, read off the models."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from directory.models import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    CostOption,
    Funding,
    Language,
    Location,
    Metadata,
    MetaTableDescription,
    Organization,
    OrganizationIdentifier,
    Phone,
    Program,
    Record,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    Taxonomy,
    TaxonomyTerm,
    Unit,
    Url,
)

# Fields that only a steward or our own documents set: a source that does not give
# them leaves them alone.
OURS = frozenset(
    {
        "visibility",
        "internal_note",
        "verified_at",
        "verified_by",
        "verified_how",
        "do_not_refer",
        "capacity_status",
        "capacity_note",
        "capacity_said_at",
        "is_approved",
        "name_es",
    }
)
# Kept by the importer and the database, never taken from a package. A listing's
# last_modified is the time at which it changed *here*: followers ask by it.
KEPT = frozenset({"id", "source", "source_id", "removed_at", "last_modified"})
UNMANAGED = {
    "service": frozenset({"merged_into_id"}),
    "location": frozenset({"point_quality", "timezone_name"}),
}


@dataclass(frozen=True)
class Table:
    """One HSDS table and its model."""

    name: str
    model: type[Record]
    renames: dict[str, str]
    """HSDS's name of a field → the model's attribute, where they differ."""

    @cached_property
    def columns(self) -> "dict[str, models.Field[Any, Any]]":
        """Every field that a package may fill, by the model's attribute."""
        skipped = KEPT | UNMANAGED.get(self.name, frozenset())
        return {
            field.attname: field
            for field in self.model._meta.concrete_fields
            if field.attname not in skipped
        }

    @cached_property
    def references(self) -> dict[str, str]:
        """Attributes that hold another record's id → that record's table."""
        return {
            attribute: NAMES[field.related_model]
            for attribute, field in self.columns.items()
            if isinstance(field, models.ForeignKey)
        }

    @cached_property
    def required(self) -> frozenset[str]:
        """References without which the row cannot stand."""
        return frozenset(
            attribute
            for attribute in self.references
            if not self.columns[attribute].null
        )

    @cached_property
    def needs_a_parent(self) -> bool:
        """Whether the row must hang on something, no matter on what."""
        return bool(self.references) and any(
            constraint.name.endswith("_has_a_parent")
            for constraint in self.model._meta.constraints
        )

    def attribute(self, hsds_name: str) -> str:
        """Return the model's attribute for HSDS's name of a field."""
        return self.renames.get(hsds_name, hsds_name)


def _table(name: str, model: type[Record], **renames: str) -> Table:
    return Table(name, model, renames)


# In the order in which they are loaded: what is pointed at comes first.
TABLES = {
    table.name: table
    for table in (
        _table("taxonomy", Taxonomy),
        _table("taxonomy_term", TaxonomyTerm, taxonomy_id="taxonomy_detail_id"),
        _table("unit", Unit),
        _table("organization", Organization),
        _table("program", Program),
        _table("location", Location),
        _table("service", Service),
        _table("service_at_location", ServiceAtLocation),
        _table("contact", Contact),
        _table("phone", Phone),
        _table("language", Language),
        _table("address", Address),
        _table("accessibility", Accessibility),
        _table("schedule", Schedule),
        _table("service_area", ServiceArea),
        _table("cost_option", CostOption),
        _table("required_document", RequiredDocument),
        _table("service_capacity", ServiceCapacity),
        _table("funding", Funding, source="source_of_funds"),
        _table("organization_identifier", OrganizationIdentifier),
        _table("url", Url),
        _table("attribute", Attribute),
        _table("metadata", Metadata),
        _table("meta_table_description", MetaTableDescription),
    )
}
NAMES: dict[type[models.Model], str] = {
    table.model: table.name for table in TABLES.values()
}
# A repeated id in these is the same thing said twice; elsewhere two things that
# were given one id.
CORE = frozenset(
    {
        "taxonomy",
        "taxonomy_term",
        "unit",
        "organization",
        "program",
        "location",
        "service",
    }
)
# Nothing but a link: two with the same content say one thing.
LINKS = frozenset({"service_at_location", "attribute", "language"})
