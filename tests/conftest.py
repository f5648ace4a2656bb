"""Fixtures that many suites share: a database made by the migrations, and keys of this run only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import responses
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings

from plugin.app import create_app
from plugin.settings import Environment, Settings
from plugin.store import migrate
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from tests.fakes.forge_host import APP_ID, JWKS_URL, ForgeHost, serve_jwks
from tests.fakes.signing_host import KEYS_URL, PUBLIC_URL, SigningHost, serve_keys

# A law holds however slow the machine is.
hypothesis_settings.register_profile("vouch", deadline=None)
hypothesis_settings.load_profile("vouch")


@pytest.fixture(scope="session")
def secret_keys() -> tuple[str, ...]:
    """One Fernet key for the whole run."""
    return (Fernet.generate_key().decode(),)


@pytest.fixture
def box(secret_keys: tuple[str, ...]) -> SecretBox:
    """Secrets at rest under the run's key."""
    return SecretBox(secret_keys)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that went through every migration once; tests copy it."""
    path = tmp_path_factory.mktemp("migrated") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of this test alone."""
    path = tmp_path / "vouch.sqlite3"
    shutil.copy(migrated, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def settings(secret_keys: tuple[str, ...], migrated: Path, tmp_path: Path) -> Settings:
    """Settings of a process of this test alone, in the sandbox."""
    path = tmp_path / "app.sqlite3"
    shutil.copy(migrated, path)
    return Settings(
        environment=Environment.SANDBOX,
        public_url=PUBLIC_URL,
        data_dir=tmp_path,
        database_url=f"sqlite:///{path}",
        secret_keys=secret_keys,
        install_keys_url=KEYS_URL,
        oauth_url="http://127.0.0.1:9",
        bridge_url="http://127.0.0.1:2990/sandbox/all.js",
        forge_app_id=APP_ID,
        forge_keys_url=JWKS_URL,
        host_timeout=2.0,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application with its own services; its background work ends with the test."""
    app = create_app(settings)
    yield app
    services = app.extensions["vouch"]
    services.stop()
    services.database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client without a browser."""
    return app.test_client()


@pytest.fixture
def install_keys() -> Iterator[responses.RequestsMock]:
    """The install-key host, with the key of `SigningHost`, and Forge's key set; any other address is refused."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        serve_keys(mock)
        serve_jwks(mock)
        yield mock


@pytest.fixture
def host(client: FlaskClient, install_keys: responses.RequestsMock) -> SigningHost:
    """A Jira that has registered the app."""
    del install_keys
    host = SigningHost()
    assert host.call(client).status_code == 204
    return host


@pytest.fixture
def forge(install_keys: responses.RequestsMock) -> ForgeHost:
    """A Jira on whose site the Forge app is."""
    del install_keys
    return ForgeHost()
