"""Words from closed lists, in whatever words the source used."""

import re

from django.conf.locale import LANG_INFO

STATUS = "status in the standard's word"
STATUS_MISSING = "status missing, active assumed"
STATUS_UNKNOWN = "status not known, active assumed"
CHOICE = "word of the standard used"
CHOICE_UNKNOWN = "not one of the standard's words"
LANGUAGE_CODE = "language's code found by its name"
LANGUAGE_SPLIT = "several languages in one row, one row made for each"
LANGUAGE_NOTE = "words around a language made its note"
LANGUAGE_UNKNOWN = "language not known, name kept without a code"
INTERPRETING = "not a language: put with the interpretation services"

STATUSES = {
    "active": "active",
    "open": "active",
    "current": "active",
    "published": "active",
    "verified": "active",
    "approved": "active",
    "live": "active",
    "yes": "active",
    "true": "active",
    "inactive": "inactive",
    "unpublished": "inactive",
    "draft": "inactive",
    "pending": "inactive",
    "hidden": "inactive",
    "no": "inactive",
    "false": "inactive",
    "defunct": "defunct",
    "closed": "defunct",
    "permanently closed": "defunct",
    "deleted": "defunct",
    "archived": "defunct",
    "discontinued": "defunct",
    "temporarily closed": "temporarily closed",
    "temporarily_closed": "temporarily closed",
    "temporarily-closed": "temporarily closed",
    "suspended": "temporarily closed",
    "on hold": "temporarily closed",
    "paused": "temporarily closed",
}
YES = frozenset({"true", "t", "yes", "y", "1", "x"})
NO = frozenset({"false", "f", "no", "n", "0", ""})

_MORE_LANGUAGES = {
    "american sign language": "ase",
    "asl": "ase",
    "sign language": "ase",
    "amharic": "am",
    "armenian": "hy",
    "burmese": "my",
    "cantonese": "yue",
    "chinese": "zh",
    "chinese (cantonese)": "yue",
    "chinese (mandarin)": "cmn",
    "creole": "ht",
    "dari": "prs",
    "farsi": "fa",
    "french creole": "ht",
    "gujarati": "gu",
    "haitian": "ht",
    "haitian creole": "ht",
    "haitian-creole": "ht",
    "hmong": "hmn",
    "ilocano": "ilo",
    "ingles": "en",
    "inglés": "en",
    "karen": "kar",
    "khmer": "km",
    "lao": "lo",
    "mandarin": "cmn",
    "mien": "ium",
    "navajo": "nv",
    "norwegian": "no",
    "oromo": "om",
    "pashto": "ps",
    "persian": "fa",
    "portuguese": "pt",
    "samoan": "sm",
    "sindhi": "sd",
    "somali": "so",
    "spanish": "es",
    "swahili": "sw",
    "tagalog": "tl",
    "taiwanese": "nan",
    "tigrinya": "ti",
    "tongan": "to",
    "triqui": "trc",
    "twi": "tw",
    "urdu": "ur",
    "yiddish": "yi",
    "yoruba": "yo",
}
LANGUAGES = {
    name.lower(): code
    for code, language in LANG_INFO.items()
    if len(code) <= 3 and "name" in language
    for name in (language["name"], language["name_local"])
} | _MORE_LANGUAGES
# The longest first, so that "Haitian Creole" is not read as "Creole".
_LANGUAGE = re.compile(
    r"(?<!\w)("
    + "|".join(sorted(map(re.escape, LANGUAGES), key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"^(?:[\s,;.&/*]|\band\b|\by\b)*$", re.IGNORECASE)
_INTERPRETING = re.compile(
    r"interpret|translat|tranlat|language line|languages?\b.*\b(?:available|avail|avai)"
    r"|other languages|others (?:may be )?available|available upon request"
    r"|others upon request|bilingual|bi-lingual|language services|is available",
    re.IGNORECASE,
)
_PAYERS = {
    "medicaid": "medicaid",
    "medi-cal": "medicaid",
    "medical": "medicaid",
    "medicare": "medicare",
    "va": "va",
    "veterans": "va",
    "sliding": "sliding",
    "sliding scale": "sliding",
    "sliding fee": "sliding",
    "free": "free",
    "no fee": "free",
    "none": "free",
    "private insurance": "private",
    "insurance": "private",
    "private pay": "self",
    "cash": "self",
    "check": "self",
    "credit card": "self",
    "debit card": "self",
    "money order": "self",
    "visa": "self",
    "mastercard": "self",
}
COUNTRIES = {
    "usa": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "united states": "US",
    "united states of america": "US",
    "puerto rico": "PR",
    "canada": "CA",
    "mexico": "MX",
    "united kingdom": "GB",
    "great britain": "GB",
    "england": "GB",
    "haiti": "HT",
}


def language_code(name: str) -> str:
    """Return the ISO code of a language's name; empty if it is not known."""
    lowered = name.strip().lower()
    if lowered in LANGUAGES:
        return LANGUAGES[lowered]
    return lowered if lowered in LANG_INFO and len(lowered) <= 3 else ""


def language_name(code: str) -> str:
    """Return the English name of a language's code; empty if it is not known."""
    return str(LANG_INFO.get(code.lower(), {}).get("name", ""))


def languages_in(text: str) -> tuple[list[str], bool]:
    """Return the languages named in a text, and whether it says more than names.

    A text that is about interpreters names none: what an interpreter speaks is not
    spoken there.
    """
    found = list(_LANGUAGE.finditer(text))
    first_is_early = found and _BETWEEN.match(text[: found[0].start()])
    if not found or (_INTERPRETING.search(text) and not first_is_early):
        return [], True
    rest = _LANGUAGE.sub("", text)
    if _INTERPRETING.search(text):
        # "Creole. Interpreters for Spanish": only what stands before is spoken.
        found = found[:1]
    names = [_titled(match[0].strip()) for match in found]
    return list(dict.fromkeys(names)), not _BETWEEN.match(rest)


def _titled(name: str) -> str:
    return name if name.isupper() else name.title()


def is_about_interpreting(text: str) -> bool:
    """Whether a text speaks of interpreters rather than of a language."""
    return bool(_INTERPRETING.search(text))


def payer(text: str) -> str:
    """Return our word for a way of paying; empty if there is none."""
    return _PAYERS.get(" ".join(text.lower().split()), "")
