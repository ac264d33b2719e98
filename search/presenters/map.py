"""What the map beside the list draws."""

from typing import Any

from directory.places import county_of
from search.presenters.cards import Card
from search.query import Query


def map_of(query: Query, cards: list[Card]) -> dict[str, Any]:
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
