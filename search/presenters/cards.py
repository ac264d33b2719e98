"""One service in the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from directory import parts
from directory import presenters as listing
from directory.models import Phone, Service, ServiceAtLocation, TaxonomyTerm
from directory.presenters import Opening, Room, Term
from search import answers
from search.presenters.reasons import why
from search.query import Found, Hit, Query

LOCATION_COLUMNS = (
    *("removed_at", "visibility", "location_type"),
    *("latitude", "longitude", "timezone_name"),
)
"""What a card says of a location, besides the rows that hang on it."""


@dataclass(frozen=True, slots=True)
class Card:
    """One service in the list."""

    service: Service
    town: str
    distance: float | None
    serves: str
    """The place's label when the service serves it."""
    comes_to_you: bool
    is_by_phone: bool
    opening: Opening
    cost: str
    access: str
    languages: str
    room: Room | None
    why: str
    phone: Phone | None
    more_locations: int
    point: tuple[float, float] | None
    """Latitude and longitude in degrees; ``None``: not known, or hidden."""
    number: int = 0
    """As counted down the page, and written on the card's pin."""


def cards_of(
    query: Query, found: Found, facet_terms: dict[UUID, TaxonomyTerm]
) -> list[Card]:
    """A card for each listing that was found and is still listed, in its order."""
    services = answers.services(found)
    at_places = _at_places(found.hits, services)
    parts.attach(services.values(), at_places.values())
    terms = listing.terms_of(services)
    kinds: Iterable[Term | TaxonomyTerm] = chain(facet_terms.values(), *terms.values())
    names = {term.pk: listing.term_name(term) for term in kinds}
    return [
        _card(
            hit,
            services[hit.service_id],
            at_places.get((hit.service_id, hit.location_id)),
            terms.get(hit.service_id, []),
            names,
            query,
        )
        for hit in found.hits
        if hit.service_id in services
    ]


def _at_places(
    hits: Iterable[Hit], services: dict[UUID, Service]
) -> dict[tuple[UUID, UUID | None], ServiceAtLocation]:
    wanted = {(hit.service_id, hit.location_id) for hit in hits}
    found = (
        ServiceAtLocation.objects.filter(removed_at__isnull=True)
        .filter(
            service__in=services,
            location__in=[location for _service, location in wanted if location],
        )
        .select_related("location")
        .only("service", *(f"location__{name}" for name in LOCATION_COLUMNS))
    )
    at_places: dict[tuple[UUID, UUID | None], ServiceAtLocation] = {
        (row.service_id, row.location_id): row
        for row in found
        if (row.service_id, row.location_id) in wanted
    }
    for row in at_places.values():
        row.service = services[row.service_id]
    return at_places


def _card(
    hit: Hit,
    service: Service,
    place: ServiceAtLocation | None,
    terms: list[Term],
    names: dict[UUID, str],
    query: Query,
) -> Card:
    now = query.moment
    is_visited = place is not None and listing.is_visited(place.location)
    # Help that comes to doors elsewhere does not come to this one.
    comes = listing.comes_to_you(terms) and (hit.serves_place or not query.place)
    called = listing.phones(service, place)
    return Card(
        service=service,
        town=listing.town_of(place.location) if place else "",
        distance=hit.distance if is_visited and _is_shown(place) else None,
        serves=query.place.label if query.place and hit.serves_place else "",
        comes_to_you=comes,
        is_by_phone=not is_visited and not comes,
        opening=listing.opening(listing.hours_of(service, place), now),
        cost=listing.cost_words(service),
        access=listing.access(place).split(", ")[0],
        languages=listing.languages(service, place),
        room=listing.room(service, now),
        why=why(hit.reasons, names, query.place, listing.confirmed(service, now)),
        phone=called[0] if called else None,
        more_locations=hit.more_locations,
        point=_point(place),
    )


def _is_shown(place: ServiceAtLocation | None) -> bool:
    """Whether the page may say where the place is."""
    if place is None or place.location.is_confidential:
        return False
    return place.location.removed_at is None


def _point(place: ServiceAtLocation | None) -> tuple[float, float] | None:
    if place is None or not _is_shown(place):
        return None
    where = place.location
    if where.latitude is None or where.longitude is None:
        return None
    return (where.latitude, where.longitude)
