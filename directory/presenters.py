"""Listings in the words of a page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import costs, hours, places
from directory.hours import Hours, Line, clock
from directory.models import (
    Accessibility,
    Address,
    Attribute,
    CostOption,
    Language,
    Location,
    Phone,
    Record,
    Service,
    ServiceArea,
    ServiceAtLocation,
    TaxonomyTerm,
)
from directory.places import Place

CAPACITY_LASTS = timedelta(days=30)
"""How long a word about room is believed; after that, people are told to ask."""
OLD = timedelta(days=365)
"""A confirmation older than this is not one."""

SERVICE_PARTS = (
    "phones",
    "languages",
    "payers",
    "cost_options",
    "schedules",
    "organization__phones",
)
"""What to prefetch on services for a card."""
PLACE_PARTS = (
    "phones",
    "location__phones",
    "location__languages",
    "location__accessibility",
    "location__addresses",
    *hours.PREFETCH,
)
"""What to prefetch on services at locations for a card."""
# Kinds of help that come to the person: the one who asks need not go anywhere.
COMING = frozenset(
    {
        "rides.medical",
        "rides.dialysis",
        "rides.wheelchair",
        "rides.volunteer",
        "rides.escort",
        "rides.dial-a-ride",
        "home.bathing",
        "home.chores",
        "home.after-hospital",
        "home.visits",
        "home.ramps",
        "home.repairs",
        "home.yard",
        "food.home-delivered",
        "food.groceries",
    }
)


def present[R: Record](records: Iterable[R]) -> list[R]:
    """Records that their source still has."""
    return [record for record in records if record.removed_at is None]


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a door is open, and until or from when."""

    is_open: bool | None
    head: str
    """ "Open now", "Closed now", or "Hours not known: call first"."""
    rest: str = ""
    """ "until 8:00 pm", "opens Tue 8:00 am"."""


@dataclass(frozen=True, slots=True)
class Room:
    """Whether new people are taken."""

    tone: str
    icon: str
    label: str
    said: str
    """What was added, and when: "about 2 weeks · said 3 days ago"."""


class Term(NamedTuple):
    """What a listing says of a kind of help."""

    pk: UUID
    code: str
    name: str
    name_es: str


def opening(open_hours: Hours, at: datetime) -> Opening:
    """Say whether it is open at ``at``, and what comes next."""
    is_open = open_hours.is_open(at)
    if is_open is None:
        return Opening(is_open=None, head=_("Hours not known: call first"))
    if is_open:
        until = open_hours.closes_next(at)
        rest = _("until %(time)s") % {"time": _moment(until, at, open_hours)}
        return Opening(
            is_open=True, head=_("Open now"), rest=rest if until else _("24 hours")
        )
    opens = open_hours.opens_next(at)
    if opens is None:
        return Opening(is_open=False, head=_("Closed now"))
    return Opening(
        is_open=False,
        head=_("Closed now"),
        rest=_("opens %(time)s") % {"time": _moment(opens, at, open_hours)},
    )


def _moment(moment: datetime | None, now: datetime, open_hours: Hours) -> str:
    """A moment as briefly as it is clear: "8:00 pm", "Tue 8:00 am", "Jan 12"."""
    if moment is None:
        return ""
    zone = ZoneInfo(open_hours.zone)
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    time = clock(local.hour * 60 + local.minute)
    if local.date() == today:
        return time
    if local.date() - today < timedelta(days=7):
        return f"{date_format(local, 'D')} {time}"
    return f"{date_format(local, 'M j')}, {time}"


def hours_of(service: Service, place: ServiceAtLocation | None) -> Hours:
    """The hours of a service at one of its places, or of the service alone."""
    return hours.of(place) if place else hours.of_service(service)


def cost_words(service: Service) -> str:
    """What it costs, in a few words; empty when nothing is known."""
    payers = {row.payer: row for row in service.payers.all()}
    options: list[CostOption] = present(service.cost_options.all())
    known = costs.of(service, payers, options)
    words = [label for cost, label in _COST_LABELS() if cost in known]
    words += [
        _("Takes %(payer)s") % {"payer": row.get_payer_display()}
        for payer, row in payers.items()
        if payer in {"medicaid", "medicare", "va"}
    ]
    return " · ".join(words)


