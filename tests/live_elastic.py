"""The live Elasticsearch that some tests need, and an index of their own on it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from search.engines.elastic import Connection
from search.engines.elastic.indices import Indices


def addresses() -> tuple[str, ...]:
    """Return the nodes' addresses, or skip where there are none."""
    found = os.environ.get("ELASTICSEARCH_URL", "")
    if not found:
        pytest.skip("ELASTICSEARCH_URL names no Elasticsearch; see make elasticsearch")
    return tuple(found.split(","))


@contextmanager
def own_index() -> Iterator[Connection]:
    """Lend a connection whose indices are nobody else's, and remove them afterwards."""
    # Not so short a time that a busy machine fails a test.
    connection = Connection(addresses(), f"test-{uuid4().hex[:12]}", timeout=20.0)
    yield connection
    with connection.client() as client:
        indices = Indices(client, connection.index)
        indices.remove(indices.ours())


def now() -> int:
    """Return the clock of tests that have no database."""
    return time.time_ns() // 1000
