"""Events are written once: the database itself refuses to change or delete them."""

from django.db import migrations

TABLE = "referrals_referralevent"

SQLITE_FORBID = [
    f"""
    CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{verb.lower()}
    BEFORE {verb} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'referral events are never changed'); END
    """
    for verb in ("UPDATE", "DELETE")
]
SQLITE_ALLOW = [
    f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete")
]
POSTGRESQL_FORBID = [
    f"""
    CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'referral events are never changed'
        USING ERRCODE = 'integrity_constraint_violation'; END
    $$ LANGUAGE plpgsql
    """,
    f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",
    f"""
    CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()
    """,
]
POSTGRESQL_ALLOW = [
    f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",
    f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
]
STATEMENTS = {
    "sqlite": (SQLITE_FORBID, SQLITE_ALLOW),
    "postgresql": (POSTGRESQL_FORBID, POSTGRESQL_ALLOW),
}


def forbid_changes(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement)


def allow_changes(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_loop")]

    operations = [migrations.RunPython(forbid_changes, allow_changes)]