def _COST_LABELS() -> list[tuple[str, str]]:  # noqa: N802 - a table, made per language
    return [
        (costs.FREE, _("Free")),
        (costs.SLIDING, _("By income")),
        (costs.FEE, _("You pay a part")),
    ]


def room(service: Service, at: datetime) -> Room | None:
    """Whether new people are taken, as far as it was said lately."""
    status, said_at = service.capacity_status, service.capacity_said_at
    if not status:
        return None
    if said_at is None or at - said_at > CAPACITY_LASTS:
        return Room("warn", "question", _("Ask if they have room"), "")
    tone, icon = _ROOM_LOOKS[Service.CapacityStatus(status)]
    said = _("said %(when)s") % {"when": ago(said_at, at)}
    told = " · ".join(filter(None, (service.capacity_note, said)))
    return Room(tone, icon, str(service.get_capacity_status_display()), told)


_ROOM_LOOKS = {
    Service.CapacityStatus.CAPACITY: ("good", "check"),
    Service.CapacityStatus.WAITLIST: ("warn", "question"),
    Service.CapacityStatus.ASSESS: ("warn", "question"),
    Service.CapacityStatus.FULL: ("bad", "cross"),
}


def ago(then: datetime, at: datetime) -> str:
    """How many days ago, in words."""
    days = (at - then).days
    if days < 1:
        return _("today")
    if days == 1:
        return _("yesterday")
    return _("%(days)d days ago") % {"days": days}


def confirmed(service: Service, at: datetime) -> str:
    """When the listing was last confirmed, and how; old ones say how old."""
    when = service.verified_at
    if when is None:
        return _("not confirmed yet")
    if at - when > OLD:
        months = round((at - when).days / 30.4)
        return _("not confirmed for %(months)d months") % {"months": months}
    day = date_format(when, "M j" if when.year == at.year else "M j, Y")
    how = service.get_verified_how_display()
    if not how:
        return _("confirmed %(day)s") % {"day": day}
    how = how[:1].lower() + how[1:]
    return _("confirmed %(day)s %(how)s") % {"day": day, "how": how}


def languages(service: Service, place: ServiceAtLocation | None) -> str:
    """Languages spoken, by name, English left to itself when others are there."""
    rows: list[Language] = present(service.languages.all())
    if place is not None:
        rows += present(place.location.languages.all())
    names = list(dict.fromkeys(filter(None, (row.name or row.code for row in rows))))
    return ", ".join(names)


def access(place: ServiceAtLocation | None) -> str:
    """What helps people with disabilities at the place."""
    if place is None:
        return ""
    rows: list[Accessibility] = present(place.location.accessibility.all())
    return ", ".join(filter(None, (row.description for row in rows)))


def phones(service: Service, place: ServiceAtLocation | None) -> list[Phone]:
    """The numbers to call, the nearest to the service first; faxes are not called."""
    levels: list[Iterable[Phone]] = [service.phones.all()]
    if place is not None:
        levels = [place.phones.all(), service.phones.all(), place.location.phones.all()]
    levels.append(service.organization.phones.all())
    for level in levels:
        voices = [row for row in present(level) if row.type not in {"fax", "pager"}]
        if voices:
            return voices
    return []


def address_of(location: Location) -> Address | None:
    """The address people go to."""
    rows: list[Address] = present(location.addresses.all())
    rows.sort(key=lambda row: row.address_type != Address.AddressType.PHYSICAL)
    return rows[0] if rows else None


def town_of(location: Location) -> str:
    """The town alone: all that a confidential location gives."""
    address = address_of(location)
    return address.city if address else ""


def is_visited(location: Location) -> bool:
    """Whether people go there."""
    return location.location_type == Location.LocationType.PHYSICAL


def term_name(term: Term | TaxonomyTerm) -> str:
    """A term's name in the language of the page."""
    if (get_language() or "").startswith("es") and term.name_es:
        return term.name_es
    return term.name


