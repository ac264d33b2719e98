"""What the map on a service's page draws."""

from typing import Any

from directory import places
from directory.presenters.page import ServicePage


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
