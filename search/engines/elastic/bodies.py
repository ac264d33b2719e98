"""One service with all its locations, as the index holds it."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from search.documents import Document
from search.engines.elastic import opening
from search.engines.elastic.mapping import AT, LONGEST_SORTED, NAMED, NOWHERE
from search.language import fold, placed, split, stems
from search.ranking import Field

# In the order of a text a word takes three places: its English stem, its Spanish one
# where it differs, and an empty one. A phrase may then take either stem of each word,
# and never the stem of a neighbour.
STRIDE = 3
# Stands where there is no term. Nobody can look for it: no word holds a "_".
NOTHING = "_"


def bodies(documents: Iterable[Document]) -> dict[UUID, dict[str, Any]]:
    """Return a body for each service; the documents of one follow one another."""
    return {
        service_id: body(list(some))
        for service_id, some in groupby(documents, key=lambda one: one.service_id)
    }


def body(documents: Sequence[Document]) -> dict[str, Any]:
    """Return the body of the service that these documents are about."""
    first = documents[0]
    return {
        "id": str(first.service_id),
        "name": first.name,
        "sorted": fold(first.name)[:LONGEST_SORTED],
        NAMED: sorted(set(split(first.name))),
        "places": len(documents),
        AT: [_location(one, [placed(text) for text in one.texts]) for one in documents],
    }


def _location(
    document: Document, texts: Sequence[list[tuple[int, str]]]
) -> dict[str, Any]:
    location = document.location_id
    facts = {
        "key": str(location or document.service_id),
        "location": location and str(location),
        "area": sorted(document.area_codes),
        "category": [NOWHERE, *sorted(map(str, document.categories))],
        "language": sorted(document.languages),
        "cost": sorted(document.costs),
        "payer": sorted(document.payers),
        "accessibility": sorted(document.accessibility),
        "eligibility": sorted(document.eligibility),
        "organization": document.organization_id and str(document.organization_id),
        "ages": document.ages and {"gte": document.ages[0], "lte": document.ages[1]},
        "verified": document.verified_on and document.verified_on.toordinal(),
        "accepting": document.is_accepting,
        "words": sorted({word for text in texts for _, word in text}),
        "text": {field.name.lower(): " ".join(_terms(texts[field])) for field in Field},
        "order": [_in_order(text) for text in texts if text],
        **_point(document.point),
        **opening.fields(document.hours),
    }
    return {name: value for name, value in facts.items() if value not in (None, [])}


def _point(point: tuple[float, float] | None) -> dict[str, Any]:
    if point is None:
        return {}
    latitude, longitude = point
    return {
        "point": [longitude, latitude],
        "latitude": latitude,
        "longitude": longitude,
    }


def _terms(text: Iterable[tuple[int, str]]) -> list[str]:
    return [stem for _, word in text for stem in stems(word)]


def _in_order(text: Sequence[tuple[int, str]]) -> str:
    """Return the terms at their places, three for each word of the text."""
    slots = [NOTHING] * (STRIDE * (text[-1][0] + 1))
    for place, word in text:
        found = stems(word)
        slots[STRIDE * place : STRIDE * place + len(found)] = found
    return " ".join(slots)
