import json
import os
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from directory.models import Service
from search import actions, indexing
from search.engines import SearchUnavailableError, get_engine
from search.management.commands import drain_index
from search.models import Change
from search.query import Query
from tests.factories.directory import (
    LocationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings: Settings) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"


def told(capsys: pytest.CaptureFixture[str], *words: str, **options: Any) -> str:
    call_command(*words, **options)
    return capsys.readouterr().out


def test_reindex_says_how_many_services(capsys: pytest.CaptureFixture[str]) -> None:
    ServiceFactory.create_batch(2)

    assert "Indexed 2 services." in told(capsys, "reindex")
    assert "Indexed 2 services." in told(capsys, "reindex", verbosity=2)
    assert told(capsys, "reindex", verbosity=0) == ""


def test_drain_says_how_many_changes(capsys: pytest.CaptureFixture[str]) -> None:
    Change.objects.create(service_id=ServiceFactory.create().pk)

    assert "Indexed 1 changes." in told(capsys, "drain_index")
    assert "Indexed 0 changes." in told(capsys, "drain_index")


@pytest.mark.parametrize("command", ["reindex", "drain_index"])
def test_an_index_that_cannot_be_written_is_one_line(
    command: str, tmp_path: Path, settings: Settings
) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "folder"
    settings.SEARCH_INDEX_PATH.mkdir()
    Change.objects.create(service_id=uuid4())

    with pytest.raises(CommandError, match="search index"):
        call_command(command)


def test_the_worker_goes_on_until_it_is_stopped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Change.objects.create(service_id=ServiceFactory.create().pk)
    # The tests' connection belongs to the tests.
    monkeypatch.setattr(
        "search.management.commands.drain_index.close_old_connections", lambda: None
    )
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()

    started = time.monotonic()
    call_command("drain_index", "--watch", "--every", "0.05")

    signal.signal(signal.SIGTERM, before[0])
    signal.signal(signal.SIGINT, before[1])
    assert time.monotonic() - started < 20
    assert capsys.readouterr().out.count("Indexed") == 1


def test_the_worker_outlives_an_index_that_is_down(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = drain_index.Command()

    def fail() -> int:
        command.is_asked_to_stop = True
        message = "It is down."
        raise SearchUnavailableError(message)

    monkeypatch.setattr(indexing, "drain", fail)
    monkeypatch.setattr(
        "search.management.commands.drain_index.close_old_connections", lambda: None
    )
    monkeypatch.setattr("signal.signal", lambda *_: None)

    call_command(command, "--watch", "--every", "0.01")

    assert "It is down." in capsys.readouterr().err


def accepting() -> set[UUID]:
    found = get_engine().search(Query(accepting=True))
    return {hit.service_id for hit in found.hits}


def said_to_be_full(*, days: float) -> Service:
    return ServiceFactory.create(
        capacity_status=Service.CapacityStatus.FULL,
        capacity_said_at=timezone.now() - timedelta(days=days),
    )


def test_a_word_that_lapsed_in_the_night_lapses_in_search_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "note_renewals", lambda **_: None)
    service = said_to_be_full(days=29.5)
    said_to_be_full(days=1)
    indexing.rebuild()
    assert accepting() == set()

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert "Indexed 0 changes." in told(capsys, "drain_index")
        assert accepting() == set()

        assert "Indexed 1 changes." in told(capsys, "drain_index", "--lapsed", "25")
        assert accepting() == {service.pk}, "one may ask again"


def test_everything_is_read_anew_once_in_thirty_days() -> None:
    services = {ServiceFactory.create().pk for _ in range(20)}
    services.add(ServiceFactory.create(pk=UUID(int=0)).pk)
    services.add(ServiceFactory.create(pk=UUID(int=2**128 - 1)).pk)
    Change.objects.all().delete()
    began = timezone.now()

    for day in range(30):
        actions.note_renewals(
            since=began + timedelta(days=day), until=began + timedelta(days=day + 1)
        )
        assert Change.objects.count() <= len(services)

    noted = list(Change.objects.values_list("service_id", flat=True))
    assert len(noted) == len(services)
    assert set(noted) == services


def test_whoever_stood_still_for_months_notes_each_service_once() -> None:
    services = {ServiceFactory.create().pk for _ in range(5)}
    Change.objects.all().delete()
    now = timezone.now()

    actions.note_renewals(since=now - timedelta(days=200), until=now)

    noted = list(Change.objects.values_list("service_id", flat=True))
    assert sorted(noted) == sorted(services)


def test_the_worker_looks_each_hour_whose_word_has_lapsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command = drain_index.Command()
    began = timezone.now()
    lately, soon = said_to_be_full(days=30.5), said_to_be_full(days=29.99)
    said_to_be_full(days=32)
    # Whatever the factories announced is none of this test's business.
    Change.objects.all().delete()

    monkeypatch.setattr(actions, "note_renewals", lambda **_: None)

    def noted(*, minutes: int) -> set[UUID]:
        with time_machine.travel(began + timedelta(minutes=minutes)):
            command.look_for_aged()
        ids = set(Change.objects.values_list("service_id", flat=True))
        Change.objects.all().delete()
        return ids

    assert noted(minutes=1) == {lately.pk}
    assert noted(minutes=50) == set()
    assert noted(minutes=61) == {soon.pk}
    assert noted(minutes=130) == set()


def test_search_lists_services_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    location = LocationFactory.create(latitude=36.74, longitude=-119.79)
    service = ServiceFactory.create(
        name="Rides to the doctor", organization__name="Two Rivers"
    )
    ServiceAtLocationFactory.create(service=service, location=location)
    indexing.rebuild()

    out = told(capsys, "search", "ride to doctor", near="93721", within="25")

    assert "1 services near" in out
    assert "1. Rides to the doctor" in out
    assert "Two Rivers · " in out


def test_search_answers_programs_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    ServiceFactory.create(name="Rides")
    indexing.rebuild()

    answer = json.loads(told(capsys, "search", "rides", "--json"))

    assert answer["total"] == 1
    assert answer["results"][0]["name"] == "Rides"


def test_search_refuses_in_words() -> None:
    with pytest.raises(CommandError, match=r"near: We do not know.* within: .*miles"):
        call_command("search", near="Nowhere at all", within="-1")


def test_search_names_the_last_page() -> None:
    indexing.rebuild()

    with pytest.raises(CommandError, match="There is no page 3: the last is 1"):
        call_command("search", page="3")


def test_search_without_an_index_names_the_cure() -> None:
    with pytest.raises(CommandError, match=r"manage.py reindex"):
        call_command("search", "rides")
