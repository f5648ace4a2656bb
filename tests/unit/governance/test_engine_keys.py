"""Keys that tenants bring: encrypted, each change recorded, never shown; the engine that holds for a tenant."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from plugin.ai.catalogue import Entry
from plugin.ai.prompted import PromptedEngine
from plugin.assist.keyed import KeyedEngines
from plugin.audit.repository import records
from plugin.errors import BadRequest, EngineFault
from plugin.governance.engine_keys import EngineKeys
from plugin.policy.model import Destination
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.spending_tables import engine_keys
from plugin.store.tables import tenants
from tests.fakes.providers.inprocess import FakeProvider

KEY = "sk-tenant-key-0123456789"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def database(database: Database) -> Database:
    """A database with two tenants."""
    with database.begin() as connection:
        for name in ("t1", "t2"):
            connection.execute(tenants.insert().values(id=name, site="x", created_at=datetime.now(UTC)))
    return database


def test_a_key(database: Database) -> None:
    """Set, renewed, used and removed, by one tenant alone; the record says so without the key."""
    keys = EngineKeys(database, SecretBox((OLD,)))
    assert not keys.set("t1", "azure-eu", KEY, by="cli")
    assert keys.set("t1", "azure-eu", KEY + "2", by="person-1")
    assert (keys.of("t1", "azure-eu"), keys.of("t2", "azure-eu"), keys.of("t1", "other")) == (KEY + "2", "", "")
    assert [(key.engine, key.set_by) for key in keys.listed("t1")] == [("azure-eu", "person-1")]
    assert keys.remove("t1", "azure-eu", by="cli")
    assert not keys.remove("t1", "azure-eu", by="cli")
    assert keys.of("t1", "azure-eu") == ""
    said = list(records(database, "t1"))
    assert [json.loads(record.header)["event"] for record in said] == ["engine_key:set"] * 2 + ["engine_key:removed"]
    assert KEY not in "".join(record.payload or "" for record in said)


def test_encrypted(database: Database) -> None:
    """What is stored is not the key, and opens with the newest secret key after a rotation."""
    EngineKeys(database, SecretBox((OLD,))).set("t1", "azure-eu", KEY, by="cli")
    with database.begin() as connection:
        stored = connection.execute(select(engine_keys.c.key)).scalar_one()
        assert KEY.encode() not in bytes(stored)
        assert EngineKeys(database, SecretBox((NEW, OLD))).rotate_secrets(connection) == 1
    assert EngineKeys(database, SecretBox((NEW,))).of("t1", "azure-eu") == KEY


@pytest.mark.parametrize("key", ["short", "two words of a key", "x" * 5000, "line\nbreak-in-a-key"])
def test_no_key(database: Database, key: str) -> None:
    """What cannot be a key is not kept."""
    with pytest.raises(BadRequest, match="bad_request"):
        EngineKeys(database, SecretBox((OLD,))).set("t1", "azure-eu", key, by="cli")


def engine(entry: Entry) -> PromptedEngine:
    """An engine of an entry, without a network."""
    return PromptedEngine(
        name=entry.name,
        model=entry.key or "shared",
        destination=entry.destination,
        provider=FakeProvider(),
        max_input_tokens=1000,
        max_output_tokens=1000,
    )


def test_which_engine_holds() -> None:
    """The tenant's own key, where it brought one; made once, made anew when the key changes."""
    brought = {("t1", "ours"): "key-one"}
    entry = Entry("ours", "openai", "m", Destination.PUBLIC_API, key="installation")
    keyed = KeyedEngines({"ours": entry}, lambda tenant, name: brought.get((tenant, name), ""), engine)
    shared = engine(entry)
    mine = keyed.of("t1", shared)
    assert (mine.version, keyed.of("t2", shared)) == ("key-one", shared)
    assert keyed.of("t1", shared) is mine
    brought["t1", "ours"] = "key-two"
    assert keyed.of("t1", shared).version == "key-two"


def test_a_key_is_wanted() -> None:
    """An engine that wants a key of each tenant is not set up for one that brought none."""
    entry = Entry("ours", "openai", "m", Destination.PUBLIC_API, tenant_keys=True)
    keyed = KeyedEngines({"ours": entry}, lambda *_: "", engine)
    with pytest.raises(EngineFault, match="engine_misconfigured"):
        keyed.of("t1", engine(entry))
