"""What stewards do to listings, each change told to whoever stands above.

``by`` is the name that is kept beside the record: who the user is, is known higher up.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from directory import places
from directory.actions import mark_changed
from directory.models import (
    AreaCode,
    Attribute,
    Location,
    Organization,
    Program,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
    Verified,
    Visibility,
)


def services_of(records: Iterable[models.Model]) -> set[UUID]:
    """Return the services whose listing shows any of these records."""
    found: set[UUID] = set()
    for record in records:
        found.update(_shown_in(record))
    return found


def _shown_in(record: models.Model) -> Iterable[UUID]:
    match record:
        case Service() | ServiceAtLocation():
            shown = models.Q(pk=getattr(record, "service_id", record.pk))
        case Organization():
            shown = models.Q(organization=record)
        case Program():
            shown = models.Q(program=record)
        case Location():
            shown = models.Q(service_at_locations__location=record)
        case ServiceArea():
            shown = models.Q(service_areas=record)
            shown |= models.Q(service_at_locations__service_areas=record)
        case TaxonomyTerm():
            shown = _classified(Attribute.objects.filter(taxonomy_term=record))
        case Taxonomy():
            terms = record.terms.all()
            shown = _classified(Attribute.objects.filter(taxonomy_term__in=terms))
        case _:
            shown = models.Q(pk__in=())
    return Service.objects.filter(shown).values_list("pk", flat=True)


def _classified(links: models.QuerySet[Attribute]) -> models.Q:
    def of(entity: str) -> models.QuerySet[Attribute, UUID]:
        return links.filter(link_entity=entity).values_list("link_id", flat=True)

    return (
        models.Q(pk__in=of("service"))
        | models.Q(organization__in=of("organization"))
        | models.Q(program__in=of("program"))
        | models.Q(service_at_locations__in=of("service_at_location"))
        | models.Q(service_at_locations__location__in=of("location"))
    )


def tell_changed(records: Iterable[models.Model]) -> None:
    """Say that these records changed, in the transaction of the change."""
    mark_changed(services_of(records))


@transaction.atomic
def confirm(
    records: models.QuerySet[Service]
    | models.QuerySet[Organization]
    | models.QuerySet[Location],
    *,
    by: str,
    how: Verified.How,
    at: datetime | None = None,
) -> int:
    """Keep that these records were found true; return how many."""
    kept = list(records)
    records.model._default_manager.filter(pk__in=[one.pk for one in kept]).update(
        verified_at=at or timezone.now(), verified_by=by[:150], verified_how=how
    )
    tell_changed(kept)
    return len(kept)


@transaction.atomic
def set_visibility(services: models.QuerySet[Service], to: Visibility) -> int:
    """Show services to everybody, or to partners only; return how many."""
    keys = list(services.values_list("pk", flat=True))
    Service.objects.filter(pk__in=keys).update(visibility=to)
    mark_changed(keys)
    return len(keys)


@transaction.atomic
def approve(services: models.QuerySet[Service]) -> int:
    """Let services that waited for a steward be listed; return how many."""
    keys = list(services.filter(is_approved=False).values_list("pk", flat=True))
    Service.objects.filter(pk__in=keys).update(is_approved=True)
    mark_changed(keys)
    return len(keys)


def categories_of(service: Service) -> models.QuerySet[TaxonomyTerm]:
    """Return the kinds of help that a service is classified by."""
    return TaxonomyTerm.objects.filter(
        attributes__link_entity="service", attributes__link_id=service.pk
    ).distinct()


@transaction.atomic
def set_categories(service: Service, terms: Iterable[TaxonomyTerm]) -> None:
    """Classify a service by exactly these terms; links that stay keep their id."""
    wanted = {term.pk for term in terms}
    links = Attribute.objects.filter(
        link_entity="service", link_id=service.pk, taxonomy_term__isnull=False
    )
    links.exclude(taxonomy_term__in=wanted).delete()
    there = set(links.values_list("taxonomy_term_id", flat=True))
    Attribute.objects.bulk_create(
        Attribute(link_entity="service", link_id=service.pk, taxonomy_term_id=term)
        for term in wanted - there
    )
    mark_changed([service.pk])


@transaction.atomic
def read_area(area: ServiceArea) -> bool:
    """Turn an area's words into codes; say whether they were understood.

    An area that is not understood loses its old codes: they meant other words.
    """
    codes = places.area_codes_for(area.name)
    if not codes and area.extent_type in ("", ServiceArea.ExtentType.TEXT):
        codes = places.area_codes_for(area.extent)
    area.area_codes.all().delete()
    AreaCode.objects.bulk_create(
        AreaCode(service_area=area, code=code) for code in sorted(codes)
    )
    return bool(codes)


@transaction.atomic
def place(location: Location) -> None:
    """Give a location without a point its ZIP's, and every point its time zone."""
    if location.latitude is None or location.longitude is None:
        address = location.addresses.exclude(postal_code="").first()
        found = places.zip_place(address.postal_code[:5]) if address else None
        if found is None:
            return
        location.latitude, location.longitude = found.latitude, found.longitude
        location.point_quality = Location.PointQuality.APPROXIMATE
    location.timezone_name = places.timezone_of(location.latitude, location.longitude)
    location.save(
        update_fields=["latitude", "longitude", "point_quality", "timezone_name"]
    )
