"""The database: engine, tables, secrets at rest, migrations."""
