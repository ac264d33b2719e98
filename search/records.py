"""A plain list from the database, for when no engine can answer.

It knows the names, the kinds of help, the organization and the place of a question, in
the order of names; other filters it passes over, and the page says so. It is slower
than any engine and ranks nothing: enough that nobody in need meets a closed door.
"""

import math
from collections.abc import Iterable
from functools import reduce
from operator import or_
from time import perf_counter
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from directory import places
from directory.models import Attribute, Service, ServiceArea, ServiceAtLocation
from directory.places import Place
from search.documents.taxonomy import TermTree
from search.language import Category, Group, fold
from search.query import Found, Hit, Query

NAME = "records"
# Where a question names none.
RADIUS = 50.0
MILES_IN_DEGREE = 69.0

type Location = tuple[UUID, float | None]


def find(query: Query) -> Found:
    """Return a page of services by name, with no facets."""
    started = perf_counter()
    listed = _asked(query)
    first = (query.page - 1) * query.per_page
    page = listed.order_by(Lower("name"), "pk").values_list("pk", flat=True)
    ids = [*page[first : first + query.per_page]]
    locations = _locations(ids, query.place)
    hits = tuple(
        Hit(
            service_id=pk,
            location_id=locations[pk][0] if pk in locations else None,
            distance=locations[pk][1] if pk in locations else None,
            serves_place=False,
            score=0.0,
        )
        for pk in ids
    )
    took = (perf_counter() - started) * 1000
    return Found(hits, listed.count(), {}, NAME, took)


def _asked(query: Query) -> QuerySet[Service]:
    services = Service.objects.listed()
    if query.organization:
        services = services.filter(organization=query.organization)
    tree = TermTree.read()
    if query.categories:
        services = services.filter(_of_kinds(query.categories, tree))
    needed = [group for group in query.reading if group.is_needed]
    spoken = [_says(group, tree) for group in needed]
    if query.at_least is not None and spoken:
        # With one of them, if not with all.
        spoken = [reduce(or_, spoken)]
    services = services.filter(*spoken)
    return services.filter(_at(query)) if query.place else services


def _says(group: Group, tree: TermTree) -> Q:
    """Return the condition that a service's names or kinds say a group's words."""
    named = Q()
    for word in group.text.split():
        named &= (
            Q(name__icontains=word)
            | Q(alternate_name__icontains=word)
            | Q(organization__name__icontains=word)
        )
    kinds = {one.term for one in group.alternatives if isinstance(one, Category)}
    kinds |= {
        term
        for term, names in tree.names.items()
        if any(group.text in fold(name) for name in names)
    }
    return named | _of_kinds(kinds, tree) if kinds else named


def _of_kinds(kinds: Iterable[UUID], tree: TermTree) -> Q:
    """Return the condition of belonging to one of these terms, or to one below it."""
    wanted = frozenset(kinds)
    terms = [term for term in tree.names if wanted & tree.with_ancestors([term])]
    held = Attribute.objects.filter(removed_at__isnull=True, taxonomy_term__in=terms)
    own = held.filter(link_entity="service").values("link_id")
    here = held.filter(link_entity="service_at_location").values("link_id")
    at = ServiceAtLocation.objects.filter(removed_at__isnull=True, pk__in=here)
    return Q(pk__in=own) | Q(pk__in=at.values("service"))


def _at(query: Query) -> Q:
    """Return the condition of being near the place, or serving it."""
    place = query.place
    if place is None:
        return Q()
    areas = ServiceArea.objects.filter(
        removed_at__isnull=True, area_codes__code__in=place.area_codes
    )
    north = (query.radius or RADIUS) / MILES_IN_DEGREE
    east = north / max(math.cos(math.radians(place.latitude)), 0.01)
    here = ServiceAtLocation.objects.filter(removed_at__isnull=True)
    near = here.filter(
        location__removed_at__isnull=True,
        location__latitude__range=(place.latitude - north, place.latitude + north),
        location__longitude__range=(place.longitude - east, place.longitude + east),
    )
    served = here.filter(pk__in=areas.values("service_at_location"))
    return (
        Q(pk__in=near.values("service"))
        | Q(pk__in=areas.filter(service__isnull=False).values("service"))
        | Q(pk__in=served.values("service"))
    )


def _locations(services: Iterable[UUID], place: Place | None) -> dict[UUID, Location]:
    """Return each service's nearest location and its miles; without a place, any."""
    rows = (
        ServiceAtLocation.objects.filter(
            service__in=services,
            removed_at__isnull=True,
            location__removed_at__isnull=True,
        )
        .order_by("pk")
        .values_list(
            "service_id", "location_id", "location__latitude", "location__longitude"
        )
    )
    nearest: dict[UUID, Location] = {}
    for service, location, latitude, longitude in rows:
        miles = None
        if place and latitude is not None and longitude is not None:
            here = (place.latitude, place.longitude)
            miles = places.miles(*here, latitude, longitude)
        known = nearest.get(service)
        if known is None or _far(miles) < _far(known[1]):
            nearest[service] = (location, miles)
    return nearest


def _far(miles: float | None) -> float:
    return math.inf if miles is None else miles
