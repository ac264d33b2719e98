import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from directory import actions as directory_actions
from directory.models import Service
from search import actions as search_actions
from search import indexing
from search.engines import Engine, SearchUnavailableError, get_engine
from search.locks import only_one
from search.models import Change
from search.query import Completion, Found, Query
from tests.factories.directory import ServiceFactory

everything = pytest.mark.django_db(transaction=True)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings: Settings) -> None:
    settings.SEARCH_INDEX_PATH = tmp_path / "search.sqlite3"


class Spy:
    """An engine that notes what it is told, and fails when asked to."""

    name = "embedded"
    fills_beside = False

    def __init__(self, *, fails: bool = False, is_whole: bool = True) -> None:
        self.put_ids: list[UUID] = []
        self.tidied_after: list[int] = []
        self.rebuilt = 0
        self.fails = fails
        self._is_whole = is_whole

    def search(self, query: Query) -> Found:
        raise SearchUnavailableError

    def put(self, service_ids: Iterable[UUID]) -> int:
        if self.fails:
            message = "It is down."
            raise SearchUnavailableError(message)
        self.put_ids += service_ids
        return len(self.put_ids)

    def rebuild(
        self,
        service_ids: Iterable[UUID],
        *,
        progress: Callable[[int], None] = lambda _: None,
    ) -> int:
        self.rebuilt += 1
        self._is_whole = True
        return len(list(service_ids))

    def is_whole(self) -> bool:
        return self._is_whole

    def spellings(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        raise SearchUnavailableError

    def complete(self, text: str, limit: int) -> tuple[Completion, ...]:
        raise SearchUnavailableError

    def tidy(self) -> bool:
        self.tidied_after.append(len(self.put_ids))
        return False


def found() -> set[UUID]:
    return {hit.service_id for hit in get_engine().search(Query()).hits}


def test_a_changed_listing_is_noted_in_the_same_transaction() -> None:
    service = ServiceFactory.create()

    directory_actions.mark_changed([service.pk])

    assert list(Change.objects.values_list("service_id", flat=True)) == [service.pk]


@everything
def test_a_change_that_is_rolled_back_leaves_no_note() -> None:
    service = ServiceFactory.create()

    with transaction.atomic():
        directory_actions.mark_changed([service.pk])
        transaction.set_rollback(True)

    assert not Change.objects.exists()


@everything
def test_a_committed_change_is_found_at_once() -> None:
    indexing.rebuild()
    service = ServiceFactory.create(name="Rides")

    directory_actions.mark_changed([service.pk])

    assert found() == {service.pk}
    assert not Change.objects.exists()


@everything
def test_a_small_directory_without_an_index_is_indexed_on_the_way() -> None:
    older, newer = ServiceFactory.create_batch(2)

    directory_actions.mark_changed([newer.pk])

    assert found() == {older.pk, newer.pk}


@everything
def test_a_large_change_waits_for_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "FEW", 2)
    indexing.rebuild()
    services = ServiceFactory.create_batch(3)

    directory_actions.mark_changed([service.pk for service in services])

    assert indexing.waiting() == 3
    assert found() == set()
    assert indexing.drain() == 3
    assert found() == {service.pk for service in services}


@everything
def test_a_large_directory_without_an_index_waits_for_the_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "SMALL", 1)
    service, _other = ServiceFactory.create_batch(2)

    directory_actions.mark_changed([service.pk])

    assert indexing.waiting() == 1
    assert not get_engine().is_whole()


@everything
def test_a_dead_engine_stops_no_change_and_loses_none(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    spy = Spy(fails=True)
    monkeypatch.setattr(indexing, "get_engines", lambda: (spy,))
    service = ServiceFactory.create()

    directory_actions.mark_changed([service.pk])

    assert indexing.waiting() == 1
    assert "It is down." in caplog.text
    spy.fails = False
    assert indexing.drain() == 1
    assert spy.put_ids == [service.pk]


def test_changes_are_applied_in_order_batch_by_batch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    ids = [uuid4() for _ in range(5)]
    Change.objects.bulk_create(Change(service_id=pk) for pk in ids)
    spy = Spy()

    assert indexing.drain(engine=spy) == 5

    assert spy.put_ids == ids
    assert not Change.objects.exists()


def test_a_drain_killed_before_it_crossed_a_row_off_does_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    indexing.rebuild()
    service = ServiceFactory.create()
    Change.objects.create(service_id=service.pk)
    engine = get_engine()

    class Killed(BaseException):
        pass

    def put_and_die(service_ids: Iterable[UUID]) -> int:
        engine.put(service_ids)
        raise Killed

    dying = Spy()
    dying.put = put_and_die  # type: ignore[method-assign]
    with pytest.raises(Killed):
        indexing.drain(engine=dying)

    assert indexing.waiting() == 1
    assert indexing.drain() == 1
    assert found() == {service.pk}


def test_a_service_that_is_no_longer_listed_leaves_the_index() -> None:
    service = ServiceFactory.create()
    indexing.rebuild()
    assert found() == {service.pk}

    service.status = Service.Status.DEFUNCT
    service.save()
    Change.objects.create(service_id=service.pk)
    indexing.drain()

    assert found() == set()


def test_a_lost_index_is_built_before_the_changes() -> None:
    spy = Spy(is_whole=False)
    Change.objects.create(service_id=uuid4())

    indexing.drain(engine=spy)

    assert spy.rebuilt == 1


def test_a_long_drain_lets_the_engine_tidy_on_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 1)
    monkeypatch.setattr(indexing, "TIDY_EVERY", 2)
    spy = Spy()
    Change.objects.bulk_create(
        Change(service_id=uuid4(), engine=spy.name) for _ in range(5)
    )

    indexing.drain(engine=spy)

    assert spy.tidied_after == [2, 4, 5]


