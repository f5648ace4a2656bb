"""The plugin and the stand-in site, both live on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from plugin.cli.demo import Demo, started
from plugin.store import migrate
from plugin.store.database import Database
from tests.fakes import postgresql
from tests.fakes.panel import Panel

OpenPanel = Callable[..., Panel]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of this module's own, with little patience for the site."""
    environ = {"VOUCH_HOST_TIMEOUT": "1.5"}
    with started(environ, port=0, data_dir=tmp_path_factory.mktemp("demo") / "data") as demo:
        yield demo


@pytest.fixture
def panel(demo: Demo) -> Iterator[OpenPanel]:
    """Opens panels; no fault outlives its test."""
    yield lambda issue="PAY-101", user="ines": Panel(demo.site.base_url, demo.plugin_url, issue, user)
    demo.site.state.faults.clear()


@pytest.fixture
def wiki(demo: Demo) -> Iterator[OpenPanel]:
    """Opens panels of pages, from the byline where nothing else is said; no fault outlives its test."""

    def open_panel(content: str = "196612", user: str = "ines", module: str = "vouch-byline") -> Panel:
        return Panel(demo.site.base_url, demo.plugin_url, user=user, module=module, content=content)

    yield open_panel
    demo.site.state.faults.clear()


KINDS = ["sqlite", "postgresql"]


@pytest.fixture(scope="module")
def postgresql_url() -> Iterator[str]:
    """One PostgreSQL for this module."""
    try:
        with postgresql.running() as url:
            yield url
    except FileNotFoundError:
        pytest.skip("PostgreSQL is not on this machine: install it, or name one in VOUCH_TEST_POSTGRESQL")


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite3'}"
    address: str = request.getfixturevalue("postgresql_url")
    database = Database(address)
    with database.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()
    return address


@pytest.fixture
def store(url: str) -> Iterator[Database]:
    """A database of each kind at this version's schema."""
    database = Database(url)
    migrate.upgrade(database)
    yield database
    database.close()
