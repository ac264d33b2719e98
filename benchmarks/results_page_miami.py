"""How fast the whole page of results is made on a real directory.

    manage.py import_directory …/miami_open211 --source miami
    manage.py reindex
    manage.py collectstatic
    manage.py shell -c "from benchmarks import results_page_miami as page; page.main()"

Asks the site's own index and database, in this process and through every middleware:
form, engine, rows, cards, map and template. Warmed by other questions, each page is
then timed once. Writes a table in Markdown.
"""

import os
import platform
import random
import time
from collections.abc import Sequence
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.search_miami import SEED, at, questions, tell
from search.query import Query

PAGES = 200


def main() -> None:
    """Measure, and write the table."""
    chance = random.Random(SEED)  # noqa: S311 - a seeded mix
    # Filters leave short pages, which are quick.
    full = [one for one in questions() if not one.languages and not one.costs]
    mixed = [address_of(query) for query in chance.choices(full, k=2 * PAGES)]
    others, addresses = mixed[:PAGES], mixed[PAGES:]
    client = Client(SERVER_NAME="localhost")
    measure(client, others)
    wall, processor = measure(client, addresses)
    queries = {count_queries(client, address) for address in addresses}
    tell(
        f"{len(addresses)} pages, seed {SEED}. {platform.platform()},"
        f" {os.cpu_count()} cores, Python {platform.python_version()}.\n",
        "| time | p50 | p95 | most |",
        "|---|---|---|---|",
    )
    for name, times in (("processor", processor), ("wall", wall)):
        cells = " | ".join(f"{at(times, part):.1f} ms" for part in (0.5, 0.95, 1))
        tell(f"| {name} | {cells} |")
    tell(f"\nQueries a page: {min(queries)} to {max(queries)}.")


def address_of(query: Query) -> str:
    """The address that asks a question."""
    asked = {
        "q": query.text,
        "near": query.place.label.split()[-1] if query.place else "",
        "within": f"{query.radius:g}" if query.radius and query.place else "",
        "sort": str(query.sort) if query.place else "",
    }
    return f"/search?{urlencode({name: one for name, one in asked.items() if one})}"


def count_queries(client: Client, address: str) -> int:
    """Return how often a page asks the database."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    if response.status_code != 200:
        message = f"{address} answers {response.status_code}"
        raise RuntimeError(message)
    return len(queries)


def measure(
    client: Client, addresses: Sequence[str]
) -> tuple[list[float], list[float]]:
    """Return milliseconds by the wall's clock and by the processor's, each sorted."""
    wall, processor = [], []
    for address in addresses:
        started, began = time.perf_counter(), time.process_time()
        client.get(address)
        processor.append((time.process_time() - began) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
    return sorted(wall), sorted(processor)
