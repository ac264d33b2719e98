"""Finding the place that somebody means, in whatever words they use."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from directory.places import gazetteer
from directory.places.distance import miles, timezone_of
from directory.places.gazetteer import Area
from directory.places.names import STATES, key, state_code
from directory.places.outlines import county_of
from directory.places.place import Place, PlaceKind, PlaceNotFoundError

Point = tuple[float, float]
"""Degrees north, degrees east."""

LONGEST = 200
"""Characters; whatever is longer is no place."""
NEAR_MILES = 100.0
"""A namesake within this distance of the hint beats a larger one elsewhere."""
TOWN_MILES = 10.0
"""A point further than this from the nearest ZIP's point is in no town."""
SUGGESTIONS = 5
_SIMILAR = 72
"""How alike two spellings must be, of 100."""

_NUMBER = r"([-+]?\d{1,3}(?:\.\d+)?)"
_POINT = re.compile(rf"\s*{_NUMBER}\s*[,;\s]\s*{_NUMBER}\s*")
# The ZIP of an address ends it; a five-digit number in front is a house.
_ZIP = re.compile(
    r"(?P<before>.*?)\b(?P<zip>\d{5})(?:-?\d{4})?"
    r"\s*,?\s*(?:u\.?\s?s\.?(?:\s?a\.?)?|united states|estados unidos"
    r"|ee\.? ?uu\.?)?\W*",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE_A_NAME = re.compile(
    r"(?:the )?(?:city|town|village|state|ciudad|pueblo|estado) (?:of|de(?: la| el)?) ",
    re.IGNORECASE,
)
_COUNTY_BEFORE = re.compile(
    r"(?:the )?(?:county|parish|borough|condado|parroquia|municipio)"
    r" (?:of|del?(?: la| el)?) (?P<name>.+)",
    re.IGNORECASE,
)
_COUNTY_AFTER = re.compile(
    r"(?P<name>.+?) (?:county|counties|co\.?|parish|borough|condado)", re.IGNORECASE
)
# Towns that Spanish speakers call otherwise.
_IN_SPANISH = {"nuevaorleans": "neworleans", "filadelfia": "philadelphia"}


def find(text: str, *, near: Point | None = None) -> Place:
    """Return the place that ``text`` names.

    Of namesakes the most populous is meant, unless the state is given or one lies
    near the hint; ``same_name`` has the others. Never asks the network.

    Raises:
        PlaceNotFoundError: with suggestions that ``find`` does understand.
    """
    text = text.strip() if len(text) <= LONGEST else ""
    place = _found(text, near) if text else None
    if place is None:
        raise PlaceNotFoundError(text, suggest(text))
    return place


def same_name(text: str) -> tuple[Place, ...]:
    """Return every town or county that ``text`` may mean, most populous first."""
    if len(text) > LONGEST:
        return ()
    name, state = split_state(text.strip())
    return tuple(_told_apart(list(_named(name, state)))) if name.strip() else ()


def _told_apart(places: list[Place]) -> Iterator[Place]:
    """Name the county where two places bear one label."""
    labels = Counter(place.label for place in places)
    seen = set()
    for place in places:
        label = place.label
        if labels[label] > 1:
            label = f"{place.town}, {place.county}, {place.state}"
        if label not in seen:
            seen.add(label)
            yield replace(place, label=label)


def suggest(text: str) -> tuple[str, ...]:
    """Return up to five labels that ``find`` understands and ``text`` may mean."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return ()
    if point := _POINT.fullmatch(text):
        return _turned_round(float(point[1]), float(point[2]))
    if match := _ZIP.fullmatch(text):
        codes = gazetteer.zips_numbered_like(match["zip"], SUGGESTIONS)
        places = (gazetteer.zip_place(code) for code in codes)
        return tuple(place.label for place in places if place)
    return _alike(text)


def _found(text: str, near: Point | None) -> Place | None:
    if point := _POINT.fullmatch(text):
        return point_place(float(point[1]), float(point[2]))
    if (match := _ZIP.fullmatch(text)) and (place := _by_zip(match)):
        return place
    if code := state_code(without_of(text)):
        return gazetteer.state_place(code)
    if match and not match["before"].strip(" ,"):
        return None
    # The ZIP may be newer than the gazetteer; the town in front of it is not.
    name = match["before"].strip(" ,") if match else text
    return _by_name(name, near) or _by_tail(name, near)


def _by_zip(match: re.Match[str]) -> Place | None:
    place = gazetteer.zip_place(match["zip"])
    if place and re.search(r"\d", match["before"]):
        return _as_address(place)
    return place


def _by_name(text: str, near: Point | None) -> Place | None:
    name, state = split_state(text)
    places = list(_named(name, state))
    if not places:
        return None
    if near is None or state:
        return places[0]

    def away(place: Place) -> float:
        return miles(*near, place.latitude, place.longitude)

    nearest = min(places[:50], key=away)
    return nearest if away(nearest) <= NEAR_MILES else places[0]


def _by_tail(text: str, near: Point | None) -> Place | None:
    """An address without a ZIP: its last parts name the town."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2 or not re.search(r"\d", parts[0]):
        return None
    for start in range(1, len(parts)):
        if place := _by_name(", ".join(parts[start:]), near):
            return _as_address(place)
    return None


def _as_address(place: Place) -> Place:
    """The place that stands for an address in it; the street is not repeated."""
    return replace(place, kind=PlaceKind.ADDRESS)


def without_of(text: str) -> str:
    """Return "Fresno" for "City of Fresno" and "Ciudad de Fresno"."""
    return _BEFORE_A_NAME.sub("", " ".join(text.split()))


def split_state(text: str) -> tuple[str, str]:
    """Split "Fresno, CA", "fresno ca" or "Fresno California" into name and state."""
    head, comma, tail = text.rpartition(",")
    if comma:
        return (head, state_code(tail)) if state_code(tail) else (text, "")
    parts = text.split()
    # "Truth or Consequences North Carolina": a state's name has up to four words.
    for size in range(min(4, len(parts) - 1), 0, -1):
        code = state_code(" ".join(parts[-size:]))
        if code and _is_meant(parts, size):
            return " ".join(parts[:-size]), code
    return text, ""


def _is_meant(parts: list[str], size: int) -> bool:
    """Whether the last words are a state, not the end of a name: "Kansas City"."""
    return (
        key(" ".join(parts)) not in gazetteer.town_lines()
        or key(" ".join(parts[:-size])) in gazetteer.town_lines()
    )


def _named(name: str, state: str) -> Iterator[Place]:
    name = without_of(name)
    head, _, county = name.partition(",")
    if county:
        # "Mount Pleasant, Westmoreland County, PA" tells namesakes of a state apart.
        inside = {area.code for area in counties_named(county, state)}
        for town in gazetteer.towns(key(head), state):
            place = gazetteer.town_place(town)
            if inside & place.area_codes:
                yield place
        return
    for area in counties_named(name, state):
        yield gazetteer.area_place(area)
    name_key = key(name)
    for town in gazetteer.towns(_IN_SPANISH.get(name_key, name_key), state):
        yield gazetteer.town_place(town)


def counties_named(name: str, state: str = "") -> list[Area]:
    """Return the counties so named, most populous first; "Fresno" alone is a town."""
    index = gazetteer.counties_by_key()
    name = " ".join(name.split())
    whole = index.get(key(name), [])
    match = _COUNTY_BEFORE.fullmatch(name) or _COUNTY_AFTER.fullmatch(name)
    bare = index.get("~" + key(match["name"]), []) if match else []
    found = whole or [area for area in bare if not area.name.endswith(" city")]
    return [area for area in found if state in ("", area.state)]


def point_place(lat: float, lon: float) -> Place | None:
    """Return the place at a point; ``None``: not on earth, or not in the US.

    The nearest ZIP is among its area codes. Its borders are not known here; but a
    service that lists this ZIP should rather be seen in vain than not at all.
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    county_code = county_of(lat, lon)
    if county_code is None:
        return None
    area = gazetteer.areas()[county_code]
    zip_ = gazetteer.nearest_zip(lat, lon)
    is_near = miles(lat, lon, zip_.latitude, zip_.longitude) <= TOWN_MILES
    codes = {"us", f"us-{area.state.lower()}", county_code}
    spot = f"{lat:.3f}, {lon:.3f}"
    name = f"{zip_.town}, {zip_.state}" if is_near else area.label
    return Place(
        label=f"{name} ({spot})",
        kind=PlaceKind.POINT,
        latitude=lat,
        longitude=lon,
        area_codes=frozenset(
            codes | ({f"us-{zip_.postal_code}"} if is_near else set())
        ),
        timezone=timezone_of(lat, lon),
        town=zip_.town if is_near else "",
        county=area.name,
        state=area.state,
        is_approximate=False,
    )


def _turned_round(lat: float, lon: float) -> tuple[str, ...]:
    """Many write east before north."""
    return (f"{lon:g}, {lat:g}",) if point_place(lon, lat) else ()


def _alike(text: str) -> tuple[str, ...]:
    head, comma, tail = text.partition(",")
    # The last part of an address is the town; the street is nobody's to repeat.
    name, state = split_state(tail if comma and re.search(r"\d", head) else text)
    name_key = key(without_of(name))
    if len(name_key) < 2:
        return ()
    spellings = _spellings(state)
    scores = {
        found: score
        for found, score, _ in process.extract(
            name_key, spellings, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=50
        )
    }
    # Half-typed: as good as one wrong letter.
    begun = (found for found in spellings if found.startswith(name_key))
    scores |= {found: max(scores.get(found, 0), 85) for found in begun}
    places = [(scores[found], _largest(found, state)) for found in scores]
    # Ten times the people outweigh four points of likeness.
    places.sort(key=lambda it: it[0] + 4 * math.log10(it[1].population + 1))
    return tuple(dict.fromkeys(place.label for _, place in reversed(places)))[
        :SUGGESTIONS
    ]


@lru_cache(maxsize=64)
def _spellings(state: str) -> tuple[str, ...]:
    """Return the keys of all names, or of those in one state."""
    towns, counties = gazetteer.town_lines(), gazetteer.counties_by_key()
    whole = (name for name in counties if not name.startswith("~"))
    if not state:
        return tuple({*towns, *whole, *(key(state.name) for state in STATES.values())})
    inside = f",{state},"
    return (
        *(name for name, lines in towns.items() if any(inside in ln for ln in lines)),
        *(name for name in whole if any(a.state == state for a in counties[name])),
    )


def _largest(name_key: str, state: str) -> Place:
    """Return the most populous place whose name has this key."""
    counties = gazetteer.counties_by_key().get(name_key, ())
    places = [
        *(gazetteer.town_place(town) for town in gazetteer.towns(name_key, state)[:1]),
        *(gazetteer.area_place(area) for area in counties if state in ("", area.state)),
    ]
    if not state and (code := state_code(name_key)):
        places.append(gazetteer.state_place(code))
    return max(places, key=lambda place: place.population)
