"""What both PostgreSQL opponents share: the cluster, filling tables, and their size."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.comparison.cluster import Cluster
from benchmarks.comparison.geography import METRES_IN_MILE, Geography
from search.documents import Document
from search.query import Query

HERE = Path(__file__).parent
BATCH = 5_000

type Row = Sequence[Any]
type Rows = Mapping[str, Iterable[Row]]


class Database:
    """One schema of the cluster in the folder."""

    tables: Mapping[str, Sequence[str]]
    """The columns of each table that is filled."""
    session: Sequence[str] = ()
    """Settings of every connection."""

    def __init__(self, folder: Path, schema: str) -> None:
        self._cluster = Cluster(folder)
        self._schema = schema

    def connect(self) -> None:
        """Start the server if need be, and connect."""
        self._cluster.start()
        self.connection = self._cluster.connect()
        self.geography = Geography.of(self.connection)
        self.run(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
        self.run(f"SET search_path = {self._schema}, public")
        for setting in self.session:
            self.run(f"SET {setting}")

    def script(self, name: str) -> None:
        """Run the statements of a file beside this one."""
        text = (HERE / name).read_text()
        text = text.replace("{place}", self.geography.type)
        for statement in filter(str.strip, text.split(";")):
            self.run(statement)

    def run(self, statement: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        """Run one statement and return its rows."""
        cursor = self.connection.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []

    def fill(self, found: Iterable[Rows]) -> None:
        """Copy rows as they come, many at a time."""
        waiting: dict[str, list[Row]] = defaultdict(list)
        for number, rows in enumerate(found, start=1):
            for table, some in rows.items():
                waiting[table].extend(some)
            if number % BATCH == 0:
                self._copy(waiting)
        self._copy(waiting)

    def megabytes(self) -> float:
        """Return the size of everything in the schema."""
        relations = (
            "SELECT sum(pg_total_relation_size(c.oid)) / 1e6 FROM pg_class c"
            " WHERE relnamespace = %(schema)s::regnamespace AND relkind = 'r'"
        )
        return float(self.run(relations, {"schema": self._schema})[0][0])

    def versions(self) -> dict[str, str]:
        """Return the versions of the server and of PostGIS."""
        found = {"PostgreSQL": str(self.run("SHOW server_version")[0][0]).split()[0]}
        if self.geography.is_postgis:
            version = self.run("SELECT postgis_lib_version()")[0][0]
            return {**found, "PostGIS": str(version)}
        return {**found, "PostGIS": "absent; the great circle in SQL instead"}

    def around(self, query: Query) -> dict[str, Any]:
        """Return the parameters that a place needs."""
        if query.place is None:
            return {}
        return {
            "latitude": query.place.latitude,
            "longitude": query.place.longitude,
            "radius": query.radius,
            "metres": (query.radius or 0) * METRES_IN_MILE,
        }

    def close(self) -> None:
        """Disconnect; the server goes on until ``stop``."""
        self.connection.close()

    def stop(self) -> None:
        """Stop the server."""
        self._cluster.stop()

    def _copy(self, waiting: dict[str, list[Row]]) -> None:
        for table, rows in waiting.items():
            columns = ", ".join(self.tables[table])
            copy = f"COPY {table} ({columns}) FROM STDIN"
            with self.connection.cursor().copy(copy.encode()) as target:
                for row in rows:
                    target.write_row(row)
        waiting.clear()


def numbered(documents: Iterable[Document]) -> Iterator[tuple[int, int, Document]]:
    """Yield each document with its number and its service's, both from 1."""
    service, before = 0, None
    for number, one in enumerate(documents, start=1):
        service += one.service_id != before
        before = one.service_id
        yield number, service, one
