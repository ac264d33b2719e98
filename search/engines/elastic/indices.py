"""The life of an index: made, filled, put in place of the one before, removed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from elasticsearch import Elasticsearch

from search.engines.elastic.mapping import MAPPING, SETTINGS, shape

LONG = 60.0
"""Seconds for what is not a question: making an index, or removing one."""


@dataclass(frozen=True, slots=True)
class Indices:
    """Our indices on a server, and the aliases under which they are reached.

    ``read`` and ``write`` lead to the index that answers; ``filling`` to the one that
    is being made. Whatever changes goes to both, so the new one misses nothing.
    """

    client: Elasticsearch
    prefix: str
    shards: int = 1

    @property
    def read(self) -> str:
        """The alias that questions are put to."""
        return f"{self.prefix}-read"

    @property
    def write(self) -> str:
        """The alias that changes go to."""
        return f"{self.prefix}-write"

    @property
    def filling(self) -> str:
        """The alias of an index that is being made."""
        return f"{self.prefix}-filling"

    def behind(self, alias: str) -> str:
        """Return the index that an alias leads to, or nothing."""
        return next(iter(self._named(alias)), "")

    def is_current(self, index: str) -> bool:
        """Whether an index holds what this version of Waypost puts into one."""
        return index.startswith(f"{self.prefix}-{shape()}-")

    def targets(self) -> list[str]:
        """Return the aliases to which a change must go now; none without an index."""
        aliases = (self.write, self.filling)
        return [name for name in aliases if self.is_current(self.behind(name))]

    def make(self) -> str:
        """Make an empty index, to which changes go from now on; return its name."""
        self.remove_leftovers()
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        name = f"{self.prefix}-{shape()}-{stamp}{token_hex(2)}"
        self._patient.indices.create(
            index=name,
            mappings=MAPPING,
            # Nobody asks it yet, so it need not show what it was told.
            settings=SETTINGS
            | {"number_of_shards": self.shards, "refresh_interval": "-1"},
            aliases={self.filling: {}},
        )
        return name

    def put_in_place(self, name: str) -> None:
        """Let this index answer from now on, at one stroke, and remove the others."""
        patient = self._patient
        patient.indices.put_settings(index=name, settings={"refresh_interval": None})
        patient.indices.refresh(index=name)
        actions: list[dict[str, Any]] = [
            {"remove": {"index": old, "alias": alias}}
            for alias in (self.read, self.write)
            for old in self._named(alias)
        ]
        actions += [
            {"add": {"index": name, "alias": self.read}},
            {"add": {"index": name, "alias": self.write, "is_write_index": True}},
            {"remove": {"index": name, "alias": self.filling}},
        ]
        patient.indices.update_aliases(actions=actions)
        self.remove_leftovers()

    def remove(self, names: Sequence[str]) -> None:
        """Remove these indices and all that they hold."""
        for name in names:
            self._patient.indices.delete(index=name, ignore_unavailable=True)

    def remove_leftovers(self) -> None:
        """Remove our indices that answer nothing: old ones, and half-made ones."""
        in_use = self._named(self.read)
        self.remove([name for name in self.ours() if name not in in_use])

    def ours(self) -> list[str]:
        """Return the names of all our indices, whatever version made them."""
        form = re.compile(rf"{re.escape(self.prefix)}-[0-9a-f]{{10}}-[0-9a-f]{{18}}")
        found = self._patient.indices.get(
            index=f"{self.prefix}-*", allow_no_indices=True, features="aliases"
        )
        return sorted(name for name in found if form.fullmatch(name))

    @property
    def _patient(self) -> Elasticsearch:
        return self.client.options(request_timeout=LONG)

    def _named(self, alias: str) -> list[str]:
        # Asked for in this way, an alias that is not there is an empty answer.
        found = self.client.indices.get_alias(
            index=f"{self.prefix}-*", name=f"{alias}*", allow_no_indices=True
        )
        return [name for name, about in found.items() if alias in about["aliases"]]
