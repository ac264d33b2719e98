"""An embedded engine over documents that a test puts together."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from search.documents import Document
from search.engines.embedded import EmbeddedEngine

type Build = Callable[..., EmbeddedEngine]


class Listings(dict[UUID, list[Document]]):
    """Documents by service; what an engine reads instead of the database."""

    def add(self, *documents: Document) -> None:
        for one in documents:
            self.setdefault(one.service_id, []).append(one)

    def read(self, service_ids: Iterable[UUID]) -> Iterator[Document]:
        for service_id in service_ids:
            yield from self.get(service_id, [])


@pytest.fixture
def listings() -> Listings:
    return Listings()


@pytest.fixture
def index_path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "search.sqlite3"


@pytest.fixture
def engine(index_path: Path, listings: Listings) -> EmbeddedEngine:
    return EmbeddedEngine(index_path, listings.read)


@pytest.fixture
def build(engine: EmbeddedEngine, listings: Listings) -> Build:
    """Index these documents anew."""

    def from_documents(*documents: Document) -> EmbeddedEngine:
        listings.add(*documents)
        engine.rebuild(list(listings))
        return engine

    return from_documents
