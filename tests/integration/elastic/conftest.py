"""An engine on the live Elasticsearch, over documents that a test puts together."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import pytest
from elasticsearch import Elasticsearch

from search.documents import Document
from search.engines.elastic import Connection, ElasticEngine
from search.engines.elastic.indices import Indices
from tests import live_elastic


class Listings(dict[UUID, list[Document]]):
    """Documents by service; what the engine reads instead of the database."""

    def set(self, *documents: Document) -> None:
        for one in documents:
            self[one.service_id] = [one]

    def read(self, service_ids: Iterable[UUID]) -> Iterator[Document]:
        for service_id in service_ids:
            yield from self.get(service_id, [])


@pytest.fixture
def connection() -> Iterator[Connection]:
    with live_elastic.own_index() as lent:
        yield lent


@pytest.fixture
def client(connection: Connection) -> Iterator[Elasticsearch]:
    with connection.client() as lent:
        yield lent


@pytest.fixture
def indices(client: Elasticsearch, connection: Connection) -> Indices:
    return Indices(client, connection.index)


@pytest.fixture
def listings() -> Listings:
    return Listings()


@pytest.fixture
def engine(connection: Connection, listings: Listings) -> ElasticEngine:
    return ElasticEngine(connection, listings.read, live_elastic.now)
