"""Reading listings from the database, many at a time, into documents."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import batched
from typing import Self
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from directory import costs, hours, places
from directory.models import (
    Address,
    AreaCode,
    Attribute,
    CostOption,
    Language,
    Location,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServicePayer,
)
from search.documents.document import Document
from search.documents.languages import code_of
from search.documents.opening import hours_of
from search.documents.taxonomy import TermTree
from search.query import Cost

BATCH = 500
# What was said about room for new people is worth nothing after this.
CAPACITY_LASTS = timedelta(days=30)


def listed_ids() -> Iterator[UUID]:
    """Return the ids of every service that belongs in an index."""
    return (
        Service.objects.listed().order_by("pk").values_list("pk", flat=True).iterator()
    )


def documents_of(service_ids: Iterable[UUID]) -> Iterator[Document]:
    """Return the documents of those services that are listed, batch by batch.

    The number of queries grows with the batches, never with what they hold.
    """
    tree: TermTree | None = None
    for ids in batched(dict.fromkeys(service_ids), BATCH, strict=False):
        tree = tree or TermTree.read()
        yield from _documents(Rows.read(ids), tree)


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that the documents of one batch of services are made of."""

    services: list[Service]
    places: defaultdict[UUID, list[ServiceAtLocation]]
    addresses: defaultdict[UUID, list[Address]]
    areas: defaultdict[UUID, list[ServiceArea]]
    codes: defaultdict[UUID, list[str]]
    languages: defaultdict[UUID, list[Language]]
    terms: defaultdict[UUID, list[UUID]]
    payers: defaultdict[UUID, list[str]]
    options: defaultdict[UUID, list[CostOption]]

    @classmethod
    def read(cls, ids: Iterable[UUID]) -> Self:
        """Read the rows of these services: one query for each kind of row."""
        wanted = Service.objects.listed().filter(pk__in=ids)
        services = list(
            wanted.select_related("organization", "program")
            .prefetch_related("schedules")
            .order_by("pk")
        )
        keys = [service.pk for service in services]
        at = list(
            ServiceAtLocation.objects.filter(
                service__in=keys,
                removed_at__isnull=True,
                location__removed_at__isnull=True,
            )
            .select_related("location")
            .prefetch_related(*hours.PREFETCH)
            .order_by("service_id", "location_id", "pk")
        )
        locations = {here.location_id for here in at}
        here_keys = [here.pk for here in at]
        ours = Q(service__in=keys)
        ours_here = ours | Q(service_at_location__in=here_keys)
        areas = _present(ServiceArea).filter(ours_here).order_by("pk")
        return cls(
            services=services,
            places=_grouped(at, lambda here: here.service_id),
            addresses=_grouped(
                _present(Address).filter(location__in=locations).order_by("pk"),
                lambda address: address.location_id,
            ),
            areas=_grouped(areas, _owner),
            codes=_pairs(
                AreaCode.objects.filter(service_area__in=areas.values("pk"))
                .order_by("pk")
                .values_list("service_area_id", "code")
            ),
            languages=_grouped(
                _present(Language)
                .filter(ours | Q(location__in=locations))
                .order_by("pk"),
                lambda spoken: spoken.service_id or spoken.location_id,
            ),
            terms=_pairs(
                _present(Attribute)
                .filter(
                    link_entity__in=("service", "service_at_location"),
                    link_id__in=[*keys, *here_keys],
                    taxonomy_term__isnull=False,
                )
                .order_by("pk")
                .values_list("link_id", "taxonomy_term_id")
            ),
            payers=_pairs(
                ServicePayer.objects.filter(ours)
                .order_by("pk")
                .values_list("service_id", "payer")
            ),
            options=_grouped(
                _present(CostOption).filter(ours).order_by("pk"),
                lambda option: option.service_id,
            ),
        )


def _documents(rows: Rows, tree: TermTree) -> Iterator[Document]:
    now = timezone.now()
    for service in rows.services:
        # One document for each location, though a source may list a location twice.
        at = {here.location_id: here for here in rows.places[service.pk]}
        for here in at.values() or (None,):
            yield _document(service, here, rows, tree, now)


