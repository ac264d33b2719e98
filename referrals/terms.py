"""By which clock and which deadlines a receiver answers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from directory import hours
from directory.hours import Rule, is_zone
from directory.hours.rule import DAYS
from directory.models import Address, Location, Schedule, ServiceAtLocation
from referrals import clock
from referrals.clock import Calendar, Response
from referrals.models import AnsweringTerms, Priority, Referral


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is owed, and by when; these are the usual deadlines."""

    calendar: Calendar = field(
        default_factory=lambda: Calendar(ZoneInfo(settings.TIME_ZONE))
    )
    response: Response = clock.DEFAULT_RESPONSE
    expire_days: int = 10
    contact_days: int = 2
    stale_days: int = 14
    stale_network_days: int = 30
    information_days: int = 3
    acknowledge_days: int = 5
    acknowledges_itself: bool = True

    def due_at(self, sent_at: datetime, priority: str) -> datetime:
        """When what is sent then must be answered."""
        return clock.due_at(sent_at, Priority(priority), self.calendar, self.response)


_NUMBERS = tuple(
    one.name for one in fields(Terms) if one.name not in {"calendar", "response"}
)
_RESPONSES = tuple(one.name for one in fields(Response))


def resolve(rows: Iterable[AnsweringTerms], usual: Terms) -> Terms:
    """Lay rows over the usual terms, the last above the others: pure.

    Of each row only what it says counts; hours are said both or not at all.
    """
    terms = usual
    for row in rows:
        terms = replace(
            terms,
            calendar=_calendar(row, terms.calendar),
            response=replace(terms.response, **_said(row, _RESPONSES)),
            **_said(row, _NUMBERS),
        )
    return terms


def _said(row: AnsweringTerms, names: Iterable[str]) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in names}
    return {name: value for name, value in said.items() if value is not None}


def _calendar(row: AnsweringTerms, above: Calendar) -> Calendar:
    calendar = above
    if row.opens is not None and row.closes is not None:
        calendar = replace(calendar, opens=row.opens, closes=row.closes)
    if row.days:
        week = frozenset(map(DAYS.index, row.days.split(",")))
        calendar = replace(calendar, days=week)
    if row.keeps_holidays is not None:
        calendar = replace(calendar, keeps_holidays=row.keeps_holidays)
    return calendar


def for_receiver(referral: Referral) -> Terms:
    """The terms by which this referral's receiver answers."""
    return Book().receiver(referral)


class Book:
    """Terms of many, each looked up once; made anew for every run.

    ``learn`` reads what many referrals need in a handful of queries.
    """

    def __init__(self) -> None:
        self._rows: dict[UUID | None, AnsweringTerms] | None = None
        self._bases: dict[UUID, Calendar] = {}
        self._doors: dict[UUID, tuple[tuple[Rule, ...], ...]] = {}
        self._terms: dict[tuple[UUID, UUID | None], Terms] = {}

    def receiver(self, referral: Referral) -> Terms:
        """The terms of the service that is asked."""
        return self._find(referral.receiver_id, referral.service_id)

    def sender(self, referral: Referral) -> Terms:
        """The terms of the organization that asks."""
        return self._find(referral.sender_id, None)

    def learn(self, referrals: Collection[Referral]) -> None:
        """Read what these need and is not known yet."""
        offices = {one.receiver_id for one in referrals}
        offices |= {one.sender_id for one in referrals}
        services = {one.service_id for one in referrals} - self._doors.keys()
        if new := offices - self._bases.keys():
            self._bases |= _bases(new)
        if services:
            self._doors |= dict.fromkeys(services, ()) | _doors(services)

    def _find(self, organization: UUID, service: UUID | None) -> Terms:
        key = organization, service
        if key not in self._terms:
            self._terms[key] = self._make(organization, service)
        return self._terms[key]

    def _make(self, organization: UUID, service: UUID | None) -> Terms:
        if organization not in self._bases:
            self._bases |= _bases({organization})
        if service is not None and service not in self._doors:
            self._doors |= {service: ()} | _doors({service})
        doors = self._doors[service] if service is not None else ()
        calendar = self._bases[organization]
        levels = (None, organization, *([service] if service else []))
        rows = [row for level in levels if (row := self._row(level))]
        return resolve(rows, Terms(calendar=replace(calendar, doors=doors)))

    def _row(self, level: UUID | None) -> AnsweringTerms | None:
        if self._rows is None:
            # Few write any down.
            self._rows = {
                row.service_id or row.organization_id: row
                for row in AnsweringTerms.objects.all()
            }
        return self._rows.get(level)


def _bases(organizations: Collection[UUID]) -> dict[UUID, Calendar]:
    """Zones and states of organizations, by the first location that says one."""
    places = Location.objects.filter(organization__in=organizations)
    named = (
        places.exclude(timezone_name="")
        .order_by("-pk")
        .values_list("organization_id", "timezone_name")
    )
    # Of several the first counts, as it comes last. A name written by hand may be one
    # that no clock knows.
    zones = {pk: name for pk, name in named if is_zone(name)}
    states: dict[UUID, str] = dict(
        Address.objects.filter(
            location__organization__in=organizations,
            removed_at__isnull=True,
        )
        .exclude(state_province="")
        .order_by("-location", "-pk")
        .values_list("location__organization_id", "state_province")
    )
    return {
        pk: Calendar(
            ZoneInfo(zones.get(pk) or settings.TIME_ZONE),
            state=states.get(pk, "").strip().upper(),
        )
        for pk in organizations
    }


def _doors(services: Collection[UUID]) -> dict[UUID, tuple[tuple[Rule, ...], ...]]:
    """The closures of each service, place by place: its own, and the place's."""
    places: dict[UUID, list[tuple[UUID | None, UUID | None]]] = {}
    for service, location, pk in ServiceAtLocation.objects.filter(
        service__in=services, removed_at__isnull=True
    ).values_list("service_id", "location_id", "pk"):
        places.setdefault(service, []).append((location, pk))
    closures: dict[UUID, list[Schedule]] = {}
    for schedule in Schedule.objects.filter(
        Q(service__in=services)
        | Q(service_at_location__service__in=services)
        | Q(location__service_at_locations__service__in=services),
        is_closed=True,
        removed_at__isnull=True,
    ).distinct():
        parents = (
            schedule.service_id,
            schedule.location_id,
            schedule.service_at_location_id,
        )
        for parent in filter(None, parents):
            closures.setdefault(parent, []).append(schedule)
    return {
        service: tuple(
            hours.rules_of(
                closure
                for pk in (service, *place)
                if pk is not None
                for closure in closures.get(pk, ())
            )
            for place in places.get(service, [(None, None)])
        )
        for service in services
    }
