"""The order of distance, exact although the server's is that of a sphere."""

import math
from dataclasses import dataclass
from typing import Self

from search.engines.elastic.circles import SPHERE
from search.query import Hit, Query, Sort

# Neighbours on either side of a page that may belong on it.
AROUND = 10


def is_by_distance(query: Query) -> bool:
    """Whether the answer is ordered by miles."""
    return query.sort is Sort.DISTANCE and query.place is not None


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the server's order that is asked for: a page, or some more."""

    start: int
    """Where the page begins."""
    per_page: int
    around: int

    @classmethod
    def of(cls, query: Query) -> Self:
        """Return the least window for a query's page."""
        start = (query.page - 1) * query.per_page
        return cls(start, query.per_page, AROUND if is_by_distance(query) else 0)

    @property
    def first(self) -> int:
        """Where the window begins."""
        return max(0, self.start - self.around)

    @property
    def size(self) -> int:
        """How many hits the window takes in."""
        return self.start + self.per_page + self.around - self.first

    def wider(self) -> Self:
        """Return a window with more neighbours."""
        return type(self)(self.start, self.per_page, self.around * 4)

    def page(self, hits: list[Hit], total: int) -> list[Hit] | None:
        """Return the page in exact order; ``None``: a neighbour may be missing."""
        skipped = self.start - self.first
        if not self.around:
            return hits[: self.per_page]
        ordered = sorted(hits, key=_miles)
        page = ordered[skipped : skipped + self.per_page]
        if not page:
            return page
        reach = 1 + 2 * SPHERE
        is_first = self.first == 0
        is_last = self.first + len(hits) >= total
        # What lies before the window may be farther than it seems, by so much at most.
        before = is_first or _miles(hits[0]) * reach <= _miles(page[0])
        after = is_last or _miles(page[-1]) * reach <= _miles(hits[-1])
        return page if before and after else None


def _miles(hit: Hit) -> float:
    return math.inf if hit.distance is None else hit.distance
