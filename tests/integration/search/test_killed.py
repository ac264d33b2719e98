"""Processes killed at any moment, over and over: nothing is lost, nothing is wrong."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from search.engines.embedded import EmbeddedEngine
from search.query import Query
from tests.factories.search import document
from tests.unit.search.conftest import Listings

SERVICES = 300
# Puts and compiles the same services for ever, and says when it has begun.
WRITER = """
import sys
from pathlib import Path
from uuid import UUID
import django
django.setup()
from search.engines.embedded import EmbeddedEngine
from tests.factories.search import document
from tests.unit.search.conftest import Listings
listings = Listings()
for number in range(1, int(sys.argv[2]) + 1):
    listings.add(document(number, name=f"Rides {number}"))
engine = EmbeddedEngine(Path(sys.argv[1]), listings.read)
print("ready", flush=True)
while True:
    engine.put([UUID(int=number) for number in range(1, 120)])
    engine.tidy(at=1)
    engine.rebuild(list(listings))
"""


def test_an_index_killed_while_writing_is_whole_afterwards(tmp_path: Path) -> None:
    listings = Listings()
    listings.add(*(document(n, name=f"Rides {n}") for n in range(1, SERVICES + 1)))
    engine = EmbeddedEngine(tmp_path / "search.sqlite3", listings.read)
    engine.rebuild(list(listings))
    chance = random.Random(211)

    totals = set()
    for _ in range(4):
        with _writer(engine_path=tmp_path / "search.sqlite3") as writer:
            end = time.monotonic() + chance.uniform(0.1, 0.6)
            while time.monotonic() < end:
                totals.add(engine.search(Query("rides")).total)
            os.kill(writer.pid, signal.SIGKILL)
        totals.add(engine.search(Query("rides")).total)

    assert totals == {SERVICES}
    engine.put([UUID(int=1)])
    engine.tidy(at=1)
    assert engine.search(Query("rides")).total == SERVICES


@contextlib.contextmanager
def _writer(engine_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(engine_path), str(SERVICES)],
        stdout=subprocess.PIPE,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).parents[3],
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"ready\n"
        try:
            yield writer
        finally:
            writer.kill()
