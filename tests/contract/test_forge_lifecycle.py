"""A Forge app's life on a site: approved, installed, settling, ringing, uninstalled, installed again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest
import requests

from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo, Door, started
from plugin.sandbox.errors import SandboxError
from plugin.sandbox.forge import events, install
from tests.contract.test_review_fields import four
from tests.fakes.forge_panel import ForgePanel
from tests.fakes.suggestions import suggested


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A site with the Forge app alone; failed events come again at once."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with started({"VOUCH_HOST_TIMEOUT": "2.2"}, port=0, data_dir=folder, door=Door.FORGE) as demo:
        demo.site.state.settings = replace(demo.site.state.settings, event_retry_seconds=0.05)
        yield demo


def folder_of(demo: Demo) -> Path:
    """The packed app's folder."""
    return demo.site.state.forge.app.folder


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    ends = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_tokens(demo: Demo) -> None:
    """The site's own key set verifies what the site signs: PyJWT, told the algorithm, issuer and audience, agrees."""
    from plugin.sandbox.forge.tokens import headers  # noqa: PLC0415 (the site's own, only here)

    state = demo.site.state
    keys = jwt.PyJWKClient(f"{demo.site.base_url}/forge/.well-known/jwks.json")
    sent = headers(state, state.forge.app.endpoint("events"), "confluence")
    token = sent["Authorization"].removeprefix("Bearer ")
    app_id = state.forge.app.id
    claims = jwt.decode(
        token, keys.get_signing_key_from_jwt(token), ["RS256"], audience=app_id, issuer="forge/invocation-token"
    )
    assert claims["app"]["apiBaseUrl"] == f"{demo.site.base_url}/ex/confluence/{state.cloud_id}"
    assert (claims["exp"] - claims["iat"], "principal" in claims, "x-forge-oauth-user" in sent) == (25, False, False)
    api = state.forge.app.endpoint("api")
    assert "x-forge-oauth-system" not in headers(state, api, "jira")


def test_addresses(demo: Demo) -> None:
    """A Forge token opens the API's addresses of its site and product alone; a Connect token opens none of them."""
    state, base = demo.site.state, demo.site.base_url
    ines = state.site.default_user
    forge = state.grant("jira", ines, frozenset({"READ"}), through="api")
    connect = state.grant("jira", ines, frozenset({"READ"}))

    def status(token: str, address: str) -> int:
        return requests.get(base + address, headers={"Authorization": f"Bearer {token}"}, timeout=5).status_code

    here = f"/ex/jira/{state.cloud_id}"
    assert status(forge, f"{here}/rest/api/3/issue/PAY-101") == 200
    assert status(forge, "/rest/api/3/issue/PAY-101") == 401
    assert status(connect, f"{here}/rest/api/3/issue/PAY-101") == 401
    assert status(connect, "/rest/api/3/issue/PAY-101") == 200
    assert status(forge, f"/ex/confluence/{state.cloud_id}/wiki/api/v2/pages/196612") == 401
    assert status(forge, "/ex/jira/another-site/rest/api/3/issue/PAY-101") == 404
    assert status(forge, f"{here}/browse/PAY-101") == 404


def test_frames(demo: Demo) -> None:
    """Pages are static files on an origin of their own, under a strict policy, with the host's script put in first."""
    frames = demo.site.state.forge.frames_url
    page = requests.get(f"{frames}/vouch-context/index.html", timeout=5)
    assert not frames.startswith(demo.site.base_url)
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.text.index("/global-bridge.js") < page.text.index("forge.js")
    assert not re.search(r"<script(?![^>]* src=)", page.text)
    for name in ("vouch-context/forge-bridge.js", "vouch-context/panel.js", "global-bridge.js"):
        assert requests.get(f"{frames}/{name}", timeout=5).status_code == 200, name
    for name in ("vouch-context/../manifest.yml", "vouch-context/%2e%2e/%2e%2e/manifest.yml", "unknown/index.html"):
        assert requests.get(f"{frames}/{name}", timeout=5).status_code == 404, name


