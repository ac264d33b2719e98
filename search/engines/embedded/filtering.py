"""The filters of a query, each as the documents that pass it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.asking import Asked
from search.engines.embedded.columns import Columns
from search.engines.embedded.segments import Pages

type Integers = NDArray[np.int64]
type Mask = NDArray[np.bool_]


def passing(
    asked: Asked, columns: Columns, pages: Pages, docs: Integers
) -> dict[str, Mask]:
    """Return for each filter that the query sets which of these documents pass it."""
    return dict(_passing(asked, columns, pages, docs))


def _passing(
    asked: Asked, columns: Columns, pages: Pages, docs: Integers
) -> Iterator[tuple[str, Mask]]:
    query = asked.query
    for name, values in asked.values.items():
        every = name == "accessibility"
        yield name, columns.sets.holding(name, values, docs, every=every)
    if query.age is not None:
        takes = columns.youngest[docs] <= query.age
        yield "age", takes & (query.age <= columns.oldest[docs])
    if query.accepting:
        yield "accepting", columns.accepting[docs] != 0
    if query.verified_since:
        yield "verified", columns.verified[docs] >= query.verified_since.toordinal()
    if query.open_at:
        yield "open", columns.schedules.open_at(query.open_at, docs)
    if query.organization:
        yield "organization", _under(str(query.organization), columns, pages)[docs]


def _under(value: str, columns: Columns, pages: Pages) -> Mask:
    under = np.zeros(len(columns), dtype=bool)
    under[pages.listed([value])[0]] = True
    return under
