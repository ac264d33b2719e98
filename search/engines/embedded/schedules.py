"""Opening hours as a column: each distinct week kept once, open or not by lookup."""

import json
from array import array
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

type Integers = NDArray[np.int64]

DAY = 24 * 60
# 1970-01-01 was a Thursday; weeks are counted from Monday.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
EPOCH_WEEKDAY = 3
UNKNOWN = -1
# Questions come one after another, and most of them ask for now.
MOST_KNOWN = 8


@dataclass(frozen=True, slots=True)
class Schedules:
    """For each document the number of its schedule; for each schedule its intervals."""

    of_document: NDArray[np.int32]
    """-1: hours not known."""
    zones: list[str]
    zone: Integers
    """For each schedule the number of its time zone."""
    week: Integers
    """Shape (intervals, 3): schedule, start and end in minutes of the week."""
    dated: Integers
    """Shape (intervals, 4): schedule, start and end in local minutes, whether open."""

    _known: dict[int, NDArray[np.bool_]] = field(default_factory=dict, init=False)
    """By minute since 1970, which schedules are open: the moments asked last."""

    def open_at(self, moment: datetime, docs: Integers) -> NDArray[np.bool_]:
        """Return which of these documents are open at an aware moment.

        Hours that are not known are not open.
        """
        minute = int(moment.timestamp() // 60)
        is_open = self._known.get(minute)
        if is_open is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            is_open = self._known[minute] = self._open(moment)
        answer: NDArray[np.bool_] = is_open[self.of_document.take(docs)]
        return answer

    def _open(self, moment: datetime) -> NDArray[np.bool_]:
        local = np.array(
            [local_minutes(moment, zone) for zone in self.zones], dtype=np.int64
        )
        # One more schedule, never open, for the documents whose hours are not known.
        is_open = np.zeros(len(self.zone) + 1, dtype=bool)
        if len(local):
            minute = local[self.zone]
            self._mark(is_open, self.week, minute_of_week(minute), value=True)
            opened = self.dated[self.dated[:, 3] == 1]
            closed = self.dated[self.dated[:, 3] == 0]
            self._mark(is_open, opened, minute, value=True)
            self._mark(is_open, closed, minute, value=False)
        return is_open

    @staticmethod
    def _mark(
        is_open: NDArray[np.bool_], rows: Integers, minute: Integers, *, value: bool
    ) -> None:
        now = minute[rows[:, 0]]
        is_open[rows[(rows[:, 1] <= now) & (now < rows[:, 2]), 0]] = value


class SchedulesMaker:
    """Takes the hours of documents one by one."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._of_document = array("i")

    def add(self, hours: str) -> None:
        """Take the next document's hours, as ``Facts`` holds them."""
        number = UNKNOWN
        if hours:
            number = self._numbers.setdefault(hours, len(self._numbers))
        self._of_document.append(number)

    def made(self, order: Integers) -> Schedules:
        """Return the column, its documents in this order."""
        distinct = [json.loads(text) for text in self._numbers]
        zones = sorted({zone for zone, _, _ in distinct})
        week = [
            (number, start, end)
            for number, (_, intervals, _) in enumerate(distinct)
            for start, end in intervals
        ]
        dated = [
            (number, start, end, is_open)
            for number, (_, _, intervals) in enumerate(distinct)
            for start, end, is_open in intervals
        ]
        return Schedules(
            np.array(self._of_document, dtype=np.int32)[order],
            zones,
            np.array([zones.index(zone) for zone, _, _ in distinct], dtype=np.int64),
            np.array(week, dtype=np.int64).reshape(-1, 3),
            np.array(dated, dtype=np.int64).reshape(-1, 4),
        )


def local_minutes(moment: datetime, zone: str) -> int:
    """Return the minutes since 1970-01-01 0:00 on the clocks of a zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return (local.toordinal() - EPOCH) * DAY + local.hour * 60 + local.minute


def minute_of_week(minutes: Integers) -> Integers:
    """Return the minutes since Monday 0:00."""
    week: Integers = (minutes + EPOCH_WEEKDAY * DAY) % (7 * DAY)
    return week
