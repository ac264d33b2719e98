"""The door to the engines: which one answers, and what each promises."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from search.query import Found, Query


class SearchUnavailableError(Exception):
    """No engine can answer now."""


class Engine(Protocol):
    """What every engine does, and the contract suite checks."""

    name: str

    def search(self, query: Query) -> Found:
        """Answer one question.

        Raises:
            SearchUnavailableError: the engine cannot answer now.
        """

    def put(self, service_ids: Iterable[UUID]) -> int:
        """Index these services anew, drop those no longer listed; return how many."""