def terms_of(service_ids: Iterable[UUID]) -> dict[UUID, list[Term]]:
    """The terms of each service, in one query."""
    rows = Attribute.objects.filter(
        link_entity="service",
        link_id__in=list(service_ids),
        removed_at__isnull=True,
        taxonomy_term__isnull=False,
    ).values_list("link_id", *(f"taxonomy_term__{name}" for name in Term._fields))
    found: dict[UUID, list[Term]] = {}
    for service, *values in rows:
        found.setdefault(service, []).append(Term(*values))
    return found


def comes_to_you(terms: Iterable[Term | TaxonomyTerm]) -> bool:
    """Whether the help comes to the door."""
    return any(term.code in COMING for term in terms)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One place of a service, as its page shows it."""

    name: str
    street: tuple[str, ...]
    """Lines of the address; only the town for a confidential place."""
    is_confidential: bool
    getting_there: str
    access: str
    opening: Opening
    lines: tuple[Line, ...]
    distance: float | None
    """Miles from where the reader looked."""
    point: tuple[float, float] | None
    """Latitude and longitude in degrees; ``None``: not known, or hidden."""


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
        prices=list(_prices(service)),
        languages=languages(service, first),
        ages=ages(service),
        areas=list(
            dict.fromkeys(filter(None, (a.name or a.description for a in areas)))
        ),
        documents=[d.document for d in present(service.required_documents.all())],
        places=[_place_view(row, near=near, at=at) for row in at_places],
        area_codes=codes,
    )


def page_map(page: ServicePage) -> dict[str, Any]:
    """What the page's map draws: its places, their counties and those it serves."""
    served = {code for code in page.area_codes if code.count("-") == 2}
    around = {places.county_of(*place.point) for place in page.points if place.point}
    return {
        "pins": [
            {
                "number": number,
                "name": place.name or page.service.name,
                "url": f"#place-{number}",
                "point": place.point,
            }
            for number, place in enumerate(page.places, start=1)
            if place.point
        ],
        "center": None,
        "miles": None,
        "counties": sorted(served | (around - {None})),
        "served": sorted(served),
    }


def ages(service: Service) -> str:
    """The ages it is for, in words."""
    youngest, oldest = service.minimum_age, service.maximum_age
    if youngest and oldest:
        return _("%(from)d to %(to)d years old") % {"from": youngest, "to": oldest}
    if youngest:
        return _("%(from)d and older") % {"from": youngest}
    if oldest:
        return _("Up to %(to)d years old") % {"to": oldest}
    return ""


def _areas(service: Service, at_places: list[ServiceAtLocation]) -> list[ServiceArea]:
    own: list[ServiceArea] = present(service.service_areas.all())
    for row in at_places:
        own += present(row.service_areas.all())
    return own


def _prices(service: Service) -> Iterator[str]:
    options: list[CostOption] = present(service.cost_options.all())
    for option in options:
        amount = f"${option.amount:,.2f}".removesuffix(".00") if option.amount else ""
        words = filter(None, (option.option, amount, option.amount_description))
        yield capfirst(" · ".join(words))


def _place_view(
    row: ServiceAtLocation, *, near: Place | None, at: datetime
) -> PlaceView:
    location = row.location
    hidden = location.is_confidential
    open_hours = hours.of(row)
    point = None
    if not hidden and location.latitude is not None and location.longitude is not None:
        point = (location.latitude, location.longitude)
    distance = None
    if near and point:
        distance = places.miles(near.latitude, near.longitude, *point)
    return PlaceView(
        name="" if hidden else location.name,
        street=_street(location),
        is_confidential=hidden,
        getting_there="" if hidden else location.transportation,
        access=access(row),
        opening=opening(open_hours, at),
        lines=open_hours.lines(get_language() or "en"),
        distance=distance,
        point=point,
    )


def _street(location: Location) -> tuple[str, ...]:
    address = address_of(location)
    if address is None:
        return ()
    if location.is_confidential:
        return (address.city,)
    town = f"{address.city}, {address.state_province} {address.postal_code}".strip(", ")
    return tuple(filter(None, (address.address_1, address.address_2, town)))
