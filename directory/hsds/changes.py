"""From records that changed to the services whose listing shows them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from directory.hsds.staging import Stage
from directory.models import (
    Attribute,
    Contact,
    Phone,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)

_PARENTS = ("organization", "service", "service_at_location", "location")


def changed_services(stage: Stage) -> list[UUID]:
    """Return the services that a touched record is part of."""
    _terms(stage)
    for kind, model in (("phone", Phone), ("contact", Contact)):
        parents = (*_PARENTS, "contact") if kind == "phone" else _PARENTS
        for keys in stage.touched(kind):
            for parent in parents:
                held = model._base_manager.filter(pk__in=keys)
                field = f"{parent}_id"
                _touch(stage, parent, held.values_list(field, flat=True))
    services = Service.objects
    for keys in stage.touched("program"):
        _touch(stage, "service", _ids(services.filter(program__in=keys)))
    for keys in stage.touched("organization"):
        _touch(stage, "service", _ids(services.filter(organization__in=keys)))
    at = ServiceAtLocation.objects
    for keys in stage.touched("location"):
        found = at.filter(location__in=keys).values_list("service_id", flat=True)
        _touch(stage, "service", found)
    for keys in stage.touched("service_at_location"):
        found = at.filter(pk__in=keys).values_list("service_id", flat=True)
        _touch(stage, "service", found)
    return [key for keys in stage.touched("service") for key in keys]


def _terms(stage: Stage) -> None:
    """Touch what is classified by terms that changed."""
    for keys in stage.touched("taxonomy"):
        terms = TaxonomyTerm.objects.filter(taxonomy_detail__in=keys)
        _touch(stage, "taxonomy_term", _ids(terms))
    for keys in stage.touched("taxonomy_term"):
        links = Attribute.objects.filter(taxonomy_term__in=keys)
        for entity in (*_PARENTS, "program"):
            found = links.filter(link_entity=entity).values_list("link_id", flat=True)
            _touch(stage, entity, found)


def _ids[M: models.Model](records: models.QuerySet[M]) -> Iterable[UUID]:
    return records.values_list("pk", flat=True)


def _touch(stage: Stage, kind: str, keys: Iterable[UUID | None]) -> None:
    stage.touch(kind, [key for key in keys if key is not None])
