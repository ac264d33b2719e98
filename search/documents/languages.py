"""Languages as filters take them: an ISO code wherever one can be told."""

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_noop

from search.language import fold

# What listings in the United States name and Django's own list lacks.
_MORE = {
    "am": gettext_noop("Amharic"),
    "ase": gettext_noop("American Sign Language"),
    "fil": gettext_noop("Filipino"),
    "gu": gettext_noop("Gujarati"),
    "haw": gettext_noop("Hawaiian"),
    "hmn": gettext_noop("Hmong"),
    "ht": gettext_noop("Haitian Creole"),
    "iu": gettext_noop("Inuktitut"),
    "km": gettext_noop("Khmer"),
    "lo": gettext_noop("Lao"),
    "mix": gettext_noop("Mixtec"),
    "nv": gettext_noop("Navajo"),
    "om": gettext_noop("Oromo"),
    "pa": gettext_noop("Punjabi"),
    "ps": gettext_noop("Pashto"),
    "sm": gettext_noop("Samoan"),
    "so": gettext_noop("Somali"),
    "ti": gettext_noop("Tigrinya"),
    "tl": gettext_noop("Tagalog"),
    "yi": gettext_noop("Yiddish"),
    "zh": gettext_noop("Chinese"),
}
NAMES: dict[str, str] = {
    code: str(about["name"])
    for code, about in LANG_INFO.items()
    if "name" in about and "-" not in code
} | _MORE
_CODES = {fold(name): code for code, name in NAMES.items()} | {
    "creole": "ht",
    "haitian": "ht",
    "sign language": "ase",
    "asl": "ase",
    "mandarin": "zh",
    "cantonese": "zh",
    "farsi": "fa",
    "cambodian": "km",
}


def code_of(code: str, name: str) -> str:
    """Return the code of a language, or its folded name where no code is known."""
    said = fold(code).strip()
    if said:
        return said
    named = fold(name).strip()
    return _CODES.get(named, named)
