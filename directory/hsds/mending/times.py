"""Times of day and days of the week, as people write them."""

import re
from datetime import time

MIDNIGHT, LAST_MINUTE = time(0, 0), time(23, 59)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = {
    "mo": 0, "mon": 0, "monday": 0, "mondays": 0, "m": 0, "lunes": 0,
    "tu": 1, "tue": 1, "tues": 1, "tuesday": 1, "tuesdays": 1, "martes": 1,
    "we": 2, "wed": 2, "weds": 2, "wednesday": 2, "wednesdays": 2, "w": 2,
    "miercoles": 2, "miércoles": 2,
    "th": 3, "thu": 3, "thur": 3, "thurs": 3, "thursday": 3, "thursdays": 3,
    "thru": 3, "jueves": 3,
    "fr": 4, "fri": 4, "friday": 4, "fridays": 4, "f": 4, "viernes": 4,
    "sa": 5, "sat": 5, "saturday": 5, "saturdays": 5, "sabado": 5, "sábado": 5,
    "su": 6, "sun": 6, "sunday": 6, "sundays": 6, "domingo": 6,
}  # fmt: skip
_WHOLE = {
    "daily": range(7),
    "every day": range(7),
    "everyday": range(7),
    "7 days": range(7),
    "all days": range(7),
    "weekdays": range(5),
    "weekends": (5, 6),
}
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3,
    "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "last": -1,
}  # fmt: skip
_TIME = re.compile(
    r"^(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))?(?::\d{2}(?:\.\d+)?)?"
    r"\s*(?P<half>[ap])?\.?\s?(?:m\.?)?"
    r"\s*(?:Z|[+-]\d{2}:?\d{2}|[ECMP][SD]?T)?$",
    re.IGNORECASE,
)
_ALL_DAY = re.compile(
    r"\b24\s*(?:/\s*7|hours?|hrs?)\b|\baround the clock\b", re.IGNORECASE
)
_DASH = re.compile("[\u2010-\u2015]")
_RULE = re.compile(r"^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")
_TRAILING = re.compile(
    r"^(\d{1,2}(?::\d{2})?\s*[ap]\.?m\.?)[\s,]+\(?([^()]+)\)?$", re.IGNORECASE
)


def read(text: str) -> time | None:
    """Read "1:50pm", "09:30:00", "830am", "9:00 a.m."; nothing if it is no time."""
    found = _TIME.match(text.strip())
    if not found or (found["half"] is None and text.strip().lower().endswith("m")):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    if hour == 24 and minute == 0:
        return LAST_MINUTE
    return time(hour, minute) if hour < 24 and minute < 60 else None


def has_half(text: str) -> bool:
    """Whether a time says morning or afternoon."""
    return bool(re.search(r"\d\s*[ap]", text, re.IGNORECASE))


def split_trailing(text: str) -> tuple[str, str]:
    """Part "12:00pm (dispensing)" into the time and what was said about it."""
    found = _TRAILING.match(text.strip())
    return (found[1], found[2].strip()) if found else (text, "")


def is_all_day(text: str) -> bool:
    """Whether a text says "24 hours"."""
    return bool(_ALL_DAY.search(text))


def after_noon(opens: time, closes: time) -> time:
    """Return a closing time without am or pm as the afternoon one, if it must be."""
    if closes <= opens and closes.hour < 12:
        return closes.replace(hour=closes.hour + 12)
    return closes


def days(text: str) -> str | None:
    """Read days as RFC 5545's BYDAY: "MO,TU", "2SA"; nothing if they are not days.

    Takes names in English and Spanish, ranges ("Mon - Fri"), lists, numbers from
    1 (Monday) to 7, "weekdays", "second Saturday" and BYDAY itself.
    """
    text = text.strip()
    rules = [_RULE.match(part.strip()) for part in text.upper().split(",")]
    if all(rules):
        return ",".join(f"{rule[1] or ''}{rule[2]}" for rule in rules if rule)
    lowered = " ".join(_DASH.sub("-", text.lower()).split())
    if lowered in _WHOLE:
        return ",".join(DAYS[day] for day in _WHOLE[lowered])
    if (nth := _nth_days(lowered)) is not None:
        return nth
    found = _listed_days(lowered)
    return None if found is None else ",".join(DAYS[day] for day in sorted(found))


def _nth_days(text: str) -> str | None:
    """Read "first and third Tuesday" as "1TU,3TU"."""
    words = re.sub(r"\b(?:and|of|the|each|every|month)\b|[&,]", " ", text).split()
    numbers = [_ORDINALS[word] for word in words if word in _ORDINALS]
    named = [_NAMES[word] for word in words if word in _NAMES]
    if not numbers or not named or len(numbers) + len(named) != len(words):
        return None
    return ",".join(f"{number}{DAYS[day]}" for day in named for number in numbers)


def _listed_days(text: str) -> set[int] | None:
    """Read a list of days and ranges of days."""
    found: set[int] = set()
    for part in re.split(r"\s*(?:,|;|&|/|\band\b|\by\b)\s*", text):
        if not part:
            continue
        ends = re.split(r"\s*(?:-|\bto\b|\bthrough\b)\s*", part)
        numbers = [_day_number(end) for end in ends]
        if len(ends) > 2 or None in numbers:
            return None
        first, last = numbers[0], numbers[-1]
        assert first is not None  # noqa: S101 - ruled out two lines above
        assert last is not None  # noqa: S101 - likewise
        found.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return found or None


def _day_number(text: str) -> int | None:
    text = text.strip().rstrip(".")
    if text.isdigit() and 1 <= int(text) <= 7:
        return int(text) - 1
    return _NAMES.get(text)
