"""Invented directories of any size, shaped like real ones, and what is asked of them.

Everything follows from the seed. Documents cluster where people live (the gazetteer's
towns by population), words fall off as Zipf says, names read like names, and areas,
hours, languages and payers are as unevenly spread as in real directories. Nothing in
here is anybody's listing.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from directory.places import Place, gazetteer
from search.documents import Document, Hours
from search.query import Cost, Query, Sort

SEED = 20261124
ASKED_AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
NAMESPACE = uuid.UUID("5a1f4d8e-0f0b-4c59-9f4e-6d2f6a0f7c11")
BATCH = 20_000
PER_PAGE = 20

ROOTS = 12
LEAVES = 12
"""Kinds of help under each root."""
SCHEDULES = 2_000
RARE_WORDS = 30_000
LONGEST = 75
LANGUAGES = (
    *("en", "es", "zh", "vi", "tl", "ko", "hmn"),
    *("ar", "ru", "fr", "ht", "pa", "so", "ase"),
)
PAYERS = ("free", "sliding", "medicaid", "medicare", "va", "private", "self")
ACCESS = ("wheelchair", "restroom", "parking", "hearing", "vision", "transit")
GROUPS = (
    "older-adults",
    "veterans",
    "disability",
    "caregivers",
    "families",
    "homeless",
)

_WORDS = """
transportation meals home care respite food housing shelter health mental counseling
legal aid senior disability youth children family employment training education
financial assistance rent utility clothing pantry clinic dental vision medical support
group recovery addiction domestic violence crisis veterans refugee interpreter literacy
tutoring daycare preschool parenting pregnancy hospice nursing adult day elder caregiver
companionship chore homemaker personal attendant wheelchair ramp repair weatherization
energy heating cooling internet phone computer recreation exercise volunteer furniture
formula diapers backpacks tax budget debt mortgage eviction tenant rights advocacy court
custody guardianship wills benefits medicare medicaid enrollment application screening
referral navigation outreach prevention vaccines testing cancer diabetes heart dementia
autism therapy equipment hearing aids braille pets emergency disaster flood showers
laundry documents bus passes rides paratransit vouchers loans business mentoring reentry
grief anxiety depression residential supportive nutrition congregate delivered groceries
garden cooking fitness falls balance comida transporte vivienda ayuda salud familias
"""
KINDS = (
    "Center",
    "Program",
    "Services",
    "Network",
    "Partners",
    "Clinic",
    "Project",
    "Line",
)
_ONSETS = "b c d f g h j k l m n p r t v z br cl dr fl gr pl st tr"
SYLLABLES = tuple(onset + vowel for onset in _ONSETS.split() for vowel in "aeiou")

type Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class World:
    """What every document of a seed draws from."""

    words: tuple[str, ...]
    """The words of the field first, then rare ones."""
    leaves: tuple[tuple[uuid.UUID, uuid.UUID], ...]
    """Each kind of help with its root."""
    leaf_words: Integers
    """Shape (leaves, 10): the words that a kind of help is told in."""
    leaf_names: tuple[str, ...]
    towns: tuple[gazetteer.Town, ...]
    share: NDArray[np.float64]
    """Of all documents, how many each town has; sums to 1, added up."""
    hours: tuple[Hours, ...]


@cache
def world(seed: int = SEED) -> World:
    """Return the world of a seed."""
    chance = np.random.default_rng(seed)
    field = tuple(dict.fromkeys(_WORDS.split()))
    words = field + _rare_words(chance, set(field))
    leaf_words = np.array(
        [chance.choice(len(field), 10, replace=False) for _ in range(ROOTS * LEAVES)]
    )
    roots = [uuid.uuid5(NAMESPACE, f"root {n}") for n in range(ROOTS)]
    towns = tuple(
        town
        for lines in gazetteer.town_lines().values()
        for town in map(gazetteer.town_of, lines)
        if town.population and town.counties
    )
    people = np.array([town.population for town in towns], dtype=float) ** 0.95
    return World(
        words,
        tuple(
            (uuid.uuid5(NAMESPACE, f"leaf {n}"), roots[n // LEAVES])
            for n in range(ROOTS * LEAVES)
        ),
        leaf_words,
        tuple(" ".join(words[w] for w in some[:2]) for some in leaf_words),
        towns,
        np.cumsum(people / people.sum()),
        _schedules(chance),
    )


def documents(count: int, seed: int = SEED) -> Iterator[Document]:
    """Yield so many documents; a smaller count is not the beginning of a larger one.

    Documents of one service follow each other.
    """
    here = world(seed)
    chance = np.random.default_rng(seed + count)
    done = service = 0
    while done < count:
        size = min(BATCH, count - done)
        batch = _batch(here, chance, size)
        # One service in ten has several places.
        goes_on = chance.random(size) < 0.15
        for at in range(size):
            service += not (goes_on[at] and at)
            yield _document(here, batch, at, service, done + at)
        done += size


def service_id(number: int) -> uuid.UUID:
    """Return the id of a service by its number, from 1."""
    return uuid.UUID(int=NAMESPACE.int ^ number * 0x9E3779B97F4A7C15)


def _rare_words(chance: np.random.Generator, taken: set[str]) -> tuple[str, ...]:
    made: dict[str, None] = {}
    while len(made) < RARE_WORDS:
        drawn = chance.integers(0, len(SYLLABLES), chance.integers(2, 5))
        word = "".join(SYLLABLES[at] for at in drawn) + "nrtlmkb"[chance.integers(7)]
        if word not in taken:
            made[word] = None
    return tuple(made)


def _schedules(chance: np.random.Generator) -> tuple[Hours, ...]:
    """Return weeks in local time, each with a dozen holidays."""
    zones = (
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
    )
    first = (ASKED_AT.date() - date(1970, 1, 1)).days * 1440
    made = []
    for number in range(SCHEDULES):
        opens, lasts = chance.integers(390, 660), chance.integers(180, 660)
        days = range(7) if chance.random() < 0.2 else range(5)
        week = tuple(
            (day * 1440 + int(opens), day * 1440 + int(opens + lasts)) for day in days
        )
        holidays = tuple(
            (first + 1440 * day, first + 1440 * (day + 1), False)
            for day in sorted(set(chance.integers(0, 365, 12).tolist()))
        )
        made.append(Hours(zones[number % len(zones)], week, holidays))
    return tuple(made)


def _zipf(
    chance: np.random.Generator, size: tuple[int, ...], among: int, power: float
) -> Integers:
    parts = 1 / np.arange(1, among + 1) ** power
    drawn = np.searchsorted(np.cumsum(parts / parts.sum()), chance.random(size))
    return np.minimum(drawn, among - 1)


def _batch(here: World, chance: np.random.Generator, size: int) -> dict[str, Any]:
    """Draw what a batch of documents is made of, all of it at once."""
    field, rare = len(here.words) - RARE_WORDS, RARE_WORDS
    town = np.searchsorted(here.share, chance.random(size)).clip(
        max=len(here.towns) - 1
    )
    leaf = _zipf(chance, (size,), ROOTS * LEAVES, 0.7)
    own = here.leaf_words[leaf]
    pick = np.minimum(chance.geometric(0.25, (size, LONGEST)) - 1, 9)
    which = chance.random((size, LONGEST))
    texts = np.where(
        which < 0.70,
        field + _zipf(chance, (size, LONGEST), rare, 1.0),
        np.where(
            which < 0.86,
            _zipf(chance, (size, LONGEST), field, 0.75),
            np.take_along_axis(own, pick, 1),
        ),
    )
    people = np.array([here.towns[one].population for one in town])
    spread = np.clip(0.012 * (people / 1e4) ** 0.3, 0.01, 0.11)
    return {
        "town": town.tolist(),
        "leaf": leaf.tolist(),
        "leaf2": chance.integers(0, ROOTS * LEAVES, size).tolist(),
        "texts": texts.tolist(),
        "length": np.clip(chance.normal(60, 8, size), 20, LONGEST).astype(int).tolist(),
        "point": (chance.normal(0, 1, (size, 2)) * spread[:, None]).tolist(),
        "dice": chance.random((size, 12)).tolist(),
        "more": chance.integers(0, 1 << 30, (size, 6)).tolist(),
    }


def _document(
    here: World, batch: dict[str, Any], at: int, service: int, number: int
) -> Document:
    town = here.towns[batch["town"][at]]
    dice, more = batch["dice"][at], batch["more"][at]
    words = here.words
    leaves = [batch["leaf"][at], *([batch["leaf2"][at]] if dice[0] < 0.35 else [])]
    # From the service's number, for a service has one name, wherever it is.
    invented = words[-1 - service * 7919 % 8000].title()
    name = f"{invented} {words[service * 31 % 140]} {words[service * 17 % 97]}"
    organization = f"{town.name} {words[-1 - more[2] % 15000]} {KINDS[more[3] % 8]}"
    has_point = dice[1] < 0.93
    return Document(
        service_id=service_id(service),
        location_id=uuid.UUID(int=service_id(service).int ^ (number + 1)),
        name=name,
        texts=(
            name,
            "",
            " ".join(here.leaf_names[leaf] for leaf in leaves),
            organization,
            " ".join([words[one] for one in batch["texts"][at][: batch["length"][at]]]),
            "",
            town.name,
        ),
        point=(
            (
                town.latitude + batch["point"][at][0],
                town.longitude + batch["point"][at][1],
            )
            if has_point
            else None
        ),
        area_codes=_areas(town, dice[2], has_point=has_point),
        languages=frozenset(
            ["en", *(LANGUAGES[1:2] if dice[3] < 0.4 else ())]
            + ([LANGUAGES[2 + more[4] % 12]] if dice[4] < 0.15 else [])
        ),
        categories=frozenset(one for leaf in leaves for one in here.leaves[leaf]),
        costs=frozenset([(*Cost,)[more[5] % 3]]) if dice[5] < 0.8 else frozenset(),
        payers=frozenset([PAYERS[more[5] % 7]]) if dice[6] < 0.6 else frozenset(),
        accessibility=frozenset(ACCESS[: more[4] % 7])
        if dice[7] < 0.5
        else frozenset(),
        eligibility=frozenset([GROUPS[more[3] % 6]]) if dice[8] < 0.4 else frozenset(),
        ages=(60, 120) if dice[9] < 0.2 else None,
        organization_id=uuid.UUID(int=NAMESPACE.int ^ more[2] % 60_000),
        # A few weeks are common, most are somebody's own.
        hours=here.hours[int(dice[10] ** 4 * SCHEDULES)] if dice[11] < 0.85 else None,
        verified_on=date(2026, 11, 24) - timedelta(days=more[1] % 900),
        is_accepting=(True, False, None, None)[more[0] % 4],
    )


def _areas(town: gazetteer.Town, die: float, *, has_point: bool) -> frozenset[str]:
    state = f"us-{town.state.lower()}"
    if die < 0.01 or (die < 0.03 and not has_point):
        return frozenset({"us"})
    if die < 0.04:
        return frozenset({state})
    if die < 0.30:
        return frozenset(f"{state}-{county[2:]}" for county in town.counties)
    if die < 0.40:
        return frozenset(f"us-{code}" for code in town.zips[:20])
    return frozenset()


def questions(count: int, seed: int = SEED) -> list[Query]:
    """Return the mix that search.md names, with facets asked for by every engine.

    Two thirds in dense cities, a third in sparse country; 5, 25, 50 miles or nowhere
    in particular (one in six); common and rare words, one in ten mistyped; half with
    a filter or two.
    """
    here = world(seed)
    chance = np.random.default_rng(seed + 7)
    return [
        Query(
            text=a_text(here, chance),
            **around(here, chance, number, has_place=number % 6 != 5),
            **(a_filter(here, chance) if chance.random() < 0.5 else {}),
        )
        for number in range(count)
    ]


def around(
    here: World, chance: np.random.Generator, number: int, *, has_place: bool
) -> dict[str, Any]:
    """Return place, radius, order and page of a question."""
    by_distance = has_place and chance.random() < 0.4
    return {
        "place": a_place(here, chance) if has_place else None,
        "radius": (5.0, 25.0, 50.0)[number % 3] if has_place else None,
        "sort": Sort.DISTANCE if by_distance else Sort.BEST,
        "per_page": PER_PAGE,
        "asked_at": ASKED_AT,
    }


def a_place(here: World, chance: np.random.Generator) -> Place:
    """Return one of the sixty largest cities, or one in three a village."""
    by_size = sorted(here.towns, key=lambda town: -town.population)
    sparse = [town for town in here.towns if town.population < 3_000]
    among = by_size[:60] if chance.random() < 0.66 else sparse
    return gazetteer.town_place(among[int(chance.integers(len(among)))])


def a_filter(here: World, chance: np.random.Generator) -> dict[str, Any]:
    """Return one filter, or two that go together."""
    leaf = here.leaves[int(chance.integers(len(here.leaves)))]
    every: tuple[dict[str, Any], ...] = (
        {"categories": frozenset(leaf[1:])},
        {"categories": frozenset(leaf[:1]), "accepting": True},
        {"languages": frozenset({"es"})},
        {"languages": frozenset({"es"}), "costs": frozenset({Cost.FREE})},
        {"costs": frozenset({Cost.FREE, Cost.SLIDING})},
        {"payers": frozenset({"medicaid"})},
        {"open_at": ASKED_AT},
        {"accessibility": frozenset({"wheelchair", "restroom"})},
        {"eligibility": frozenset({"veterans"}), "age": 67},
    )
    return every[int(chance.integers(len(every)))]


def a_text(here: World, chance: np.random.Generator) -> str:
    """Return nothing, one or two words, common or rare, now and then mistyped."""
    kinds = (
        "",
        common(here, chance),
        f"{common(here, chance)} {common(here, chance)}",
        telling(here, chance),
        f"{telling(here, chance)} {common(here, chance)}",
        rare(here, chance, 5000),
    )
    words = str(chance.choice(kinds, p=[0.15, 0.25, 0.2, 0.2, 0.15, 0.05])).split()
    if words and chance.random() < 0.1:
        words[0] = mistyped(words[0], chance)
    return " ".join(words)


def common(here: World, chance: np.random.Generator) -> str:
    """Return one of the dozen words that most listings hold."""
    return here.words[int(chance.integers(12))]


def telling(here: World, chance: np.random.Generator) -> str:
    """Return a word of the field that says what is needed."""
    return here.words[int(chance.integers(12, len(here.words) - RARE_WORDS))]


def rare(here: World, chance: np.random.Generator, among: int) -> str:
    """Return a word that few hold."""
    return here.words[-1 - int(chance.integers(among))]


def mistyped(word: str, chance: np.random.Generator) -> str:
    """Return the word with two neighbouring letters changed over."""
    if len(word) < 5:
        return word
    at = int(chance.integers(1, len(word) - 2))
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
