"""How long a large import takes, and how much memory.

    VAR_DIR=/somewhere/empty DEBUG=1 python -m benchmarks.import_large
    … --services 10000 --shape json

Makes an invented package, then imports it into the database of the settings, which has
to be migrated and empty: killed half-way (``kill -9``) and started again, then once
more unchanged. Each import is a process of its own; wall-clock and processor seconds
and the most memory are what the system says of it. Run alone, a row is written as soon
as it is known.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import django

SEED = 211
HERE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took: seconds, and megabytes at its most."""

    wall: float
    processor: float
    memory: float


def main() -> None:
    """Measure, and write the table."""
    asked = _asked()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks import packages  # noqa: PLC0415 - needs the settings

    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "large"
        if asked.shape == "json":
            package = package.with_suffix(".json")
            count = packages.write_document(package, services=asked.services, seed=SEED)
        else:
            count = packages.write_tables(package, services=asked.services, seed=SEED)
        tell(
            f"{asked.services:,} services, {count:,} records, {asked.shape},"
            f" seed {SEED}, {os.cpu_count()} cores.\n"
        )
        tell("| run | wall s | processor s | most MB |\n|---|---|---|---|")
        if asked.kill_after:
            row(f"killed after {asked.kill_after:g} s", _run(package, asked.kill_after))
            row("started again", _run(package))
        else:
            row("fresh", _run(package))
        row("again, unchanged", _run(package))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=100_000)
    parser.add_argument("--shape", choices=("csv", "json"), default="csv")
    parser.add_argument(
        "--kill-after", type=float, default=0.0, help="Seconds: about half of a run."
    )
    return parser.parse_args()


def _run(package: Path, kill_after: float = 0.0) -> Run:
    """Import in a process of its own; stop it dead after some seconds, if asked."""
    command = [sys.executable, "manage.py", "import_directory", str(package)]
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--source", "large", "--verbosity", "0"],
        cwd=HERE,
        stdout=subprocess.DEVNULL,
    )
    if kill_after:
        time.sleep(kill_after)
        process.send_signal(signal.SIGKILL)
    _pid, status, used = os.wait4(process.pid, 0)
    if status and not kill_after:
        raise SystemExit(f"The import failed: {os.waitstatus_to_exitcode(status)}.")
    return Run(
        time.perf_counter() - started,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
    )


def row(name: str, run: Run) -> None:
    """Write one line of the table."""
    tell(f"| {name} | {run.wall:.0f} | {run.processor:.0f} | {run.memory:.0f} |")


def tell(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
