"""How place names are compared, and what the states are called."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

_SHORT = {
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}


class State(NamedTuple):
    """A state, district or territory."""

    code: str
    """Two letters, as the post writes them."""
    fips: str
    name: str
    name_es: str


_TABLE = """
AL 01 Alabama
AK 02 Alaska
AZ 04 Arizona
AR 05 Arkansas
CA 06 California
CO 08 Colorado
CT 09 Connecticut
DE 10 Delaware
DC 11 District of Columbia|Distrito de Columbia
FL 12 Florida
GA 13 Georgia
HI 15 Hawaii|Hawái
ID 16 Idaho
IL 17 Illinois
IN 18 Indiana
IA 19 Iowa
KS 20 Kansas
KY 21 Kentucky
LA 22 Louisiana|Luisiana
ME 23 Maine
MD 24 Maryland
MA 25 Massachusetts
MI 26 Michigan|Míchigan
MN 27 Minnesota
MS 28 Mississippi|Misisipi
MO 29 Missouri|Misuri
MT 30 Montana
NE 31 Nebraska
NV 32 Nevada
NH 33 New Hampshire|Nuevo Hampshire
NJ 34 New Jersey|Nueva Jersey
NM 35 New Mexico|Nuevo México
NY 36 New York|Nueva York
NC 37 North Carolina|Carolina del Norte
ND 38 North Dakota|Dakota del Norte
OH 39 Ohio
OK 40 Oklahoma
OR 41 Oregon|Oregón
PA 42 Pennsylvania|Pensilvania
RI 44 Rhode Island
SC 45 South Carolina|Carolina del Sur
SD 46 South Dakota|Dakota del Sur
TN 47 Tennessee|Tennessee
TX 48 Texas
UT 49 Utah
VT 50 Vermont
VA 51 Virginia
WA 53 Washington
WV 54 West Virginia|Virginia Occidental
WI 55 Wisconsin
WY 56 Wyoming
AS 60 American Samoa|Samoa Americana
GU 66 Guam
MP 69 Northern Mariana Islands|Islas Marianas del Norte
PR 72 Puerto Rico
VI 78 U.S. Virgin Islands|Islas Vírgenes
"""


def _state(line: str) -> State:
    code, fips, names = line.split(" ", 2)
    name, _, name_es = names.partition("|")
    return State(code, fips, name, name_es or name)


STATES = {state.code: state for state in map(_state, _TABLE.strip().splitlines())}
STATE_OF_FIPS = {state.fips: state.code for state in STATES.values()}


def words(text: str) -> list[str]:
    """Return the words of a name: no case, accents, dots, and no short forms."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    found = re.sub(r"[^a-z0-9]+", " ", re.sub(r"['\u2018\u2019.]", "", bare)).split()
    return [
        # A direction or a saint is short only in front: "E St Louis", not "Avenue E".
        _SHORT.get(word, word) if index + 1 < len(found) else word
        for index, word in enumerate(found)
    ]


def key(text: str) -> str:
    """Return the form in which two spellings of one name are equal.

    Spaces go too: sources disagree over "McLean" and "Mc Lean", "O'Fallon" and
    "O Fallon".
    """
    return "".join(words(text))


@cache
def _state_keys() -> dict[str, str]:
    keys = {}
    for state in STATES.values():
        keys[state.code.lower()] = state.code
        keys[key(state.name)] = keys[key(state.name_es)] = state.code
    return keys | {
        "virginislands": "VI",
        "calif": "CA",
        "fla": "FL",
        "tejas": "TX",
    }


def state_code(text: str) -> str:
    """Return the two letters of a state named in English or Spanish, or ""."""
    return _state_keys().get(key(text), "")


def area_of_county(fips: str) -> str:
    """Return a county's area code, ``us-ca-019`` for FIPS ``06019``."""
    return f"us-{STATE_OF_FIPS[fips[:2]].lower()}-{fips[2:]}"
