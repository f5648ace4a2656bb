"""Health, engines and keys: what is found, and that nothing secret is among it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import insert, update

from connectors.host.access import BearerAccess
from connectors.host.model import Product
from plugin.ai.catalogue import Entry
from plugin.ai.resilience.breaker import FAULTS, Breakers
from plugin.audit.anchoring import Anchors
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, latest
from plugin.audit.signing import SigningKeys
from plugin.errors import EngineFault, Forbidden, HostFault
from plugin.governance.canary import Canary, Song
from plugin.governance.desk import AuditDesk
from plugin.governance.engine_keys import EngineKey, EngineKeys
from plugin.governance.operations.engines import EngineDesk, KeyHeld
from plugin.governance.operations.health import Finding, Health, Mark
from plugin.governance.operations.keys import KeyDesk
from plugin.identity.caller import Caller
from plugin.policy.document import parse
from plugin.policy.model import Destination, Level
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import installations, tenants

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = "sk-never-shown"
POLICY = parse(
    {
        "places": {},
        "rules": [
            {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow", "engines": ["embedded", "cloud"],
             "destinations": ["in_process", "contracted"]},
            {"id": "R-2", "level": "internal", "use_case": "*", "effect": "allow", "engines": ["embedded", "cloud"]},
            {"id": "R-3", "level": "confidential", "use_case": "*", "effect": "deny"},
        ],
    }
)  # fmt: skip


class FakeCanary:
    """Sang, or not."""

    song: Song | None = Song(NOW, "")

    def last(self, _: str) -> Song | None:
        """What it sang last."""
        return self.song


ENTRY = Entry("cloud", "openai", "m", Destination.CONTRACTED, base_url="https://api.example.com/v1", key=KEY)


class FakeKeys:
    """Keys that sites brought."""

    def __init__(self, *brought: EngineKey) -> None:
        self.brought = list(brought)

    def listed(self, tenant_id: str) -> list[EngineKey]:
        """Those of one site."""
        return self.brought if tenant_id == "one" else []


def engines(breakers: Breakers, *entries: Entry, brought: tuple[EngineKey, ...] = ()) -> EngineDesk:
    """The embedded engine and one of a provider's, or those."""
    return EngineDesk(entries or [ENTRY], breakers, lambda _: POLICY, cast("EngineKeys", FakeKeys(*brought)))


def install(database: Database, *names: str) -> None:
    """Sites with one installation each."""
    with database.begin() as connection:
        for name in names:
            connection.execute(insert(tenants).values(id=name, site=name, created_at=NOW))
            connection.execute(
                insert(installations).values(
                    id=f"i-{name}", tenant_id=name, product="jira", client_key=name, base_url="http://127.0.0.1:9",
                    display_url="", shared_secret=b"x", cloud_id="", state="installed",
                    installed_at=NOW, updated_at=NOW,
                )
            )  # fmt: skip


@pytest.fixture
def anchors(database: Database, box: SecretBox) -> Anchors:
    """Checkpoints of the test's sites."""
    install(database, "one")
    return Anchors(database, SigningKeys(database, box), every=timedelta(hours=24))


def look(
    database: Database,
    anchors: Anchors,
    *,
    canary: FakeCanary | None = None,
    breakers: Breakers | None = None,
    skew: Callable[[], float | None] = lambda: 0.4,
    **more: Any,
) -> dict[str, Finding]:
    """Every finding by its part."""
    health = Health(
        database,
        canary=cast("Canary", canary or FakeCanary()),
        desk=AuditDesk(database, anchors, lambda *_: ""),
        engines=engines(breakers or Breakers()),
        working=lambda: more.get("working", True),
        clock_skew=lambda _: skew(),
        checkpoint_hours=24,
    )
    access = BearerAccess("http://127.0.0.1:9", lambda: "")
    caller = Caller("one", "i-one", Product.JIRA, "5b10:ines", "person", access, "http://127.0.0.1:9")
    return {found.part: found for found in health.findings(caller, more.get("now", NOW))}


def test_a_server_that_does_well(database: Database, anchors: Anchors) -> None:
    """Every part is ok, or unknown where there was nothing to see yet; each has a code that the page has words for."""
    found = look(database, anchors)
    parts = ["database", "engines", "queue", "background", "canary", "audit", "personal_data", "installation", "clock"]
    assert list(found) == parts
    assert {part: each.mark for part, each in found.items() if each.mark is not Mark.OK} == {
        "personal_data": Mark.UNKNOWN
    }


def test_a_young_forge_installation_is_told(database: Database, anchors: Anchors) -> None:
    """Within ten minutes of a Forge install Atlassian's refusals may mean nothing, and administrators are told so."""
    with database.begin() as connection:
        connection.execute(update(installations).values(door="forge"))
    young = look(database, anchors, now=NOW + timedelta(minutes=9))["installation"]
    assert (young.mark, young.code) == (Mark.ATTENTION, "settling")
    assert look(database, anchors, now=NOW + timedelta(minutes=11))["installation"].code == "ok"


def test_what_needs_somebody_is_found(database: Database, anchors: Anchors) -> None:
    """A clock that is off, a host that does not say, a canary that failed or is silent, background work that ended."""
    canary = FakeCanary()
    canary.song = Song(NOW, "masking")
    found = look(database, anchors, canary=canary, skew=lambda: -42.0, working=False)
    assert (found["canary"].code, found["canary"].mark) == ("failed_masking", Mark.FAILED)
    assert (found["clock"].mark, found["clock"].values) == (Mark.FAILED, {"seconds": 42})
    assert found["background"].mark is Mark.FAILED
    canary.song = Song(NOW - timedelta(hours=2), "")
    assert look(database, anchors, canary=canary)["canary"].code == "stale"

    def away() -> float | None:
        raise HostFault

    assert look(database, anchors, skew=away)["clock"].mark is Mark.UNKNOWN


