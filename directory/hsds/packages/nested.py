"""JSON files: one record after the other, never the whole file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, cast

import ijson

from directory.hsds.packages.errors import PackageError
from directory.hsds.packages.members import Member

LONGEST_RECORD = 64 * 1024**2
_STARTS = frozenset({"start_map", "start_array"})
_ENDS = frozenset({"end_map", "end_array"})


@dataclass(slots=True)
class Outline:
    """What stands at the top of a JSON file."""

    is_list: bool = False
    arrays: list[str] = field(default_factory=list)
    """Keys of the top level that hold a list."""
    values: dict[str, Any] = field(default_factory=dict)
    """Keys of the top level that hold a plain value; of others, nothing."""

    @property
    def is_record(self) -> bool:
        """Whether the file is a single record."""
        return not self.is_list and ("id" in self.values or "name" in self.values)


def outline(member: Member) -> Outline:
    """Read a file once through for what stands at its top."""
    found, depth, key = Outline(), 0, ""
    with member.open() as stream:
        for event, value in _events(member, stream):
            depth -= event in _ENDS
            if event == "map_key":
                key = value if depth == 1 else key
            elif depth == 0 and event == "start_array":
                found.is_list = True
            elif depth == 1 and event not in _ENDS and not found.is_list:
                found.values[key] = value
                found.arrays += [key] if event == "start_array" else []
            depth += event in _STARTS
    for name in found.arrays:
        del found.values[name]
    return found


def records(member: Member, key: str | None) -> Iterator[tuple[int, Any]]:
    """Give the records of the list under ``key``, or of the top-level list."""
    prefix = f"{key}.item" if key is not None else "item"
    with member.open() as stream:
        try:
            found = ijson.items(stream, prefix, use_float=True)
            yield from enumerate(found, start=1)
        except (ijson.JSONError, UnicodeError) as error:
            raise _not_json(member) from error


def record(member: Member) -> dict[str, Any]:
    """Read a file that is a single record."""
    if member.size > LONGEST_RECORD:
        message = (
            f"{member.name} is one record of {member.size / 1024**2:,.0f} MB."
            " Export a list of records."
        )
        raise PackageError(message)
    with member.open() as stream:
        try:
            return cast("dict[str, Any]", json.load(stream))
        except ValueError as error:
            raise _not_json(member) from error


def _events(member: Member, stream: IO[bytes]) -> Iterator[tuple[str, Any]]:
    try:
        yield from ijson.basic_parse(stream, use_float=True)
    except (ijson.JSONError, UnicodeError) as error:
        raise _not_json(member) from error


def _not_json(member: Member) -> PackageError:
    return PackageError(f"{member.name} is not JSON in UTF-8. Export it again.")
