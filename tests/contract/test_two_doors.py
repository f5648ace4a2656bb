"""The same click through Connect and through Forge: the same result, the same decisions, the same record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo, Door, started
from plugin.store.door_tables import run_grants
from plugin.usage.repository import events
from tests.fakes.forge_panel import ForgePanel
from tests.fakes.panel import Panel

CHANCE = {
    "id", "run", "run_id", "created_at", "at", "elapsed_ms", "seq", "record", "expires_at", "event_id", "ts",
    "digest", "digest_salt", "output_digest", "made_at",
}  # fmt: skip
OWN = {"person", "installation", "tenant", "actor_p", "ticket"}  # each tenant has its own references
TIMED = {"durations_ms", "ttft_ms", "total_ms", "ms", "seconds", "elapsed"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A site on which both doors stand open."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with started({"VOUCH_HOST_TIMEOUT": "1.5"}, port=0, data_dir=folder, door=Door.BOTH) as demo:
        yield demo


def panels(demo: Demo, issue: str = "PAY-101", user: str = "ines", **more: Any) -> tuple[Panel, ForgePanel]:
    """The same panel through both doors."""
    return tuple(kind(demo.site.base_url, demo.plugin_url, issue, user, **more) for kind in (Panel, ForgePanel))  # type: ignore[return-value]


def said(value: Any) -> Any:
    """What is left without chance, times, and what each tenant has for itself."""
    if isinstance(value, dict):
        return {key: said(each) for key, each in sorted(value.items()) if key not in CHANCE | OWN | TIMED}
    return [said(each) for each in value] if isinstance(value, list) else value


def different(one: Any, other: Any, where: str = "") -> list[str]:
    """Where two values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted(one.keys() | other.keys())
        return [found for key in keys for found in different(one.get(key), other.get(key), f"{where}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [f for n, (a, b) in enumerate(zip(one, other, strict=True)) for f in different(a, b, f"{where}[{n}]")]
    return [] if one == other else [f"{where}: {one!r} and {other!r}"]


def recorded(demo: Demo, tenant_id: str, run_id: str) -> list[Any]:
    """What the record of a tenant says of a run."""
    found = [(r.header, r.payload) for r in records(demo.services.database, tenant_id) if run_id in (r.payload or "")]
    return [said({"event": json.loads(header)["event"], "payload": json.loads(payload)}) for header, payload in found]


def compared(
    demo: Demo, panels: tuple[Panel, ForgePanel], tenant_id: str, **wish: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ask the same through both doors, and find no difference in answer, record and usage."""
    connect, forge = (
        panel.summarise(**wish) if wish.pop("ok", True) else panel.start(**wish).json() for panel in panels
    )
    assert different(said(connect), said(forge)) == []
    trace = recorded(demo, tenant_id, connect["id"])
    assert len(trace) >= 2
    assert different(trace, recorded(demo, demo.forge_tenant_id, forge["id"])) == []
    used = [
        [said(e) for e in events(demo.services.database, tenant) if e["run_id"] == run["id"]]
        for tenant, run in ((tenant_id, connect), (demo.forge_tenant_id, forge))
    ]
    assert used[0] == used[1] != []
    return connect, forge


def test_an_issue(demo: Demo) -> None:
    """A summary of an issue, and its overview before and after: nothing differs but for the door."""
    both = panels(demo)
    assert said(both[0].bootstrap()) == said(both[1].bootstrap())
    connect, _ = compared(demo, both, demo.tenant_id)
    assert connect["result"]["citations"][0]["href"].startswith(demo.site.base_url)
    assert said(both[0].bootstrap()) == said(both[1].bootstrap())


def test_fields(demo: Demo) -> None:
    """Suggested fields are the same, by names, before either door has learned."""
    compared(demo, panels(demo, "PAY-103"), demo.tenant_id, use_case="categorise")


def test_a_page(demo: Demo) -> None:
    """A page's summary, its comments and its changes are the same."""
    both = panels(demo, module="vouch-byline", content="196612")
    for wish in ({}, {"use_case": "comment_digest"}):
        compared(demo, both, demo.wiki_tenant_id, **wish)


def test_refusals(demo: Demo) -> None:
    """What policy and host refuse, they refuse alike: an unclassified project, an item kept from apps."""
    connect, forge = panels(demo, "LAB-7") if "LAB-7" in demo.site.state.site.issues else panels(demo, _denied(demo))
    one, other = connect.start(), forge.start()
    assert (one.status_code, said(one.json())) == (other.status_code, said(other.json()))
    issue = demo.site.state.issue("PAY-101")
    assert issue is not None
    demo.site.state.governed.blocked.add(("jira", issue.id))
    try:
        answers = [panel.bootstrap() for panel in panels(demo)]
        assert said(answers[0]) == said(answers[1])
        assert answers[0]["problem"]
    finally:
        demo.site.state.governed.blocked.clear()


def _denied(demo: Demo) -> str:
    """An issue of a project that the policy does not name."""
    policy = demo.services.policies.current(demo.tenant_id)
    named = {place.rpartition(":")[2] for place in policy.places}
    return next(i.key for i in demo.site.state.site.issues.values() if i.project not in named and not i.past)


def test_decisions(demo: Demo) -> None:
    """Approve and undo through each door: what is written, and what the record says of it, is the same."""
    ended = []
    for panel, tenant in zip(panels(demo, "SHOP-12"), (demo.tenant_id, demo.forge_tenant_id), strict=True):
        run = panel.summarise()
        applied = panel.call("POST", f"runs/{run['id']}/apply", {})
        assert applied.status_code == 200, applied.text
        undone = panel.call("POST", f"runs/{run['id']}/undo")
        assert undone.status_code == 200, undone.text
        numbers = {"comment_id", "written_id", "href", "note", "wish", "target_id", "text_hash", "seal", "provenance"}
        trace = [entry["event"] for entry in recorded(demo, tenant, run["id"])]
        kept = {k: v for k, v in said(applied.json()).items() if k not in numbers}
        ended.append((trace, sorted(kept), undone.json()["decision"]["write"] if "decision" in undone.json() else ""))
    assert ended[0] == ended[1]


def test_the_token_is_gone(demo: Demo) -> None:
    """When runs have ended, no person's token lies in the store, and none stands in any record."""
    panels(demo)[1].summarise(length="brief")
    with demo.services.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(run_grants)).scalar_one() == 0
    tokens = demo.site.state._tokens
    text = " ".join(str(record.payload) for record in records(demo.services.database, demo.forge_tenant_id))
    assert tokens
    assert not [token for token in tokens if token in text]
    assert verify_tenant(demo.services.database, demo.forge_tenant_id).intact


def test_without_a_token(demo: Demo) -> None:
    """Where Forge sends no token of the person's, the run is refused with the reason, as Connect's is."""
    forge = ForgePanel(demo.site.base_url, demo.plugin_url, "PAY-103")
    scopes = demo.site.state.forge.app.manifest["permissions"]["scopes"]
    scopes.remove("read:app-user-token")
    try:
        demo.services.identity.forge._recent._tokens.clear()
        answer = forge.start()
    finally:
        scopes.append("read:app-user-token")
    refused = answer.json()
    assert (answer.status_code, refused["error"]["code"]) == (403, "impersonation_refused")
    (_, ended) = recorded(demo, demo.forge_tenant_id, refused["run_id"])
    assert (ended["event"], ended["payload"]["error"]) == ("run:refused", "impersonation_refused")


def test_without_an_account(demo: Demo) -> None:
    """Customers of a portal, whom Forge does not name, are refused with the reason."""
    customer = next(u for u in demo.site.state.site.users if u.account_type == "customer")
    issue = next(i.key for i in demo.site.state.site.issues.values() if i.reporter == customer.account_id)
    refused = ForgePanel(demo.site.base_url, demo.plugin_url, issue, customer.account_id).start()
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "no_person")


def test_another_sites_item(demo: Demo) -> None:
    """A run of one door's tenant is not there for the other's, though it is the same site and the same person."""
    connect, forge = panels(demo)
    mine, theirs = connect.summarise(length="brief")["id"], forge.summarise(length="brief")["id"]
    assert connect.call("GET", f"runs/{theirs}").status_code == 404
    assert forge.call("GET", f"runs/{mine}").status_code == 404
    assert forge.call("POST", f"runs/{mine}/apply", {}).status_code == 404
