"""Moments as the demo's files write them: always near the day of the load."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from referrals import clock

MOMENT = re.compile(r"([+-])(\d+)([dbhm])(?: (\d{1,2}:\d{2}))?")


class DemoError(Exception):
    """A demo file that cannot be played, with the place and the reason."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The moment of the load, and the network's own time zone."""

    now: datetime
    zone: ZoneInfo

    def moment(self, text: str) -> datetime:
        """Return the moment that ``-6d 14:10``, ``-4b 9:05`` or ``-90m`` means."""
        sign, count, unit, clock_time = self._parts(text)
        if unit in "hm":
            minutes = count * (60 if unit == "h" else 1)
            return self.now + sign * timedelta(minutes=minutes)
        at = time.fromisoformat((clock_time or "9:00").zfill(5))
        return datetime.combine(self._day(sign, count, unit), at, self.zone)

    def day(self, text: str) -> date:
        """Return the day that ``+12d``, ``-4b`` or ``2026-11-10`` means."""
        if not text.startswith(("+", "-")):
            return date.fromisoformat(text)
        sign, count, unit, _clock_time = self._parts(text)
        return self._day(sign, count, unit)

    def birth_date(self, said: "str | dict[str, int] | None", key: str) -> date | None:
        """Return a date, or one that makes ``{"age": 78}`` true; None if not said."""
        if said is None or isinstance(said, str):
            return date.fromisoformat(said) if said else None
        today = self.now.astimezone(self.zone).date()
        birthday = today - timedelta(days=crc32(key.encode()) % 360 + 1)
        # Nobody here is born on 29 February, so that every year has the day.
        day = min(birthday.day, 28)
        return birthday.replace(year=birthday.year - said["age"], day=day)

    def _parts(self, text: str) -> tuple[int, int, str, str]:
        found = MOMENT.fullmatch(text)
        if found is None:
            message = f"“{text}” is no moment. Write it as -6d 14:10, -4b or -90m."
            raise DemoError(message)
        sign, count, unit, clock_time = found.groups()
        return (1 if sign == "+" else -1), int(count), unit, clock_time or ""

    def _day(self, sign: int, count: int, unit: str) -> date:
        day = self.now.astimezone(self.zone).date()
        if unit == "d":
            return day + sign * timedelta(days=count)
        while count:
            day += sign * timedelta(days=1)
            count -= clock.is_working_day(day)
        return day
