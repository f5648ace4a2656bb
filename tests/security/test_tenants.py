"""Two sites on one server: nothing of one is ever there for the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connectors.host.model import Item, Product
from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo, PluginServer, started
from plugin.governance.holds import HoldKind
from plugin.sandbox.serve import SiteServer
from plugin.usage.repository import events
from tests.fakes.panel import Panel


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One plugin, first site."""
    with started({}, port=0, data_dir=tmp_path_factory.mktemp("demo") / "data") as demo:
        yield demo


def two(demo: Demo) -> tuple[Panel, Panel, str]:
    """Panels of the same person on two installations, and the second tenant's id."""
    first = Panel(demo.site.base_url, demo.plugin_url, "SHOP-12")
    return first, Panel(demo.site.base_url, demo.plugin_url, "SHOP-12"), demo.tenant_id


def test_other_tenants_runs(demo: Demo) -> None:
    """A run's id of one tenant is 404 for the other, on every route that takes an id."""
    mine, theirs, first_tenant = two(demo)
    run_id = mine.summarise()["id"]
    somebody = next(u.account_id for u in demo.site.state.site.users if u.display_name.startswith("Haruka"))
    handed = {"to": {"kind": "person", "account_id": somebody}, "note": "Is this still so?"}
    assert mine.call("POST", f"runs/{run_id}/escalate", handed).status_code == 200
    (escalation,) = mine.bootstrap()["escalations"]
    reference = demo.services.installations.person(first_tenant, somebody)
    hold = demo.services.holds.place(first_tenant, HoldKind.PERSON, reference, case="X", by="cli")
    # The site is imported elsewhere: a new client key at the same address, so a new installation.
    state = demo.site.state
    old = state.installs["jira"]
    state._identities.clear()
    try:
        demo.site.install(demo.plugin_url)
        theirs = Panel(demo.site.base_url, demo.plugin_url, "SHOP-12")
        for method, path, body in (
            ("GET", f"runs/{run_id}", None),
            ("GET", f"runs/{run_id}/events", None),
            ("POST", f"runs/{run_id}/stop", None),
            ("POST", f"runs/{run_id}/feedback", {"kind": "helpful"}),
            ("POST", "signals", {"name": "output.viewed", "run_id": run_id}),
            ("POST", f"runs/{run_id}/preview", {}),
            ("POST", f"runs/{run_id}/apply", {}),
            ("POST", f"runs/{run_id}/apply", {"target": "description"}),
            ("POST", f"runs/{run_id}/apply", {"target": "fields", "take": ["g1"]}),
            ("POST", f"runs/{run_id}/reject", {"reason": "wrong"}),
            ("POST", f"runs/{run_id}/undo", None),
            ("GET", f"runs/{run_id}/people", None),
            ("POST", f"runs/{run_id}/escalate", handed),
            ("POST", f"escalations/{escalation['id']}/close", None),
            ("POST", f"audit/holds/{hold.id}/release", None),
            ("POST", "audit/erasure/look", {"person": reference, "case": "X"}),
        ):
            assert theirs.call(method, path, body).status_code == 404, path
        (second,) = demo.services.installations.by_client_key(state.installs["jira"].client_key)
        bell = Item(Product.JIRA, id=mine.bootstrap()["item"]["id"])
        assert demo.services.recategorised.heard(second, "theirs", bell, datetime.now(UTC)) == ""
        boot = theirs.bootstrap()
        assert (boot["level"], boot["last_runs"], boot["escalations"]) == (None, {}, [])
        assert boot["verdicts"]["summarise"]["agent"]["outcome"] == "refused"
        ids = sorted({row["id"] for row in demo.services.installations.tenants()})
        (second_tenant,) = set(ids) - {first_tenant, demo.wiki_tenant_id}
        said = " ".join(str(record.payload) for record in records(demo.services.database, second_tenant))
        assert run_id not in said
        # The person administers both sites; the record of one is not there for the other all the same.
        assert theirs.call("GET", f"audit/runs/{run_id}?case=X").status_code == 404
        found = theirs.call("GET", f"audit/records?case=X&run={run_id}").json()["records"]
        assert [one["event"] for one in found] == ["audit:run_read"]  # that somebody looked, and found nothing
        assert first_tenant not in theirs.call("GET", "audit/export?case=X").text
        assert not [e for e in events(demo.services.database, second_tenant) if e["run_id"] == run_id]
        assert verify_tenant(demo.services.database, second_tenant).intact
        people = {
            demo.services.installations.person(tenant, state.site.default_user)
            for tenant in (first_tenant, second_tenant)
        }
        assert len(people) == 2
    finally:
        state.installs["jira"] = old


def test_actors_cannot_be_joined(demo: Demo) -> None:
    """The same person has another keyed hash with each tenant."""
    tenants = sorted({row["id"] for row in demo.services.installations.tenants()})
    actors = {}
    for tenant in tenants:
        with demo.services.database.begin() as connection:
            from plugin.store.secrets import SecretBox  # noqa: PLC0415
            from plugin.usage.repository import UsageLog  # noqa: PLC0415

            log = UsageLog(SecretBox(demo.services.settings.secret_keys))
            actors[tenant] = log.actor(connection, tenant, "5b10:ines", datetime.now(UTC))
    assert len(set(actors.values())) == len(tenants)


def test_stand_in_is_refused_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in site does not start where the settings are production's."""
    monkeypatch.setenv("VOUCH_ENVIRONMENT", "production")
    with pytest.raises(Exception, match="production"):
        SiteServer()
    assert PluginServer is not None


def test_records_hold_no_account_id(demo: Demo) -> None:
    """No record of any tenant holds an account id or a name."""
    for tenant in {row["id"] for row in demo.services.installations.tenants()}:
        said = json.dumps([record.payload for record in records(demo.services.database, tenant)])
        for user in demo.site.state.site.users:
            assert user.account_id not in said
            assert user.display_name not in said
