"""Why a document is in the answer."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import numpy as np

from search.engines.embedded.asking import Asked
from search.engines.embedded.matching import Matches
from search.query import Reason, ReasonKind

OF_SETS = {
    "category": ReasonKind.CATEGORY,
    "language": ReasonKind.LANGUAGE,
    "cost": ReasonKind.COST,
}


def reasons(
    one: Matches, doc: int, asked: Asked, shared: str, miles: float | None
) -> tuple[Reason, ...]:
    """Return a document's reasons: its place, its words, its facts.

    ``shared`` is the most telling area code that it serves, or nothing.
    """
    found = []
    if shared:
        found.append(_serves(shared))
    if miles is not None:
        found.append(Reason(ReasonKind.NEAR, f"{miles:.1f}"))
    found += asked.words if one.answered is None else _of_words(one, doc, asked)
    if asked.values:
        found += _of_sets(one, doc, asked)
    if asked.query.open_at:
        found.append(Reason(ReasonKind.OPEN, asked.query.open_at.isoformat()))
    if verified := int(one.columns.verified[doc]):
        found.append(_verified(verified))
    return tuple(found)


def _of_words(one: Matches, doc: int, asked: Asked) -> Iterator[Reason]:
    if one.answered is None:
        return
    answered = int(one.answered[np.searchsorted(one.docs, doc)])
    for number, reason in enumerate(asked.words):
        if answered >> min(number, 62) & 1:
            yield reason


def _of_sets(one: Matches, doc: int, asked: Asked) -> Iterator[Reason]:
    for name, values in asked.values.items():
        if name in OF_SETS:
            for value in one.columns.sets.at(name, doc):
                if value in values:
                    yield Reason(OF_SETS[name], value)


# A page's services mostly share their area.
@lru_cache(maxsize=1024)
def _serves(code: str) -> Reason:
    return Reason(ReasonKind.SERVES, code)


# The services of a directory are confirmed on a few hundred days.
@lru_cache(maxsize=1024)
def _verified(day: int) -> Reason:
    return Reason(ReasonKind.VERIFIED, date.fromordinal(day).isoformat())
