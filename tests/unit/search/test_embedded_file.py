import multiprocessing
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from search.engines import SearchUnavailableError, get_engine
from search.engines.embedded import EmbeddedEngine, store
from search.engines.embedded.compiling import Compiling
from search.query import Query, Sort
from tests.factories.search import FRESNO, document
from tests.unit.search.conftest import Build, Listings


def total(engine: EmbeddedEngine, text: str = "") -> int:
    return engine.search(Query(text)).total


def compiled_files(path: Path) -> list[Path]:
    found = path.parent.glob(f"{path.name}.*")
    return [file for file in found if file.suffix != ".lock"]


def test_a_change_shows_in_the_next_query(build: Build, listings: Listings) -> None:
    engine = build(document(1, name="Rides"))
    assert total(engine, "meals") == 0

    listings[UUID(int=1)] = [document(1, name="Meals")]
    listings.add(document(2, name="More meals", area_codes=frozenset({"us-ca"})))
    done = engine.put([UUID(int=1), UUID(int=2)])

    assert done == 2
    assert total(engine, "rides") == 0
    assert total(engine, "meals") == 2
    assert engine.search(Query(place=FRESNO)).total == 1


def test_a_removed_service_is_gone_at_once(build: Build, listings: Listings) -> None:
    engine = build(document(1, name="Rides"), document(2, name="Rides"))

    del listings[UUID(int=1)]
    engine.put([UUID(int=1)])

    found = engine.search(Query("rides"))
    assert [hit.service_id.int for hit in found.hits] == [2]


def test_putting_twice_is_putting_once(build: Build, listings: Listings) -> None:
    engine = build(document(1, name="Rides"))

    for _ in range(3):
        engine.put([UUID(int=1)])

    assert total(engine) == 1


def test_new_names_fall_between_the_compiled_ones(
    build: Build, listings: Listings
) -> None:
    engine = build(document(1, name="a"), document(2, name="c"))

    listings.add(*(document(n, name=name) for n, name in enumerate("bcd_", start=3)))
    engine.put(listings)

    hits = engine.search(Query(sort=Sort.NAME)).hits
    assert [hit.service_id.int for hit in hits] == [6, 1, 3, 2, 4, 5]


def test_tidying_compiles_only_when_enough_has_changed(
    build: Build, listings: Listings
) -> None:
    engine = build(document(1, name="Rides"))
    listings.add(document(2, name="Rides"))
    engine.put([UUID(int=2)])

    assert not engine.tidy()
    assert engine.tidy(at=1)
    assert not engine.tidy(at=1)
    assert total(engine, "rides") == 2


def test_the_first_documents_are_compiled_at_once(
    engine: EmbeddedEngine, listings: Listings
) -> None:
    listings.add(document(1, name="Rides"))
    engine.put([UUID(int=1)])
    assert total(engine, "rides") == 1

    assert engine.tidy()
    assert total(engine, "rides") == 1


def test_only_a_rebuilt_index_counts_as_whole(
    engine: EmbeddedEngine, listings: Listings
) -> None:
    assert not engine.is_whole()
    listings.add(document(1))
    engine.put([UUID(int=1)])
    assert not engine.is_whole()

    engine.rebuild(list(listings))

    assert engine.is_whole()


def test_rebuilding_tells_how_far_it_is(
    engine: EmbeddedEngine, listings: Listings
) -> None:
    listings.add(*(document(n) for n in range(1, 701)))
    told: list[int] = []

    count = engine.rebuild(list(listings), progress=told.append)

    assert count == 700
    assert told == [500, 700]


def test_a_rebuild_that_fails_leaves_the_old_index(
    build: Build, engine: EmbeddedEngine, listings: Listings
) -> None:
    build(document(1, name="Rides"))

    def broken() -> list[UUID]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.rebuild(broken() for _ in range(1))  # type: ignore[misc]

    assert total(engine, "rides") == 1


def test_a_missing_index_names_the_cure(engine: EmbeddedEngine) -> None:
    with pytest.raises(SearchUnavailableError, match=r"manage.py reindex"):
        engine.search(Query())


