"""What makes one service a better answer than another; both engines use these numbers.

A document's score is ``sqrt(words) * (BASE + NEAR * nearness + SERVES * strength +
FRESH * freshness + ACCEPTING * acceptance)``. ``words`` is the sum over the question's
groups of what each weighs, and 1 more where no group is needed: then words only add. A
group weighs as much as the best of its alternatives: for words, the sum of per-field
BM25 in Lucene's form; for a category, ``category_weight``. The root, because a word in
three fields instead of one is not worth three times the way. The rest lies between 0
and 1.
"""

import math
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]


class Field(IntEnum):
    """The texts of a document, in the order in which documents hold them."""

    NAME = 0
    ALTERNATE_NAME = 1
    TERMS = 2
    ORGANIZATION = 3
    DESCRIPTION = 4
    ELIGIBILITY = 5
    AREA = 6


FIELD_WEIGHTS = {
    Field.NAME: 3.0,
    Field.ALTERNATE_NAME: 2.5,
    Field.TERMS: 2.0,
    Field.ORGANIZATION: 1.5,
    Field.DESCRIPTION: 1.0,
    Field.ELIGIBILITY: 0.7,
    Field.AREA: 0.5,
}

# BM25, Lucene's defaults.
K1 = 1.2
B = 0.75

# A beginning stands for so many words at most, those that most documents hold first.
MOST_BEGINNINGS = 50

BASE = 0.15
NEAR = 0.55
SERVES = 0.15
FRESH = 0.10
ACCEPTING = 0.05

# Nearness falls to 1/e at this part of the radius, and never within a mile.
DECAY_PART = 1 / 3
DECAY_RADIUS = 50.0
SHORTEST_DECAY = 1.0
# A service that comes to the person is as good as one at half the nearness, wherever
# its office stands.
SERVED_NEARNESS = 0.5
# By the most specific area code that service and place share: a county's own service
# goes before a state's hotline.
STRENGTHS = {"zip": 1.0, "county": 0.9, "state": 0.5, "country": 0.3}
# A confirmation loses 1/e of its worth in this time.
FRESH_DAYS = 365.0
# Nothing said about room for new people: better than full, worse than open.
UNKNOWN_ACCEPTANCE = 0.5


@cache
def strength(code: str) -> float:
    """Return how much sharing this area code says, from 0 to 1."""
    parts = code.split("-")
    if len(parts) == 1:
        return STRENGTHS["country"]
    if len(parts) == 3:
        return STRENGTHS["county"]
    return STRENGTHS["zip" if parts[1].isdigit() else "state"]


def decay_miles(radius: float | None) -> float:
    """Return the miles at which nearness has fallen to 1/e."""
    return max(SHORTEST_DECAY, (radius or DECAY_RADIUS) * DECAY_PART)


def nearness(miles: Floats, strengths: Floats, radius: float | None) -> Floats:
    """Return from 0 to 1 how near documents are; NaN miles: not known.

    Shapes: ``miles`` and ``strengths`` are alike, one number a document.
    """
    near = np.exp(miles / -decay_miles(radius))
    # The other one where one of them is NaN.
    best: Floats = np.fmax(near, np.where(strengths > 0, SERVED_NEARNESS, 0.0))
    return best


def freshness(days: Floats) -> Floats:
    """Return from 0 to 1 how fresh confirmations are; NaN days: never confirmed."""
    fresh: Floats = np.exp(-np.nan_to_num(np.maximum(days, 0), nan=np.inf) / FRESH_DAYS)
    return fresh


def quality(fresh: Floats, acceptance: Floats) -> Floats:
    """Return the part of the scores that no question changes."""
    worth: Floats = BASE + FRESH * fresh + ACCEPTING * acceptance
    return worth


def blend(words: Floats, quality: Floats, near: Floats, strengths: Floats) -> Floats:
    """Return the scores of documents from their parts, all of one shape."""
    scores: Floats = np.sqrt(words) * (quality + NEAR * near + SERVES * strengths)
    return scores


def category_weight(documents: int, holders: int) -> float:
    """Return what belonging to a category weighs: like one word of the terms' field.

    Lucene's BM25 of a word that stands once in a field of average length.
    """
    idf = math.log1p((documents - holders + 0.5) / (holders + 0.5))
    return FIELD_WEIGHTS[Field.TERMS] * idf / (1 + K1)
