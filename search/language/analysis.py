"""From text to words, and from a word to its English and Spanish stems."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from search.language.stopwords import STOP_WORDS

# Porter rather than Snowball English, and Snowball Spanish: the stems that search
# servers know under these names, so that either engine can hold the same terms.
_ENGLISH = snowballstemmer.stemmer("porter")
_SPANISH = snowballstemmer.stemmer("spanish")

_POSSESSIVE = re.compile(r"['\u2019\u02bc]s\b")
_APOSTROPHE = re.compile(r"['\u2019\u02bc]")
_WORD = re.compile(r"[^\W_]+")
# What Spanish rules cut off English words: "driver", "covered", "listen", "Medicaid".
# Porter does well enough for a last "e", "s" or "es", while Snowball would make "car"
# out of "care" and "cares".
_NOT_CUT = frozenset({"", "e", "s", "es", "er", "ers", "ed", "en", "eer", "id", "aid"})
# Shorter ones mean anything ("can" of "Canada"), unless only the gender is cut off.
_SHORTEST_STEM = 4
_GENDERS = frozenset({"a", "o", "as", "os"})
# No word is longer; a "word" that is (a broken web address, say) is cut, so that it
# cannot swell the vocabulary.
LONGEST_WORD = 40


def fold(text: str) -> str:
    """Return the text in small letters without accents."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spread if not unicodedata.combining(c))


def split(text: str) -> list[str]:
    """Return every folded word of the text, stop words too."""
    plain = _APOSTROPHE.sub("", _POSSESSIVE.sub("", fold(text)))
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


def placed(text: str) -> list[tuple[int, str]]:
    """Return the folded words that carry meaning, each with its place in the text.

    Places count every word, stop words too: "meals on wheels" has places 0 and 2.
    """
    found = enumerate(split(text))
    return [(place, word) for place, word in found if word not in STOP_WORDS]


def words(text: str) -> list[str]:
    """Return the folded words of the text that carry meaning, in order."""
    return [word for word in split(text) if word not in STOP_WORDS]


@lru_cache(maxsize=200_000)
def stems(word: str) -> tuple[str, ...]:
    """Return the stems of a folded word: English, and Spanish where it differs.

    Listings mix the two languages and rarely say which one they use, so both stems
    are indexed and both are looked for. The Spanish one is left out where it would
    join English words that have nothing to do with each other.
    """
    english, spanish = _ENGLISH.stemWord(word), _SPANISH.stemWord(word)
    cut = word.removeprefix(spanish)
    is_short = len(spanish) < _SHORTEST_STEM and cut not in _GENDERS
    if spanish == english or cut in _NOT_CUT or is_short:
        return (english,)
    return english, spanish
