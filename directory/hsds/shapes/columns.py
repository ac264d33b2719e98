"""The words in which a shape of table is described: data, so that others can join.

A ``TableShape`` says which HSDS 3.1 table a file's rows become, and where each of
its columns goes.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Append the cell to a text, a paragraph for each column that does."""

    field: str
    label: str = ""
    """What stands before it: "Audience: …"."""


@dataclass(frozen=True, slots=True)
class Many:
    """The cell is a list: a row of another table for each of its items."""

    table: str
    field: str
    separator: str = ","
    """Empty: the whole cell is one item."""
    constants: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Left:
    """The column is left out, for this reason, and the report says so."""

    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """The column says what another table of the package says better."""


type Target = str | Text | Many | Left | Known


@dataclass(frozen=True, slots=True)
class TableShape:
    """How the files of one table look in one family of exports."""

    family: str
    stems: tuple[str, ...]
    """Names of the file, without ending."""
    table: str
    columns: Mapping[str, Target]
    constants: Mapping[str, str] = dataclasses.field(default_factory=dict)
    copies: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Fields that are filled with another field's value too."""
    prefix: str = ""
    """Put before ids, where two files of a family become one table."""
    is_patch: bool = False
    """Whether a row only fills in fields of a record whose row is elsewhere."""

    def likeness(self, columns: set[str]) -> float:
        """How much of both this shape's columns and the file's are the same."""
        return len(columns & self.columns.keys()) / len(columns | self.columns.keys())


def same(names: str) -> dict[str, Target]:
    """Name columns that keep their names."""
    return {name: name for name in names.split()}
