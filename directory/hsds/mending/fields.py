"""One value for one field, by the kind of field that it is for."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.dateparse import parse_datetime

from directory.hsds.mending import dates, text, times, words
from directory.hsds.mending.mended import Done, mended, noticed, value_refused

URL_SCHEME = "http:// put before a web address"
URL_REFUSED = "not a web address"
EMAIL_FIRST = "several e-mail addresses, the first one kept"
EMAIL_REFUSED = "not an e-mail address"
NUMBER_REFUSED = "not a number"
TIME_SPELLED = "time written as hours and minutes"
TIME_REFUSED = "not a time of day"

_DOMAIN = re.compile(
    r"^[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,24}(?:[:/?#].*)?$", re.IGNORECASE
)
_URL = re.compile(r"^https?://[^\s/.]+(?:\.[^\s/.]+)+(?:[:/?#]\S*)?$", re.IGNORECASE)

# Evaluated only by type checkers: Django's own class takes no brackets.
type AnyField = models.Field[Any, Any]
type Answer = tuple[Any, list[Done]]
"""The value as JSON can carry it, and what was done to get it."""


def mend(field: AnyField, value: Any) -> Answer:
    """Return a value that the field takes, and what was done to it."""
    for kind, reader in _READERS:
        if isinstance(field, kind):
            return reader(field, value)
    return _line(field, value)


def empty(field: AnyField) -> Any:
    """Return what a field holds when the source says nothing."""
    if field.has_default():
        return field.get_default()
    return None if field.null else ""


def _clean(value: Any, *, is_line: bool = True) -> tuple[str, list[Done]]:
    cleaned, reasons = text.mend(value, is_line=is_line)
    return cleaned, [
        noticed(reason) if reason == text.MOJIBAKE_LEFT else mended(reason, cleaned)
        for reason in reasons
    ]


def _fitted(field: AnyField, cleaned: str, done: list[Done]) -> Answer:
    longest = field.max_length
    if longest is not None and len(cleaned) > longest:
        cleaned = cleaned[: longest - 1].rstrip() + "…"
        done = [*done, mended(text.TOO_LONG, cleaned)]
    return cleaned, done


def _text(field: AnyField, value: Any) -> Answer:
    return _fitted(field, *_clean(value, is_line=False))


def _line(field: AnyField, value: Any) -> Answer:
    cleaned, done = _clean(value)
    if field.choices and cleaned:
        return _choice(field, cleaned, done)
    return _fitted(field, cleaned, done)


def _choice(field: AnyField, cleaned: str, done: list[Done]) -> Answer:
    known = {str(choice): choice for choice, _label in field.flatchoices}
    if cleaned in known:
        return cleaned, done
    for choice in known:
        if choice.lower() == cleaned.lower():
            return choice, [*done, mended(words.CHOICE, choice)]
    return empty(field), [*done, value_refused(words.CHOICE_UNKNOWN)]


def _email(field: AnyField, value: Any) -> Answer:
    cleaned, done = _clean(value)
    parts = [part for part in re.split(r"[\s,;<>()]+", cleaned) if "@" in part]
    address = (parts[0] if parts else cleaned).removeprefix("mailto:").rstrip(".")
    if not address:
        return "", done
    try:
        validate_email(address)
    except ValidationError:
        return "", [*done, value_refused(EMAIL_REFUSED)]
    if address != cleaned:
        done = [*done, mended(EMAIL_FIRST, address)]
    return _fitted(field, address, done)


def _url(field: AnyField, value: Any) -> Answer:
    cleaned, done = _clean(value)
    if not cleaned:
        return "", done
    if not _URL.match(cleaned):
        if not _DOMAIN.match(cleaned):
            return "", [*done, value_refused(URL_REFUSED)]
        cleaned = f"http://{cleaned}"
        done = [*done, mended(URL_SCHEME, cleaned)]
    if len(cleaned) > (field.max_length or 500):
        return "", [*done, value_refused(URL_REFUSED)]
    return cleaned, done


def _date(_field: AnyField, value: Any) -> Answer:
    cleaned, done = _clean(value)
    if not cleaned:
        return None, done
    found, reason = dates.read(cleaned)
    if found is None:
        return None, [*done, value_refused(reason)]
    if reason:
        done = [*done, mended(reason, found)]
    return found.isoformat(), done


def _datetime(_field: AnyField, value: Any) -> Answer:
    cleaned, done = _clean(value)
    if not cleaned:
        return None, done
    try:
        found = parse_datetime(cleaned)
    except ValueError:
        found = None
    if found is None:
        day, reason = dates.read(cleaned)
        if day is None:
            return None, [*done, value_refused(reason)]
        found = at_noon(day)
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return found.isoformat(), done


def at_noon(day: date) -> datetime:
    """Return a day as a moment that is on that day in every state."""
    return datetime(day.year, day.month, day.day, 20, tzinfo=UTC)


def _time(_field: AnyField, value: Any) -> Answer:
    cleaned, done = _clean(value)
    if not cleaned:
        return None, done
    found = times.read(cleaned)
    if found is None:
        return None, [*done, value_refused(TIME_REFUSED)]
    written = found.isoformat()
    if not cleaned.startswith(written[:5]):
        done = [*done, mended(TIME_SPELLED, written[:5])]
    return written, done


def _number(field: AnyField, value: Any) -> Answer:
    cleaned, done = _clean(value)
    if not cleaned:
        return empty(field), done
    try:
        number = Decimal(cleaned.replace(",", ""))
        fits = number.is_finite() and abs(number) < Decimal(10) ** 9
    except InvalidOperation:
        fits = False
    if not fits:
        return None, [*done, value_refused(NUMBER_REFUSED)]
    return _fitted_number(field, number, done)


def _fitted_number(field: AnyField, number: Decimal, done: list[Done]) -> Answer:
    if isinstance(field, models.FloatField):
        return float(number), done
    if isinstance(field, models.DecimalField):
        return str(number.quantize(Decimal(10) ** -field.decimal_places)), done
    highest = 32_767 if isinstance(field, models.PositiveSmallIntegerField) else 10**9
    if number < 0 or number > highest:
        return None, [*done, value_refused(NUMBER_REFUSED)]
    return int(number), done


def _boolean(_field: AnyField, value: Any) -> Answer:
    if isinstance(value, bool):
        return value, []
    cleaned, done = _clean(value)
    if cleaned.lower() not in words.YES | words.NO:
        return False, [*done, value_refused(words.CHOICE_UNKNOWN)]
    return cleaned.lower() in words.YES, done


def _reference(_field: AnyField, value: Any) -> Answer:
    given = str(value)
    return (given.strip() or None), (
        [mended(text.PADDED, given.strip())] if given != given.strip() else []
    )


type _Kinds = type[AnyField] | tuple[type[AnyField], ...]
_READERS: tuple[tuple[_Kinds, Callable[[AnyField, Any], Answer]], ...] = (
    ((models.ForeignKey, models.UUIDField), _reference),
    (models.BooleanField, _boolean),
    (models.EmailField, _email),
    (models.URLField, _url),
    (models.TextField, _text),
    (models.DateTimeField, _datetime),
    (models.DateField, _date),
    (models.TimeField, _time),
    ((models.FloatField, models.DecimalField, models.IntegerField), _number),
)


def days_from(today: datetime, days: int) -> datetime:
    """Return the moment so many days away."""
    return today + timedelta(days=days)
