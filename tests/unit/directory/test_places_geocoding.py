import logging
import socket
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from geopy.exc import GeocoderRateLimited, GeocoderTimedOut
from geopy.geocoders import Nominatim
from geopy.location import Location
from pytest_django.fixtures import Settings

from directory import places
from directory.places import geocoding

ADDRESS = "1455 Calle Álamo, Fresno, CA 93721"


class Online:
    """Stands for the geocoder at the network's edge."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Location | Exception | None = None

    def geocode(self, address: str) -> Location | None:
        self.asked.append(address)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def online(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Online]:
    settings.GEOCODER = "nominatim"
    settings.GEOCODER_USER_AGENT = "waypost-tests"
    settings.GEOCODER_SECONDS_BETWEEN = 0
    there = Online()
    monkeypatch.setattr(
        Nominatim, "geocode", lambda _self, address: there.geocode(address)
    )
    geocoding._ask.cache_clear()
    caches["geocoding"].clear()
    yield there
    caches["geocoding"].clear()
    geocoding._ask.cache_clear()


def at(lat: float, lon: float) -> Location:
    return Location("somewhere", (lat, lon, 0), {})


def test_it_is_off_unless_one_is_set(settings: Settings) -> None:
    settings.GEOCODER = ""

    assert not geocoding.is_on()
    assert geocoding.exact_point(ADDRESS) is None


def test_an_address_becomes_a_point(online: Online) -> None:
    online.answer = at(36.7301, -119.7805)

    assert geocoding.exact_point(ADDRESS) == (36.7301, -119.7805)


def test_an_address_is_asked_for_once(online: Online) -> None:
    online.answer = at(36.7301, -119.7805)

    first = geocoding.exact_point(ADDRESS)
    again = geocoding.exact_point("  1455 CALLE ALAMO,  Fresno CA 93721")

    assert first == again
    assert online.asked == [ADDRESS]


def test_an_address_that_is_not_known_is_asked_for_once(online: Online) -> None:
    assert geocoding.exact_point(ADDRESS) is None
    assert geocoding.exact_point(ADDRESS) is None

    assert online.asked == [ADDRESS]


def test_an_answer_from_abroad_is_no_answer(online: Online) -> None:
    online.answer = at(19.43, -99.13)

    assert geocoding.exact_point(ADDRESS) is None


@pytest.mark.parametrize("error", [GeocoderTimedOut, GeocoderRateLimited])
def test_a_failure_is_none_now_and_logged_without_the_address(
    online: Online, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    caplog.set_level(logging.DEBUG)
    online.answer = error(f"could not ask for {ADDRESS}")

    assert geocoding.exact_point(ADDRESS) is None

    assert error.__name__ in caplog.text
    assert "Calle" not in caplog.text
    assert "93721" not in caplog.text

    online.answer = at(36.7301, -119.7805)
    assert geocoding.exact_point(ADDRESS) is not None, "a failure is not remembered"


def test_the_cache_holds_no_address(online: Online) -> None:
    online.answer = at(36.7301, -119.7805)

    geocoding.exact_point(ADDRESS)

    assert "calle" not in geocoding._cache_key(ADDRESS).lower()


@pytest.mark.parametrize("name", ["nowhere", "google/../x"])
def test_a_geocoder_that_does_not_exist_is_a_mistake_in_the_settings(
    settings: Settings, name: str
) -> None:
    settings.GEOCODER = name
    geocoding._ask.cache_clear()

    with pytest.raises(ImproperlyConfigured, match="GEOCODER"):
        geocoding.exact_point(ADDRESS)


def test_an_empty_address_is_not_asked_for(online: Online) -> None:
    assert geocoding.exact_point("  ") is None
    assert online.asked == []


def test_a_search_never_asks_the_network(
    online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)

    assert places.find(ADDRESS).postal_code == "93721"
    assert online.asked == []
