"""How fast the embedded engine answers on invented networks, and what it takes.

    manage.py shell -c "from benchmarks import embedded; embedded.main(100_000)"

Builds an index, asks the seeded mix of ``benchmarks.networks`` one after another in a
process of its own, and writes a table in Markdown. Times are warm, the best of three
rounds for each question: by the clock on the wall, and by the processor's, which other
work on the machine lengthens less.
"""

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from uuid import UUID

import numpy

from benchmarks import networks
from search.documents import Document
from search.engines.embedded import EmbeddedEngine

QUESTIONS = 300
ROUNDS = 3


class Network:
    """The documents of a network as an engine reads them: service by service."""

    def __init__(self, count: int) -> None:
        self._documents = networks.documents(count)
        self._waiting: dict[UUID, list[Document]] = {}

    def ids(self) -> Iterator[UUID]:
        """Yield each service, once its documents can be read."""
        for service_id, some in groupby(self._documents, lambda one: one.service_id):
            self._waiting[service_id] = list(some)
            yield service_id

    def read(self, service_ids: Iterable[UUID]) -> Iterator[Document]:
        """Yield the documents of services; each is read once."""
        for service_id in service_ids:
            yield from self._waiting.pop(service_id, ())


def main(count: int, folder: str = "") -> None:
    """Build in a folder, unless it is there from before, and measure."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(folder or temporary) / f"network-{count}.sqlite3"
        # Each in its own process: building must not count as asking's memory.
        if not path.exists():
            _run(f"embedded.build({count}, {str(path)!r})")
        _run(f"embedded.ask({str(path)!r})")


def build(count: int, path: str) -> None:
    """Build the index of a network, and say what it took."""
    started = time.perf_counter()
    network = Network(count)
    services = EmbeddedEngine(Path(path), network.read).rebuild(network.ids())
    took = time.perf_counter() - started
    size = sum(
        file.stat().st_size for file in Path(path).parent.glob(f"{Path(path).name}*")
    )
    tell(
        f"{count:,} documents of {services:,} services built in {took:.0f} s,"
        f" {size / 1e6:.0f} MB, with {most_memory():.0f} MB of memory at most."
    )


def ask(path: str) -> None:
    """Ask the mix, and what people type before it is a question."""
    engine = EmbeddedEngine(Path(path))
    asked = networks.questions(QUESTIONS)
    tell(
        f"{platform.machine()}, {os.cpu_count()} cores, Python"
        f" {platform.python_version()}; {len(asked)} questions, seed"
        f" {networks.SEED}.\n",
        "| asked | p50 | p95 | p99 | most | processor p50 | p95 |",
        "|---|---|---|---|---|---|---|",
    )
    words = sorted({word for query in asked for word in query.text.split()})
    slips = [
        networks.mistyped(word, numpy.random.default_rng(at))
        for at, word in enumerate(words)
    ]
    begun = [word[:length] for word in words for length in (1, 3, 5)]
    placed = [query for query in asked if query.place]
    nowhere = [query for query in asked if not query.place]
    tell_row("a place, all facets", [partial(engine.search, one) for one in placed])
    tell_row("no place, all facets", [partial(engine.search, one) for one in nowhere])
    tell_row("a mistyped word", [partial(engine.spellings, [one]) for one in slips])
    tell_row("a beginning", [partial(engine.complete, one, 8) for one in begun])
    tell(f"\nMilliseconds; {most_memory():.0f} MB of memory at most.")


def tell_row(name: str, calls: Sequence[Callable[[], object]]) -> None:
    """Write how long the calls take, the best of some rounds for each."""
    wall, processor = ([float("inf")] * len(calls) for _ in range(2))
    for _ in range(ROUNDS):
        for at, call in enumerate(calls):
            started, began = time.perf_counter(), time.thread_time()
            call()
            wall[at] = min(wall[at], time.perf_counter() - started)
            processor[at] = min(processor[at], time.thread_time() - began)
    marks = [marked(wall, part) for part in (0.5, 0.95, 0.99, 1)]
    marks += [marked(processor, part) for part in (0.5, 0.95)]
    cells = " | ".join(f"{seconds * 1000:.2f}" for seconds in marks)
    tell(f"| {name} ({len(calls)}) | {cells} |")


def marked(times: Sequence[float], part: float) -> float:
    """Return a percentile; the part is from 0 to 1."""
    return sorted(times)[min(int(len(times) * part), len(times) - 1)]


def most_memory() -> float:
    """Return the most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tell(*lines: str) -> None:
    """Write lines."""
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _run(call: str) -> None:
    command = [sys.executable, "manage.py", "shell", "-v0", "-c"]
    subprocess.run([*command, f"from benchmarks import embedded; {call}"], check=True)  # noqa: S603 - our own
