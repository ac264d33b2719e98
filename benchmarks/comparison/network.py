"""The documents of one size, made once and read by every opponent alike."""

import pickle
import time
from collections.abc import Iterable, Iterator
from itertools import batched, groupby
from pathlib import Path
from uuid import UUID

from benchmarks.networks import SEED, documents
from search.documents import Document

CHUNK = 5_000


class Network:
    """Documents in a file; what reading them takes is nobody's build time."""

    def __init__(self, folder: Path, count: int, seed: int = SEED) -> None:
        self.count = count
        self.seconds = 0.0
        """What reading took so far."""
        self._path = folder / f"documents-{seed}.pickle"
        self._seed = seed
        self._waiting: dict[UUID, list[Document]] = {}
        if not self._path.exists():
            self._make()

    def documents(self) -> Iterator[Document]:
        """Yield every document; those of one service follow each other."""
        with self._path.open("rb") as file:
            while True:
                began = time.perf_counter()
                try:
                    chunk = pickle.load(file)  # noqa: S301 - our own file
                except EOFError:
                    return
                finally:
                    self.seconds += time.perf_counter() - began
                yield from chunk

    def service_ids(self) -> Iterator[UUID]:
        """Yield every service, whose documents ``of`` then gives, once."""
        for service, some in groupby(self.documents(), lambda one: one.service_id):
            self._waiting[service] = list(some)
            yield service

    def of(self, service_ids: Iterable[UUID]) -> Iterator[Document]:
        """Yield the documents of services that wait to be read."""
        for service in service_ids:
            yield from self._waiting.pop(service, ())

    def change(self, changed: Document) -> UUID:
        """Let a service wait to be read anew, with this document alone."""
        self._waiting[changed.service_id] = [changed]
        return changed.service_id

    def _make(self) -> None:
        part = self._path.with_suffix(".part")
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            made = documents(self.count, self._seed)
            for chunk in batched(made, CHUNK, strict=False):
                pickle.dump(chunk, file, pickle.HIGHEST_PROTOCOL)
        part.rename(self._path)
