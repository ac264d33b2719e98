"""Our embedded engine, in this process."""

import os
import sqlite3
from pathlib import Path

import numpy as np

from benchmarks.comparison.network import Network
from benchmarks.comparison.opponents import Answer, by_engine, size_of
from benchmarks.questions import Question
from search.documents import Document
from search.engines.embedded import EmbeddedEngine


class Embedded:
    """The engine as the site calls it, without the database."""

    name = "embedded"
    title = "**Waypost, embedded**"
    is_exact = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "embedded"
        self._engine = EmbeddedEngine(self._folder / "search.sqlite3")

    def build(self, network: Network) -> None:
        """Fill a new index."""
        self._feed(network).rebuild(network.service_ids())

    def open(self) -> None:
        """Nothing to do: the first question opens the file."""

    def answer(self, question: Question) -> Answer | None:
        """Ask the engine."""
        return by_engine(self._engine, question)

    def change(self, network: Network, changed: Document) -> bool:
        """Put it in the delta."""
        self._feed(network).put([network.change(changed)])
        return True

    def process(self) -> int | None:
        """Return the process that answers."""
        return os.getpid()

    def versions(self) -> dict[str, str]:
        """Return what it runs on."""
        return {"numpy": np.__version__, "SQLite": sqlite3.sqlite_version}

    def megabytes(self) -> float:
        """Everything beside the index's file belongs to it."""
        return size_of(self._folder)

    def close(self) -> None:
        """The engine closes its files with the process."""

    def _feed(self, network: Network) -> EmbeddedEngine:
        self._folder.mkdir(parents=True, exist_ok=True)
        return EmbeddedEngine(self._folder / "search.sqlite3", network.of)
