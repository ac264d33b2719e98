"""Documents' words turned around: for each term who holds it, how much, and where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.scoring import Totals
from search.engines.embedded.words import BEYOND, PLACE_BITS, Words

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]

# A document's number in its chunk is 16 bits.
CHUNK_BITS = 16
CHUNK = 1 << CHUNK_BITS
# So many places of a term in one document are kept for phrases.
MOST_PLACES = 255
TERM_SHIFT = 32
DOC_SHIFT = 16


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of one chunk, by term, then by document."""

    terms: Integers
    starts: Integers
    """Where each term's run begins; one more entry than ``terms``."""
    docs: Integers
    impacts: Floats
    """BM25, summed over the fields."""
    counts: Integers
    """How many places each posting has."""
    places: Integers
    place_starts: Integers
    """Where each term's places begin; one more entry than ``terms``."""

    @classmethod
    def of(
        cls,
        words: Words,
        stems: Integers,
        totals: Totals,
        weights_of: Callable[[Integers], Floats],
        *,
        only: range | None = None,
    ) -> Self:
        """Turn the words of at most ``CHUNK`` documents around.

        ``stems`` are ``Vocabulary.stems``; ``weights_of`` returns for terms their
        weights by field; ``only`` are the terms to look at, all unless said otherwise.
        """
        keys = _keys(words, stems, only)
        posting = _firsts(keys >> DOC_SHIFT)
        heads = keys[posting] >> DOC_SHIFT
        term = _firsts(heads >> DOC_SHIFT)
        terms = heads[term] >> DOC_SHIFT
        starts = np.append(term, len(posting))
        impacts = _impacts(keys, posting, words, totals, weights_of(terms))
        kept = _kept(keys, posting)
        counts = np.add.reduceat(kept, posting, dtype=np.int64) if len(keys) else term
        ends = np.append(0, np.cumsum(counts))
        return cls(
            terms,
            starts,
            heads & (CHUNK - 1),
            impacts,
            counts,
            keys[kept] & (CHUNK - 1),
            ends[starts],
        )

    def runs(self) -> Iterator[tuple[int, slice, slice]]:
        """Return each term with its postings and its places."""
        starts, ends = self.starts.tolist(), self.place_starts.tolist()
        for at, term in enumerate(self.terms.tolist()):
            yield (
                term,
                slice(starts[at], starts[at + 1]),
                slice(ends[at], ends[at + 1]),
            )


def holders(words: Words, stems: Integers) -> tuple[Integers, Integers]:
    """Return each (term, field) that a document holds, as two arrays."""
    keys = np.unique(_keys(words, stems) >> PLACE_BITS)
    fields = 1 << (DOC_SHIFT - PLACE_BITS)
    return keys >> (TERM_SHIFT - PLACE_BITS), keys & (fields - 1)


def parts(words: Words, stems: Integers, count: int) -> list[range]:
    """Divide the terms into so many ranges that about as many words stand for."""
    often = np.bincount(words.words, minlength=len(stems))
    standing = np.zeros(int(stems.max(initial=0)) + 1, dtype=np.int64)
    np.add.at(standing, stems, often[:, None])
    standing[0] = 0  # the second stem of words that have one
    total = np.cumsum(standing)
    marks = np.searchsorted(total, np.arange(1, count) * total[-1] // count) + 1
    ends = [1, *marks.tolist(), len(total)]
    return [range(first, end) for first, end in pairwise(ends)]


def _keys(words: Words, stems: Integers, only: range | None = None) -> Integers:
    """Return term, document and place of every word in one number each, rising."""
    found = []
    for column in stems.T:
        terms = column[words.words]
        is_mine = terms > 0
        if only is not None:
            is_mine = (terms >= only.start) & (terms < only.stop)
        mine = np.flatnonzero(is_mine)
        spots = words.docs[mine] << DOC_SHIFT | words.places[mine]
        found.append(terms[mine] << TERM_SHIFT | spots)
    keys = np.concatenate(found)
    keys.sort()
    return keys


def _firsts(values: Integers) -> Integers:
    """Return where a new value begins among sorted ones."""
    return np.flatnonzero(
        np.append(len(values) > 0, values[1:] != values[:-1])[: len(values)]
    )


def _impacts(
    keys: Integers,
    posting: Integers,
    words: Words,
    totals: Totals,
    weights: Floats,
) -> Floats:
    """Return the sum of each posting's fields; ``weights`` by the order of terms."""
    if not len(keys):
        return np.empty(0)
    held = _firsts(keys >> PLACE_BITS)
    heads = keys[held]
    fields = (heads & (CHUNK - 1)) >> PLACE_BITS
    docs = heads >> DOC_SHIFT & (CHUNK - 1)
    term = heads >> TERM_SHIFT
    places = np.cumsum(np.append(0, term[1:] != term[:-1]))
    counts = np.diff(held, append=len(keys))
    worth = totals.damped(counts, fields, words.lengths[docs, fields])
    summed: Floats = np.add.reduceat(
        weights[places, fields] * worth, np.searchsorted(held, posting)
    )
    return summed


def _kept(keys: Integers, posting: Integers) -> NDArray[np.bool_]:
    """Return which places are kept for phrases."""
    kept: NDArray[np.bool_] = (keys & BEYOND) != BEYOND
    many = np.flatnonzero(np.diff(posting, append=len(keys)) > MOST_PLACES)
    ends = np.append(posting, len(keys))
    for at in many.tolist():
        kept[ends[at] + MOST_PLACES : ends[at + 1]] = False
    return kept
