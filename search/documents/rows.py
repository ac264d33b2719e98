"""The rows of the database that documents are made of, many services at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from directory import hours
from directory.models import (
    Accessibility,
    Address,
    AreaCode,
    Attribute,
    CostOption,
    Language,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServicePayer,
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that the documents of one batch of services are made of."""

    services: list[Service]
    places: defaultdict[UUID, list[ServiceAtLocation]]
    addresses: defaultdict[UUID, list[Address]]
    accessibility: defaultdict[UUID, list[str]]
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
            accessibility=_pairs(
                _present(Accessibility)
                .filter(location__in=locations)
                .order_by("pk")
                .values_list("location_id", "description")
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
