"""Who takes part, in the order of the tables."""

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.comparison.elastic import Bare, Elastic
from benchmarks.comparison.embedded import Embedded
from benchmarks.comparison.limit import Limit
from benchmarks.comparison.opponents import AbsentError, Opponent
from benchmarks.comparison.plain import Plain
from benchmarks.comparison.strong import Strong

ROSTER: dict[str, Callable[[Path], Opponent]] = {
    one.name: one for one in (Embedded, Limit, Strong, Plain, Elastic, Bare)
}


def present(
    folder: Path, wanted: tuple[str, ...], absent: dict[str, str]
) -> Iterator[Opponent]:
    """Yield those that can take part; say in ``absent`` why others cannot."""
    for name, make in ROSTER.items():
        if wanted and name not in wanted:
            continue
        try:
            yield make(folder)
        except AbsentError as error:
            absent[name] = str(error)
