"""What was measured of one size, and kept in a file until the tables are written."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds."""

    p50: float
    p95: float
    p99: float
    rounds: list[float]
    """The p95 of each round by itself."""
    work50: float = 0.0
    """The same percentile of the processors' work."""
    work95: float = 0.0


@dataclass(frozen=True, slots=True)
class Built:
    """What building took."""

    seconds: float
    load: float
    """The machine's when it began."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what an earlier run wrote."""
        return cls(**json.loads(path.read_text()))

    def write(self, path: Path) -> None:
        """Keep it beside what was built."""
        path.write_text(json.dumps(asdict(self)))


@dataclass
class Measured:
    """One opponent's numbers."""

    title: str
    built: Built
    megabytes: float
    latency: dict[str, Latency]
    """By kind of question."""
    agreement: dict[str, float] = field(default_factory=dict)
    readers: dict[str, dict[str, float]] = field(default_factory=dict)
    """By the number of processes."""
    visible: list[float] = field(default_factory=list)


@dataclass
class Result:
    """One size."""

    count: int
    seed: int
    asked: dict[str, int]
    rounds: int
    machine: dict[str, str]
    load: list[float]
    versions: dict[str, Any]
    absent: dict[str, str]
    opponents: dict[str, Measured]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what a run wrote."""
        said = json.loads(path.read_text())
        opponents = {
            name: Measured(
                **{
                    **one,
                    "built": Built(**one["built"]),
                    "latency": {k: Latency(**v) for k, v in one["latency"].items()},
                }
            )
            for name, one in said.pop("opponents").items()
        }
        return cls(**said, opponents=opponents)

    def write(self, path: Path) -> None:
        """Keep everything."""
        path.write_text(json.dumps(asdict(self), indent=1))
