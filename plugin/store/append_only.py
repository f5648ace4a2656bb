"""The triggers that make `audit_records`, `audit_checkpoints` and `policies` append-only, on SQLite and PostgreSQL.

The record may lose its payload and salt (erasure, retention), nothing else; its hash chain still verifies then,
because it links the hash of the salted payload. Every migration that rebuilds one of these tables must call
`protect` again; a test upgrades through all of them and tries to break in.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_REFUSAL = "append-only"
_FIRST_TABLES = ("audit_records", "policies")

# What an UPDATE must leave as it is; payload and salt may only become NULL.
_AUDIT_CHANGED = """
    NEW.tenant_id <> OLD.tenant_id OR NEW.seq <> OLD.seq OR NEW.header <> OLD.header
    OR NEW.payload_hash <> OLD.payload_hash OR NEW.previous <> OLD.previous OR NEW.hash <> OLD.hash
    OR NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
"""


def protect(connection: Connection, *tables: str) -> None:
    """Create the triggers of these tables (of the first two where none is named); replaces those that stand."""
    make = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for statement in make(tables or _FIRST_TABLES):
        connection.execute(text(statement))


def _sqlite(tables: tuple[str, ...]) -> list[str]:
    statements = []
    for table in tables:
        changed = _AUDIT_CHANGED if table == "audit_records" else "1"
        for verb, condition in (("UPDATE", changed), ("DELETE", "1")):
            name = f"{table}_{verb.lower()}"
            statements += [
                f"DROP TRIGGER IF EXISTS {name}",
                (
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
                ),
            ]
    return statements


def _postgresql(tables: tuple[str, ...]) -> list[str]:
    statements = [
        f"""CREATE OR REPLACE FUNCTION vouch_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_TABLE_NAME = 'audit_records' AND TG_OP = 'UPDATE' THEN
                    IF NOT ({_AUDIT_CHANGED}) THEN RETURN NEW; END IF;
                END IF;
                RAISE EXCEPTION '{_REFUSAL}';
            END $$"""
    ]
    for table in tables:
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_guard ON {table}",
            (
                f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION vouch_append_only()"
            ),
            f"DROP TRIGGER IF EXISTS {table}_whole ON {table}",
            (
                f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION vouch_append_only()"
            ),
        ]
    return statements
