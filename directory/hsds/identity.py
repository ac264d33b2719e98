"""Which UUID a source's record has: the same in every run."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

# Made once for Waypost; another value would make other records of every import.
NAMESPACE = UUID("5b0f6e52-7a0e-5c0e-9d0f-0d6f0a7c2a11")
SOURCE_ID_LENGTH = 255


@lru_cache(maxsize=50_000)
def record_id(source: str, table: str, source_id: str) -> UUID:
    """Return the UUID of a record: its own, or a UUIDv5 of (source, table, id)."""
    return own_uuid(source_id) or uuid5(
        NAMESPACE, "\x1f".join((source, table, source_id))
    )


def own_uuid(source_id: str) -> UUID | None:
    """Return the UUID that an id is; nothing if it is none.

    Only the written form is taken: ``UUID`` also reads bare digits, so that a number
    of 32 digits would pass for one.
    """
    if len(source_id) != 36 or source_id[8] != "-":
        return None
    try:
        return UUID(source_id)
    except ValueError:
        return None


def content_id(fields: Mapping[str, Any]) -> str:
    """Return an id for a row that has none: the same while its content is."""
    written = "\x1e".join(f"{key}\x1f{fields[key]}" for key in sorted(fields))
    return "content:" + hashlib.sha256(written.encode()).hexdigest()[:24]


def child_id(table: str, parent_id: str, name: str, position: int) -> str:
    """Return an id for a nested record that has none, from where it stands."""
    return short_id(f"{table}/{parent_id}/{name}/{position}")


def short_id(source_id: str) -> str:
    """Keep an id within the column, still telling it from every other."""
    if len(source_id) <= SOURCE_ID_LENGTH:
        return source_id
    digest = hashlib.sha256(source_id.encode()).hexdigest()[:24]
    return f"{source_id[:200]}…{digest}"
