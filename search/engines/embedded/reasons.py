"""Why a document is in the answer."""

from collections.abc import Iterator
from datetime import date

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
) -> Iterator[Reason]:
    """Return a document's reasons: its place, its words, its facts.

    ``shared`` is the most telling area code that it serves, or nothing.
    """
    if shared:
        yield Reason(ReasonKind.SERVES, shared)
    if miles is not None:
        yield Reason(ReasonKind.NEAR, f"{miles:.1f}")
    for number, (group, _) in enumerate(asked.groups):
        if _answers(one, doc, number):
            yield Reason(ReasonKind.WORDS, group.text)
    yield from _of_facts(one, doc, asked)


def _answers(one: Matches, doc: int, group: int) -> bool:
    if one.answered is None:
        return True
    at = int(np.searchsorted(one.docs, doc))
    return bool(int(one.answered[at]) >> min(group, 62) & 1)


def _of_facts(one: Matches, doc: int, asked: Asked) -> Iterator[Reason]:
    query, columns = asked.query, one.columns
    for name, values in asked.values.items():
        if name in OF_SETS:
            for value in columns.sets[name].at(doc):
                if value in values:
                    yield Reason(OF_SETS[name], value)
    if query.open_at:
        yield Reason(ReasonKind.OPEN, query.open_at.isoformat())
    if verified := int(columns.verified[doc]):
        yield Reason(ReasonKind.VERIFIED, date.fromordinal(verified).isoformat())