def test_the_proxy(demo: Demo) -> None:
    """Forge's own limits: 500 kB a body, no headers of its own from a frame, and the site's page alone may call."""
    panel = ForgePanel(demo.site.base_url, demo.plugin_url)
    assert panel.call("POST", "runs", {"use_case": "x" * 500_001}).status_code == 502
    forged = {"Authorization": "Bearer mine", "x-forge-oauth-user": "mine"}
    assert panel.call("GET", "bootstrap?surface=context", headers=forged).status_code == 200
    body = {"frame": panel.frame, "path": "/api/v1/bootstrap", "method": "GET"}
    for origin in ("https://evil.example", demo.site.state.forge.frames_url):
        address = f"{demo.site.base_url}/sandbox/forge/invoke"
        assert requests.post(address, json=body, headers={"Origin": origin}, timeout=5).status_code == 403
    demo.site.state.clock = lambda: time.time() - 3600
    try:
        assert panel.call("GET", "bootstrap").status_code == 502  # a failed token rejects the call
    finally:
        demo.site.state.clock = time.time


def test_bells(demo: Demo) -> None:
    """A taken value that was changed is found after a bell, with the app's own token; a second bell counts nothing."""
    state, key = demo.site.state, "PAY-95"
    issue = state.issue(key)
    assert issue is not None
    panel = ForgePanel(demo.site.base_url, demo.plugin_url, key)
    run = suggested(demo, panel, *four(issue))
    done = panel.call("POST", f"runs/{run['id']}/apply", {"target": "fields", "take": ["g3"]})
    assert done.json()["write"] == "written", done.text
    demo.services.identity.forge._recent._tokens.clear()  # days later, nobody's token is at hand
    issue.priority = "Low"

    def found() -> list[str]:
        kept = records(demo.services.database, demo.forge_tenant_id)
        return [one.header for one in kept if '"outcome:contradicted"' in one.header]

    for _ in range(2):
        events.issue_event(state, "avi:jira:updated:issue", issue)
        until(lambda: not demo.services.looker.active)
    until(found)
    assert len(found()) == 1
    assert events.tick(state) == 200


def test_what_is_blocked(demo: Demo) -> None:
    """An app access rule's event names what is blocked: what was kept of it goes, in the product that it names."""
    state = demo.site.state
    panel = ForgePanel(demo.site.base_url, demo.plugin_url, "PAY-88")
    run = panel.summarise()
    assert run["state"] == "finished"
    issue = state.issue("PAY-88")
    assert issue is not None
    events.access_blocked(state, "confluence", "page", ["196612"], event_id="1")
    assert panel.call("GET", f"runs/{run['id']}").json()["result"]
    events.access_blocked(state, "jira", "issue", [issue.id], event_id="2")
    assert panel.call("GET", f"runs/{run['id']}").json()["result"] is None
    kept = records(demo.services.database, demo.forge_tenant_id)
    assert [one for one in kept if '"access:blocked"' in one.header]


def test_what_is_blocked_is_asked_for(demo: Demo) -> None:
    """When Forge's clock brings the app's own token, Jira is asked what is kept from us; what we kept of it goes."""
    state = demo.site.state
    panel = ForgePanel(demo.site.base_url, demo.plugin_url, "SHOP-12")
    run = panel.summarise()
    issue = state.issue("SHOP-12")
    assert issue is not None
    look_due = demo.services.access_rules.look_due
    assert events.tick(state) == 200
    look_due(datetime.now(UTC))
    assert panel.call("GET", f"runs/{run['id']}").json()["result"]
    state.governed.blocked.add(("jira", issue.id))  # no event came: the rule stood before, or the event was lost
    try:
        assert events.tick(state) == 200
        assert look_due(datetime.now(UTC)) >= 1
        assert panel.call("GET", f"runs/{run['id']}").json()["result"] is None
        assert panel.bootstrap()["problem"]
    finally:
        state.governed.blocked.clear()
    token = state.grant("jira", state.site.default_user, frozenset({"READ"}))
    answer = requests.get(
        f"{demo.site.base_url}/rest/api/3/data-policy", headers={"Authorization": f"Bearer {token}"}, timeout=5
    )
    assert answer.status_code == 403  # Connect apps may not ask


