"""The rows that hang on the listings of a page, each table asked once.

``prefetch_related`` asks a table once for every kind of owner, and for every column:
on a page of results that was most of the work.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from directory.models import (
    Accessibility,
    Address,
    CostOption,
    Language,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServicePayer,
)

type Owner = Service | Organization | ServiceAtLocation | Location


class Part(NamedTuple):
    """One table of a card."""

    model: type[Model]
    name: str
    """What its owners call it."""
    owners: tuple[str, ...]
    columns: tuple[str, ...]
    """Those that a card reads; another one would cost a query for every row."""


PARTS = (
    Part(
        Phone,
        "phones",
        ("service", "organization", "service_at_location", "location"),
        ("removed_at", "number", "extension", "type"),
    ),
    Part(
        Language, "languages", ("service", "location"), ("removed_at", "name", "code")
    ),
    Part(
        Schedule,
        "schedules",
        ("service", "service_at_location", "location"),
        (
            *("removed_at", "freq", "interval", "wkst", "count", "is_closed"),
            *("byday", "bymonthday", "byweekno", "byyearday", "description", "notes"),
            *("dtstart", "until", "valid_from", "valid_to", "opens_at", "closes_at"),
        ),
    ),
    Part(Accessibility, "accessibility", ("location",), ("removed_at", "description")),
    Part(Address, "addresses", ("location",), ("removed_at", "address_type", "city")),
    Part(ServicePayer, "payers", ("service",), ("payer",)),
    Part(
        CostOption,
        "cost_options",
        ("service",),
        ("removed_at", "option", "amount", "amount_description"),
    ),
)


def attach(
    services: Collection[Service], at_places: Collection[ServiceAtLocation]
) -> None:
    """Put on each listing what its card reads, as ``prefetch_related`` would.

    The services come with their organizations; the places are of these services, and
    come with their locations.
    """
    owners: dict[str, Sequence[Owner]] = {
        "service": list(services),
        "organization": [service.organization for service in services],
        "service_at_location": list(at_places),
        "location": [row.location for row in at_places],
    }
    for part in PARTS:
        _attach(part, {kind: owners[kind] for kind in part.owners})


def _attach(part: Part, owners: dict[str, Sequence[Owner]]) -> None:
    found = {kind: defaultdict[UUID, list[Model]](list) for kind in owners}
    for row in _rows(part, owners):
        for kind, by_owner in found.items():
            if owner := getattr(row, f"{kind}_id"):
                by_owner[owner].append(row)
    nothing = _answered(part.model, [])
    for kind, some in owners.items():
        for owner in some:
            rows = found[kind].get(owner.pk)
            answer = _answered(part.model, rows) if rows else nothing
            _prefetched(owner)[part.name] = answer


def _rows(part: Part, owners: dict[str, Sequence[Owner]]) -> Iterable[Model]:
    theirs = Q()
    for kind, some in owners.items():
        theirs |= Q(**{f"{kind}__in": [owner.pk for owner in some]})
    rows = part.model._default_manager.filter(theirs)
    return rows.only(*part.columns, *part.owners)


def _answered(model: type[Model], rows: list[Model]) -> QuerySet[Model]:
    """A queryset that has its answer; what Django's own prefetch leaves on an owner."""
    queryset = model._default_manager.all()
    queryset._result_cache = rows
    return queryset


def _prefetched(owner: Owner) -> dict[str, QuerySet[Model]]:
    # Only prefetch_related writes here, and it has no way to share a query.
    cache: dict[str, QuerySet[Model]] = owner.__dict__.setdefault(
        "_prefetched_objects_cache", {}
    )
    return cache
