"""Two sites behind the Forge door of one server: nothing of one is ever there for the other, whatever is sent along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests

from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo, Door, started
from plugin.sandbox.forge.tokens import headers
from plugin.sandbox.serve import SiteServer
from plugin.usage.repository import events
from tests.fakes.forge_panel import ForgePanel


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One plugin, first site."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with started({"VOUCH_HOST_TIMEOUT": "1"}, port=0, data_dir=folder, door=Door.FORGE) as demo:
        yield demo


@pytest.fixture(scope="module")
def second(demo: Demo) -> Iterator[SiteServer]:
    """A second site with the same app; Forge signs for both with one key."""
    with SiteServer() as site:
        site.state.forge.key = demo.site.state.forge.key
        site.install_forge(demo.site.state.forge.app.folder)
        yield site


def other_tenant(demo: Demo) -> str:
    """The second site's tenant."""
    (tenant,) = {row["id"] for row in demo.services.installations.tenants()} - {demo.forge_tenant_id}
    return str(tenant)


def test_other_sites_runs(demo: Demo, second: SiteServer) -> None:
    """A run's id of one site is 404 for the same person on the other, on every route that takes one."""
    mine = ForgePanel(demo.site.base_url, demo.plugin_url, "SHOP-12")
    run_id = mine.summarise()["id"]
    theirs = ForgePanel(second.base_url, demo.plugin_url, "SHOP-12")
    for method, path, body in (
        ("GET", f"runs/{run_id}", None),
        ("POST", f"runs/{run_id}/stop", None),
        ("POST", f"runs/{run_id}/feedback", {"kind": "helpful"}),
        ("POST", "signals", {"name": "output.viewed", "run_id": run_id}),
        ("POST", f"runs/{run_id}/preview", {}),
        ("POST", f"runs/{run_id}/apply", {}),
        ("POST", f"runs/{run_id}/reject", {"reason": "wrong"}),
        ("POST", f"runs/{run_id}/undo", None),
        ("GET", f"audit/runs/{run_id}?case=X", None),
    ):
        assert theirs.call(method, path, body).status_code == 404, path
    boot = theirs.bootstrap()
    assert boot["last_runs"] == {}
    assert boot["verdicts"]["summarise"]["agent"]["outcome"] == "refused"  # the first site's policy is not the second's
    assert run_id not in theirs.call("GET", "audit/export?case=X").text
    said = [r for r in records(demo.services.database, other_tenant(demo)) if '"audit:' not in r.header]
    assert run_id not in " ".join(str(record.payload) for record in said)
    assert not [e for e in events(demo.services.database, other_tenant(demo)) if e["run_id"] == run_id]
    assert verify_tenant(demo.services.database, other_tenant(demo)).intact


def test_tokens_of_both_sites(demo: Demo, second: SiteServer) -> None:
    """A person's token of one site reads nothing through an invocation of the other."""
    mine = ForgePanel(demo.site.base_url, demo.plugin_url, "SHOP-12")
    theirs = ForgePanel(second.base_url, demo.plugin_url, "SHOP-12")
    state, other = demo.site.state, second.state
    endpoint = state.forge.app.endpoint("api")
    sent = headers(state, endpoint, "jira", state.forge.frame(mine.frame))
    foreign = headers(other, endpoint, "jira", other.forge.frame(theirs.frame))
    mixed = sent | {"x-forge-oauth-user": foreign["x-forge-oauth-user"]}
    body = {"use_case": "summarise", "length": "brief", "language": "de"}
    answer = requests.post(f"{demo.plugin_url}/api/v1/runs", json=body, headers=mixed, timeout=20).json()
    assert "result" not in answer or answer["result"] is None
    assert answer["error"]["code"] in {"host_settling", "no_permission"}


def test_an_installation_of_another_site(demo: Demo, second: SiteServer) -> None:
    """A token that names one site's installation and the other site's address is 401, and nothing moves."""
    state = demo.site.state
    installation = state.forge.installation
    assert installation is not None
    before = {(row["id"], row["site"]) for row in demo.services.installations.tenants()}
    own = second.state.forge.installation
    assert own is not None
    second.state.forge.installation = replace(own, id=installation.id)
    try:
        sent = headers(second.state, second.state.forge.app.endpoint("events"), "jira")
        for path in ("installed", "events", "scheduled"):
            sent = headers(second.state, second.state.forge.app.endpoint("events"), "jira")
            body = {"eventType": "avi:jira:updated:issue", "issue": {"id": "11101"}}
            answer = requests.post(f"{demo.plugin_url}/forge/{path}", json=body, headers=sent, timeout=10)
            assert answer.status_code in {401, 403}, path
    finally:
        second.state.forge.installation = own
    assert {(row["id"], row["site"]) for row in demo.services.installations.tenants()} == before
    assert ForgePanel(demo.site.base_url, demo.plugin_url, "SHOP-12").bootstrap()["item"]
