"""Moments as people write them: "now", "Tuesday 3 pm", "sábado por la mañana"."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils.dateparse import parse_datetime

from search.language import fold

YEARS = range(1900, 2200)

_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mondays mon lunes lun",
            "tuesday tuesdays tues tue martes mar",
            "wednesday wednesdays wed miercoles mie",
            "thursday thursdays thurs thur thu jueves jue",
            "friday fridays fri viernes vie",
            "saturday saturdays sat sabado sabados sab",
            "sunday sundays sun domingo domingos dom",
        )
    )
    for name in names.split()
}
_AWAY = {"today": 0, "hoy": 0, "tonight": 0, "tomorrow": 1, "manana": 1}
_TIMES = {
    **dict.fromkeys(("morning", "mornings"), time(9)),
    **dict.fromkeys(("noon", "midday", "mediodia"), time(12)),
    **dict.fromkeys(("afternoon", "afternoons", "tarde"), time(14)),
    **dict.fromkeys(("evening", "evenings", "night", "tonight", "noche"), time(19)),
}
# For "open Saturday": when what is open that day at all is most likely open.
_USUAL = time(10)
_FILLERS = {
    *("on", "at", "in", "the", "this", "next"),
    *("el", "la", "los", "las", "a", "de", "por", "este", "esta"),
}
_MORNING_ES = re.compile(r"\b(por|de|en)\s+la\s+manana\b")
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap])\.?\s?m\b\.?"
    r"|\b(?P<hour24>\d{1,2}):(?P<minute24>\d\d)\b"
)


def read(text: str, now: datetime) -> datetime | None:
    """Return the next such moment from ``now`` on, on the clock of ``now``.

    Takes an ISO date and time, or a day, a time of day or both, in English or Spanish.
    ``None``: not understood, or a date that no directory has hours for. An aware
    moment is returned in its own zone.
    """
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None:
        return _said(fold(text), now)
    if moment.year not in YEARS:
        # At the calendar's ends a moment cannot be told on another place's clock.
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


def _said(text: str, now: datetime) -> datetime | None:
    left = _MORNING_ES.sub(" morning ", text)
    found = _CLOCK.search(left)
    clock = None
    if found:
        clock = _clock(found)
        if clock is None:
            return None
        left = left[: found.start()] + " " + left[found.end() :]
    words = [word for word in re.findall(r"\w+", left) if word not in _FILLERS]
    if not words and clock is None:
        return None
    if any(word not in {*_DAYS, *_AWAY, *_TIMES} for word in words):
        return None
    at = clock or next((_TIMES[one] for one in words if one in _TIMES), _USUAL)
    return _next(words, at, now)


def _clock(found: re.Match[str]) -> time | None:
    if found["hour24"]:
        hour, minute = int(found["hour24"]), int(found["minute24"])
    else:
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _next(words: Iterable[str], at: time, now: datetime) -> datetime:
    words = list(words)
    days = [_DAYS[word] for word in words if word in _DAYS]
    away = [_AWAY[word] for word in words if word in _AWAY]
    if days:
        ahead = (days[0] - now.weekday()) % 7
        return _later(now.date() + timedelta(days=ahead), at, now, step=7)
    if away:
        return _on(now.date() + timedelta(days=away[0]), at, now)
    return _later(now.date(), at, now, step=1)


def _later(day: date, at: time, now: datetime, *, step: int) -> datetime:
    moment = _on(day, at, now)
    return moment if moment >= now else _on(day + timedelta(days=step), at, now)


def _on(day: date, at: time, now: datetime) -> datetime:
    return datetime.combine(day, at, tzinfo=now.tzinfo)