def test_a_record_that_waits_for_its_checkpoint_is_found(database: Database, anchors: Anchors) -> None:
    """Records that no checkpoint covers are counted; after a day and an hour they need somebody."""
    with database.begin() as connection:
        append(connection, "one", AuditEvent.SECRETS_ROTATED, {"keys": 1})
    assert look(database, anchors)["audit"].code == "never"
    anchors.make("one", NOW - timedelta(hours=26))
    assert look(database, anchors)["audit"].code == "ok"
    with database.begin() as connection:
        append(connection, "one", AuditEvent.SECRETS_ROTATED, {"keys": 1})
    late = look(database, anchors)["audit"]
    assert (late.code, late.values["count"]) == ("late", 1)


def test_an_engine_that_is_left_alone_is_found(database: Database, anchors: Anchors) -> None:
    """After faults in a row; the last fault and its time are told, for this tenant alone."""
    breakers = Breakers()
    for _ in range(FAULTS):
        breakers.leave(("one", "cloud"), EngineFault(code="engine_timeout"))
    assert look(database, anchors, breakers=breakers)["engines"].values == {"names": ["cloud"]}
    _, cloud = engines(breakers).states("one")
    assert (cloud.told.open, cloud.told.last_fault) == (True, "engine_timeout")
    assert engines(breakers).states("two")[1].told.last_fault == ""


def test_levels_of_engines() -> None:
    """An engine is permitted where a rule names it and its destination, and no rule denies; keys are never shown."""
    embedded, cloud = engines(Breakers()).states("one")
    assert embedded.levels == (Level.PUBLIC, Level.INTERNAL)
    assert cloud.levels == (Level.PUBLIC,)  # internal content stays in the process
    assert cloud.address == "api.example.com"
    assert KEY not in repr(cloud)


def test_who_judges_and_whose_key_opens() -> None:
    """The catalogue's judge, and of keys only whose: the site's own since when, the server's, none, or one too few."""
    entries = (
        replace(ENTRY, judge="second"),
        replace(ENTRY, name="second"),
        replace(ENTRY, name="site", key="", tenant_keys=True),
        replace(ENTRY, name="local", provider="compatible", key=""),
        replace(ENTRY, name="aws", provider="bedrock", key=""),
    )
    desk = engines(Breakers(), *entries, brought=(EngineKey("cloud", NOW, "cli"),))
    assert [(state.name, state.key, state.own_key_at) for state in desk.states("one")] == [
        ("embedded", None, None),
        ("cloud", KeyHeld.OWN, NOW),
        ("second", KeyHeld.SHARED, None),
        ("site", KeyHeld.WANTED, None),
        ("local", KeyHeld.NONE, None),
        ("aws", None, None),
    ]
    assert [state.entry.judge for state in desk.states("one") if state.entry] == ["second", "", "", "", ""]
    assert desk.states("two")[1].key is KeyHeld.SHARED  # another site's key is nobody else's
    assert KEY not in repr(desk.states("one"))


def keys(database: Database, box: SecretBox, anchors: Anchors) -> KeyDesk:
    """The keys of this server."""
    signing, brought = SigningKeys(database, box), EngineKeys(database, box)
    return KeyDesk(database, anchors, signing, encryption=2, engines=["cloud"], brought=brought)


def test_a_new_signing_key(database: Database, box: SecretBox, anchors: Anchors) -> None:
    """The old key anchors what stands, is kept as a public key, and the change is recorded with who made it."""
    with database.begin() as connection:
        append(connection, "one", AuditEvent.SECRETS_ROTATED, {"keys": 2})
    desk = keys(database, box, anchors)
    (old,) = desk.facts("one").signing
    desk.rotate_signing("one", by="person")
    before, after = desk.facts("one").signing
    assert (before.id, before.retired_at is None, after.retired_at) == (old.id, False, None)
    with database.read() as connection:
        record = latest(connection, "one", AuditEvent.CHECKPOINT_KEY_MADE)
    assert record is not None
    assert '"person":"person"' in (record.payload or "").replace(" ", "")
    last = anchors.last("one")
    assert last is not None
    assert last.key == old.id
    assert anchors.verify("one").intact


def test_a_key_that_other_sites_share_is_not_theirs_to_renew(
    database: Database, box: SecretBox, anchors: Anchors
) -> None:
    """One site's administrator does nothing to another site's record."""
    install(database, "two")
    desk = keys(database, box, anchors)
    assert not desk.facts("one").may_rotate
    with pytest.raises(Forbidden) as refused:
        desk.rotate_signing("one", by="person")
    assert refused.value.code == "shared_server"


def test_keys_are_facts_and_no_secrets(database: Database, box: SecretBox, anchors: Anchors) -> None:
    """How many keys, how old, whose; nothing that opens or signs anything, and nobody else's."""
    install(database, "two")
    EngineKeys(database, box).set("one", "cloud", "sk-of-this-site-alone", by="cli")
    facts = keys(database, box, anchors).facts("one")
    assert [key.engine for key in facts.brought] == ["cloud"]
    assert "sk-of" not in repr(facts)
    assert keys(database, box, anchors).facts("two").brought == ()
    assert (facts.encryption, facts.engines, facts.installations) == (2, ("cloud",), (("jira", NOW),))
    assert all("PUBLIC KEY" in row.pem and "PRIVATE" not in row.pem for row in facts.signing)
