"""Telephone numbers: extensions taken out, the rest written the usual way."""

import re
from dataclasses import dataclass, field

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from directory.hsds.mending.mended import Done, mended, noticed, value_refused

EXTENSION = "extension taken out of the number"
FORMAT = "number written the usual way"
LABEL = "words around the number taken out"
UNREADABLE = "not a number that can be dialled, kept as given"
EXTENSION_UNREADABLE = "extension is not a number, put into the description"
TYPE = "kind of phone in the standard's word"
TYPE_UNKNOWN = "kind of phone not known"
TYPE_MISSING = "kind of phone missing, voice assumed"

_EXTENSION = re.compile(
    r"[\s,;(]*(?:(?<![a-z])ext(?:ension|n)?\.?|(?<![a-z])x|#)\s*[:.]?\s*"
    r"(?P<digits>\d{1,7})\)?\s*$",
    re.IGNORECASE,
)
_OPTION = re.compile(
    r"[\s,;(]*(?:(?<![a-z])x\s*opt|\bopt(?:ion)?)\.?\s*(?P<option>\d+)\)?\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\s*(?:phone|tel|telephone|t|ph)\s*(?:no)?\.?\s*:\s*", re.IGNORECASE
)
_SHORT = re.compile(r"^\*?\d{3}$")
_NUMBER = re.compile(r"^[+\d][\d\s().\-\u2010-\u2015/+]*$")
TYPES = {
    "voice": "voice",
    "phone": "voice",
    "main": "voice",
    "office": "voice",
    "business": "voice",
    "work": "voice",
    "landline": "voice",
    "hotline": "voice",
    "toll free": "voice",
    "toll-free": "voice",
    "fax": "fax",
    "sms": "text",
    "text": "text",
    "cell": "cell",
    "mobile": "cell",
    "pager": "pager",
    "video": "video",
    "tty": "textphone",
    "tdd": "textphone",
    "tty/tdd": "textphone",
    "textphone": "textphone",
}


@dataclass(slots=True)
class MendedPhone:
    """A number in its parts."""

    number: str
    extension: int | None = None
    note: str = ""
    """What did not belong to the number, for its description."""
    done: list[Done] = field(default_factory=list)


def mend(text: str, country: str = "US") -> MendedPhone:
    """Take a number apart. What cannot be read stays as it was given."""
    phone = MendedPhone(text)
    number = _without_ends(text, phone)
    if number != text:
        phone.number = number
    if _SHORT.match(number):
        return phone
    written = _written(number, country)
    if written is None:
        phone.done.append(noticed(UNREADABLE))
    elif written != number:
        phone.done.append(mended(FORMAT, written))
        phone.number = written
    return phone


def type_of(text: str) -> str | None:
    """Return RFC 6350's word for a kind of phone; nothing for an unknown word."""
    return TYPES.get(" ".join(text.lower().split()))


def extension_of(text: str) -> tuple[int | None, Done | None]:
    """Read an extension that stands in its own column."""
    digits = text.strip().lstrip("xX#").strip().removesuffix(".0")
    if digits.isdigit() and len(digits) <= 9:
        return int(digits), None
    return None, value_refused(EXTENSION_UNREADABLE)


def _without_ends(text: str, phone: MendedPhone) -> str:
    """Take label, option and extension off, noting each."""
    number = _LABEL.sub("", text).strip('" \t')
    if number != text:
        phone.done.append(mended(LABEL, number))
    if option := _OPTION.search(number):
        number = number[: option.start()].strip()
        phone.note = f"Option {option['option']}"
        phone.done.append(mended(EXTENSION, number))
    elif found := _EXTENSION.search(number):
        number = number[: found.start()].strip()
        phone.extension = int(found["digits"])
        phone.done.append(mended(EXTENSION, number))
    return number


def _written(number: str, country: str) -> str | None:
    """Return the number as people write it; nothing when it cannot be dialled."""
    is_vanity = not _NUMBER.match(number)
    try:
        parsed = phonenumbers.parse(number, country)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed) or is_short_of_area(parsed):
        return None
    if is_vanity:
        # Formatting would spell the letters out, and "text HOME to 741" is no number.
        return number if re.fullmatch(r"[\dA-Z().\- +]{7,20}", number) else None
    home = parsed.country_code == 1
    how = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, how)


def is_short_of_area(parsed: phonenumbers.PhoneNumber) -> bool:
    """Whether a North American number lacks its area code."""
    return parsed.country_code == 1 and len(str(parsed.national_number)) != 10
