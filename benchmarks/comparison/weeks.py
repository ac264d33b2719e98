"""Which of the distinct weekly schedules are open at a moment."""

import pickle
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from search.documents import Hours

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WEEK = 7 * 1440


class Weeks:
    """Schedules by number; answers are kept, one for each moment."""

    def __init__(self, schedules: Iterable[Hours]) -> None:
        self._schedules = tuple(schedules)
        self._known: dict[datetime, NDArray[np.uint8]] = {}
        self._lists: dict[datetime, list[int]] = {}

    @classmethod
    def read(cls, path: Path) -> "Weeks":
        """Read what another process wrote."""
        return cls(pickle.loads(path.read_bytes()))  # noqa: S301 - our own file

    def write(self, path: Path) -> None:
        """Keep the schedules for other processes."""
        path.write_bytes(pickle.dumps(self._schedules))

    def open(self, moment: datetime) -> NDArray[np.uint8]:
        """Return for each schedule whether it is open, 0 or 1."""
        if moment not in self._known:
            every = (is_open(one, moment) for one in self._schedules)
            self._known[moment] = np.fromiter(every, np.uint8, len(self._schedules))
        return self._known[moment]

    def opened(self, moment: datetime) -> list[int]:
        """Return the numbers of the schedules that are open."""
        if moment not in self._lists:
            self._lists[moment] = np.flatnonzero(self.open(moment)).tolist()
        return self._lists[moment]


def is_open(hours: Hours, moment: datetime) -> bool:
    """Whether a schedule is open: dates beat the week, and closed beats open."""
    local = moment.astimezone(ZoneInfo(hours.timezone)).replace(tzinfo=UTC)
    minute = int((local - EPOCH).total_seconds() // 60)
    dated = [says for start, end, says in hours.exceptions if start <= minute < end]
    if dated:
        return all(dated)
    # 1970-01-01 was a Thursday.
    of_week = (minute + 3 * 1440) % WEEK
    return any(start <= of_week < end for start, end in hours.week)
