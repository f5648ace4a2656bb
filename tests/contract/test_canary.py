"""The canary on the whole plugin: it sings, it is recorded, and while it has failed no run starts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import requests

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, records, verify_tenant
from plugin.cli.demo import Demo
from plugin.governance import canary as module
from plugin.governance.canary import STALE_AFTER, Canary, Song
from plugin.masking.model import Vault
from plugin.policy.model import Refused
from tests.contract.conftest import OpenPanel


def events(demo: Demo) -> list[str]:
    """The canary's entries in the record."""
    headers = (json.loads(r.header) for r in records(demo.services.database, demo.tenant_id))
    return [header["event"] for header in headers if header["event"].startswith("canary:")]


def heal(demo: Demo) -> None:
    """Sing again, unharmed."""
    assert demo.services.canary.sing(demo.tenant_id).failed == ""


def test_it_sings(demo: Demo, panel: OpenPanel) -> None:
    """The first run lets it sing where it never has; the song is an entry of a whole record, and runs start."""
    assert panel("SHOP-12").summarise()["state"] == "finished"
    assert events(demo)[:1] == ["canary:passed"]
    demo.services.canary.sing_everywhere()
    assert events(demo)[-1] == "canary:passed"
    assert demo.services.canary.failing() == {}
    assert verify_tenant(demo.services.database, demo.tenant_id).intact


def test_a_failed_canary_stops_runs(demo: Demo, panel: OpenPanel) -> None:
    """After a failure every new run is refused with a reason of its own, health says so, and a good song ends it."""
    with demo.services.database.begin() as connection:
        append(connection, demo.tenant_id, AuditEvent.CANARY_FAILED, {"failed": "masking", "policy": 1})
    opened = panel("SHOP-12")
    answer = opened.start(length="brief")
    assert answer.status_code == 403
    refusal = answer.json()["refusal"]
    assert (refusal["reason"], refusal["rule"]) == ("self_check", "canary:masking")
    assert refusal["contact"]
    assert requests.get(f"{demo.plugin_url}/readyz", timeout=5).json() == {"status": "ok", "self_check": "failed"}
    heal(demo)
    assert opened.summarise()["state"] == "finished"
    assert requests.get(f"{demo.plugin_url}/readyz", timeout=5).json()["self_check"] == "ok"


def broken_mask(monkeypatch: pytest.MonkeyPatch) -> None:
    """A masker that lets everything through."""
    real = module.mask

    def leaky(document: module.Document, allowed: module.Allowed) -> object:
        masked, _ = real(document, allowed)
        object.__setattr__(masked, "document", document)
        return masked, Vault({})

    monkeypatch.setattr(module, "mask", leaky)


def open_door(monkeypatch: pytest.MonkeyPatch, demo: Demo) -> None:
    """A gateway that admits everybody everywhere."""
    monkeypatch.setattr(demo.services.canary, "_admit", lambda *_: None)


def blind_leak_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """A leak check that sees nothing."""
    monkeypatch.setattr(module.LeakCheck, "leaks", lambda *_: False)


def deny_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision that breaks."""

    def broken(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(module, "decide", broken)


@pytest.mark.parametrize("harm", ["masker", "leak check", "door", "decision", "record"])
def test_what_it_notices(demo: Demo, panel: OpenPanel, monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    """Each of the protections, broken, is noticed by name, recorded, and stops the next run."""
    with monkeypatch.context() as patched:
        if harm == "masker":
            broken_mask(patched)
        elif harm == "leak check":
            blind_leak_check(patched)
        elif harm == "door":
            open_door(patched, demo)
        elif harm == "decision":
            deny_nothing(patched)
        else:
            patched.setattr(module, "record", lambda *_: None)
        song = demo.services.canary.sing(demo.tenant_id)
    expected = {"masker": "masking", "leak check": "masking", "record": "audit"}.get(harm, "policy")
    assert song.failed == expected
    assert events(demo)[-1] == "canary:failed"
    assert demo.services.canary.failing() == {demo.tenant_id: expected}
    assert panel("SHOP-12").start(length="brief").json()["refusal"]["rule"] == f"canary:{expected}"
    heal(demo)


def test_a_silent_canary_is_asked_first(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it has not sung for long, it sings before a run starts; what it finds then counts."""
    canary = demo.services.canary
    late = Song(datetime.now(UTC) - STALE_AFTER - timedelta(seconds=1), "")
    monkeypatch.setattr(Canary, "last", lambda *_: late)
    before = len(events(demo))
    assert canary.stopped(demo.tenant_id) is None
    assert len(events(demo)) == before + 1
    with monkeypatch.context() as patched:
        broken_mask(patched)
        assert isinstance(canary.stopped(demo.tenant_id), Refused)
    monkeypatch.undo()
    heal(demo)
