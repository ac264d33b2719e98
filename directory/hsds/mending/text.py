"""Texts: wrong decodings, HTML, literal newlines, padding, another system's marks."""

import html
import re

import nh3

from directory.hsds.mending import mojibake

PADDED = "spaces around the value removed"
NEWLINES = "written-out \\n made a line break"
MOJIBAKE = "wrongly decoded characters put right"
MOJIBAKE_LEFT = "wrongly decoded characters that cannot be put right"
HTML = "HTML taken out"
MARKERS = "marks of the source's own system taken out"
CONTROL = "control characters taken out"
ABSENT = "a word for nothing, taken as empty"
TOO_LONG = "longer than the field, cut"

_ESCAPED = re.compile(r"\\+(?:r\\+n|[nrt])")
_TAG = re.compile(
    r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]+);"
)
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<\s*li\b[^<>]*>", re.IGNORECASE)
_MARKER = re.compile(r"#{2,4}[A-Z]{3}#{2,4}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\ufeff]")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_ABSENT = frozenset(
    {"null", "NULL", "Null", "n/a", "N/A", "#N/A", "NaN", "(null)", "undefined"}
)
_SUSPECT = re.compile(r"[\\<&#\x00-\x1f\x7f]")


def mend(value: object, *, is_line: bool = False) -> tuple[str, list[str]]:
    """Return a readable text, and the reasons for which it differs from the value.

    ``is_line``: the text stands on one line, so that line breaks become spaces.
    """
    given = "" if value is None else str(value)
    text = given.strip()
    reasons = [PADDED] if text != given else []
    if text in _ABSENT:
        return "", [*reasons, ABSENT]
    if text.isascii() and not _SUSPECT.search(text) and "+|" not in text:
        return text, reasons
    for reason, step in _STEPS:
        after = step(text)
        if after != text:
            reasons.append(reason)
            text = after
    if not text.isascii() and mojibake.is_left(text):
        reasons.append(MOJIBAKE_LEFT)
    return _laid_out(text, is_line=is_line), reasons


def plain(text: str) -> str:
    """Return the text of an HTML fragment, a line for each of its blocks."""
    if not _TAG.search(text):
        return text
    text = _ITEM.sub("\n- ", _BREAK.sub("\n", text))
    # Twice: exports are found in which the text was escaped two times over.
    without_tags = nh3.clean(text, tags=set())
    return html.unescape(html.unescape(without_tags)).replace("\xa0", " ")


def _without_markers(text: str) -> str:
    return _MARKER.sub("", text)


def _with_newlines(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\t" if found[0][-1] == "t" else "\n", text)


def _without_control(text: str) -> str:
    return _CONTROL.sub("", text)


_STEPS = (
    (CONTROL, _without_control),
    (NEWLINES, _with_newlines),
    (
        MOJIBAKE,
        lambda text: (
            text if text.isascii() and "+|" not in text else mojibake.mend(text)
        ),
    ),
    (HTML, plain),
    (MARKERS, _without_markers),
)


def _laid_out(text: str, *, is_line: bool) -> str:
    """Return the text without stray space, on one line where it must be."""
    if is_line:
        return " ".join(text.split())
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
