"""The exact point of an address, from an online geocoder, where one is set.

Off unless ``GEOCODER`` names one. Only staff and imports ask, for the address of a
place of work: a public search never leaves the gazetteer, and nobody's home address
leaves this site.
"""

import logging
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac
from geopy.exc import GeocoderNotFound, GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import get_geocoder_for_service

from directory.places.names import words
from directory.places.outlines import county_of

logger = logging.getLogger(__name__)
# At its lower levels geopy logs requests, and so addresses.
logging.getLogger("geopy").setLevel(logging.WARNING)

SECONDS_TO_ANSWER = 10
DAY = 24 * 60 * 60
KEPT_WHEN_FOUND = 180 * DAY
KEPT_WHEN_NOT = 7 * DAY
_NOWHERE = "nowhere"

Point = tuple[float, float]
"""Degrees north, degrees east."""


def is_on() -> bool:
    """Whether a geocoder is set."""
    return bool(settings.GEOCODER)


def exact_point(address: str) -> Point | None:
    """Return the point of a street address in the US; ``None``: not known.

    Waits its turn: geocoders ask for a pause between questions. Failures are logged
    without the address.

    Raises:
        ImproperlyConfigured: ``GEOCODER`` names no geocoder of geopy's.
    """
    if not is_on() or not address.strip():
        return None
    cache_key = _cache_key(address)
    known = caches["geocoding"].get(cache_key)
    if known is not None:
        return None if known == _NOWHERE else known
    try:
        answer = _ask()(address)
    except GeopyError as error:
        # The exception's own words may hold the address.
        logger.warning("The geocoder did not answer: %s", type(error).__name__)
        return None
    point = _in_country(answer)
    kept = KEPT_WHEN_FOUND if point else KEPT_WHEN_NOT
    caches["geocoding"].set(cache_key, point or _NOWHERE, timeout=kept)
    return point


def _cache_key(address: str) -> str:
    # The cache keeps no addresses, only what they hash to with this site's secret.
    said = " ".join(words(address))
    return salted_hmac(settings.GEOCODER, said, algorithm="sha256").hexdigest()


def _in_country(answer: Any) -> Point | None:
    """A geocoder that knows only half an address may answer from anywhere."""
    if answer is None:
        return None
    lat, lon = float(answer.latitude), float(answer.longitude)
    return (lat, lon) if county_of(lat, lon) else None


@cache
def _ask() -> RateLimiter:
    """Return the geocoder's question, at the pace it allows."""
    try:
        geocoder = get_geocoder_for_service(settings.GEOCODER)(
            timeout=SECONDS_TO_ANSWER,
            user_agent=settings.GEOCODER_USER_AGENT or "waypost",
        )
    except (GeocoderNotFound, GeopyError, TypeError) as error:
        message = f"GEOCODER={settings.GEOCODER} is not a geocoder we can use: {error}"
        raise ImproperlyConfigured(message) from error
    # Retrying or swallowing an error, geopy would log the address.
    return RateLimiter(
        geocoder.geocode,
        min_delay_seconds=settings.GEOCODER_SECONDS_BETWEEN,
        max_retries=0,
        swallow_exceptions=False,
    )
