"""What every shape is turned into."""

from dataclasses import dataclass
from typing import Any

from directory.hsds.report import Where


@dataclass(slots=True)
class Row:
    """One row of an HSDS 3.1 table, with HSDS's names and the source's ids.

    Names that begin with an underscore are not HSDS's: what a shape has and a mend
    must understand first.
    """

    table: str
    fields: dict[str, Any]
    where: Where

    @property
    def id(self) -> str:
        """The id at the source; empty when it has none."""
        return str(self.fields.get("id") or "")


@dataclass(slots=True)
class Patch:
    """A value for a record whose own row is elsewhere in the package."""

    table: str
    id: str
    field: str
    value: Any
    where: Where


@dataclass(slots=True)
class Notice:
    """Something about a whole file rather than a row."""

    file: str
    field: str
    reason: str
    rows: int
