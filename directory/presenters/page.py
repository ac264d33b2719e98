"""The page of one service, whole."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from directory.hours import Line
from directory.models import Phone, Service, ServiceArea, ServiceAtLocation
from directory.places import Place
from directory.presenters.costs import cost_words, prices
from directory.presenters.freshness import OLD, Room, confirmed, room
from directory.presenters.hours import Opening, hours_of, opening
from directory.presenters.people import ages, languages, phones
from directory.presenters.places import PlaceView, place_view
from directory.presenters.records import present
from directory.presenters.terms import Term, comes_to_you, terms_of


@dataclass(frozen=True, slots=True)
class ServicePage:
    """Everything the page of one service says."""

    service: Service
    terms: list[Term]
    room: Room | None
    confirmed: str
    is_old: bool
    serves: str
    """The label of the reader's place, when it is served."""
    comes_to_you: bool
    opening: Opening
    lines: tuple[Line, ...]
    phones: list[Phone]
    cost: str
    prices: list[str]
    languages: str
    ages: str
    areas: list[str]
    documents: list[str]
    places: list[PlaceView]
    area_codes: list[str]

    @property
    def points(self) -> list[PlaceView]:
        """Places that have a point to show."""
        return [place for place in self.places if place.point]


def service_page(service: Service, *, near: Place | None, at: datetime) -> ServicePage:
    """Gather a service's page; ``service`` comes with its parts prefetched."""
    at_places: list[ServiceAtLocation] = [
        row
        for row in present(service.service_at_locations.all())
        if row.location.removed_at is None
    ]
    first = at_places[0] if at_places else None
    terms = terms_of([service.pk]).get(service.pk, [])
    open_hours = hours_of(service, first)
    areas = _areas(service, at_places)
    codes = sorted({code.code for area in areas for code in area.area_codes.all()})
    return ServicePage(
        service=service,
        terms=terms,
        room=room(service, at),
        confirmed=confirmed(service, at),
        is_old=service.verified_at is None or at - service.verified_at > OLD,
        serves=near.label if near and near.area_codes & set(codes) else "",
        comes_to_you=comes_to_you(terms),
        opening=opening(open_hours, at),
        lines=open_hours.lines(get_language() or "en"),
        phones=phones(service, first),
        cost=cost_words(service),
        prices=list(prices(service)),
        languages=languages(service, first),
        ages=ages(service),
        areas=list(
            dict.fromkeys(filter(None, (a.name or a.description for a in areas)))
        ),
        documents=[d.document for d in present(service.required_documents.all())],
        places=[place_view(row, near=near, at=at) for row in at_places],
        area_codes=codes,
    )


def _areas(service: Service, at_places: list[ServiceAtLocation]) -> list[ServiceArea]:
    own: list[ServiceArea] = present(service.service_areas.all())
    for row in at_places:
        own += present(row.service_areas.all())
    return own
