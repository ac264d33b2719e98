"""Text that was decoded with the wrong table, and then once more.

Two kinds are met. The usual kind (UTF-8 read as Windows-1252 or Latin-1) is ftfy's.
The other was read as the DOS code page 437 and then squeezed into Windows-1252, so
that a box-drawing sign became the ASCII sign that looks like it: an apostrophe is
"GÇÖ", ``é`` is "+¬". Most of it can be undone exactly; where three letters ended as one
sign ("+¦" is ñ, ó or ú), the letters around it decide, and what they cannot decide
is left and reported.
"""

import re

import ftfy

# The signs to which code page 437's signs were squeezed, and the bytes they were.
_SQUEEZED = {
    "¬": b"\xa9",
    "¡": b"\xad",
    "«": b"\xae",
    "»": b"\xaf",
}
_QUOTE = re.compile("GÇ(.)")
_LETTER = re.compile("\\+([^\x00-\x7f¦|])")
_AMBIGUOUS = re.compile(r"(\w*)\+[¦|](\w*)")
_REGISTERED = re.compile("-«(?!\\w)")
_VOWELS = "aeiouáéíóú"
# Spanish words in which the letters around do not say which letter it was.
_WORDS = {
    "c_mo": "cómo",
    "c_nsul": "cónsul",
    "h_br": "",
    "m_dulo": "módulo",
    "m_sica": "música",
    "m_ltiple": "múltiple",
    "n_mero": "número",
    "n_meros": "números",
    "p_blica": "pública",
    "p_blico": "público",
    "p_blicos": "públicos",
    "pr_xima": "próxima",
    "pr_ximo": "próximo",
    "re_ne": "reúne",
    "re_nen": "reúnen",
    "seg_n": "según",
    "telef_nica": "telefónica",
    "_nico": "único",
    "_nica": "única",
    "_til": "útil",
    "_tiles": "útiles",
}
MARKS = re.compile(r"GÇ|\+[¦¬¡íáºÆ]|\+\|(?=\w)|-«")


def mend(text: str) -> str:
    """Return the text with every wrong decoding undone that can be undone."""
    if MARKS.search(text):
        text = _QUOTE.sub(_quote, text)
        text = _LETTER.sub(_letter, text)
        text = _AMBIGUOUS.sub(_ambiguous, text)
        text = _REGISTERED.sub("®", text)
    return ftfy.fix_encoding(text)


def is_left(text: str) -> bool:
    """Whether signs of a wrong decoding are still there."""
    return bool(MARKS.search(text)) or "Ã" in text or "\ufffd" in text


def _byte(sign: str) -> bytes:
    return _SQUEEZED.get(sign) or sign.encode("cp437")


def _decoded(lead: bytes, sign: str, otherwise: str) -> str:
    try:
        return (lead + _byte(sign)).decode()
    except UnicodeError:
        return otherwise


def _quote(match: re.Match[str]) -> str:
    return _decoded(b"\xe2\x80", match[1], match[0])


def _letter(match: re.Match[str]) -> str:
    return _decoded(b"\xc3", match[1], match[0])


def _ambiguous(match: re.Match[str]) -> str:
    """Decide between ñ, ó and ú by the letters around."""
    before, after = match[1].lower(), match[2].lower()
    if known := _WORDS.get(f"{before}_{after}"):
        return _cased(known, like=match[1] + match[2])
    if before[-1:] in _VOWELS and after[:1] in _VOWELS and before and after:
        letter = "ñ"
    elif before.endswith(("i", "ar")) and after in {"n", "nes"}:
        letter = "ó"
    else:
        return match[0]
    return f"{match[1]}{letter}{match[2]}"


def _cased(word: str, *, like: str) -> str:
    if like[:1].isupper():
        return word.capitalize()
    return word
