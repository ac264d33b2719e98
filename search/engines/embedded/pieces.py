"""Columns as they lie in the file: arrays under their names."""

import io
import json
import sqlite3
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.embedded.columns import Columns
from search.engines.embedded.schedules import Schedules
from search.engines.embedded.sets import Sets


def save(connection: sqlite3.Connection, columns: Columns) -> None:
    """Write the columns, all within the caller's transaction."""
    arrays: dict[str, NDArray[Any]] = {
        "latitude": columns.globe.latitude,
        "longitude": columns.globe.longitude,
        "service": columns.service,
        "service_ids": columns.service_ids,
        "locations": columns.locations,
        "rank": columns.rank,
        "verified": columns.verified,
        "accepting": columns.accepting,
        "hours.of": columns.schedules.of_document,
        "hours.zone": columns.schedules.zone,
        "hours.week": columns.schedules.week,
        "hours.dated": columns.schedules.dated,
    }
    values: dict[str, list[str]] = {"zones": columns.schedules.zones}
    for name, held in columns.sets.items():
        values[name] = held.values
        arrays[f"{name}.of"] = held.of_document
        arrays[f"{name}.owners"] = held.owners
        arrays[f"{name}.members"] = held.members
        arrays[f"{name}.size"] = np.array([held.size])
    connection.executemany(
        "INSERT INTO piece (name, content) VALUES (?, ?)",
        [(name, _packed(array)) for name, array in arrays.items()]
        + [("values", json.dumps(values).encode())],
    )


def load(connection: sqlite3.Connection) -> Columns:
    """Read the columns as they were saved; none when nothing was compiled yet."""
    found: dict[str, bytes] = dict(connection.execute("SELECT * FROM piece"))
    if not found:
        return Columns.of([], [])
    values = json.loads(found.pop("values"))
    arrays = {name: _unpacked(content) for name, content in found.items()}
    zones = values.pop("zones")
    return Columns.from_arrays(
        arrays,
        {
            name: Sets(
                arrays[f"{name}.of"],
                known,
                arrays[f"{name}.owners"],
                arrays[f"{name}.members"],
                int(arrays[f"{name}.size"][0]),
            )
            for name, known in values.items()
        },
        Schedules(
            arrays["hours.of"],
            zones,
            arrays["hours.zone"],
            arrays["hours.week"],
            arrays["hours.dated"],
        ),
    )


def _packed(array: NDArray[Any]) -> bytes:
    # Small whole numbers make up most columns; a quarter of the bytes holds them.
    if array.dtype == np.int64 and (not array.size or abs(array).max() < 1 << 31):
        array = array.astype(np.int32)
    written = io.BytesIO()
    np.save(written, array, allow_pickle=False)
    return written.getvalue()


def _unpacked(content: bytes) -> NDArray[Any]:
    array: NDArray[Any] = np.load(io.BytesIO(content), allow_pickle=False)
    return array.astype(np.int64) if array.dtype == np.int32 else array
