"""Where a location is: its point judged, its ZIP's taken instead, its time zone."""

from typing import Any

from directory import places
from directory.hsds import extents
from directory.hsds.mending import points
from directory.hsds.mending.mended import mended, noticed, value_refused
from directory.hsds.resolving import Resolver
from directory.hsds.staging import Stage, Staged
from directory.models import Address, Location

CROWD_ZIPS = 5
AREA_UNKNOWN = "an area that is not understood: no area codes"


def place(row: Staged, stage: Stage, resolver: Resolver) -> None:
    """Give a location a point that can be trusted, or one marked approximate."""
    values = row.values
    postal, country = stage.place_of(row.source_id) or _known_place(row)
    is_abroad = country not in {"", "US", "PR", "GU", "VI", "AS", "MP"}
    zip_place = None if is_abroad else places.zip_place(postal[:5])
    latitude, longitude = values.get("latitude"), values.get("longitude")
    had_point = latitude is not None or longitude is not None
    values["point_quality"] = ""
    if had_point:
        verdict = _judged(latitude, longitude, zip_place, stage, is_abroad=is_abroad)
        values["latitude"], values["longitude"] = verdict.latitude, verdict.longitude
        if verdict.reason:
            done = value_refused if verdict.is_refused else mended
            resolver.note(
                row, "point", f"{latitude}, {longitude}", done(verdict.reason)
            )
    if values.get("latitude") is not None:
        values["point_quality"] = Location.PointQuality.EXACT.value
    elif values.get("location_type") != Location.LocationType.VIRTUAL:
        _approximate(row, zip_place, resolver)
    values["timezone_name"] = _zone(values, zip_place)


def _known_place(row: Staged) -> tuple[str, str]:
    """Return postal code and country of an address that the directory has already."""
    found = Address.objects.filter(location=row.id).exclude(postal_code="")
    return found.values_list("postal_code", "country").first() or ("", "")


def _judged(
    latitude: float | None,
    longitude: float | None,
    zip_place: places.Place | None,
    stage: Stage,
    *,
    is_abroad: bool,
) -> points.Verdict:
    crowded = (
        latitude is not None
        and longitude is not None
        and stage.is_crowded(latitude, longitude)
    )
    verdict = points.judge(
        latitude, longitude, zip_place=zip_place, is_abroad=is_abroad
    )
    if crowded and not verdict.is_refused:
        return points.Verdict(None, None, points.CENTRE)
    return verdict


def _approximate(
    row: Staged, zip_place: places.Place | None, resolver: Resolver
) -> None:
    if zip_place is None:
        resolver.note(row, "point", "", noticed(points.NO_POINT))
        return
    row.values["latitude"] = zip_place.latitude
    row.values["longitude"] = zip_place.longitude
    row.values["point_quality"] = Location.PointQuality.APPROXIMATE.value
    at = f"{zip_place.latitude}, {zip_place.longitude}"
    resolver.note(row, "point", "", mended(points.APPROXIMATE, at))


def _zone(values: dict[str, Any], zip_place: places.Place | None) -> str:
    if values.get("point_quality") == Location.PointQuality.EXACT:
        return places.timezone_of(values["latitude"], values["longitude"])
    return zip_place.timezone if zip_place else ""


def area_codes(row: Staged, stage: Stage, resolver: Resolver, state: str) -> set[str]:
    """Return the area codes of a service area: given as such, or read off its text."""
    if given := row.values.get("_area_codes"):
        return {str(code).lower() for code in given}
    source_ids = row.values.get("_given", {})
    service = source_ids.get("service_id")
    here = (stage.state_of_service(str(service)) if service else "") or state
    if drawn := _drawn(row):
        return set(drawn)
    texts = [row.values.get("name"), row.values.get("description")]
    if row.values.get("extent_type") in {None, "", "text"}:
        texts.append(row.values.get("extent"))
    for text in filter(None, texts):
        if codes := places.area_codes_for(text, state=here):
            return set(codes)
    resolver.note(row, "name", row.values.get("name"), noticed(AREA_UNKNOWN))
    return set()


def _drawn(row: Staged) -> frozenset[str]:
    """Return the area codes of an extent that is drawn rather than written."""
    extent = str(row.values.get("extent") or "")
    is_drawn = row.values.get("extent_type") == "geojson" or extent.startswith("{")
    return extents.area_codes(extent) if is_drawn else frozenset()
