"""The triggers that make `audit_records` and `policies` append-only, for SQLite and PostgreSQL.

The record may lose its payload and salt (erasure, retention), nothing else; its hash chain still verifies then,
because it links the hash of the salted payload. Every migration that rebuilds one of these tables must call
`protect` again; a test upgrades through all of them and tries to break in.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_REFUSAL = "append-only"

# What an UPDATE must leave as it is; payload and salt may only become NULL.
_AUDIT_CHANGED = """
    NEW.tenant_id <> OLD.tenant_id OR NEW.seq <> OLD.seq OR NEW.header <> OLD.header
    OR NEW.payload_hash <> OLD.payload_hash OR NEW.previous <> OLD.previous OR NEW.hash <> OLD.hash
    OR NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
"""


def protect(connection: Connection) -> None:
    """Create the triggers; replaces those that stand."""
    statements = _sqlite() if connection.dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        connection.execute(text(statement))


def _sqlite() -> list[str]:
    statements = []
    for name, table, verb, condition in (
        ("audit_records_update", "audit_records", "UPDATE", _AUDIT_CHANGED),
        ("audit_records_delete", "audit_records", "DELETE", "1"),
        ("policies_update", "policies", "UPDATE", "1"),
        ("policies_delete", "policies", "DELETE", "1"),
    ):
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            ),
        ]
    return statements


def _postgresql() -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION vouch_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_TABLE_NAME = 'audit_records' AND TG_OP = 'UPDATE' THEN
                    IF NOT ({_AUDIT_CHANGED}) THEN RETURN NEW; END IF;
                END IF;
                RAISE EXCEPTION '{_REFUSAL}';
            END $$""",
        "DROP TRIGGER IF EXISTS audit_records_guard ON audit_records",
        (
            "CREATE TRIGGER audit_records_guard BEFORE UPDATE OR DELETE ON audit_records "
            "FOR EACH ROW EXECUTE FUNCTION vouch_append_only()"
        ),
        "DROP TRIGGER IF EXISTS policies_guard ON policies",
        (
            "CREATE TRIGGER policies_guard BEFORE UPDATE OR DELETE ON policies "
            "FOR EACH ROW EXECUTE FUNCTION vouch_append_only()"
        ),
    ]