@pytest.mark.parametrize("text", ["", "rides"])
def test_a_damaged_index_names_the_cure_and_is_rebuilt(
    build: Build,
    engine: EmbeddedEngine,
    listings: Listings,
    index_path: Path,
    text: str,
) -> None:
    build(document(1, name="Rides"))
    assert total(engine) == 1
    index_path.write_bytes(b"Not a database at all. " * 1000)

    fresh = EmbeddedEngine(index_path, listings.read)
    with pytest.raises(SearchUnavailableError, match=r"manage.py reindex"):
        fresh.search(Query(text))
    assert not fresh.is_whole()

    fresh.rebuild(list(listings))
    assert total(fresh, "rides") == 1
    # The one that held the old file open sees the new one as well.
    assert total(engine, "rides") == 1


def test_an_index_without_its_tables_names_the_cure(
    build: Build, engine: EmbeddedEngine, index_path: Path
) -> None:
    build(document(1, name="Rides"))
    (compiled,) = compiled_files(index_path)
    with sqlite3.connect(compiled) as connection:
        connection.execute("DROP TABLE posting")
    connection.close()

    with pytest.raises(SearchUnavailableError, match=r"manage.py reindex"):
        engine.search(Query("rides"))


def test_an_index_of_another_version_names_the_cure(
    build: Build, listings: Listings, index_path: Path
) -> None:
    build(document(1))
    with sqlite3.connect(index_path) as connection:
        connection.execute("UPDATE info SET value = 'old' WHERE key = 'format'")
    connection.close()

    fresh = EmbeddedEngine(index_path, listings.read)
    with pytest.raises(SearchUnavailableError, match=r"another version"):
        fresh.search(Query())
    fresh.rebuild(list(listings))
    assert total(fresh) == 1


def test_writing_where_nothing_can_be_written_names_the_cure(
    tmp_path: Path, listings: Listings
) -> None:
    (tmp_path / "index.sqlite3").mkdir()
    engine = EmbeddedEngine(tmp_path / "index.sqlite3", listings.read)

    with pytest.raises(SearchUnavailableError):
        engine.put([UUID(int=1)])


def test_another_engine_on_the_file_sees_each_change(
    build: Build, listings: Listings, index_path: Path
) -> None:
    writer = build(document(1, name="Rides"))
    reader = EmbeddedEngine(index_path, listings.read)
    assert total(reader) == 1

    for number in range(2, 6):
        listings.add(document(number, name="Rides"))
        writer.put([UUID(int=number)])
        assert total(reader, "rides") == number
    writer.tidy(at=1)
    assert total(reader, "rides") == 5


def test_threads_search_while_another_writes(build: Build, listings: Listings) -> None:
    engine = build(*(document(n, name="Rides") for n in range(1, 50)))
    seen: set[int] = set()
    stop = threading.Event()

    def search() -> None:
        while not stop.is_set():
            seen.add(total(engine, "rides"))

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(15):
        engine.put([UUID(int=n) for n in range(1, 50)])
        engine.tidy(at=1)
    stop.set()
    for thread in threads:
        thread.join()

    assert seen == {49}


def test_what_changed_is_told_from_what_was_compiled(
    build: Build, listings: Listings
) -> None:
    def at_two_places(number: int) -> None:
        listings[UUID(int=number)] = [document(number, where=n) for n in (11, 12)]

    at_two_places(1)
    engine = build()
    at_two_places(2)
    engine.put([UUID(int=2)])

    found = engine.search(Query())

    assert found.total == 2
    assert [hit.more_locations for hit in found.hits] == [1, 1]


