"""A process that asks one opponent for some seconds and says how often it was answered.

    python -m benchmarks.comparison.reader FOLDER OPPONENT SECONDS QUESTIONS

Says "ready" when it is warm, begins when a line comes in, and ends with one line of
JSON. Started by ``readers``.
"""

import json
import sys
import time
from itertools import cycle
from pathlib import Path

from benchmarks.comparison import memory
from benchmarks.comparison.roster import ROSTER
from benchmarks.questions import every_kind


def main() -> None:
    """Warm up, wait, ask."""
    folder, name, seconds, count = sys.argv[1:]
    opponent = ROSTER[name](Path(folder))
    opponent.open()
    questions = every_kind(int(count), 0)
    deadline = time.perf_counter() + 4 * float(seconds)
    for question in questions:
        opponent.answer(question)
        if time.perf_counter() > deadline:
            break
    _tell("ready")
    sys.stdin.readline()
    answered, began = 0, time.perf_counter()
    for question in cycle(questions):
        opponent.answer(question)
        answered += 1
        took = time.perf_counter() - began
        if took >= float(seconds):
            break
    used = memory.of(opponent.process())
    _tell(json.dumps({"per_second": answered / took, **used}))


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
