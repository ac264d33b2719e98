"""Where else: the next best services for a need, from the same search."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from care.models import Need, Person
from directory import places
from directory.models import Organization, Service, ServicePayer
from directory.places import Place, PlaceNotFoundError
from referrals import checks
from referrals.checks import Check, Subject
from referrals.models import OPEN, Referral, Status
from search import answers, lexicon
from search.engines import SearchUnavailableError
from search.query import Hit, Query

LIMIT = 3
POOL = 12
"""How many answers of a question are looked at, besides those left out."""
NEARBY = 50.0
"""Miles; farther is asked only where nearer there are too few."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed into the search that led to a service; empty: not known."""

    text: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A service that fits as far as anybody knows."""

    service: Service
    hit: Hit
    check: Check


@dataclass(frozen=True, slots=True)
class NextBest:
    """The best that the same search has besides, the best first."""

    found: tuple[Alternative, ...] = ()
    place: Place | None = None
    """Around which it was searched."""
    is_away: bool = False
    """No engine could answer: there may be some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """For whom it is looked; nobody sits before the screen without ``by``."""

    sender: Organization
    at: datetime
    by: User | None = None


def next_best(
    need: Need,
    *,
    asker: Asker,
    but: Collection[UUID] = (),
    sought: Sought | None = None,
    limit: int = LIMIT,
) -> NextBest:
    """Find services that fit, leaving out these and those tried for the need.

    What does not fit is never offered; an agreement still to ask for is no hindrance.
    The queries do not grow with what is found: each question asks a few.
    """
    if need.status not in Need.UNRESOLVED:
        return NextBest()
    sought = sought or Sought()
    place = _place_of(need.person, sought)
    left_out = {*but, *_tried(need)}
    found: dict[UUID, Alternative] = {}
    try:
        for question in _questions(need, sought, place, asker.at):
            ask = replace(question, per_page=POOL + len(left_out))
            seen = left_out | found.keys()
            found |= {one.service.pk: one for one in _fitting(need, ask, seen, asker)}
            if len(found) >= limit:
                break
    except SearchUnavailableError:
        return NextBest(place=place, is_away=True)
    # Of equals, the order in which the search found them.
    best = sorted(found.values(), key=_doubts)
    return NextBest(tuple(best[:limit]), place)


def _fitting(
    need: Need, question: Query, left_out: Collection[UUID], asker: Asker
) -> Iterator[Alternative]:
    answer = answers.ask(question, is_exact=not question.text)
    hits = {
        hit.service_id: hit
        for hit in answer.found.hits
        if hit.service_id not in left_out
    }
    listed = Service.objects.listed().select_related("organization").in_bulk(hits)
    services = [listed[pk] for pk in hits if pk in listed]
    checked = checks.check_each(
        need, services, sender=asker.sender, by=asker.by, at=asker.at
    )
    for service, check in zip(services, checked, strict=True):
        if all(one.subject == Subject.CONSENT for one in check.does_not_fit):
            yield Alternative(service, hits[service.pk], check)


def _doubts(one: Alternative) -> int:
    """How many things are still to settle: asking for agreement is one."""
    return len(one.check.not_known) + len(one.check.does_not_fit)


def _questions(
    need: Need, sought: Sought, place: Place | None, at: datetime
) -> Iterator[Query]:
    """The same search for this person, then with less of what narrows it."""
    person = need.person
    base = Query(
        place=place,
        radius=NEARBY if place else None,
        age=person.age(timezone.localdate(at)),
        accepting=True,
        asked_at=at,
    )
    kinds = [replace(base, categories=frozenset({need.category_id}))]
    if sought.text:
        words = replace(base, text=sought.text, groups=lexicon.read(sought.text))
        kinds.insert(0, words)
    for kind in kinds:
        narrow = replace(kind, languages=_languages(person), payers=_payers(person))
        # Listings that say nothing of languages or payers are found by the second.
        yield from dict.fromkeys((narrow, kind))
    if place:
        yield replace(kinds[-1], radius=None)


def _languages(person: Person) -> frozenset[str]:
    # Directories leave English out, as everybody has it.
    return frozenset({person.language} - {"en", ""})


def _payers(person: Person) -> frozenset[str]:
    """What covers the person, and what costs nothing; empty when not known."""
    if not person.payers:
        return frozenset()
    return frozenset({*person.payers, str(ServicePayer.Payer.FREE)})


def _place_of(person: Person, sought: Sought) -> Place | None:
    """Where the person lives; where that is not known, where it was searched."""
    town = f"{person.town}, {person.state}".strip(" ,") if person.town else ""
    for text in filter(None, (person.postal_code, town, sought.near)):
        try:
            return places.find(text, near=settings.NETWORK_CENTER)
        except PlaceNotFoundError:
            continue
    return None


def _tried(need: Need) -> set[UUID]:
    """Services asked for this need, however it ended, or open for the person."""
    never = (Status.DRAFT, Status.ENTERED_IN_ERROR)
    asked = Q(need=need) & ~Q(status__in=never)
    open_ = Q(person=need.person_id, status__in=OPEN)
    return set(
        Referral.objects.filter(asked | open_).values_list("service_id", flat=True)
    )
