"""Whether people find what they need: judged questions on three directories.

    make relevance
    python -m benchmarks.relevance --write

Imports each directory into a database of its own beside the site's, asks the questions
of ``tests/relevance`` as the site's page does, as plain words without the lexicon, and
as the full-text query that directories on PostgreSQL commonly use, and writes a table
in Markdown; with ``--write`` into docs/. Directories that are not beside the checkout
are left out, and PostgreSQL where there is none on the machine.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.query import Found, Query

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT.parent / "shared" / "data"
PACKAGES = {
    "miami": DATA / "miami_open211" / "datapackage-1566177582.zip",
    "dc": DATA / "dc_orservices" / "hsds_2023-06",
}
PAGE = PROJECT / "docs" / "explanation" / "relevance.md"
BEGIN, END = "<!-- measured by make relevance -->", "<!-- to here -->"
HEAD = (
    *("directory", "class", "questions", "nDCG@10", "nothing found"),
    *("served from afar", "plain words", "PostgreSQL", "PostgreSQL finds nothing"),
)
NONE = "-"
FLOOR = 0.80
MOST_ZEROS = 0.02
MARK = "RESULTS "
WORST = 12


def main() -> None:
    """Measure every directory that is here, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--hold", action="store_true", help="fail below the floor")
    asked = parser.parse_args()
    lines = [f"| {' | '.join(HEAD)} |", f"|{'---|' * len(HEAD)}"]
    every: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        # PostgreSQL runs as somebody else, who must be able to come in.
        Path(folder).chmod(0o755)
        for directory in ("miami", "dc", "demo"):
            if directory in PACKAGES and not PACKAGES[directory].exists():
                continue
            rows = measured(directory, Path(folder) / directory)
            every += rows
            lines += [f"| {directory} | {row} |" for row in summed(rows)]
    lines += [f"| **every** | {row} |" for row in summed(every)]
    table = "\n".join(lines)
    tell(table)
    if asked.write:
        before, _, rest = PAGE.read_text().partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{table}\n\n{END}{rest.partition(END)[2]}")
    tell("\nWorst:")
    for one in sorted(every, key=lambda one: str(one["ndcg"]))[:WORST]:
        tell(f"- {one['ndcg']:.2f} {one['directory']}: {one['text']}")
    good, totals = known(every, "ndcg"), known(every, "total")
    is_held = sum(good) >= FLOOR * len(good)
    if asked.hold and not (is_held and totals.count(0) <= MOST_ZEROS * len(totals)):
        message = f"Under nDCG@10 {FLOOR}, or more than {MOST_ZEROS:.0%} found nothing."
        raise SystemExit(message)


def measured(directory: str, var: Path) -> list[dict[str, object]]:
    """Fill a database of its own, and ask it."""
    var.mkdir()
    demo = "1" if directory == "demo" else "0"
    environment = os.environ | {"VAR_DIR": str(var), "DEBUG": "1", "DEMO": demo}
    for elsewhere in ("DATABASE_URL", "ELASTICSEARCH_URL", "SEARCH_INDEX_PATH"):
        environment.pop(elsewhere, None)
    steps = [["migrate", "-v", "0"]]
    if directory == "demo":
        steps.append(["load_demo"])
    else:
        package = str(PACKAGES[directory])
        steps.append(["import_directory", package, "--source", directory])
    asking = f"from benchmarks import relevance; relevance.ask({directory!r})"
    steps.append(["shell", "-v", "0", "-c", asking])
    for step in steps:
        done = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "manage.py", *step],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
    line = next(one for one in done.stdout.splitlines() if one.startswith(MARK))
    rows: list[dict[str, object]] = json.loads(line.removeprefix(MARK))
    return rows


def ask(directory: str) -> None:
    """Index the directory in the database, ask it, and write what came out."""
    # Late: the outer process knows no database.
    from django.conf import settings  # noqa: PLC0415

    from directory.models import Service  # noqa: PLC0415
    from search import indexing  # noqa: PLC0415
    from search.engines import get_engine  # noqa: PLC0415
    from tests.relevance import measuring  # noqa: PLC0415

    if directory == "dc":
        # Its publisher's export calls every service inactive.
        Service.objects.update(status=Service.Status.ACTIVE)
    indexing.rebuild()
    ours = measuring.measure(measuring.whole, directory)
    by_words = measuring.measure(get_engine().search, directory, read=measuring.plain)
    full_text = postgres(Path(settings.VAR_DIR))
    theirs: Sequence[measuring.Result | None] = [None] * len(ours)
    if full_text:
        theirs = measuring.measure(full_text, directory)
    rows = [
        {
            "directory": directory,
            "kind": one.question.kind,
            "text": one.question.text,
            "ndcg": one.ndcg,
            "total": one.total,
            "served": one.served,
            "plain": other.ndcg,
            "postgres": their and their.ndcg,
            "postgres_total": their and their.total,
        }
        for one, other, their in zip(ours, by_words, theirs, strict=True)
    ]
    tell(MARK + json.dumps(rows))


def postgres(folder: Path) -> "Callable[[Query], Found] | None":
    """Fill a PostgreSQL with the directory; return how it is asked, if there is one."""
    from benchmarks.comparison.opponents import AbsentError  # noqa: PLC0415
    from benchmarks.comparison.plain import Plain  # noqa: PLC0415
    from benchmarks.questions import Kind, Question  # noqa: PLC0415
    from search.documents import documents_of, listed_ids  # noqa: PLC0415
    from search.query import Found, Hit  # noqa: PLC0415

    database = Plain(folder)
    try:
        database.fill(documents_of(listed_ids()))
    except AbsentError:
        return None

    def find(query: "Query") -> Found:
        answer = database.answer(Question(Kind.NEAR, query))
        if answer is None:  # pragma: no cover - it answers every question of the kind
            raise AssertionError
        # It finds locations: a service counts where it comes first.
        services = dict.fromkeys(answer.page())
        hits = (Hit(pk, None, None, serves_place=False, score=0) for pk in services)
        return Found(tuple(hits), answer.total)

    return find


def summed(rows: list[dict[str, object]]) -> Iterator[str]:
    """Return lines of the table: one for each class, and one for all."""
    kinds = list(dict.fromkeys(str(row["kind"]) for row in rows))
    for kind in [*kinds, "all"]:
        some = [row for row in rows if kind in {row["kind"], "all"}]
        cells = (
            *(kind, str(len(some)), mean(some, "ndcg"), zeros(some, "total")),
            *(mean(some, "served"), mean(some, "plain"), mean(some, "postgres")),
            zeros(some, "postgres_total"),
        )
        yield " | ".join(cells)


def known(rows: list[dict[str, object]], name: str) -> list[float]:
    """Return one number of every row that has it."""
    return [float(str(row[name])) for row in rows if row[name] is not None]


def mean(rows: list[dict[str, object]], name: str) -> str:
    """Return the mean of one number, as the table has it."""
    some = known(rows, name)
    return f"{sum(some) / len(some):.3f}" if some else NONE


def zeros(rows: list[dict[str, object]], name: str) -> str:
    """Return how often a number is nothing."""
    some = known(rows, name)
    return f"{some.count(0) / len(some):.1%}" if some else NONE


def tell(line: str) -> None:
    """Write a line of the table."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