def test_retries(demo: Demo) -> None:
    """An event whose answer fails comes again, four times at most; what does not listen is not told."""
    state = demo.site.state
    issue = state.issue("PAY-101")
    assert issue is not None
    app = state.forge.app
    remote, right = app.manifest["remotes"][0], app.manifest["remotes"][0]["baseUrl"]
    state.forge.deliveries.clear()
    remote["baseUrl"] = "http://127.0.0.1:9"
    try:
        events.issue_event(state, "avi:jira:updated:issue", issue)
        until(lambda: len(state.forge.deliveries) >= 2)
        remote["baseUrl"] = right
        until(lambda: state.forge.deliveries[-1].status == 200)
    finally:
        remote["baseUrl"] = right
    assert [each.attempt for each in state.forge.deliveries] == list(range(len(state.forge.deliveries)))
    state.forge.deliveries.clear()
    remote["baseUrl"] = "http://127.0.0.1:9"
    try:
        events.issue_event(state, "avi:jira:updated:issue", issue)
        until(lambda: len(state.forge.deliveries) == 5)
    finally:
        remote["baseUrl"] = right
    events.issue_event(state, "avi:jira:viewed:issue", issue)
    assert len(state.forge.deliveries) == 5
    for body in ({}, {"eventType": "avi:jira:updated:issue", "issue": {"id": "../x"}}, {"payload": []}):
        assert events.call(state, app.endpoint("events"), "jira", body) == 200


def test_consent_and_reinstall(demo: Demo) -> None:
    """Uninstalled, nobody gets in; approved again by an administrator, everything that was kept is there."""
    panel = ForgePanel(demo.site.base_url, demo.plugin_url, "SHOP-12")
    run_id, before = panel.summarise()["id"], len(list(records(demo.services.database, demo.forge_tenant_id)))
    folder = folder_of(demo)
    demo.site.uninstall_forge()
    assert panel.call("GET", "bootstrap").status_code == 404
    rows = demo.services.installations.tenants()
    assert {row["state"] for row in rows if row["id"] == demo.forge_tenant_id} == {"uninstalled"}
    page = requests.get(f"{demo.site.base_url}/admin/apps?user=ines", timeout=5).text
    assert "Waits for your approval" in page
    assert demo.plugin_url in page
    origin = {"Origin": demo.site.base_url}
    nobody = requests.post(f"{demo.site.base_url}/admin/apps?user=emre", headers=origin, timeout=5)
    assert nobody.status_code == 403
    approved = requests.post(f"{demo.site.base_url}/admin/apps?user=ines", headers=origin, timeout=5)
    assert "Installed" in approved.text
    assert demo.site.state.forge.app.folder == folder
    install.upgrade(demo.site.state)
    again = ForgePanel(demo.site.base_url, demo.plugin_url, "SHOP-12")
    assert again.call("GET", f"runs/{run_id}").status_code == 200
    assert again.bootstrap()["last_runs"]
    assert len({row["id"] for row in demo.services.installations.tenants()}) == 1
    assert len(list(records(demo.services.database, demo.forge_tenant_id))) > before
    assert verify_tenant(demo.services.database, demo.forge_tenant_id).intact


def test_settling(demo: Demo) -> None:
    """Atlassian's refusals in the first minutes are waited out; beyond that the words say what it is."""
    folder = folder_of(demo)
    demo.site.uninstall_forge()
    demo.site.install_forge(folder, settle_seconds=0.8)
    panel = ForgePanel(demo.site.base_url, demo.plugin_url, "PAY-101")
    assert panel.bootstrap()["glance"]
    installation = demo.site.state.forge.installation
    assert installation is not None
    demo.site.state.forge.installation = replace(installation, settled_at=time.time() + 60)
    answer = panel.call("POST", "runs", {"use_case": "summarise", "length": "brief"})
    run = answer.json()
    if answer.status_code == 202:
        run = panel.wait(run)
    demo.site.state.forge.installation = installation
    assert run["error"]["code"] == "host_settling"


def test_bad_packages(demo: Demo, tmp_path: Path) -> None:
    """A package that breaks a rule is refused in words, and changes nothing."""
    text = (folder_of(demo) / "manifest.yml").read_text(encoding="utf-8")
    for wrong, words in (
        (text.replace("ari:cloud:ecosystem::app/", "app/"), "app.id"),
        (text.replace(f'baseUrl: "{demo.plugin_url}"', 'baseUrl: "http://vouch.example.com"'), "https"),
        (text.replace("resource: vouch-admin", "resource: vouch-nowhere"), "no page"),
        (text.replace("endpoint: api", "endpoint: nowhere"), "no endpoint"),
        ("- a list", "no modules"),
        ("a: [", "can be read"),
    ):  # fmt: skip
        (tmp_path / "manifest.yml").write_text(wrong, encoding="utf-8")
        if not (tmp_path / "static").exists():
            (tmp_path / "static").symlink_to(folder_of(demo) / "static")
        with pytest.raises(SandboxError, match=words):
            install.install(demo.site.state, tmp_path)