def _document(
    service: Service,
    here: ServiceAtLocation | None,
    rows: Rows,
    tree: TermTree,
    now: datetime,
) -> Document:
    location = here.location if here else None
    keys = [service.pk, *([here.pk] if here else [])]
    areas = [area for key in keys for area in rows.areas[key]]
    categories = tree.with_ancestors(term for key in keys for term in rows.terms[key])
    addresses = rows.addresses[location.pk] if location else []
    spoken = [*keys, *([location.pk] if location else [])]
    verified = service.verified_at
    return Document(
        service_id=service.pk,
        location_id=location.pk if location else None,
        name=service.name,
        texts=(
            service.name,
            _joined(
                service.alternate_name, service.program.name if service.program else ""
            ),
            tree.words(categories),
            _joined(service.organization.name, service.organization.alternate_name),
            _joined(service.description, here.description if here else ""),
            service.eligibility_description,
            _area_text(areas, location, addresses),
        ),
        point=_point(location, addresses),
        area_codes=frozenset(code for area in areas for code in rows.codes[area.pk]),
        languages=frozenset(
            code_of(language.code, language.name)
            for key in spoken
            for language in rows.languages[key]
        )
        - {""},
        categories=categories,
        costs=frozenset(
            Cost(cost)
            for cost in costs.of(
                service, rows.payers[service.pk], rows.options[service.pk]
            )
        ),
        hours=hours_of(hours.of(here) if here else hours.of_service(service), now),
        verified_on=verified.date() if verified else service.assured_date,
        is_accepting=_is_accepting(service, now),
    )


def _point(
    location: Location | None, addresses: list[Address]
) -> tuple[float, float] | None:
    if location is None or location.location_type == Location.LocationType.VIRTUAL:
        return None
    if location.is_confidential:
        return _town_point(*_town(addresses))
    if location.latitude is None or location.longitude is None:
        return None
    return location.latitude, location.longitude


def _town(addresses: list[Address]) -> tuple[str, str]:
    for address in addresses:
        if address.city:
            return address.city, address.state_province
    return "", ""


@lru_cache(maxsize=4096)
def _town_point(town: str, state: str) -> tuple[float, float] | None:
    """Return the gazetteer's point of a town: all that a confidential place shows."""
    if not town:
        return None
    try:
        place = places.find(f"{town}, {state}" if state else town)
    except places.PlaceNotFoundError:
        return None
    return place.latitude, place.longitude


def _area_text(
    areas: list[ServiceArea], location: Location | None, addresses: list[Address]
) -> str:
    named = [area.name for area in areas]
    towns = [text for address in addresses for text in (address.city, address.region)]
    if location is None or location.is_confidential:
        return _joined(*named, *towns)
    zips = [address.postal_code for address in addresses]
    return _joined(*named, *towns, *zips, location.name, location.alternate_name)


def _is_accepting(service: Service, now: datetime) -> bool | None:
    if service.do_not_refer:
        return False
    said = service.capacity_said_at
    if said is None or now - said > CAPACITY_LASTS:
        return None
    room = Service.CapacityStatus
    known = {room.CAPACITY: True, room.ASSESS: True, room.FULL: False}
    return known.get(room(service.capacity_status)) if service.capacity_status else None


def _joined(*texts: str) -> str:
    return " ".join(filter(None, dict.fromkeys(texts)))


def _present[M: Model](model: type[M]) -> QuerySet[M]:
    return model._default_manager.filter(removed_at__isnull=True)


def _owner(area: ServiceArea) -> UUID | None:
    return area.service_at_location_id or area.service_id


def _grouped[M](
    rows: Iterable[M], key: Callable[[M], UUID | None]
) -> defaultdict[UUID, list[M]]:
    groups: defaultdict[UUID, list[M]] = defaultdict(list)
    for row in rows:
        owner = key(row)
        if owner is not None:
            groups[owner].append(row)
    return groups


def _pairs[V](rows: Iterable[tuple[UUID, V]]) -> defaultdict[UUID, list[V]]:
    groups: defaultdict[UUID, list[V]] = defaultdict(list)
    for owner, value in rows:
        groups[owner].append(value)
    return groups
