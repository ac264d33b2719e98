"""Reading listings from the database, many at a time, into documents."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import batched
from uuid import UUID

from django.utils import timezone

from directory import access, costs, eligibility, hours, payers, places
from directory.models import Address, Location, Service, ServiceArea, ServiceAtLocation
from directory.models.service import CAPACITY_LASTS
from search.documents.document import Document
from search.documents.languages import code_of
from search.documents.opening import hours_of
from search.documents.rows import Rows
from search.documents.taxonomy import TermTree
from search.query import Cost

BATCH = 500
# In years: what a service takes that names no oldest age.
OLDEST = 150


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
    own_terms = [term for key in keys for term in rows.terms[key]]
    categories = tree.with_ancestors(own_terms)
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
        payers=payers.of(service, rows.payers[service.pk]),
        accessibility=access.from_words(rows.accessibility[location.pk])
        if location
        else frozenset(),
        eligibility=eligibility.of(
            service.eligibility_description,
            (name for term in own_terms for name in tree.names.get(term, ())),
            (service.minimum_age, service.maximum_age),
        ),
        ages=_ages(service),
        organization_id=service.organization_id,
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


def _ages(service: Service) -> tuple[int, int] | None:
    youngest, oldest = service.minimum_age, service.maximum_age
    if youngest is None and oldest is None:
        return None
    return youngest or 0, OLDEST if oldest is None else oldest


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
