"""The one clock by which all writers tell older from newer: the database's."""

import time

from django.db import connection


def now() -> int:
    """Return microseconds since 1970, by PostgreSQL's clock or this machine's.

    SQLite has one machine. Clocks of several may differ, and the one that is ahead
    would put an older state over a newer one.
    """
    if connection.vendor != "postgresql":
        return time.time_ns() // 1000
    with connection.cursor() as cursor:
        cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1e6)::bigint")
        return int(cursor.fetchone()[0])
