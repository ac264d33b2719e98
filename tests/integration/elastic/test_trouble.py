"""Elasticsearch away, slow, full, read-only, empty or short of a node."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from elasticsearch import Elasticsearch

from search.engines import SearchUnavailableError
from search.engines.elastic import Connection, ElasticEngine
from search.engines.elastic.indices import Indices
from search.query import Query
from tests import live_elastic
from tests.factories.search import document
from tests.integration.elastic.conftest import Listings

PROJECT = Path(__file__).resolve().parents[3]
live = pytest.mark.elastic


def engine_at(*hosts: str, **options: Any) -> ElasticEngine:
    connection = Connection(hosts, **options)
    return ElasticEngine(connection, Listings().read, live_elastic.now)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Recorder(BaseHTTPRequestHandler):
    """Answers everything with one status, and remembers what it was sent."""

    status: ClassVar[int] = 200
    headers_seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.headers_seen.append(self.headers.get("Authorization", ""))
        self.send_response(self.status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"error": {"type": "said_so"}}')

    do_POST = do_PUT = do_GET  # noqa: N815 - http.server's words

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def answering(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server that answers with the status that the test asks for."""
    Recorder.status, Recorder.headers_seen = request.param, []
    with HTTPServer(("127.0.0.1", 0), Recorder) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_port_where_nobody_is_says_so() -> None:
    engine = engine_at(f"http://127.0.0.1:{free_port()}")

    for act in (
        lambda: engine.search(Query()),
        engine.is_whole,
        lambda: engine.put([UUID(int=1)]),
        lambda: engine.rebuild([UUID(int=1)]),
        lambda: engine.complete("ri", 3),
        lambda: engine.spellings(["rides"]),
    ):
        with pytest.raises(SearchUnavailableError, match="cannot be reached"):
            act()


def test_a_server_that_does_not_answer_is_waited_for_only_so_long() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        engine = engine_at(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.3)
        started = time.monotonic()

        with pytest.raises(SearchUnavailableError, match="takes too long"):
            engine.search(Query())

    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("answering", "said"),
    [
        (401, "key or password"),
        (403, "key or password"),
        (429, "too busy"),
        (400, "did not understand"),
        (500, "could not do it"),
    ],
    indirect=["answering"],
)
def test_each_refusal_is_told_in_plain_words(answering: str, said: str) -> None:
    with pytest.raises(SearchUnavailableError, match=said):
        engine_at(answering).search(Query())


@pytest.mark.parametrize("answering", [401], indirect=True)
@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({"api_key": "c2VjcmV0"}, "ApiKey c2VjcmV0"),
        ({"user": "elastic", "password": "secret"}, "Basic ZWxhc3RpYzpzZWNyZXQ="),
        ({}, ""),
    ],
)
def test_the_key_or_the_password_goes_with_each_request(
    answering: str, options: dict[str, str], sent: str
) -> None:
    with pytest.raises(SearchUnavailableError):
        engine_at(answering, **options).search(Query())

    assert set(Recorder.headers_seen) == {sent}


def test_certificates_are_checked_unless_somebody_says_not_to() -> None:
    def checks(connection: Connection) -> bool:
        with connection.client() as client:
            return all(
                bool(node.config.verify_certs)
                for node in client.transport.node_pool.all()
            )

    safe = Connection(("https://127.0.0.1:9200",))
    assert checks(safe)
    assert not checks(replace(safe, verify_certs=False))


@live
def test_an_index_that_is_not_there_names_the_cure(
    engine: ElasticEngine, listings: Listings, indices: Indices
) -> None:
    assert not engine.is_whole()
    for act in (lambda: engine.search(Query()), lambda: engine.put([UUID(int=1)])):
        with pytest.raises(SearchUnavailableError, match=r"manage\.py reindex"):
            act()
    engine.rebuild(listings)
    engine.search(Query())

    # Somebody removes it while we believe it to be there.
    indices.remove(indices.ours())

    with pytest.raises(SearchUnavailableError, match=r"manage\.py reindex"):
        engine.search(Query())


@live
@pytest.mark.parametrize("block", ["read_only", "read_only_allow_delete", "write"])
def test_a_full_or_read_only_index_answers_and_takes_changes_again_later(
    block: str,
    engine: ElasticEngine,
    listings: Listings,
    client: Elasticsearch,
    indices: Indices,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("search.engines.elastic.writing.FIRST_PAUSE", 0.01)
    listings.set(document(1, name="Rides"))
    engine.rebuild(listings)
    (name,) = indices.ours()
    listings.set(document(1, name="Meals"))
    client.indices.put_settings(index=name, settings={f"index.blocks.{block}": True})

    with pytest.raises(SearchUnavailableError, match="Changes wait"):
        engine.put([UUID(int=1)])
    assert engine.search(Query("rides")).total == 1

    client.indices.put_settings(index=name, settings={f"index.blocks.{block}": False})
    engine.put([UUID(int=1)])
    assert engine.search(Query("meals")).total == 1


@live
def test_a_node_that_is_not_there_is_passed_over(
    connection: Connection, listings: Listings
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    some_there = replace(connection, hosts=(nowhere, *connection.hosts))
    engine = ElasticEngine(some_there, listings.read, live_elastic.now)
    listings.set(document(1, name="Rides"))

    engine.rebuild(listings)

    for _ in range(6):
        assert engine.search(Query("rides")).total == 1


class Cluster:
    """Three nodes of our own, started and ended by the project's own command."""

    def __init__(self, state: Path) -> None:
        first = free_port()
        self.hosts = tuple(f"http://127.0.0.1:{first + number}" for number in range(3))
        self.environment = os.environ | {
            "PORT": str(first),
            "NODES": "3",
            "HEAP": "400m",
            "STATE": str(state),
        }

    def tell(self, *words: str) -> None:
        subprocess.run(
            [PROJECT / "bin" / "elasticsearch", *words],
            env=self.environment,
            check=True,
            capture_output=True,
            timeout=300,
        )


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    live_elastic.addresses()
    # The server runs as another user, who cannot enter pytest's own folders.
    state = Path(f"/tmp/waypost-elasticsearch-test-{os.getpid()}")
    started = Cluster(state)
    try:
        started.tell("start")
        yield started
    finally:
        started.tell("stop")
        assert not state.exists()


@live
def test_one_node_of_three_goes_away_and_nobody_notices(cluster: Cluster) -> None:
    listings = Listings()
    connection = Connection(cluster.hosts, "test", timeout=20.0)
    engine = ElasticEngine(connection, listings.read, live_elastic.now)
    listings.set(*(document(number, name="Rides") for number in range(1, 21)))
    engine.rebuild(listings)
    with connection.client() as client:
        client.cluster.health(wait_for_status="green", timeout="60s")

    # Whichever holds the index: the first two, one after the other.
    for node in ("1", "2"):
        cluster.tell("pause", node)
        listings.set(document(30 + int(node), name="Rides"))
        deadline = time.monotonic() + 90
        while not took(engine, UUID(int=30 + int(node))):
            assert time.monotonic() < deadline
            time.sleep(1)
        assert engine.search(Query("rides")).total == 20 + int(node)
        cluster.tell("resume", node)
        with connection.client() as client:
            client.cluster.health(wait_for_status="green", timeout="60s")


def took(engine: ElasticEngine, service_id: UUID) -> bool:
    """Whether the change went in; while a new leader is chosen it waits."""
    try:
        engine.put([service_id])
    except SearchUnavailableError:
        return False
    return True