def test_a_child_never_closes_what_it_inherited(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = build(document(1))
    assert total(engine) == 1
    kept = len(store._INHERITED)

    monkeypatch.setattr("os.getpid", lambda: 1)
    assert total(engine) == 1
    monkeypatch.undo()

    (*_, connection) = store._INHERITED[kept:]
    assert connection.execute("SELECT 1").fetchone() == (1,)
    assert total(engine) == 1


def _count_in_child(
    engine: EmbeddedEngine, answers: "multiprocessing.Queue[int]"
) -> None:
    answers.put(total(engine, "rides"))


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forked_worker_opens_its_own_connection(
    build: Build, listings: Listings
) -> None:
    engine = build(document(1, name="Rides"))
    assert total(engine) == 1
    fork = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[int] = fork.Queue()

    child = fork.Process(target=_count_in_child, args=(engine, answers))
    child.start()
    counted = answers.get(timeout=30)
    child.join()
    answers.close()
    answers.join_thread()

    assert counted == 1
    assert total(engine) == 1


def test_there_is_one_engine_and_it_is_called_embedded() -> None:
    assert get_engine().name == "embedded"
    assert get_engine("embedded") is get_engine()
    with pytest.raises(ValueError, match="no search engine called 'other'"):
        get_engine("other")


def test_changes_flow_while_everything_is_indexed_anew(
    build: Build, engine: EmbeddedEngine, listings: Listings
) -> None:
    build(*(document(n, name="Rides") for n in range(1, 5)))

    def ids() -> Iterator[UUID]:
        yield UUID(int=1)
        # It was read above as it was; it is changed before the rest is read.
        listings[UUID(int=1)] = [document(1, name="Meals")]
        del listings[UUID(int=2)]
        engine.put([UUID(int=1), UUID(int=2)])
        assert total(engine, "meals") == 1
        assert total(engine, "rides") == 2
        yield from (UUID(int=3), UUID(int=4))

    engine.rebuild(ids())

    assert total(engine, "meals") == 1
    assert total(engine, "rides") == 2


def test_changes_and_questions_flow_while_a_merge_is_written(
    build: Build,
    engine: EmbeddedEngine,
    listings: Listings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build(document(1, name="Rides"), document(2, name="Rides"))
    listings[UUID(int=1)] = [document(1, name="Meals")]
    engine.put([UUID(int=1)])
    finish = Compiling.finish

    def overtaken(self: Compiling) -> None:
        finish(self)
        listings[UUID(int=2)] = [document(2, name="Shelter")]
        engine.put([UUID(int=2)])
        assert total(engine, "shelter") == 1
        assert not engine.tidy(at=1)  # another one is at it

    monkeypatch.setattr(Compiling, "finish", overtaken)
    assert engine.tidy(at=1)

    assert [total(engine, one) for one in ("rides", "meals", "shelter")] == [0, 1, 1]


def test_a_merge_that_dies_leaves_no_trace(
    build: Build,
    engine: EmbeddedEngine,
    listings: Listings,
    index_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build(document(1, name="Rides"))
    before = compiled_files(index_path)
    listings.add(document(2, name="Rides"))
    engine.put([UUID(int=2)])

    def broken(_self: Compiling) -> None:
        raise sqlite3.OperationalError

    monkeypatch.setattr(Compiling, "finish", broken)
    with pytest.raises(SearchUnavailableError):
        engine.tidy(at=1)

    assert compiled_files(index_path) == before
    assert total(engine, "rides") == 2


def test_what_a_killed_process_left_is_removed(
    build: Build, engine: EmbeddedEngine, listings: Listings, index_path: Path
) -> None:
    build(document(1, name="Rides"))
    orphan = index_path.with_name(f"{index_path.name}.0123456789abcdef")
    orphan.write_bytes(b"half a file")

    for _ in range(2):
        engine.put([UUID(int=1)])
        engine.tidy(at=1)

    # The current one, and the one before: a question may be on its way to it.
    assert len(compiled_files(index_path)) == 2
    assert not orphan.exists()
    assert total(engine, "rides") == 1


def test_without_its_compiled_file_an_index_is_not_whole(
    build: Build, engine: EmbeddedEngine, listings: Listings, index_path: Path
) -> None:
    build(document(1, name="Rides"))
    for file in compiled_files(index_path):
        file.unlink()

    assert not engine.is_whole()
    with pytest.raises(SearchUnavailableError, match=r"manage.py reindex"):
        total(engine)
    engine.rebuild(list(listings))
    assert total(engine, "rides") == 1


def test_tidying_where_there_is_no_index_is_nothing(engine: EmbeddedEngine) -> None:
    assert not engine.tidy()
