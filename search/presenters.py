"""Answers in the words of a page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, count, groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import parts
from directory import presenters as listing
from directory.hours import clock
from directory.models import Phone, Service, ServiceAtLocation, TaxonomyTerm
from directory.places import Place, county_of
from directory.presenters import Opening, Room, Term
from search import answers
from search.documents.languages import NAMES
from search.forms import SearchForm
from search.query import Cost, Found, Hit, Query, Reason, ReasonKind, Sort

MOST_VALUES = 8
"""How many values of a facet are offered; those in use are always among them."""

FILTERS = ("category", "language", "cost", "open", "within")
"""Parameters that narrow the list, in the order of their chips."""

DISTANCES = (5, 10, 25, 50)
"""Miles that the page offers."""

NEAR_MILES = 25.0
"""What counts as near when nobody said how far."""

DOORS = {
    "food": "meal",
    "rides": "ride",
    "home": "home-help",
    "carers": "carer",
    "day": "day",
    "money": "money",
    "housing": "house",
    "health": "health",
    "legal": "legal",
    "gear": "gear",
    "language": "speak",
    "safety": "safety",
}
"""The kinds of help on the home page, by the code of their term, with their icon."""

LOCATION_COLUMNS = (
    *("removed_at", "visibility", "location_type"),
    *("latitude", "longitude", "timezone_name"),
)
"""What a card says of a location, besides the rows that hang on it."""


@dataclass(frozen=True, slots=True)
class Door:
    """One kind of help on the home page."""

    code: str
    icon: str
    name: str
    about: str


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


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one heading."""

    heading: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    name: str
    value: str
    label: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything the list of results says."""

    heading: str
    status: str
    groups: tuple[Group, ...]
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    clear_url: str
    """The address without any filter."""
    map: dict[str, Any]
    previous_url: str
    next_url: str
    page: int
    last_page: int
    total: int


def doors() -> list[Door]:
    """The kinds of help to start from, in the order of the contents page."""
    terms = TaxonomyTerm.objects.filter(
        parent__isnull=True, code__in=DOORS, removed_at__isnull=True
    ).prefetch_related("children")
    by_code = {term.code: term for term in terms}
    return [
        Door(
            code=code,
            icon=icon,
            name=listing.term_name(by_code[code]),
            about=_about(by_code[code]),
        )
        for code, icon in DOORS.items()
        if code in by_code
    ]


def _about(term: TaxonomyTerm) -> str:
    """What is behind a door: its own words, or the first few kinds below it.

    Descriptions are in English alone, names in both languages.
    """
    if term.description and not (get_language() or "").startswith("es"):
        return term.description
    below = sorted(listing.present(term.children.all()), key=lambda child: child.code)
    return ", ".join(listing.term_name(child) for child in below[:3])


def results_page(
    form: SearchForm, query: Query, found: Found, parameters: QueryDict
) -> ResultsPage:
    """Gather the page of results, with the same number of queries for any answer."""
    terms = _facet_terms(query)
    groups = _numbered(_groups(query, _cards(query, found, terms)), query)
    cards = [card for group in groups for card in group.cards]
    last = found.last_page(query.per_page)
    return ResultsPage(
        heading=_heading(query, found),
        status=_status(query, found),
        groups=groups,
        facets=_facets(query, found, terms),
        chips=tuple(_chips(query, terms, parameters)),
        clear_url=_unfiltered(parameters),
        map=_map(query, cards),
        previous_url=_page_url(parameters, query.page - 1) if query.page > 1 else "",
        next_url=_page_url(parameters, query.page + 1) if query.page < last else "",
        page=query.page,
        last_page=last,
        total=found.total,
    )


def _heading(query: Query, found: Found) -> str:
    values = {"count": found.total, "text": query.text}
    if query.text and found.total == 1:
        return _("1 service for “%(text)s”") % values
    if query.text:
        return _("%(count)d services for “%(text)s”") % values
    if found.total == 1:
        return _("1 service")
    return _("%(count)d services") % values


def _status(query: Query, found: Found) -> str:
    """What the list holds and where it looked, for those who hear the page too."""
    if not found.hits:
        return ""
    first = (query.page - 1) * query.per_page + 1
    parts = [
        _("%(first)d to %(last)d of %(total)d.")
        % {"first": first, "last": first + len(found.hits) - 1, "total": found.total}
    ]
    if query.place:
        parts += [_where(query, query.place), _clock_there(query, query.place)]
    return " ".join(parts)


def _where(query: Query, place: Place) -> str:
    values = {"place": place.label, "miles": f"{query.radius or 0:g}"}
    if query.radius is None:
        return _("They serve %(place)s, or are near it.") % values
    return _("They serve %(place)s, or are within %(miles)s miles of it.") % values


def _clock_there(query: Query, place: Place) -> str:
    """What "open now" was judged by."""
    local = query.moment.astimezone(ZoneInfo(place.timezone))
    return _("It is %(weekday)s, %(time)s.") % {
        "weekday": date_format(local, "l"),
        "time": clock(local.hour * 60 + local.minute),
    }


# --- Cards ---------------------------------------------------------------------


def _cards(
    query: Query, found: Found, facet_terms: dict[UUID, TaxonomyTerm]
) -> list[Card]:
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
        why=_why(hit.reasons, names, query.place, listing.confirmed(service, now)),
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


def _why(
    reasons: Iterable[Reason], names: dict[UUID, str], place: Place | None, told: str
) -> str:
    """Why this result, in one line: "serves 93721 · “ride” · confirmed Oct 28"."""
    parts = []
    for kind, group in groupby(reasons, key=lambda reason: reason.kind):
        values = [reason.value for reason in group]
        words = _reason(kind, values, names, place)
        if words:
            parts.append(words)
    return " · ".join([*parts, told])


def _reason(
    kind: ReasonKind, values: list[str], names: dict[UUID, str], place: Place | None
) -> str:
    # The card says cost and confirmation in its own lines.
    match kind:
        case ReasonKind.SERVES:
            words = _("serves %(area)s") % {"area": _area_name(values[0], place)}
        case ReasonKind.NEAR:
            words = _("%(miles)s miles away") % {"miles": values[0]}
        case ReasonKind.WORDS:
            words = ", ".join(f"“{word}”" for word in values)
        case ReasonKind.CATEGORY:
            words = ", ".join(filter(None, (names.get(UUID(one)) for one in values)))
        case ReasonKind.LANGUAGE:
            words = ", ".join(_(NAMES.get(code, code)) for code in values)
        case ReasonKind.OPEN:
            words = _("open then")
        case ReasonKind.COST | ReasonKind.VERIFIED:
            words = ""
    return words


def _area_name(code: str, place: Place | None) -> str:
    """An area code in words, as seen from the place that shares it."""
    parts = code.split("-")
    if len(parts) == 2 and parts[1].isdigit():
        return parts[1]
    if len(parts) == 3 and place and place.county:
        return place.county
    if len(parts) == 2:
        return _("the whole state")
    return _("the whole country")


def _groups(query: Query, cards: list[Card]) -> tuple[Group, ...]:
    """Cards as the page groups them, each group in the order of the answer."""
    if query.sort is not Sort.BEST or query.place is None:
        return (Group("", tuple(cards)),) if cards else ()
    near, far, called = [], [], []
    for card in cards:
        if card.is_by_phone:
            called.append(card)
        elif card.serves or (card.distance or 0) <= (query.radius or NEAR_MILES):
            near.append(card)
        else:
            far.append(card)
    label = query.place.label
    groups = (
        Group(_("Serve %(place)s, or near it") % {"place": label}, tuple(near)),
        Group(_("Farther away: ask if they come to you"), tuple(far)),
        Group(_("By phone, wherever you are"), tuple(called)),
    )
    return tuple(group for group in groups if group.cards)


def _numbered(groups: Iterable[Group], query: Query) -> tuple[Group, ...]:
    """Count the cards down the page, whatever group they fell into."""
    numbers = count((query.page - 1) * query.per_page + 1)
    return tuple(
        replace(
            group,
            cards=tuple(replace(card, number=next(numbers)) for card in group.cards),
        )
        for group in groups
    )


# --- Narrowing -----------------------------------------------------------------


def _facet_terms(query: Query) -> dict[UUID, TaxonomyTerm]:
    """Terms that the category facet may offer: roots, what is chosen, and below it."""
    chosen = query.categories
    terms = TaxonomyTerm.objects.filter(
        Q(parent__isnull=True) | Q(pk__in=chosen) | Q(parent__in=chosen),
        removed_at__isnull=True,
    ).only("code", "source_id", "name", "name_es")
    return {term.pk: term for term in terms}


def _facets(
    query: Query, found: Found, terms: dict[UUID, TaxonomyTerm]
) -> tuple[Facet, ...]:
    costs = {
        Cost.FREE: _("Free"),
        Cost.SLIDING: _("By income"),
        Cost.FEE: _("You pay a part"),
    }
    kinds = {str(pk): listing.term_name(term) for pk, term in terms.items()}
    counted = {*found.facets.get("language", ()), *query.languages}
    spoken = {code: _(NAMES[code]) for code in counted if code in NAMES}
    facets = [
        Facet(label, _choices(name, found, labels, chosen))
        for label, name, labels, chosen in (
            (_("Open"), "open", {"now": _("Open now")}, _open_value(query)),
            (_("Kind of help"), "category", kinds, {str(c) for c in query.categories}),
            (_("Cost"), "cost", {str(k): v for k, v in costs.items()}, query.costs),
            (_("Language"), "language", spoken, query.languages),
        )
    ]
    return tuple(facet for facet in facets if facet.choices)


def _open_value(query: Query) -> set[str]:
    return {"now"} if query.open_at and query.open_at == query.asked_at else set()


def _choices(
    name: str, found: Found, labels: dict[str, str], chosen: Iterable[str]
) -> tuple[Choice, ...]:
    on = {str(value) for value in chosen}
    counts = found.facets.get(name, {})
    offered = [
        Choice(name, value, labels[value], counts.get(value, 0), value in on)
        for value in {*counts, *on}
        if value in labels
    ]
    offered.sort(key=lambda choice: (not choice.is_on, -choice.count, choice.label))
    return tuple(offered[: max(MOST_VALUES, len(on))])


def _chips(
    query: Query, terms: dict[UUID, TaxonomyTerm], parameters: QueryDict
) -> Iterable[Chip]:
    for name in FILTERS:
        for value in parameters.getlist(name):
            if value:
                yield Chip(
                    _chip_label(name, value, query, terms),
                    _without(parameters, name, value),
                )


def _chip_label(
    name: str, value: str, query: Query, terms: dict[UUID, TaxonomyTerm]
) -> str:
    match name:
        case "category":
            for term in terms.values():
                if value in {str(term.pk), term.code, term.source_id}:
                    return listing.term_name(term)
            return value
        case "language":
            return _(NAMES.get(value, value))
        case "cost":
            return {"free": _("Free"), "sliding": _("By income")}.get(
                value, _("You pay a part")
            )
        case "open":
            return _("Open now") if value == "now" else _open_label(query.open_at)
        case _:
            return _("Within %(miles)s miles") % {"miles": value}


def _open_label(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return _("Open %(moment)s") % {"moment": f"{moment:%Y-%m-%d %H:%M}"}


def _without(parameters: QueryDict, name: str, value: str) -> str:
    left = parameters.copy()
    left.setlist(name, [one for one in parameters.getlist(name) if one != value])
    left.pop("page", None)
    return f"?{left.urlencode()}"


def _unfiltered(parameters: QueryDict) -> str:
    left = parameters.copy()
    for name in (*FILTERS, "page"):
        left.pop(name, None)
    return f"?{left.urlencode()}"


def _page_url(parameters: QueryDict, page: int) -> str:
    asked = parameters.copy()
    asked["page"] = str(page)
    return f"?{asked.urlencode()}"


# --- Map -----------------------------------------------------------------------


def _map(query: Query, cards: list[Card]) -> dict[str, Any]:
    """What the map draws: pins with the numbers of the list, the place, the counties.

    A confidential place has no point here.
    """
    pins = [
        {
            "number": card.number,
            "name": card.service.name,
            "url": f"#result-{card.number}",
            "point": card.point,
        }
        for card in cards
        if card.point
    ]
    place = query.place
    codes = {code for code in (place.area_codes if place else ()) if _is_county(code)}
    codes |= {county_of(*card.point) or "" for card in cards if card.point}
    return {
        "pins": pins,
        "center": [place.latitude, place.longitude] if place else None,
        "miles": query.radius if place else None,
        "counties": sorted(filter(None, codes)),
        "served": [],
    }


def _is_county(code: str) -> bool:
    return code.count("-") == 2
