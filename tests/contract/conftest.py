"""An engine of each kind over a directory that lives in a dict."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from search.documents import Document
from search.engines import Engine
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from tests import live_elastic
from tests.contract.brute_force import BruteForce

type Reading = Callable[[Iterable[UUID]], Iterable[Document]]


class Pair:
    """An engine and its twin, told the same things."""

    def __init__(self, make: Callable[[Reading], Engine]) -> None:
        self.listings: dict[UUID, list[Document]] = {}
        self.twin = BruteForce()
        self.engine = make(self.read)

    @property
    def scores_alike(self) -> bool:
        """Whether scores are the twin's to the last digits, not only much like them."""
        return isinstance(self.engine, EmbeddedEngine)

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

    def merge(self, *, at: int = 1) -> bool:
        """Compile what waits, where the engine has such a thing."""
        return isinstance(self.engine, EmbeddedEngine) and self.engine.tidy(at=at)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


BOTH = ["embedded", pytest.param("elastic", marks=pytest.mark.elastic)]


@pytest.fixture(scope="module", params=BOTH)
def pair(request: pytest.FixtureRequest, folder: Path) -> Iterator[Pair]:
    """Module-wide, for hypothesis: each example rebuilds it."""
    if request.param == "embedded":
        yield Pair(partial(EmbeddedEngine, folder / f"{uuid4()}.sqlite3"))
        return
    with live_elastic.own_index() as connection:
        yield Pair(partial(ElasticEngine, connection, now=live_elastic.now))
