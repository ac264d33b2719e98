"""Languages as filters take them: an ISO code wherever one can be told."""

from django.conf.locale import LANG_INFO

from search.language import fold

# What listings in the United States name and Django's own list lacks.
_MORE = {
    "am": "Amharic",
    "ase": "American Sign Language",
    "fil": "Filipino",
    "gu": "Gujarati",
    "haw": "Hawaiian",
    "hmn": "Hmong",
    "ht": "Haitian Creole",
    "iu": "Inuktitut",
    "km": "Khmer",
    "lo": "Lao",
    "mix": "Mixtec",
    "nv": "Navajo",
    "om": "Oromo",
    "pa": "Punjabi",
    "ps": "Pashto",
    "sm": "Samoan",
    "so": "Somali",
    "ti": "Tigrinya",
    "tl": "Tagalog",
    "yi": "Yiddish",
    "zh": "Chinese",
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
