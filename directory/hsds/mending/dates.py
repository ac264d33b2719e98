"""Dates, as people write them."""

import re
from datetime import date, timedelta

from dateutil import parser

SPELLED = "date written as year-month-day"
TWO_DIGIT_YEAR = "two-digit year taken as the nearest century's"
DAY_FIRST = "day and month were the other way round"
NO_YEAR = "date without a year"
UNREADABLE = "not a date"

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_SLASHED = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})$")
_RELATIVE = re.compile(r"^([+-]\d{1,5})d$")


def read(text: str) -> tuple[date | None, str]:
    """Read a date; give also the reason if it was not plainly written."""
    text = text.strip()
    try:
        if found := _ISO.match(text):
            year, month, day = map(int, found.groups())
            return (None, NO_YEAR) if year < 1000 else (date(year, month, day), "")
        if found := _SLASHED.match(text):
            return _slashed(*found.groups())
        return _spelled(text)
    except ValueError:
        return None, UNREADABLE


def relative(text: str, today: date) -> date | None:
    """Read "-12d" as twelve days before ``today``; nothing for any other form."""
    found = _RELATIVE.match(text.strip())
    return today + timedelta(days=int(found[1])) if found else None


def _slashed(first: str, second: str, year_text: str) -> tuple[date | None, str]:
    month, day, year = int(first), int(second), int(year_text)
    reason = SPELLED
    if len(year_text) == 2:
        year = 2000 + year if year < 50 else 1900 + year
        reason = TWO_DIGIT_YEAR
    if year < 1000:
        return None, NO_YEAR
    if month > 12 and day <= 12:
        month, day, reason = day, month, DAY_FIRST
    return date(year, month, day), reason


def _spelled(text: str) -> tuple[date | None, str]:
    if not re.search(r"[A-Za-z]{3}", text) or not re.search(r"\d", text):
        return None, UNREADABLE
    # A year that is not there would be filled in by the default's: asked for twice,
    # with two defaults, such a date gives two answers.
    found = parser.parse(text, default=parser.parse("2000-01-01"))
    again = parser.parse(text, default=parser.parse("2004-01-01"))
    if found != again or re.search(r"\b0001\b", text):
        return None, NO_YEAR
    return found.date(), SPELLED
