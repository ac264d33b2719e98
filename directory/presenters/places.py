"""One place of a service: the way there, and what is hidden of it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from directory import hours, places
from directory.hours import Line
from directory.models import Accessibility, Address, Location, ServiceAtLocation
from directory.places import Place
from directory.presenters.hours import Opening, opening
from directory.presenters.records import present


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


def place_view(
    row: ServiceAtLocation, *, near: Place | None, at: datetime
) -> PlaceView:
    """A place as its page shows it; ``near`` is where the reader looked from."""
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


def access(place: ServiceAtLocation | None) -> str:
    """What helps people with disabilities at the place."""
    if place is None:
        return ""
    rows: list[Accessibility] = present(place.location.accessibility.all())
    return ", ".join(filter(None, (row.description for row in rows)))


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


def _street(location: Location) -> tuple[str, ...]:
    address = address_of(location)
    if address is None:
        return ()
    if location.is_confidential:
        return (address.city,)
    town = f"{address.city}, {address.state_province} {address.postal_code}".strip(", ")
    return tuple(filter(None, (address.address_1, address.address_2, town)))
