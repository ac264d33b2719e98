"""Columns as they lie in a compiled file: arrays under their names."""

import json
import sqlite3
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.columns import Columns
from search.engines.embedded.geodesy import Globe
from search.engines.embedded.schedules import Schedules
from search.engines.embedded.sets import Repeats, Table

PLAIN = (
    *("keys", "service", "service_ids", "locations", "sibling", "family", "rank"),
    *("verified", "accepting", "youngest", "oldest"),
)
OF_GLOBE = ("latitude", "longitude", "x", "y", "z")
OF_SCHEDULES = ("of_document", "zone", "week", "dated")
OF_SETS = ("of_document", "firsts", "starts", "members")
OF_REPEATS = ("starts", "pairs", "values")


def save(connection: sqlite3.Connection, columns: Columns) -> None:
    """Write the columns, all within the caller's transaction."""
    values = {**columns.sets.values, "zones": columns.schedules.zones}
    save_array(connection, "values", _text(json.dumps(values)))
    parts: list[tuple[str, object, tuple[str, ...]]] = [
        ("", columns, PLAIN),
        ("globe.", columns.globe, OF_GLOBE),
        ("schedules.", columns.schedules, OF_SCHEDULES),
        ("sets.", columns.sets, OF_SETS),
        ("repeats.", columns.sets.repeats, OF_REPEATS),
    ]
    for prefix, owner, names in parts:
        for name in names:
            save_array(connection, prefix + name, getattr(owner, name))


def save_array(connection: sqlite3.Connection, name: str, values: NDArray[Any]) -> None:
    """Write one array under its name."""
    connection.execute(
        "INSERT INTO piece (name, kind, shape, content) VALUES (?, ?, ?, ?)",
        (
            name,
            values.dtype.str,
            json.dumps(values.shape),
            np.ascontiguousarray(values).data,
        ),
    )


def load(connection: sqlite3.Connection) -> Columns:
    """Read the columns as they were saved."""

    def of(prefix: str, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
        return {name: load_array(connection, prefix + name) for name in names}

    values = json.loads(load_array(connection, "values").tobytes())
    zones = values.pop("zones")
    return Columns(
        globe=Globe(**of("globe.", OF_GLOBE)),
        sets=Table(
            **of("sets.", OF_SETS),
            values=values,
            repeats=Repeats(**of("repeats.", OF_REPEATS)),
        ),
        schedules=Schedules(**of("schedules.", OF_SCHEDULES), zones=zones),
        **of("", PLAIN),
    )


def load_array(connection: sqlite3.Connection, name: str) -> NDArray[Any]:
    """Read one array; it cannot be written to."""
    kind, shape, content = connection.execute(
        "SELECT kind, shape, content FROM piece WHERE name = ?", (name,)
    ).fetchone()
    return np.frombuffer(content, kind).reshape(json.loads(shape))


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)
