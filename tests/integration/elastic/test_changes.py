"""Changes and reindexing: nothing older over anything newer, and nothing missed."""

import threading
import time
from collections.abc import Iterable, Iterator
from typing import Self
from uuid import UUID

import pytest
from elasticsearch import Elasticsearch

from search.documents import Document
from search.engines import SearchUnavailableError
from search.engines.elastic import Connection, ElasticEngine, mapping
from search.engines.elastic.indices import Indices
from search.query import Query, Sort
from tests import live_elastic
from tests.factories.search import document
from tests.integration.elastic.conftest import Listings

pytestmark = pytest.mark.elastic


def names(engine: ElasticEngine, text: str = "") -> list[int]:
    query = Query(text, sort=Sort.NAME, per_page=100)
    return [hit.service_id.int for hit in engine.search(query).hits]


def test_a_change_is_found_at_once_and_a_removed_service_is_gone(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings.set(document(1, name="Rides"), document(2, name="Meals"))
    assert engine.rebuild(listings) == 2
    assert engine.is_whole()

    listings.set(document(2, name="Meals and rides"))
    del listings[UUID(int=1)]
    assert engine.put([UUID(int=1), UUID(int=2)]) == 2

    assert names(engine, "rides") == [2]
    assert names(engine) == [2]


def test_words_of_a_removed_service_are_suggested_no_more(
    engine: ElasticEngine, listings: Listings
) -> None:
    listings.set(document(1, name="Rides"), document(2, name="Meals"))
    engine.rebuild(listings)
    assert engine.spellings(["ridse"]) == {"ridse": ("rides",)}

    del listings[UUID(int=1)]
    engine.put([UUID(int=1)])

    assert engine.spellings(["ridse"]) == {}


def test_a_writer_that_was_held_up_puts_nothing_older_over_anything_newer(
    engine: ElasticEngine, connection: Connection, listings: Listings
) -> None:
    listings.set(document(1, name="Old"), document(2, name="Gone"))
    engine.rebuild(listings)
    read, go_on = threading.Event(), threading.Event()

    def read_and_wait(ids: Iterable[UUID]) -> Iterator[Document]:
        found = list(listings.read(ids))
        if not read.is_set():
            read.set()
            go_on.wait(20)
        yield from found

    slow = ElasticEngine(connection, read_and_wait, live_elastic.now)
    thread = threading.Thread(
        target=slow.put, args=([UUID(int=1), UUID(int=2)],), daemon=True
    )
    thread.start()
    assert read.wait(20)
    listings.set(document(1, name="New"))
    del listings[UUID(int=2)]
    engine.put([UUID(int=1), UUID(int=2)])
    go_on.set()
    thread.join(30)

    assert not thread.is_alive()
    assert names(engine, "new") == [1]
    assert names(engine) == [1]


def test_changes_wait_while_the_clock_is_behind_and_are_not_lost(
    engine: ElasticEngine,
    connection: Connection,
    listings: Listings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("search.engines.elastic.PAUSE", 0.01)
    listings.set(document(1, name="Rides"))
    engine.rebuild(listings)
    behind = ElasticEngine(connection, listings.read, lambda: 1)

    with pytest.raises(SearchUnavailableError, match="clock"):
        behind.put([UUID(int=1)])


EVERYBODY = 60


class Load:
    """Somebody who asks and somebody who changes, until they are stopped."""

    def __init__(self, connection: Connection, listings: Listings) -> None:
        self.connection, self.listings = connection, listings
        self.stop = threading.Event()
        self.wrong: list[int] = []
        self.changed: list[int] = []

    def __enter__(self) -> Self:
        works = (self.ask, self.change)
        self.threads = [threading.Thread(target=one, daemon=True) for one in works]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(30)

    def engine(self) -> ElasticEngine:
        return ElasticEngine(self.connection, self.listings.read, live_elastic.now)

    def ask(self) -> None:
        reader = self.engine()
        while not self.stop.is_set():
            total = reader.search(Query("rides")).total
            if total != EVERYBODY:
                self.wrong.append(total)

    def change(self) -> None:
        writer = self.engine()
        while not self.stop.is_set():
            number = len(self.changed) % EVERYBODY + 1
            said = f"v{len(self.changed)}"
            self.listings.set(document(number, name="Rides", description=said))
            writer.put([UUID(int=number)])
            self.changed.append(number)


def slowly() -> Iterator[UUID]:
    for number in range(1, EVERYBODY + 1):
        time.sleep(0.02)
        yield UUID(int=number)


def test_a_new_index_takes_the_place_of_the_old_one_under_load(
    engine: ElasticEngine,
    connection: Connection,
    listings: Listings,
    indices: Indices,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("search.engines.elastic.BATCH", 10)
    listings.set(*(document(one, name="Rides") for one in range(1, EVERYBODY + 1)))
    engine.rebuild(listings)
    (before,) = indices.ours()

    with Load(connection, listings) as load:
        engine.rebuild(slowly())
        engine.rebuild(slowly())

    assert not load.wrong
    assert len(load.changed) > 5
    (after,) = indices.ours()
    assert after != before
    last = {number: at for at, number in enumerate(load.changed)}
    assert {at: names(engine, f"v{at}") for at in last.values()} == {
        at: [number] for number, at in last.items()
    }


def test_a_reindex_that_fails_leaves_the_old_index_answering(
    engine: ElasticEngine, listings: Listings, indices: Indices
) -> None:
    listings.set(document(1, name="Rides"))
    engine.rebuild(listings)

    def broken() -> Iterator[UUID]:
        yield UUID(int=1)
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - the test's own
        engine.rebuild(broken())

    assert names(engine) == [1]
    assert len(indices.ours()) == 1
    listings.set(document(1, name="Meals"))
    engine.put([UUID(int=1)])
    assert names(engine, "meals") == [1]


def test_a_reindex_that_was_killed_is_cleaned_up_by_the_next(
    engine: ElasticEngine, listings: Listings, indices: Indices
) -> None:
    listings.set(document(1, name="Rides"))
    engine.rebuild(listings)
    indices.make()
    engine.put([UUID(int=1)])

    engine.rebuild(listings)

    assert len(indices.ours()) == 1
    assert not indices.behind(indices.filling)


def test_an_index_of_another_version_is_noticed_and_replaced(
    engine: ElasticEngine,
    connection: Connection,
    listings: Listings,
    indices: Indices,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listings.set(document(1, name="Rides"))
    engine.rebuild(listings)
    (before,) = indices.ours()
    monkeypatch.setitem(mapping.MAPPING["properties"], "more", {"type": "keyword"})
    newer = ElasticEngine(connection, listings.read, live_elastic.now)

    assert not newer.is_whole()
    with pytest.raises(SearchUnavailableError, match="another version"):
        newer.search(Query())
    with pytest.raises(SearchUnavailableError, match="another version"):
        newer.put([UUID(int=1)])
    newer.rebuild(listings)

    assert names(newer) == [1]
    assert indices.ours() != [before]


def test_one_body_that_cannot_be_read_holds_up_no_other(
    engine: ElasticEngine, listings: Listings, caplog: pytest.LogCaptureFixture
) -> None:
    listings.set(document(1, name="Rides"))
    engine.rebuild(listings)
    listings.set(document(2, point=(1000.0, 0.0)), document(3, name="Meals"))

    engine.put([UUID(int=2), UUID(int=3)])

    assert names(engine, "meals") == [3]
    assert f"service {UUID(int=2)}" in caplog.text


def test_words_and_points_are_not_kept_as_they_were_sent(
    engine: ElasticEngine,
    listings: Listings,
    client: Elasticsearch,
    indices: Indices,
) -> None:
    listings.set(document(1, name="Rides", description="for anybody"))
    engine.rebuild(listings)

    kept = client.get(index=indices.read, id=str(UUID(int=1)))["_source"]

    assert kept == {"name": "Rides"}
