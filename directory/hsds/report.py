"""What was done to which row, for the person who keeps the source."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, Protocol

VALUE_LENGTH = 500


class Outcome(StrEnum):
    """The four fates of something that was not right."""

    MENDED = "mended"
    """Kept, put right."""
    NOTICED = "noticed"
    """Kept as it was given."""
    VALUE_REFUSED = "value refused"
    """The row was kept without this value."""
    ROW_REFUSED = "row refused"
    """The row was left out."""


@dataclass(frozen=True, slots=True)
class Where:
    """A row's place in the package."""

    file: str
    line: int
    """The line of a CSV file; of a JSON file, which document."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the report."""

    file: str
    line: int
    table: str
    id: str
    field: str
    value: str
    outcome: Outcome
    reason: str
    now: str


_COLUMNS = tuple(Entry.__dataclass_fields__)
# dataclasses.asdict copies deeply: a third of the time of a long report.
_cells = attrgetter(*_COLUMNS)


class Writer(Protocol):
    """Takes entries as they come, so that a long report needs no memory."""

    def write(self, entry: Entry) -> None:
        """Write one entry."""


class CsvWriter:
    """One entry a line."""

    def __init__(self, stream: IO[str]) -> None:
        self._writer = csv.writer(stream)
        self._writer.writerow(_COLUMNS)

    def write(self, entry: Entry) -> None:
        """Write one entry."""
        self._writer.writerow(_cells(entry))


class JsonWriter:
    """One JSON array, an entry a line."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._before = "[\n"

    def write(self, entry: Entry) -> None:
        """Write one entry."""
        cells = zip(_COLUMNS, _cells(entry), strict=True)
        text = json.dumps(dict(cells), ensure_ascii=False)
        self._stream.write(f"{self._before}{text}")
        self._before = ",\n"

    def close(self) -> None:
        """End the array."""
        self._stream.write("[]\n" if self._before == "[\n" else "\n]\n")


class NoWriter:
    """Nobody asked for a file: only the counts are kept."""

    def write(self, entry: Entry) -> None:
        """Forget the entry."""


@contextmanager
def open_writer(path: Path | None) -> Iterator[Writer]:
    """Open the report file, CSV or JSON by its ending."""
    if path is None:
        yield NoWriter()
        return
    # A finished report replaces an older one; a run that fails leaves that alone.
    half = path.with_name(f"{path.name}.part")
    try:
        with half.open("w", encoding="utf-8", newline="") as stream:
            if path.suffix.lower() == ".json":
                writer = JsonWriter(stream)
                yield writer
                writer.close()
            else:
                yield CsvWriter(stream)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


@dataclass(slots=True)
class TableCounts:
    """How many rows of one table met which fate."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    returned: int = 0
    removed: int = 0
    refused: int = 0


@dataclass(slots=True)
class ImportReport:
    """What an import did: counts by table and by reason."""

    source: str = ""
    shape: str = ""
    is_dry_run: bool = False
    is_partial: bool = False
    """Whether the package is only a part, so that nothing was marked removed."""
    listings_changed: int = 0
    tables: dict[str, TableCounts] = field(default_factory=dict)
    reasons: Counter[tuple[Outcome, str]] = field(default_factory=Counter)
    writer: Writer = field(default_factory=NoWriter, repr=False)

    def table(self, name: str) -> TableCounts:
        """Return one table's counts."""
        return self.tables.setdefault(name, TableCounts())

    def add(self, entry: Entry) -> None:
        """Count an entry and write it to the report file."""
        self.reasons[entry.outcome, entry.reason] += 1
        if entry.outcome is Outcome.ROW_REFUSED:
            self.table(entry.table).refused += 1
        self.writer.write(entry)

    def count(self, outcome: Outcome, reason: str | None = None) -> int:
        """Return how many entries had this outcome (and this reason)."""
        return sum(
            number
            for (had, why), number in self.reasons.items()
            if had is outcome and reason in {None, why}
        )

    @property
    def is_unchanged(self) -> bool:
        """Whether the directory already was as the package says."""
        return not any(
            counts.new + counts.changed + counts.returned + counts.removed
            for counts in self.tables.values()
        )

    def counts(self) -> dict[str, Any]:
        """Return the counts as plain values, without anything of a row."""
        return {
            "tables": {name: asdict(counts) for name, counts in self.tables.items()},
            "reasons": [
                {"outcome": outcome.value, "reason": reason, "rows": number}
                for (outcome, reason), number in self.reasons.most_common()
            ],
            "listings_changed": self.listings_changed,
            "is_partial": self.is_partial,
        }


def shortened(value: object) -> str:
    """Return a value as the report shows it."""
    text = "" if value is None else str(value)
    return text if len(text) <= VALUE_LENGTH else text[:VALUE_LENGTH] + "…"
