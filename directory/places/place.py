"""What a place is, however it was asked for."""

from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    """What somebody named."""

    ZIP = "zip"
    TOWN = "town"
    COUNTY = "county"
    STATE = "state"
    POINT = "point"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Place:
    """A point with a name and the areas it lies in."""

    label: str
    """As shown to people: "Fresno 93721", "Madera County, CA"."""
    kind: PlaceKind
    latitude: float
    """Degrees north, WGS84."""
    longitude: float
    """Degrees east, WGS84."""
    area_codes: frozenset[str]
    """``us``, ``us-ca``, ``us-ca-019`` (county FIPS), ``us-93721`` (ZIP)."""
    timezone: str
    """As the IANA database spells it."""
    town: str = ""
    county: str = ""
    state: str = ""
    """Two letters."""
    postal_code: str = ""
    population: int = 0
    is_approximate: bool = True
    """Whether the point stands for an area rather than a door."""


class PlaceNotFoundError(LookupError):
    """No such place; ``suggestions`` are labels that ``find`` does understand."""

    def __init__(self, text: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__("No such place")
        self.text = text
        self.suggestions = suggestions
