"""Lifts the triggers that keep events, where a test must flush or tamper."""

from importlib import import_module

from django.db import connection

MIGRATION = import_module("referrals.migrations.0002_append_only")
STATEMENTS = MIGRATION.STATEMENTS


def forbid_changes() -> None:
    """Keep events as the migration does."""
    _execute(0)


def allow_changes() -> None:
    """Let rows of events be changed and flushed."""
    _execute(1)


def _execute(which: int) -> None:
    with connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor][which]:
            cursor.execute(statement)
