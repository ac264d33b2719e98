"""The shape of the index, and the name that its shape gives it."""

import json
from hashlib import sha256
from typing import Any

from search.language import placed, stems
from search.language.stopwords import STOP_WORDS
from search.ranking import K1, B, Field

AT = "at"
"""Where a document keeps its service's locations, one nested document each: what is
asked of a place (words, hours, access, distance) is judged at one and the same."""

TEXTS = {field: f"{AT}.text.{field.name.lower()}" for field in Field}
"""The terms of each text, for scores."""
ORDER = f"{AT}.order"
"""The terms of all texts in their order, for phrases."""

NOWHERE = ""
"""Every location has this category too: a category's weight counts all of them."""

WORDS = f"{AT}.words"
"""Every word of a location's texts as written, for beginnings and for spelling."""
NAMED = "named"
"""The words of its name."""

# More than any phrase is long, so that none reaches from one text into the next.
BETWEEN_TEXTS = 1000
LONGEST_SORTED = 500
# As far as anybody turns pages, and as many places as lie on the edge of a circle.
DEEPEST = 1_000_000
MOST_INNER = 10_000

_KEYWORD = {"type": "keyword"}
_UNSORTED = {"type": "keyword", "doc_values": False}
_SHOWN = {"type": "double", "index": False}
# The terms come from ``search.language``, so that both engines hold the same.
_TEXT = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}

MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    # Texts are looked for and never shown: the rows are read from the database.
    "_source": {"includes": ["name"]},
    "properties": {
        "id": _KEYWORD,
        "name": {"type": "keyword", "index": False, "doc_values": False},
        "sorted": {"type": "keyword", "index": False},
        NAMED: _UNSORTED,
        "places": {"type": "integer", "index": False},
        AT: {
            "type": "nested",
            "properties": {
                "key": _KEYWORD,
                "location": _KEYWORD,
                "point": {"type": "geo_point"},
                # A geo_point is rounded to a centimetre; distances are not.
                "latitude": _SHOWN,
                "longitude": _SHOWN,
                "area": _KEYWORD,
                # Its score is that of one word in a text of average length.
                "category": _KEYWORD | {"similarity": "flat"},
                "language": _KEYWORD,
                "cost": _KEYWORD,
                "payer": _KEYWORD,
                "accessibility": _KEYWORD,
                "eligibility": _KEYWORD,
                "organization": _UNSORTED,
                "ages": {"type": "integer_range"},
                "zone": _KEYWORD,
                "week": {"type": "long_range"},
                "opened": {"type": "long_range"},
                "closed": {"type": "long_range"},
                "verified": {"type": "integer"},
                "accepting": {"type": "boolean"},
                "words": _UNSORTED,
                "text": {"properties": {field.name.lower(): _TEXT for field in Field}},
                "order": {
                    "type": "text",
                    "analyzer": "whitespace",
                    "norms": False,
                    "position_increment_gap": BETWEEN_TEXTS,
                },
            },
        },
    },
}
SETTINGS: dict[str, Any] = {
    "auto_expand_replicas": "0-1",
    "max_result_window": DEEPEST,
    "max_inner_result_window": MOST_INNER,
    # A removed service is remembered this long, so that no late writer brings it back.
    "gc_deletes": "1h",
    "similarity": {
        "default": {"type": "BM25", "k1": K1, "b": B},
        "flat": {"type": "BM25", "k1": K1, "b": 0.0},
    },
}

# Other stems or stop words make another index as much as another field does.
_SAMPLE = "Meals on wheels, transportation; comidas a domicilio y transportación"


def shape() -> str:
    """Return a name for what an index holds; it changes with whatever goes in."""
    terms = [stems(word) for _, word in placed(_SAMPLE)]
    whole = [MAPPING, SETTINGS, sorted(STOP_WORDS), terms]
    return sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:10]
