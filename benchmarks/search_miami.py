"""How fast the embedded engine answers on a real directory.

    manage.py import_directory …/miami_open211 --source miami
    manage.py shell -c "from benchmarks import search_miami; search_miami.main()"

Asks whatever directory is in the database: builds an index of its own beside the
site's, asks a seeded mix of questions one after another in this process, and writes a
table in Markdown. Times are wall-clock, single shot, after one warm-up round.
"""

import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from directory import places
from directory.models import Address
from search.documents import listed_ids
from search.engines.embedded import EmbeddedEngine
from search.query import Cost, Query, Sort

SEED = 211
QUESTIONS = 1000
ZIPS = 25
WORDS = (
    "", "food", "shelter", "legal aid", "health clinic", "senior meals", "child care",
    "job training", "comida para ancianos", "transportation", "counseling", "diab",
    "support group for caregivers", "emergency rent assistance", "veterans", "zzz",
)  # fmt: skip


def main() -> None:
    """Measure, and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.sqlite3"
        engine = EmbeddedEngine(path)
        started = time.perf_counter()
        services = engine.rebuild(listed_ids())
        built = time.perf_counter() - started
        asked = questions()
        tell(
            f"{services:,} services; built in {built:.1f} s, "
            f"{path.stat().st_size / 1e6:.1f} MB. {len(asked):,} questions,"
            f" seed {SEED}. {platform.platform()}, {os.cpu_count()} cores,"
            f" Python {platform.python_version()}.\n"
        )
        tell("| questions | p50 | p95 | p99 | most | processor p50 | p95 |")
        tell("|---|---|---|---|---|---|---|")
        for name, some in {
            "with a place and a radius": [q for q in asked if q.place and q.radius],
            "with a place, however far": [q for q in asked if q.place and not q.radius],
            "without a place": [q for q in asked if not q.place],
            "all": asked,
        }.items():
            wall, processor = measure(engine, some)
            marks = [at(wall, part) for part in (0.5, 0.95, 0.99, 1)]
            marks += [at(processor, part) for part in (0.5, 0.95)]
            cells = " | ".join(f"{ms:.2f}" for ms in marks)
            tell(f"| {name} ({len(some)}) | {cells} |")
        tell("\nMilliseconds, facets and one page of 20 included.")


def questions() -> list[Query]:
    """Return the mix: words, places, radii, orders and filters, seeded."""
    zips = sorted(set(Address.objects.values_list("postal_code", flat=True)))
    chance = random.Random(SEED)  # noqa: S311 - a seeded mix
    chance.shuffle(zips)
    known = [place for code in zips if (place := places.zip_place(code[:5]))]
    every = [
        Query(text, place=place, radius=radius, sort=sort, languages=spoken, costs=cost)
        for text, place, radius, sort, spoken, cost in product(
            WORDS,
            (None, *known[:ZIPS]),
            (5.0, 25.0, 50.0, None),
            (Sort.BEST, Sort.DISTANCE),
            (frozenset[str](), frozenset({"es"})),
            (frozenset[Cost](), frozenset({Cost.FREE})),
        )
    ]
    return chance.sample(every, min(QUESTIONS, len(every)))


def measure(
    engine: EmbeddedEngine, asked: Sequence[Query]
) -> tuple[list[float], list[float]]:
    """Ask each question twice; return the second times in milliseconds, sorted.

    By the clock on the wall, and by the processor's, which other work on the machine
    does not lengthen.
    """
    wall, processor = [], []
    for is_warm in (False, True):
        for query in asked:
            started, began = time.perf_counter(), time.thread_time()
            engine.search(query)
            if is_warm:
                wall.append((time.perf_counter() - started) * 1000)
                processor.append((time.thread_time() - began) * 1000)
    return sorted(wall), sorted(processor)


def at(times: Sequence[float], part: float) -> float:
    """Return a percentile of sorted times; the part is from 0 to 1."""
    return times[min(int(len(times) * part), len(times) - 1)]


def tell(*lines: str) -> None:
    """Write lines."""
    sys.stdout.write("\n".join(lines) + "\n")
