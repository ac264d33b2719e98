"""An engine of each kind over a directory that lives in a dict."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from search.documents import Document
from search.engines.embedded import EmbeddedEngine
from tests.contract.brute_force import BruteForce


class Pair:
    """An engine and its twin, told the same things."""

    def __init__(self, path: Path) -> None:
        self.listings: dict[UUID, list[Document]] = {}
        self.twin = BruteForce()
        self.engine = EmbeddedEngine(path, self.read)

    def read(self, service_ids: Iterable[UUID]) -> Iterator[Document]:
        for service_id in service_ids:
            yield from self.listings.get(service_id, [])

    def rebuild(self, listings: dict[UUID, list[Document]]) -> None:
        self.listings = dict(listings)
        self.twin = BruteForce()
        self.twin.put(listings, self.read(listings))
        self.engine.rebuild(list(listings))

    def put(self, changes: dict[UUID, list[Document]]) -> None:
        self.listings |= changes
        self.twin.put(changes, self.read(changes))
        self.engine.put(list(changes))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def pair(folder: Path) -> Pair:
    """Module-wide, for hypothesis: each example rebuilds it."""
    return Pair(folder / f"{uuid4()}.sqlite3")
