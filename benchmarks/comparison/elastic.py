"""Elasticsearch, where ``ELASTICSEARCH_URL`` names one: by our engine, and bare."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from benchmarks.comparison.network import Network
from benchmarks.comparison.opponents import AbsentError, Answer, by_engine
from benchmarks.questions import Kind, Question
from search.documents import Document
from search.engines.elastic import Connection, ElasticEngine

TIMEOUT = 120.0


class Recording(Elasticsearch):
    """The official client, which keeps what it was asked to search for."""

    asked: list[dict[str, Any]]

    def search(self, **request: Any) -> Any:
        """Search, and keep the request."""
        self.asked.append(request)
        return super().search(**request)


@dataclass(frozen=True, slots=True)
class Recorded(Connection):
    """Hands out one client, which records."""

    recorder: Recording | None = None

    def client(self) -> Elasticsearch:
        """Return the client that records."""
        assert self.recorder  # noqa: S101 - given when made
        return self.recorder


class Elastic:
    """Our engine over Elasticsearch."""

    name = "elastic"
    title = "Waypost, elastic"
    is_exact = True

    def __init__(self, folder: Path) -> None:
        hosts = tuple(filter(None, os.environ.get("ELASTICSEARCH_URL", "").split(",")))
        if not hosts:
            message = "ELASTICSEARCH_URL names no Elasticsearch."
            raise AbsentError(message)
        self._index = f"waypost-benchmark-{folder.name}"
        self._connection = Connection(hosts, index=self._index, timeout=TIMEOUT)
        self._client = self._connection.client()

    def build(self, network: Network) -> None:
        """Fill a new index, and merge it into one segment, as it answers fastest."""
        ElasticEngine(self._connection, network.of).rebuild(network.service_ids())
        self._client.options(request_timeout=3600).indices.forcemerge(
            index=f"{self._index}*", max_num_segments=1
        )

    def open(self) -> None:
        """Connect."""
        self._engine = ElasticEngine(self._connection)

    def answer(self, question: Question) -> Answer | None:
        """Ask the engine."""
        return by_engine(self._engine, question)

    def change(self, network: Network, changed: Document) -> bool:
        """Send it, and wait until a search sees it."""
        engine = ElasticEngine(self._connection, network.of)
        engine.put([network.change(changed)])
        return True

    def process(self) -> int | None:
        """Return nothing: the server may be on another machine."""
        return None

    def megabytes(self) -> float:
        """Return what the index takes, as Elasticsearch says."""
        stats = self._client.indices.stats(index=f"{self._index}*", metric="store")
        return float(stats["_all"]["primaries"]["store"]["size_in_bytes"]) / 1e6

    def versions(self) -> dict[str, str]:
        """Return the server's version."""
        # The server for integration tests has no page of its own.
        nodes = self._client.nodes.info(metric="os")["nodes"].values()
        return {"Elasticsearch": ", ".join(sorted({one["version"] for one in nodes}))}

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


class Bare(Elastic):
    """The same requests through the official client alone: what our layer adds to.

    A question's requests are recorded once; then they are sent as they are, and what
    comes back is not looked at.
    """

    name = "elasticsearch"
    title = "Elasticsearch, its own client"

    def build(self, network: Network) -> None:
        """Share the other's index."""

    def open(self) -> None:
        """Connect twice: to record, and to ask."""
        hosts = self._connection.hosts
        self._recorder = Recording(list(hosts), request_timeout=TIMEOUT)
        self._recorder.asked = []
        connection = Recorded(hosts, index=self._index, recorder=self._recorder)
        self._engine = ElasticEngine(connection)
        self._requests: dict[int, list[dict[str, Any]]] = {}

    def answer(self, question: Question) -> Answer | None:
        """Send what our engine would send."""
        if question.kind in {Kind.SPELLING, Kind.SUGGESTION}:
            return None
        if id(question) not in self._requests:
            self._recorder.asked.clear()
            self._engine.search(question.query)
            self._requests[id(question)] = list(self._recorder.asked)
        for request in self._requests[id(question)]:
            found = self._client.search(**request)
        return Answer(int(found["hits"]["total"]["value"]))

    def change(self, network: Network, changed: Document) -> bool:
        """Leave changes to the engine."""
        del network, changed
        return False
