"""One size, measured: build, ask in turns, check, read in parallel, change."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.comparison import machine, readers
from benchmarks.comparison.changes import visible_after
from benchmarks.comparison.checking import agreement
from benchmarks.comparison.network import Network
from benchmarks.comparison.opponents import AbsentError, Opponent
from benchmarks.comparison.results import Built, Latency, Measured, Result
from benchmarks.comparison.roster import present
from benchmarks.comparison.timing import Times, ask_in_turns, warm
from benchmarks.networks import SEED
from benchmarks.questions import Kind, Question, every_kind

REFERENCE = "embedded"
# Everybody else's answers are held against the limit's, which shares no code with them.
TRUTH = "limit"


@dataclass(frozen=True, slots=True)
class Wish:
    """What to measure, and how thoroughly."""

    mix: int = 240
    each: int = 40
    rounds: int = 5
    seconds: float = 5.0
    changes: int = 20
    keep: bool = False
    """Whether what was built before is asked again, instead of built anew."""
    only: tuple[str, ...] = ()


def measure(
    folder: Path, count: int, wish: Wish, tell: Callable[[str], None]
) -> Result:
    """Measure one size in a folder of its own, and return everything."""
    absent: dict[str, str] = {}
    network = Network(folder, count)
    built: dict[str, Built] = {}
    opponents = []
    for one in present(folder, wish.only, absent):
        try:
            built[one.name] = _built(one, folder, network, keep=wish.keep)
            one.open()
        except AbsentError as error:
            absent[one.name] = str(error)
            tell(f"{one.title}: {error}")
            continue
        tell(f"{one.title}: built in {built[one.name].seconds:.0f} s")
        opponents.append(one)
    questions = every_kind(wish.mix, wish.each)
    before = machine.load()
    answers = warm(opponents, questions)
    tell("warm")
    times = ask_in_turns(opponents, questions, wish.rounds, tell)
    after = machine.load()
    truth = answers.get(TRUTH) or answers.get(REFERENCE) or []
    found = {}
    for one in opponents:
        agreed = agreement(questions, truth, answers[one.name]) if truth else None
        found[one.name] = Measured(
            title=one.title,
            built=built[one.name],
            megabytes=one.megabytes(),
            latency=latencies(questions, times[one.name]),
            agreement=asdict(agreed) if agreed and one.name != TRUTH else {},
        )
    _read_in_parallel(folder, opponents, wish, found, tell)
    for one in opponents:
        found[one.name].visible = [*visible_after(one, network, wish.changes)]
        tell(f"{one.title}: changed")
    return Result(
        count=count,
        seed=SEED,
        asked={kind.value: _asked(questions, kind) for kind in Kind},
        rounds=wish.rounds,
        machine=machine.about(),
        load=[before, after],
        versions=_versions(opponents),
        absent=absent,
        opponents=found,
    )


def latencies(questions: Sequence[Question], times: Times) -> dict[str, Latency]:
    """Return percentiles for each kind: over questions, each at its best of all rounds.

    Beside them the p95 of each round by itself.
    """
    found = {}
    for kind in Kind:
        mine = [at for at, one in enumerate(questions) if one.kind is kind]
        best = [min(times.of[at]) for at in mine if times.of.get(at)]
        if not best:
            continue
        p50, p95, p99 = np.percentile(best, [50, 95, 99]).tolist()
        single = [
            float(np.percentile([some[at] for at in mine if at in some], 95))
            for some in times.rounds
            if any(at in some for at in mine)
        ]
        work = [min(times.at_work[at]) for at in mine if times.at_work.get(at)]
        found[kind.value] = Latency(
            p50, p95, p99, single, *np.percentile(work or [0.0], [50, 95]).tolist()
        )
    return found


def _built(one: Opponent, folder: Path, network: Network, *, keep: bool) -> Built:
    note = folder / f"built-{one.name}.json"
    if keep and note.exists():
        return Built.read(note)
    note.unlink(missing_ok=True)
    load, reading = machine.load(), network.seconds
    started = time.perf_counter()
    one.build(network)
    took = time.perf_counter() - started - (network.seconds - reading)
    built = Built(took, load)
    built.write(note)
    return built


def _read_in_parallel(
    folder: Path,
    opponents: Sequence[Opponent],
    wish: Wish,
    found: dict[str, Measured],
    tell: Callable[[str], None],
) -> None:
    for one in opponents:
        for processes in (1, 2):
            found[one.name].readers[str(processes)] = readers.together(
                folder,
                one.name,
                processes=processes,
                seconds=wish.seconds,
                questions=wish.mix,
            )
        tell(f"{one.title}: read by two")


def _asked(questions: Sequence[Question], kind: Kind) -> int:
    return sum(one.kind is kind for one in questions)


def _versions(opponents: Sequence[Opponent]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in opponents:
        found |= one.versions()
    return found