def test_nobody_waits_while_a_large_index_is_tidied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "SMALL", 0)
    spy = Spy()
    monkeypatch.setattr(indexing, "get_engines", lambda: (spy,))
    Change.objects.create(service_id=ServiceFactory.create().pk, engine=spy.name)

    indexing.drain_few()

    assert len(spy.put_ids) == 1
    assert spy.tidied_after == []


def test_a_second_drain_leaves_the_work_to_the_first() -> None:
    Change.objects.create(service_id=uuid4())
    spy = Spy()

    with only_one("embedded") as is_mine:
        assert is_mine
        assert indexing.drain(engine=spy) == 0

    assert spy.put_ids == []
    assert indexing.waiting() == 1


def test_what_comes_while_the_lock_is_let_go_is_not_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spy = Spy()
    late = uuid4()
    Change.objects.create(service_id=uuid4())

    drain_all = indexing._drain_all

    def drain_and_be_overtaken(engine: Engine) -> int:
        done = drain_all(engine)
        # Another process commits after the last look and before the lock is free.
        if late not in spy.put_ids:
            Change.objects.create(service_id=late, engine=engine.name)
        return done

    monkeypatch.setattr(indexing, "_drain_all", drain_and_be_overtaken)

    assert indexing.drain(engine=spy) == 2
    assert late in spy.put_ids


def test_a_rebuild_covers_what_waits_but_not_what_comes_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    early, late = uuid4(), uuid4()
    Change.objects.create(service_id=early)
    spy = Spy()
    monkeypatch.setattr(indexing, "get_engines", lambda: (spy,))

    def meanwhile() -> Iterator[UUID]:
        Change.objects.create(service_id=late)
        yield from ()

    monkeypatch.setattr(indexing, "listed_ids", meanwhile)
    indexing.rebuild()

    assert [change.service_id for change in Change.objects.all()] == [late]


@everything
def test_many_changes_from_many_threads_all_arrive() -> None:
    indexing.rebuild()
    services = ServiceFactory.create_batch(8)

    def change(service: Service) -> None:
        for _ in range(3):
            directory_actions.mark_changed([service.pk])
        connection.close()

    threads = [threading.Thread(target=change, args=(one,)) for one in services]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    indexing.drain()

    assert found() == {service.pk for service in services}
    assert indexing.waiting() == 0


def test_a_change_is_told_by_ids_alone() -> None:
    change = Change.objects.create(service_id=UUID(int=7))

    assert str(change) == f"{change.pk}: {UUID(int=7)}"


def test_the_spy_is_an_engine() -> None:
    engine: Engine = Spy()

    with pytest.raises(SearchUnavailableError):
        engine.search(Query())


def two_engines(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, *, fails: bool
) -> tuple[Spy, Spy]:
    first, second = Spy(fails=fails), Spy()
    first.name = "elastic"
    settings.SEARCH_ENGINE = ["elastic", "embedded"]
    monkeypatch.setattr(indexing, "get_engines", lambda: (first, second))
    return first, second


def test_each_engine_hears_of_a_change(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    first, second = two_engines(monkeypatch, settings, fails=False)
    service_id = uuid4()

    search_actions.note_changes([service_id])

    assert indexing.drain() == 1
    assert first.put_ids == second.put_ids == [service_id]


def test_an_engine_that_is_down_holds_up_no_other_and_catches_up(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    first, second = two_engines(monkeypatch, settings, fails=True)
    service_id = uuid4()
    search_actions.note_changes([service_id])

    for _ in range(2):
        with pytest.raises(SearchUnavailableError):
            indexing.drain()

    assert second.put_ids == [service_id]
    assert indexing.waiting(engine="elastic") == 1
    assert indexing.waiting(engine="embedded") == 0
    first.fails = False
    assert indexing.drain() == 1
    assert first.put_ids == [service_id]


def test_what_waits_for_an_engine_that_is_no_longer_kept_is_dropped() -> None:
    Change.objects.create(service_id=uuid4(), engine="elastic")

    indexing.drain(engine=Spy())

    assert not Change.objects.exists()


def test_an_engine_that_fills_beside_takes_changes_while_it_is_rebuilt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spy = Spy()
    spy.fills_beside = True
    early = Change.objects.create(service_id=uuid4())
    monkeypatch.setattr(indexing, "get_engines", lambda: (spy,))

    def meanwhile() -> Iterator[UUID]:
        assert indexing.drain() == 1
        yield from ()

    monkeypatch.setattr(indexing, "listed_ids", meanwhile)
    indexing.rebuild()

    assert spy.put_ids == [early.service_id]


def test_a_drain_waits_for_the_rebuild_of_an_index_that_is_not_there() -> None:
    Change.objects.create(service_id=uuid4())
    spy = Spy(is_whole=False)

    with only_one("embedded-rebuild"):
        assert indexing.drain(engine=spy) == 0

    assert spy.rebuilt == 0
    assert indexing.waiting() == 1


def test_a_lost_index_is_built_though_nothing_waits() -> None:
    spy = Spy(is_whole=False)

    assert indexing.drain(engine=spy) == 0

    assert spy.rebuilt == 1
