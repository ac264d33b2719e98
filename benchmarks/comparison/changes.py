"""How long until a change is visible: a service renamed, then asked for by its name."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice

from benchmarks.comparison.network import Network
from benchmarks.comparison.opponents import Opponent
from benchmarks.questions import Kind, Question
from search.documents import Document
from search.query import Query

PATIENCE = 30.0
PAUSE = 0.001


def visible_after(
    opponent: Opponent, network: Network, changes: int
) -> Sequence[float]:
    """Return the milliseconds from before each change until a question finds it.

    The services are put back as they were. Empty: nothing can change there.
    """
    times = []
    for number, one in enumerate(_alone(network, changes)):
        name = f"Zyxwyx{'abcdefghijklmnopqrstuvwxyz'[number % 26]}{number}"
        changed = replace(one, name=name, texts=(name, *one.texts[1:]))
        started = time.perf_counter()
        if not opponent.change(network, changed):
            return ()
        _await(opponent, Question(Kind.NOWHERE, Query(text=name)), started)
        times.append((time.perf_counter() - started) * 1000)
        opponent.change(network, one)
    return times


def _await(opponent: Opponent, question: Question, started: float) -> None:
    while True:
        found = opponent.answer(question)
        if found and found.total:
            return
        if time.perf_counter() > started + PATIENCE:
            message = f"{opponent.title} does not show a change."
            raise RuntimeError(message)
        time.sleep(PAUSE)


def _alone(network: Network, count: int) -> Iterator[Document]:
    """Yield documents of services that have no other."""
    by_service = groupby(network.documents(), lambda one: one.service_id)
    alone = (some[0] for _, rest in by_service if len(some := list(rest)) == 1)
    yield from islice(alone, count)
