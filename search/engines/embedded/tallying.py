"""Which documents of a segment hold the words, and how much that says of each.

Chunk by chunk: what a group weighs is laid out over the chunk's 65,536 places, so that
alternatives are compared and groups met by place, without sorting anything.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.asking import Asked, Sought
from search.engines.embedded.inverting import CHUNK
from search.engines.embedded.segments import NO_DOCS, Pages

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Mask = NDArray[np.bool_]
type Weighed = tuple[Integers, Floats]

# Looking few documents up among many takes less than laying the many out.
FEW = 16
PLACE = 16
NOBODY: "Weighed" = (NO_DOCS, np.empty(0))


class Chunk:
    """One chunk of a segment's documents, as one question reads it."""

    def __init__(
        self, pages: Pages, number: int, allowed: Mask | None, size: int
    ) -> None:
        self._pages = pages
        self._number = number
        self._allowed = allowed
        """Which places of the chunk may answer at all; ``None``: all."""
        self._size = size

    def tally(self, asked: Asked) -> tuple[Integers, Floats, Integers | None]:
        """Return who answers enough of the needed groups, with weights and groups."""
        groups = [(group.is_needed, every) for group, every in asked.groups]
        if all(is_needed for is_needed, _ in groups) and asked.at_least == len(groups):
            docs, words = _together([self._group(every) for _, every in groups])
            return docs, words, None
        return self._some(groups, asked.at_least)

    def _some(
        self, groups: Sequence[tuple[bool, Sequence[Sought]]], at_least: int
    ) -> tuple[Integers, Floats, Integers | None]:
        words = np.zeros(CHUNK)
        times = np.zeros(CHUNK, dtype=np.int8)
        answered = np.zeros(CHUNK, dtype=np.int64)
        for number, (is_needed, every) in enumerate(groups):
            docs, weights = self._group(every)
            words[docs] += weights
            times[docs] += is_needed
            answered[docs] |= 1 << min(number, 62)
        if at_least:
            found = (times >= at_least).nonzero()[0]
        else:
            # Nothing is needed: words only add.
            words += 1
            found = np.arange(self._size)
            if self._allowed is not None:
                found = self._allowed.nonzero()[0]
        return found, words[found], answered[found]

    def _group(self, every: Iterable[Sought]) -> Weighed:
        return _best([self._sought(sought) for sought in every])

    def _sought(self, sought: Sought) -> Weighed:
        docs, weights = _together(
            [_best([self._holders(term) for term in terms]) for terms in sought.members]
        )
        if sought.offsets and len(docs):
            is_phrase = self._are_side_by_side(docs, sought)
            docs, weights = docs[is_phrase], weights[is_phrase]
        return docs, weights * sought.weight

    def _holders(self, term: str) -> Weighed:
        held = self._pages.postings(self._number, term)
        docs = held.docs.astype(np.int64, copy=False)
        if self._allowed is None:
            return docs, held.impacts * held.scale
        kept = self._allowed[docs].nonzero()[0]
        return docs[kept], held.impacts[kept] * held.scale

    def _are_side_by_side(self, docs: Integers, sought: Sought) -> Mask:
        """Return which of these documents, that hold the words, hold the phrase."""
        starts: Integers | None = None
        for terms, offset in zip(sought.members, sought.offsets, strict=True):
            here = np.concatenate([self._spots(docs, term) for term in terms]) - offset
            if starts is None:
                starts = np.unique(here)
            else:
                starts = starts[np.isin(starts, here)]
        answer = np.zeros(len(docs), dtype=bool)
        if starts is not None:
            answer[starts >> PLACE] = True
        return answer

    def _spots(self, docs: Integers, term: str) -> Integers:
        """Return each place of a term: which of the documents, then where."""
        held = self._pages.postings(self._number, term)
        mine = np.isin(docs, held.docs).nonzero()[0]
        if not len(mine):
            return mine
        owners, places = self._pages.places(self._number, term, docs[mine])
        return mine[owners] << PLACE | places


def _best(found: Sequence[Weighed]) -> Weighed:
    """Return who is in any of these, with the greatest of the weights."""
    found = [one for one in found if len(one[0])]
    if len(found) < 2:
        return found[0] if found else NOBODY
    best = np.zeros(CHUNK)
    for docs, weights in found:
        best[docs] = np.maximum(best[docs], weights)
    every = (best > 0).nonzero()[0]
    return every, best[every]


def _together(found: Sequence[Weighed]) -> Weighed:
    """Return who is in all of these, with the sum of the weights."""
    ordered = sorted(found, key=lambda one: len(one[0]))
    docs, weights = ordered[0]
    for others, more in ordered[1:]:
        if not len(docs):
            break
        added = _looked_up(docs, others, more)
        both = (added > 0).nonzero()[0]
        docs, weights = docs[both], weights[both] + added[both]
    return docs, weights


def _looked_up(docs: Integers, others: Integers, weights: Floats) -> Floats:
    """Return what each document weighs among the others; 0: it is not there."""
    if FEW * len(docs) < len(others):
        at = np.minimum(np.searchsorted(others, docs), len(others) - 1)
        return np.where(others[at] == docs, weights[at], 0.0)
    spread = np.zeros(CHUNK)
    spread[others] = weights
    return spread[docs]
