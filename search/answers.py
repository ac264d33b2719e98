"""A search from its query to the answer as plain data: one shape for API and command.

The rows behind the hits are read here, through ``listed()``: a stale index can hide a
service, never show one.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from directory.access import Access
from directory.eligibility import Eligibility
from directory.models import Location, Service, ServicePayer, TaxonomyTerm
from directory.places import Place
from search import lexicon, records, widening
from search.documents.languages import NAMES
from search.engines import Engine, get_engine
from search.query import Found, Hit, Query
from search.widening import Answer

COLUMNS = (
    *("name", "source", "source_id", "fees", "fees_description", "organization__name"),
    *("verified_at", "verified_how"),
    *("capacity_status", "capacity_said_at", "capacity_note"),
)
"""What a list says of a service; half a listing is texts that only its page shows."""


class PageBeyondEndError(Exception):
    """The query asks for a page after the last one."""

    def __init__(self, last_page: int) -> None:
        super().__init__(f"The last page is {last_page}")
        self.last_page = last_page


@dataclass(frozen=True, slots=True)
class Row:
    """One hit with its rows."""

    hit: Hit
    service: Service
    location: Location | None
    """``None`` also for a confidential location."""


def ask(
    query: Query, *, is_exact: bool = False, engine: Engine | None = None
) -> Answer:
    """Ask the engine; wider than asked where that would find nothing, unless exact.

    Raises:
        SearchUnavailableError: no engine can answer now.
        PageBeyondEndError: the answer has fewer pages; a page shows the last one, a
            program is told.
    """
    engine = engine or get_engine()
    if is_exact:
        answer = Answer(query, engine.search(query))
    else:
        answer = widening.answer(query, engine)
        # Once for each question: its other pages are the same one.
        is_about_words = query.text and query.page == 1 and not query.is_narrowed
        if answer.is_wanting and is_about_words:
            lexicon.note_unanswered(query.text)
    last = answer.found.last_page(query.per_page)
    if query.page > last:
        raise PageBeyondEndError(last)
    return answer


def ask_records(query: Query) -> Answer:
    """Answer from the records alone, when no engine can: see ``records``."""
    found = records.find(query)
    last = found.last_page(query.per_page)
    if query.page > last:
        query = replace(query, page=last)
        found = records.find(query)
    return Answer(query, found)


def services(found: Found) -> dict[UUID, Service]:
    """Return the services of the hits that are still listed, and their organizations.

    With ``COLUMNS`` alone.
    """
    return (
        Service.objects.listed()
        .select_related("organization")
        .only(*COLUMNS)
        .in_bulk([hit.service_id for hit in found.hits])
    )


def rows(found: Found) -> list[Row]:
    """Return the hits with their rows: three queries, whatever the page holds."""
    listed = services(found)
    locations = (
        Location.objects.filter(removed_at__isnull=True)
        .prefetch_related("addresses")
        .in_bulk([hit.location_id for hit in found.hits if hit.location_id])
    )
    return [
        Row(hit, listed[hit.service_id], _shown(locations.get(hit.location_id)))
        for hit in found.hits
        if hit.service_id in listed
    ]


def as_data(answer: Answer) -> dict[str, Any]:
    """Return the answer as programs get it, ready for JSON."""
    query, found = answer.query, answer.found
    return {
        "total": found.total,
        "page": query.page,
        "per_page": query.per_page,
        "results": [_result(row) for row in rows(found)],
        "facets": _facets(found),
        "place": _place(query.place) if query.place else None,
        "widened": {
            "spelling": answer.spelling or None,
            "unquoted": answer.is_unquoted,
            "any_word": answer.is_any_word,
            "within": query.radius if answer.beyond else None,
        },
        "did_you_mean": answer.meant or None,
        "engine": found.engine,
        "took_ms": round(found.took_ms, 3),
    }


def _shown(location: Location | None) -> Location | None:
    return None if location is None or location.is_confidential else location


def _result(row: Row) -> dict[str, Any]:
    hit, service = row.hit, row.service
    return {
        "id": str(service.pk),
        "source": service.source,
        "source_id": service.source_id,
        "name": service.name,
        "organization": {
            "id": str(service.organization_id),
            "name": service.organization.name,
        },
        "location": _location(row.location) if row.location else None,
        "more_locations": hit.more_locations,
        "distance_miles": None if hit.distance is None else round(hit.distance, 3),
        "serves_place": hit.serves_place,
        "reasons": [
            {"kind": str(reason.kind), "value": reason.value} for reason in hit.reasons
        ],
        "score": round(hit.score, 6),
    }


def _location(location: Location) -> dict[str, Any]:
    address = next(
        (one for one in location.addresses.all() if one.removed_at is None), None
    )
    return {
        "id": str(location.pk),
        "name": location.name,
        "address": address.address_1 if address else "",
        "city": address.city if address else "",
        "state": address.state_province if address else "",
        "postal_code": address.postal_code if address else "",
        "latitude": location.latitude,
        "longitude": location.longitude,
        "is_approximate": location.point_quality == Location.PointQuality.APPROXIMATE,
    }


def _facets(found: Found) -> dict[str, list[dict[str, Any]]]:
    """Return each facet's values, the most frequent first, with names for people."""
    kinds = [UUID(value) for value in found.facets.get("category", ())]
    terms = TaxonomyTerm.objects.filter(pk__in=kinds).values_list("pk", "name")
    names: dict[str, dict[str, str]] = {
        "category": {str(pk): name for pk, name in terms},
        "language": NAMES,
        "payer": {code: str(label) for code, label in ServicePayer.Payer.choices},
        "accessibility": {code: str(label) for code, label in Access.choices},
        "eligibility": {code: str(label) for code, label in Eligibility.choices},
    }
    return {
        facet: [
            {
                "value": value,
                "name": names.get(facet, {}).get(value, value),
                "count": count,
            }
            for value, count in sorted(
                counts.items(), key=lambda pair: (-pair[1], pair[0])
            )
        ]
        for facet, counts in found.facets.items()
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "label": place.label,
        "kind": str(place.kind),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "timezone": place.timezone,
        "area_codes": sorted(place.area_codes),
        "is_approximate": place.is_approximate,
    }
