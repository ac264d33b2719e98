"""Reading a service area's text into area codes."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from directory.places import gazetteer
from directory.places.finding import counties_named, split_state, without_of
from directory.places.gazetteer import Area, Town
from directory.places.names import key, state_code

LONGEST = 10_000
"""Characters; some sources list every ZIP of a large county."""
OUTWEIGHS = 10
"""A name without its state counts when its largest bearer is this much larger."""

_NONE: frozenset[str] = frozenset()
_NATION = {
    "nationwide", "national", "usa", "us", "unitedstates", "unitedstatesofamerica",
    "all50states", "countrywide", "nacional", "pais", "estadosunidos",
}  # fmt: skip
_STATEWIDE = {"statewide", "state", "counties", "estatal", "estado"}
# What is taken away from an area cannot be said in codes: better none than too many.
_TAKES_AWAY = re.compile(
    r"\b(?:except\w*|exclud\w*|excluyendo|not|no|menos|outside|fuera)\b", re.IGNORECASE
)
# After a comma, these speak of the name before: "Fresno County, northern part".
_LIMITS = re.compile(
    r"(?:\b(?:the|of|only|parts?|partes?|portions?|sides?|sections?|halves|half|ends?"
    r"|valley|mountains?|rural|urban|unincorporated|towns?|communities|areas?"
    r"|north\w*|south\w*|east\w*|west\w*|central|norte|sur|este|oeste)\b\W*)+",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:all|any|anywhere|entire|whole|serv(?:es|ing)|residents?|people|living"
    r"|citizens?|zip|codes?|throughout|only|todos?|todas?|residentes|c[oó]digos?)\b"
    r"(?:(?:of|in|the|residents?|codes?|postal(?:es)?|de|del|el|la|los|las|en)\b|[\s:])*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r" (?:(?:city )?limits|city|town|residents|residentes|only)$", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"([;:|/,()\[\]\n]|\s[-\u2013&+]\s|\b(?:and|or|plus|y|o)\b)", re.IGNORECASE
)
_COUNTIES = re.compile(r"\b(?:counties|condados)\b(?: (?:of|de)\b)?", re.IGNORECASE)
_ZIP = re.compile(r"(\d{5})(?:-\d{4})?")


@lru_cache(maxsize=4096)
def area_codes_for(text: str, *, state: str = "") -> frozenset[str]:
    """Return the area codes of a service area as a source words it.

    ``state``, its name or two letters, is where the service is: "statewide" and bare
    names are read there. Parts of a list that are not understood add nothing; a text
    that limits an area ("Fresno County except Coalinga") is not understood at all.
    """
    state = state_code(state)
    if len(text) > LONGEST:
        return _NONE
    return _one(" ".join(text.split()), state) or _many(text, state)


def _many(text: str, state: str) -> frozenset[str]:
    # "Fresno, Madera and Kings Counties": the word counts for every name.
    suffix = " County" if _COUNTIES.search(text) else ""
    found: set[str] = set()
    for name, its_state in _with_states(_parts(_COUNTIES.sub(" ", text))):
        where = its_state or state
        if _TAKES_AWAY.search(name) or _LIMITS.fullmatch(name):
            return _NONE
        found |= _one(name + suffix, where) or _one(name, where)
    return frozenset(found)


def _parts(text: str) -> Iterator[str]:
    """Yield the names of a list, and what limits the name before.

    After "and", "the west side" is one more place; after a comma, a limit.
    """
    separator = ","
    for index, part in enumerate(_BETWEEN.split(text)):
        if index % 2:
            separator = part
            continue
        name = part.strip(" .")
        is_one_more = separator.strip().isalpha() and _LIMITS.fullmatch(name)
        if name and not is_one_more:
            yield name


def _with_states(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give each name the state written after it: "Fresno, Clovis, CA and Reno, NV"."""
    waiting: list[str] = []
    for name in names:
        code = state_code(name)
        if not code:
            waiting.append(name)
            continue
        # A state with no town before it is meant itself: "Oregon and Nevada".
        yield from ((other, code) for other in waiting or [name])
        waiting = []
    yield from ((name, "") for name in waiting)


def _one(text: str, state: str) -> frozenset[str]:
    """Return the codes of one name, or none."""
    bare = _BEFORE.sub("", text)
    return (
        _exactly(text, state)
        or _exactly(bare, state)
        or _exactly(_AFTER.sub("", bare), state)
    )


def _exactly(text: str, state: str) -> frozenset[str]:
    if match := _ZIP.fullmatch(text):
        return frozenset({f"us-{match[1]}"}) if gazetteer.zip_place(match[1]) else _NONE
    if key(text).removeprefix("the") in _NATION:
        return frozenset({"us"})
    if key(text) in _STATEWIDE:
        return frozenset({f"us-{state.lower()}"}) if state else _NONE
    if code := state_code(without_of(text)):
        return frozenset({f"us-{code.lower()}"})
    name, its_state = split_state(text)
    return _named(without_of(name), its_state or state)


def _named(name: str, state: str) -> frozenset[str]:
    if counties := counties_named(name, state):
        return _code_of(counties, state)
    if towns := gazetteer.towns(key(name), state):
        if not _is_clear(towns, state):
            return _NONE
        return frozenset(f"us-{code}" for code in towns[0].zips)
    # "Miami-Dade", "Broward": nothing else is called so.
    return _code_of(counties_named(f"{name} county", state), state) if name else _NONE


def _code_of(counties: list[Area], state: str) -> frozenset[str]:
    return frozenset({counties[0].code}) if _is_clear(counties, state) else _NONE


def _is_clear(namesakes: list[Area] | list[Town], state: str) -> bool:
    """Whether the first, and largest, is meant: an area must not be a guess."""
    if not namesakes:
        return False
    people = [place.population for place in namesakes[:2]]
    return bool(state) or len(people) == 1 or people[0] >= OUTWEIGHS * people[1]
