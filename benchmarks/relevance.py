"""Whether people find what they need: judged questions on three directories.

    make relevance

Imports each directory into a database of its own beside the site's, asks the questions
of ``tests/relevance`` through the site's own engine, with and without the lexicon, and
writes a table in Markdown. Directories that are not beside the checkout are left out.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT.parent / "shared" / "data"
PACKAGES = {
    "miami": DATA / "miami_open211" / "datapackage-1566177582.zip",
    "dc": DATA / "dc_orservices" / "hsds_2023-06",
}
MARK = "RESULTS "
WORST = 12


def main() -> None:
    """Measure every directory that is here, and write the table."""
    tell("| directory | class | questions | nDCG@10 | nothing found | plain words |")
    tell("|---|---|---|---|---|---|")
    every: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for directory in ("miami", "dc", "demo"):
            if directory in PACKAGES and not PACKAGES[directory].exists():
                continue
            rows = measured(directory, Path(folder) / directory)
            every += rows
            for row in summed(rows):
                tell(f"| {directory} | {row} |")
    for row in summed(every, whole=True):
        tell(f"| every | {row} |")
    tell("\nWorst:")
    for one in sorted(every, key=lambda one: str(one["ndcg"]))[:WORST]:
        tell(f"- {one['ndcg']:.2f} {one['directory']}: {one['text']}")


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
    from directory.models import Service  # noqa: PLC0415
    from search import indexing  # noqa: PLC0415
    from search.engines import get_engine  # noqa: PLC0415
    from tests.relevance import measuring  # noqa: PLC0415

    if directory == "dc":
        # Its publisher's export calls every service inactive.
        Service.objects.update(status=Service.Status.ACTIVE)
    indexing.rebuild()
    by_words = measuring.measure(get_engine().search, directory, read=measuring.plain)
    rows = [
        {
            "directory": directory,
            "kind": one.question.kind,
            "text": one.question.text,
            "ndcg": one.ndcg,
            "total": one.total,
            "plain": other.ndcg,
        }
        for one, other in zip(
            measuring.measure(measuring.whole, directory), by_words, strict=True
        )
    ]
    tell(MARK + json.dumps(rows))


def summed(rows: list[dict[str, object]], *, whole: bool = False) -> Iterator[str]:
    """Return lines of the table: one for each class, and one for all."""
    kinds = [] if whole else list(dict.fromkeys(str(row["kind"]) for row in rows))
    for kind in [*kinds, "all"]:
        some = [row for row in rows if kind in {row["kind"], "all"}]
        count = len(some)
        good, words = (mean(some, name) for name in ("ndcg", "plain"))
        nothing = sum(row["total"] == 0 for row in some) / count
        yield f"{kind} | {count} | {good:.3f} | {nothing:.1%} | {words:.3f}"


def mean(rows: list[dict[str, object]], name: str) -> float:
    """Return the mean of one number."""
    return sum(float(str(row[name])) for row in rows) / len(rows)


def tell(line: str) -> None:
    """Write a line of the table."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
