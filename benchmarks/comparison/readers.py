"""Several processes that ask at once, and what they used."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


def together(
    folder: Path, name: str, *, processes: int, seconds: float, questions: int
) -> dict[str, float]:
    """Return answers in a second by all, and the memory of the first process."""
    arguments = (str(folder), name, str(seconds), str(questions))
    started = [_start(arguments) for _ in range(processes)]
    for one in started:
        _line(one)
    for one in started:
        _input(one).write("go\n")
        _input(one).flush()
    said = [json.loads(_line(one)) for one in started]
    for one in started:
        one.communicate()
    return {**said[0], "per_second": sum(one["per_second"] for one in said)}


def _start(arguments: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.comparison.reader", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _input(process: subprocess.Popen[str]) -> Any:
    return process.stdin


def _line(process: subprocess.Popen[str]) -> str:
    said = process.stdout.readline() if process.stdout else ""
    if not said:
        message = f"A reader ended early: {process.wait()}."
        raise RuntimeError(message)
    return said
