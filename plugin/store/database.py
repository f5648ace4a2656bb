"""The database: one engine, short transactions.

SQLite in WAL mode embedded, PostgreSQL in production. A writing transaction takes SQLite's write lock at its start
(`BEGIN IMMEDIATE`), so that two of them queue up instead of failing half-way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event
from sqlalchemy.engine import make_url

_BUSY_TIMEOUT_MS = 5000


class Database:
    """Transactions on one database."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.sqlite = parsed.get_backend_name() == "sqlite"
        if self.sqlite and parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.engine = create_engine(parsed, pool_pre_ping=not self.sqlite, pool_size=20, max_overflow=20)
        if self.sqlite:
            _prepare_sqlite(self.engine)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Yield a connection in a writing transaction; commit at the end, roll back on any exception."""
        with self.engine.connect() as connection:
            connection.execution_options(vouch_write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection for reading; it sees one consistent state."""
        with self.engine.connect() as connection:
            yield connection

    def prepared(self, statement: Select[Any]) -> Callable[[Mapping[str, str]], list[dict[str, Any]]]:
        """Return a look-up by a fixed statement, for what every request does first.

        The statement is compiled once and sent past SQLAlchemy's own machinery (a third of the cost is left). It
        must read text and bytes only, in one statement; on SQLite no transaction is opened for it.
        """
        compiled = statement.compile(dialect=self.engine.dialect)
        sql, order = str(compiled), compiled.positiontup
        names = [column.name for column in statement.selected_columns]

        def look_up(values: Mapping[str, str]) -> list[dict[str, Any]]:
            given = {**compiled.params, **values}
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(sql, tuple(given[name] for name in order) if order is not None else given)
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            finally:
                connection.close()

        return look_up

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:  # noqa: ANN401 (sqlite3's own type is not exposed here)
        connection.isolation_level = None  # transactions begin when we say so, not when sqlite3 guesses
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_TIMEOUT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("vouch_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
