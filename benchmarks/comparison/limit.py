"""The compiled limit: a small C file that this machine's compiler makes, if it has one.

Everything is in memory, nothing can change, and Python only turns the question into
numbers: as fast as this way of searching can be on this machine.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import takewhile
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from benchmarks.comparison import arrays
from benchmarks.comparison.network import Network
from benchmarks.comparison.opponents import AbsentError, Answer, Counts, size_of
from benchmarks.comparison.weeks import Weeks
from benchmarks.networks import PER_PAGE
from benchmarks.questions import Kind, Question
from search import ranking
from search.documents import Document
from search.language import Category, Group, Phrase, Words, stems
from search.language.groups import PREFIX_WEIGHT, Alternative
from search.query import Query, Sort

SOURCE = Path(__file__).with_name("limit.c")
COMPILER = "cc"
CATEGORIES, BITS, MOST_SHOWN = 256, 64, 100
# Of the vocabulary's words that begin as typed, and that are spelt alike.
BEGINNINGS, NEAR = 50, 5
LONGEST = 40

_int, _double, _pointer = ctypes.c_int32, ctypes.c_double, ctypes.c_void_p
COLUMNS = (
    *("bands", "latitude", "longitude", "x", "y", "z", "quality", "family"),
    *("schedule", "bits", "kinds", "ages", "term_starts", "holders", "impacts"),
    *("area_starts", "area_docs", "token_starts", "tokens", "word_stems"),
)
SETS = ("languages", "costs", "payers", "accessibility", "eligibility")


class _Directory(ctypes.Structure):
    _fields_: ClassVar = [
        *[(name, _int) for name in ("docs", "pointed", "families")],
        *[(name, _pointer) for name in COLUMNS],
        ("facets", ctypes.c_uint64 * 8),
    ]


class _Query(ctypes.Structure):
    _fields_: ClassVar = [
        *[(name, _int) for name in ("has_place", "by_distance", "shown")],
        *[(name, _double) for name in ("latitude", "longitude", "radius", "decay")],
        *[(name, _double) for name in ("near", "serves", "served_nearness")],
        *[(name, _int) for name in ("groups", "at_least", "needed")],
        *[(name, _pointer) for name in ("plan", "weights")],
        ("areas", _int),
        *[(name, _pointer) for name in ("area", "strengths")],
        ("filters", _int),
        ("categories", ctypes.c_uint64 * (CATEGORIES // 64)),
        ("wanted", ctypes.c_uint64),
        ("age", _int),
        *[(name, _pointer) for name in ("open_at", "open_now")],
    ]


class _Found(ctypes.Structure):
    _fields_: ClassVar = [
        ("total", _int),
        ("shown", _int),
        ("docs", ctypes.c_uint32 * MOST_SHOWN),
        ("categories", _int * CATEGORIES),
        ("counts", _int * BITS),
    ]


class Limit:
    """Answers as our engine must, with nothing in the way."""

    name = "limit"
    title = "compiled limit (C, in memory)"
    is_exact = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "limit"
        if not shutil.which(COMPILER):
            message = f"There is no C compiler ({COMPILER}) on this machine."
            raise AbsentError(message)

    def build(self, network: Network) -> None:
        """Write the arrays."""
        arrays.write(network.documents(), self._folder)

    def open(self) -> None:
        """Compile the source and map the arrays."""
        self._compiled = ctypes.CDLL(str(_compiled(self._folder)))
        self._arrays, names = arrays.read(self._folder)
        self._terms = {term: at for at, term in enumerate(names["terms"])}
        self._kinds = {UUID(kind): at for at, kind in enumerate(names["kinds"])}
        self._areas = {area: at for at, area in enumerate(names["areas"])}
        self._bits: dict[str, int] = names["bits"]
        self._weeks = Weeks.read(self._folder / "weeks.pickle")
        self._words: list[str] = names["words"]
        self._open_spelling()
        self._directory = self._of_arrays()

    def answer(self, question: Question) -> Answer | None:
        """Ask; pages and facets stay as C left them until they are read."""
        if question.kind is Kind.SPELLING:
            return self._spelt(question.text)
        if question.kind is Kind.SUGGESTION:
            return None
        query = question.query
        asked = _Query()
        held = [*self._place(asked, query), *self._plan(asked, query)]
        held += self._filter(asked, query)
        found = _Found()
        self._compiled.search(
            ctypes.byref(self._directory), ctypes.byref(asked), ctypes.byref(found)
        )
        del held  # The arrays that the query points to had to live until here.
        return Answer(
            found.total, partial(self._page, found), partial(self._facets, found)
        )

    def change(self, network: Network, changed: Document) -> bool:
        """Nothing can change here."""
        return False

    def process(self) -> int | None:
        """Return the process that answers."""
        return os.getpid()

    def versions(self) -> dict[str, str]:
        """Return what it runs on."""
        return {"C compiler": _version()}

    def megabytes(self) -> float:
        """Return the size of the arrays."""
        return size_of(self._folder)

    def close(self) -> None:
        """The arrays go with the process."""

    def _of_arrays(self) -> _Directory:
        directory = _Directory()
        directory.docs = len(self._arrays["service"])
        directory.pointed = int(self._arrays["bands"][-1])
        directory.families = int(self._arrays["family"].max(initial=-1)) + 1
        for name in COLUMNS:
            setattr(directory, name, self._arrays[name].ctypes.data)
        for at, facet in enumerate(arrays.FACETS):
            directory.facets[at] = self._mask(facet, None)
        return directory

    def _mask(self, facet: str, values: frozenset[str] | None) -> int:
        """Return the bits of a facet's values; ``None``: of all of them."""
        if facet == "open":
            return 1 << arrays.OPEN_BIT
        if facet == "accepting":
            return 1 << arrays.ACCEPTING_BIT
        if values is not None:
            return sum(1 << self._bits.get(f"{facet} {one}", 63) for one in values)
        every = (name for name in self._bits if name.startswith(f"{facet} "))
        return sum(1 << self._bits[name] for name in every)

    # --- Questions ------------------------------------------------------------

    def _place(self, asked: _Query, query: Query) -> Iterator[object]:
        asked.shown = PER_PAGE
        asked.near, asked.serves = ranking.NEAR, ranking.SERVES
        asked.served_nearness = ranking.SERVED_NEARNESS
        asked.decay = ranking.decay_miles(query.radius)
        asked.radius = -1.0 if query.radius is None else query.radius
        if query.place is None:
            return
        asked.has_place = 1
        asked.by_distance = query.sort is Sort.DISTANCE
        asked.latitude, asked.longitude = query.place.latitude, query.place.longitude
        codes = [code for code in query.place.area_codes if code in self._areas]
        area = (_int * len(codes))(*[self._areas[code] for code in codes])
        strengths = (ctypes.c_float * len(codes))(*map(ranking.strength, codes))
        asked.areas = len(codes)
        asked.area = ctypes.addressof(area)
        asked.strengths = ctypes.addressof(strengths)
        yield from (area, strengths)

    def _plan(self, asked: _Query, query: Query) -> Iterator[object]:
        plan: list[int] = []
        weights: list[float] = []
        reading = query.reading
        for group in reading:
            every = [*group.alternatives, *self._longer(group)]
            plan += (int(group.is_needed), len(every))
            for one in every:
                plan += self._alternative(one)
                weights.append(one.weight)
        needed = sum(group.is_needed for group in reading)
        asked.groups = len(reading)
        asked.at_least = needed if query.at_least is None else query.at_least
        numbers = (_int * len(plan))(*plan)
        floats = (ctypes.c_float * len(weights))(*weights)
        asked.plan, asked.weights = ctypes.addressof(numbers), ctypes.addressof(floats)
        yield from (numbers, floats)

    def _alternative(self, one: Alternative) -> list[int]:
        if isinstance(one, Category):
            kind = self._kinds.get(one.term)
            known = [] if kind is None else [len(self._terms) + kind]
            return [0, 1, 0, len(known), *known]
        offsets = one.offsets if isinstance(one, Phrase) else (0,) * len(one.stems)
        plan = [int(isinstance(one, Phrase)), len(one.stems)]
        for offset, member in zip(offsets, one.stems, strict=True):
            known = [self._terms[stem] for stem in member if stem in self._terms]
            plan += (offset, len(known), *known)
        return plan

    def _longer(self, group: Group) -> list[Alternative]:
        """Return the beginning's words where nobody holds the word itself."""
        if not group.prefix or any(stem in self._terms for stem, _ in group.terms):
            return []
        start = bisect_left(self._sorted, group.prefix)
        some = takewhile(
            lambda word: word.startswith(group.prefix), self._sorted[start:]
        )
        first = sorted(some, key=lambda word: (-self._counts[word], word))[:BEGINNINGS]
        return [Words((stems(word),), PREFIX_WEIGHT) for word in first]

    def _filter(self, asked: _Query, query: Query) -> Iterator[object]:
        chosen: tuple[frozenset[Any], ...] = tuple(getattr(query, one) for one in SETS)
        for at, values in enumerate(chosen, start=1):
            if values:
                asked.filters |= 1 << at
                asked.wanted |= self._mask(arrays.FACETS[at], values)
        for kind in query.categories:
            asked.filters |= 1
            at = self._kinds[kind]
            asked.categories[at // 64] |= 1 << at % 64
        asked.filters |= 64 * (query.open_at is not None) | 128 * query.accepting
        if query.age is not None:
            asked.filters |= 256
            asked.age = query.age
        now = self._weeks.open(query.moment)
        asked.open_now = asked.open_at = now.ctypes.data
        yield now
        if query.open_at:
            then = self._weeks.open(query.open_at)
            asked.open_at = then.ctypes.data
            yield then

    # --- Answers --------------------------------------------------------------

    def _page(self, found: _Found) -> list[UUID]:
        services = self._arrays["service"][found.docs[: found.shown]]
        return [UUID(bytes=self._arrays["keys"][one].tobytes()) for one in services]

    def _facets(self, found: _Found) -> Counts:
        counts: Counts = {facet: {} for facet in arrays.FACETS}
        for kind, at in self._kinds.items():
            if found.categories[at]:
                counts["category"][str(kind)] = found.categories[at]
        bits = {"open now": arrays.OPEN_BIT, "accepting yes": arrays.ACCEPTING_BIT}
        for name, bit in {**self._bits, **bits}.items():
            facet, value = name.split(" ", 1)
            if found.counts[bit]:
                counts[facet][value] = found.counts[bit]
        return counts

    # --- Spelling -------------------------------------------------------------

    def _open_spelling(self) -> None:
        counts = self._arrays["word_counts"].tolist()
        self._counts = dict(zip(self._words, counts, strict=True))
        self._sorted = sorted(self._words)
        folded = [word.encode("ascii", "replace") for word in self._words]
        self._letters = b"".join(word.ljust(LONGEST) for word in folded)
        self._lengths = np.array([len(word) for word in folded], np.uint8)
        self._masks = np.array([_letters(word) for word in folded], np.uint32)
        self._near = np.empty(len(folded), np.int32)
        self._distances = np.empty(len(folded), np.uint8)

    def _spelt(self, word: str) -> Answer:
        most = 2 if len(word) >= 8 else 1 if len(word) >= 4 else 0
        if not most or any(stem in self._terms for stem in stems(word)):
            return Answer(0)
        typed = word.encode("ascii", "replace")
        size = self._compiled.spell(
            *(typed, len(typed), most, len(self._words), self._letters),
            _data(self._lengths),
            _data(self._masks),
            _letters(typed),
            _data(self._near),
            _data(self._distances),
        )
        pairs = zip(self._near[:size], self._distances[:size], strict=True)
        near = sorted(
            (int(distance), -self._counts[self._words[at]], self._words[at])
            for at, distance in pairs
        )
        return Answer(1 if near else 0, words=[word for _, _, word in near[:NEAR]])


def _data(values: NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(values.ctypes.data)


def _version() -> str:
    command = (COMPILER, "--version")
    said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return said.stdout.splitlines()[0]


@lru_cache(100_000)
def _letters(word: bytes) -> int:
    return sum(1 << bit for bit in {letter & 31 for letter in word})


def _compiled(folder: Path) -> Path:
    """Return the compiled source, made once for each version of it."""
    version = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    library = folder / f"limit-{version}.so"
    if not library.exists():
        part = library.with_suffix(".part")
        options = ("-O3", "-march=native", "-shared", "-fPIC", "-lm")
        subprocess.run(  # noqa: S603 - our own source
            [COMPILER, str(SOURCE), *options, "-o", str(part)],
            check=True,
        )
        part.rename(library)
    return library
