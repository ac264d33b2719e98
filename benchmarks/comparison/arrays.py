"""The limit's directory as arrays in files, so that every process maps the same ones.

``limit.c`` says what they mean.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from benchmarks.comparison.weeks import Weeks
from benchmarks.networks import ASKED_AT
from search import ranking
from search.documents import Document, Hours
from search.language import split, stems
from search.language.stopwords import STOP_WORDS

FLATTENING = 1 / 298.257223563
BANDS = 1800
KINDS = 4
NO_KIND = 0xFFFF
STOP_WORD, NEXT_FIELD = -1, -2
FACETS = (
    *("category", "language", "cost", "payer"),
    *("accessibility", "eligibility", "open", "accepting"),
)
"""In the order of the filters' numbers in ``limit.c``."""
OPEN_BIT, ACCEPTING_BIT = 37, 38
ANY_AGE = (0, 255)

type Arrays = dict[str, NDArray[Any]]
type Integers = NDArray[np.int64]


@dataclass
class Numbers[T]:
    """Gives each value a number, in the order in which they come."""

    of: dict[T, int] = field(default_factory=dict)

    def __call__(self, value: T) -> int:
        """Return the number of a value."""
        return self.of.setdefault(value, len(self.of))


@dataclass
class Gathered:
    """Everything about the documents, in the order in which they come."""

    words: Numbers[str] = field(default_factory=Numbers)
    kinds: Numbers[UUID] = field(default_factory=Numbers)
    areas: Numbers[str] = field(default_factory=Numbers)
    weeks: Numbers[Hours] = field(default_factory=Numbers)
    bits: dict[str, int] = field(default_factory=dict)
    """The bit of each facet's value, as "facet value"."""
    services: array[int] = field(default_factory=lambda: array("i"))
    keys: bytearray = field(default_factory=bytearray)
    """Sixteen bytes for each service."""
    points: array[float] = field(default_factory=lambda: array("d"))
    rows: array[int] = field(default_factory=lambda: array("q"))
    """Week, bits, oldest and youngest age, and kinds of each document."""
    quality: array[float] = field(default_factory=lambda: array("f"))
    tokens: array[int] = field(default_factory=lambda: array("i"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    held: array[int] = field(default_factory=lambda: array("q"))
    """Pairs: area and document."""
    counts: Counter[int] = field(default_factory=Counter)
    """How many documents hold each word."""

    def add(self, one: Document) -> None:
        """Take one document; those of one service follow each other."""
        number = len(self.services)
        key = one.service_id.bytes
        if self.keys[-16:] != key:
            self.keys += key
        self.services.append(len(self.keys) // 16 - 1)
        self.points.extend(one.point or (np.nan, np.nan))
        self.quality.append(quality(one))
        week = self.weeks(one.hours) if one.hours else -1
        kinds = [*map(self.kinds, one.categories), *[NO_KIND] * KINDS][:KINDS]
        self.rows.extend((week, self._bits(one), *(one.ages or ANY_AGE), *kinds))
        for area in map(self.areas, one.area_codes):
            self.held.extend((area, number))
        self.tokens.extend(self._tokens(one.texts))
        self.ends.append(len(self.tokens))

    def _bits(self, one: Document) -> int:
        found = (1 << ACCEPTING_BIT) if one.is_accepting is not False else 0
        for name, values in (
            ("language", one.languages),
            ("cost", one.costs),
            ("payer", one.payers),
            ("accessibility", one.accessibility),
            ("eligibility", one.eligibility),
        ):
            for value in values:
                bit = self.bits.setdefault(f"{name} {value}", len(self.bits))
                found |= 1 << bit
        return found

    def _tokens(self, texts: Iterable[str]) -> Iterator[int]:
        seen: set[int] = set()
        for text in texts:
            for word in split(text):
                number = STOP_WORD if word in STOP_WORDS else self.words(word)
                seen.add(number)
                yield number
            yield NEXT_FIELD
        self.counts.update(seen)


def write(documents: Iterable[Document], folder: Path) -> None:
    """Write the arrays of these documents, and what their numbers stand for."""
    gathered = Gathered()
    for one in documents:
        gathered.add(one)
    folder.mkdir(parents=True, exist_ok=True)
    terms = Numbers[str]()
    for name, values in _arrays(gathered, terms).items():
        np.save(folder / f"{name}.npy", values)
    (folder / "names.json").write_text(json.dumps(_names(gathered, terms)))
    Weeks(gathered.weeks.of).write(folder / "weeks.pickle")


def read(folder: Path) -> tuple[Arrays, dict[str, Any]]:
    """Map the arrays, and return what their numbers stand for."""
    arrays = {path.stem: np.load(path, mmap_mode="r") for path in folder.glob("*.npy")}
    return arrays, json.loads((folder / "names.json").read_text())


def _names(gathered: Gathered, terms: Numbers[str]) -> dict[str, Any]:
    return {
        "terms": list(terms.of),
        "words": list(gathered.words.of),
        "kinds": [str(kind) for kind in gathered.kinds.of],
        "areas": list(gathered.areas.of),
        "bits": gathered.bits,
    }


def quality(one: Document) -> float:
    """Return the part of a document's score that no question changes."""
    fresh = 0.0
    if one.verified_on:
        days = max(0, (ASKED_AT.date() - one.verified_on).days)
        fresh = float(np.exp(-days / ranking.FRESH_DAYS))
    unknown = one.is_accepting is None
    room = ranking.UNKNOWN_ACCEPTANCE if unknown else float(bool(one.is_accepting))
    return ranking.BASE + ranking.FRESH * fresh + ranking.ACCEPTING * room


def _arrays(gathered: Gathered, terms: Numbers[str]) -> Arrays:
    points = np.frombuffer(gathered.points).reshape(-1, 2)
    order, bands = _spatial(points)
    placed = points[order]
    rows = np.frombuffer(gathered.rows, np.int64).reshape(len(order), -1)[order]
    services = np.frombuffer(gathered.services, np.int32)[order]
    word_stems = _stems(gathered, terms)
    made: Arrays = {
        "bands": bands,
        "latitude": placed[:, 0].copy(),
        "longitude": placed[:, 1].copy(),
        **_vectors(placed),
        "quality": np.frombuffer(gathered.quality, np.float32)[order],
        "service": services,
        "family": _families(services),
        "keys": np.frombuffer(gathered.keys, np.uint8).reshape(-1, 16),
        "schedule": rows[:, 0].astype(np.int32),
        "bits": rows[:, 1].astype(np.uint64),
        "ages": rows[:, 2:4].astype(np.uint8),
        "kinds": rows[:, 4:].astype(np.uint16),
        "word_stems": word_stems,
        "word_counts": np.array(
            [gathered.counts[at] for at in range(len(gathered.words.of))], np.int32
        ),
    }
    made |= _tokens(gathered, order)
    made |= _areas(gathered, order)
    made |= _postings(made, terms, gathered)
    return made


def _spatial(points: NDArray[np.float64]) -> tuple[Integers, NDArray[np.int32]]:
    """Return the documents in spatial order, and where each band begins."""
    has_point = ~np.isnan(points[:, 0])
    band = np.full(len(points), BANDS, np.int64)
    band[has_point] = np.floor((points[has_point, 0] + 90) * 10)
    order = np.lexsort((np.nan_to_num(points[:, 1]), band))
    starts = np.searchsorted(band[order], np.arange(BANDS + 1))
    return order, starts.astype(np.int32)


def _vectors(points: NDArray[np.float64]) -> Arrays:
    reduced = np.arctan((1 - FLATTENING) * np.tan(np.radians(points[:, 0])))
    turn = np.radians(points[:, 1])
    return {
        "x": np.cos(reduced) * np.cos(turn),
        "y": np.cos(reduced) * np.sin(turn),
        "z": np.sin(reduced),
    }


def _families(services: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return a number for each service with several documents, and -1 for others."""
    several = np.bincount(services) > 1
    numbers = np.where(several, np.cumsum(several) - 1, -1)
    return numbers[services].astype(np.int32)


def _stems(gathered: Gathered, terms: Numbers[str]) -> NDArray[np.int32]:
    pairs = [[terms(stem) for stem in stems(word)] + [-1] for word in gathered.words.of]
    return np.array([pair[:2] for pair in pairs], np.int32).reshape(-1, 2)


def _tokens(gathered: Gathered, order: Integers) -> Arrays:
    ends = np.frombuffer(gathered.ends, np.int64)
    starts = np.append(0, ends[:-1])
    lengths = (ends - starts)[order]
    new = np.append(0, np.cumsum(lengths))
    at = np.repeat(starts[order] - new[:-1], lengths) + np.arange(new[-1])
    return {
        "token_starts": new,
        "tokens": np.frombuffer(gathered.tokens, np.int32)[at],
    }


def _areas(gathered: Gathered, order: Integers) -> Arrays:
    pairs = np.frombuffer(gathered.held, np.int64).reshape(-1, 2)
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    docs = number[pairs[:, 1]]
    sorting = np.lexsort((docs, pairs[:, 0]))
    areas = np.arange(len(gathered.areas.of) + 1)
    return {
        "area_starts": np.searchsorted(pairs[sorting, 0], areas).astype(np.int64),
        "area_docs": docs[sorting].astype(np.uint32),
    }


def _postings(made: Arrays, terms: Numbers[str], gathered: Gathered) -> Arrays:
    """Return who holds each term, with BM25 of every field folded in, and kinds."""
    docs = len(made["service"])
    term, doc, impact = _impacts(made, docs, len(terms.of))
    kinds = made["kinds"]
    doc_of, at = np.nonzero(kinds != NO_KIND)
    kind = kinds[doc_of, at].astype(np.int64)
    held = np.bincount(kind, minlength=len(gathered.kinds.of))
    # Belonging to a category weighs like one word in a terms' text of common length.
    weight = ranking.FIELD_WEIGHTS[ranking.Field.TERMS] / (1 + ranking.K1)
    worth = np.log1p((docs - held + 0.5) / (held + 0.5)) * weight
    term = np.concatenate([term, kind + len(terms.of)])
    doc = np.concatenate([doc, doc_of])
    impact = np.concatenate([impact, worth[kind]])
    order = np.lexsort((doc, term))
    every = np.arange(len(terms.of) + len(gathered.kinds.of) + 1)
    return {
        "term_starts": np.searchsorted(term[order], every).astype(np.int64),
        "holders": doc[order].astype(np.uint32),
        "impacts": impact[order].astype(np.float32),
    }


def _impacts(
    made: Arrays, docs: int, terms: int
) -> tuple[Integers, Integers, NDArray[np.float64]]:
    tokens, fields = made["tokens"], len(ranking.Field)
    cell = np.cumsum(tokens == NEXT_FIELD)  # document and field, one after another
    told = np.flatnonzero(tokens >= 0)
    lengths = np.bincount(cell[told], minlength=docs * fields).reshape(docs, fields)
    both = made["word_stems"][tokens[told]]
    key = np.concatenate(
        [
            both[has, side].astype(np.int64) * docs * fields + cell[told[has]]
            for side in (0, 1)
            for has in [np.flatnonzero(both[:, side] >= 0)]
        ]
    )
    key, times = np.unique(key, return_counts=True)
    term, at = np.divmod(key, docs * fields)
    doc, place = np.divmod(at, fields)
    having = np.maximum((lengths > 0).sum(0), 1)
    mean = np.maximum(lengths.sum(0) / having, 1e-9)
    held = np.bincount(term * fields + place, minlength=terms * fields)
    holders = held.reshape(terms, fields)
    idf = np.log1p((having - holders + 0.5) / (holders + 0.5))
    weights = np.array([ranking.FIELD_WEIGHTS[one] for one in ranking.Field])
    part = lengths[doc, place] / mean[place]
    norm = ranking.K1 * (1 - ranking.B + ranking.B * part)
    impact = weights[place] * idf[term, place] * times / (times + norm)
    whole = term * docs + doc
    order = np.argsort(whole, kind="stable")
    first = np.flatnonzero(np.diff(whole[order], prepend=-1))
    summed = np.add.reduceat(impact[order], first)
    kept = whole[order][first]
    return kept // docs, kept % docs, summed
