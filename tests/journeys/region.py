"""The demo region for journeys: loaded once, and given back as it was to each."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from tests import append_only


class Region:
    """The demo in the test database, with a copy that it is put back from.

    Each test ends with empty tables. SQLite's are copied back in moments; other
    databases are loaded anew.
    """

    def __init__(self, index: Path) -> None:
        self.index = index
        self._kept = {name: Path(f"{index}.{name}") for name in ("rows", "index")}

    def load(self) -> None:
        """Load the demo, and keep a copy."""
        with override_settings(DEMO=True, SEARCH_INDEX_PATH=self.index):
            call_command("load_demo", verbosity=0)
        if connection.vendor == "sqlite":
            copy(self._rows(), self._kept["rows"])
            copy(self.index, self._kept["index"])

    def restore(self) -> None:
        """Bring it back after a flush, without whatever a journey changed."""
        if connection.vendor == "sqlite":
            copy(self._kept["rows"], self._rows())
            copy(self._kept["index"], self.index)
            append_only.forbid_changes()
        else:
            self.load()

    def _rows(self) -> Path:
        return Path(connection.settings_dict["NAME"])


def copy(source: Path, target: Path) -> None:
    """Copy a SQLite database, also one that somebody has open."""
    with (
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
