"""The road over HTTP against the stand-in site: levels, people, audiences, sources, record, measuring."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from plugin.audit.repository import record, records, verify_tenant
from plugin.cli.demo import Demo
from plugin.store.tables import run_events, runs
from plugin.usage.repository import events
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel


def valid(name: str, body: dict[str, Any]) -> None:
    """The body is as openapi.yaml says."""
    assert [error.message for error in validator(name).iter_errors(body)] == []


def payload(demo: Demo, run: dict[str, Any]) -> dict[str, Any]:
    """The audit record of a run's end."""
    for found in records(demo.services.database, demo.tenant_id):
        said: dict[str, Any] = json.loads(found.payload or "{}")
        if said.get("run") == run["id"] and "outcome" in said:
            return said
    raise AssertionError(run["id"])


def sentences(run: dict[str, Any]) -> list[dict[str, Any]]:
    """Every sentence of a result."""
    return [sentence for section in run["result"]["sections"] for sentence in section["sentences"]]


def test_a_whole_run(demo: Demo, panel: OpenPanel) -> None:
    """A summary of an internal issue: every sentence has a source, every source a passage; shapes are as described."""
    opened = panel()
    boot = opened.bootstrap()
    valid("Bootstrap", boot)
    assert (boot["level"], boot["item"]["key"], boot["first_use"]) == ("internal", "PAY-101", True)
    run = opened.summarise()
    valid("Run", run)
    assert run["state"] == "finished"
    numbers = {source["n"] for source in run["result"]["citations"]}
    for sentence in sentences(run):
        assert sentence["citations"]
        assert set(sentence["citations"]) <= numbers
    assert [s for s in run["result"]["citations"] if not s["quote"]] == []
    assert {"problem", "state"} <= {section["kind"] for section in run["result"]["sections"]}
    again = opened.bootstrap()
    valid("Bootstrap", again)
    assert (run["id"], {}, False) == (again["last_runs"]["summarise"]["id"], again["stale"], again["first_use"])
    assert verify_tenant(demo.services.database, demo.tenant_id).intact


def test_the_record_of_a_run(demo: Demo, panel: OpenPanel) -> None:
    """Who, where, level, rule, sources, engine, receipt, durations: all there, and no content."""
    run = panel().summarise(language="de")
    said = payload(demo, run)
    assert {"level", "rule", "policy_version", "sources_read", "sources_refused", "engine", "engine_version"} <= set(
        said
    )
    assert {"prompt_version", "masked", "durations_ms", "tokens", "person", "place", "output_digest"} <= set(said)
    assert run["result"]["provenance"]["record"] == str(
        next(
            r.seq
            for r in records(demo.services.database, demo.tenant_id)
            if run["id"] in (r.payload or "") and "outcome" in (r.payload or "")
        )
    )
    whole = json.dumps(said)
    for sentence in sentences(run):
        if sentence["role"] == "" and len(sentence["text"]) > 20:
            assert sentence["text"] not in whole
    assert "Ines" not in whole
    ines = next(user for user in demo.site.state.site.users if user.display_name.startswith("Ines"))
    assert ines.account_id not in whole


def test_restricted_comments_are_the_persons_own(panel: OpenPanel) -> None:
    """A comment for developers is read for a developer and not for others."""
    seen = {user: panel(user=user).bootstrap()["glance"]["comments"] for user in ("ines", "tomasz", "anneke", "haruka")}
    assert {15, 16} == set(seen.values())


@pytest.mark.parametrize(
    ("issue", "level", "reason", "rule"),
    [("SEC-4", "restricted", "level_denies", "R-4"), ("LAB-3", None, "place_not_allowed", "default")],
)
def test_refused(demo: Demo, panel: OpenPanel, issue: str, level: str | None, reason: str, rule: str) -> None:
    """A restricted and an unclassified project are refused, with the rule, whom to ask and what works instead."""
    opened = panel(issue)
    boot = opened.bootstrap()
    valid("Bootstrap", boot)
    assert (level, None) == (boot["level"], boot["glance"])
    asked = list(demo.site.state.site.issues[issue].comments)
    answer = opened.start()
    valid("Problem", answer.json())
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "refused")
    refusal = answer.json()["refusal"]
    assert (reason, rule) == (refusal["reason"], refusal["rule"])
    assert refusal["contact"]
    assert refusal["instead"]
    said = payload(demo, {"id": answer.json()["run_id"]})
    assert ("refused", reason) == (said["outcome"], said["refusal"]["reason"])
    assert "sources_read" not in said
    assert asked == demo.site.state.site.issues[issue].comments


def test_masked(panel: OpenPanel) -> None:
    """In a confidential project names and values are masked for the engine, and restored for the person who asked."""
    run = panel("HELP-56").summarise()
    assert run["result"]["receipt"]["total"] > 0
    assert "person" in run["result"]["receipt"]["counts"]
    assert not [s for s in sentences(run) if "[PERSON_" in s["text"] or "[EMAIL_" in s["text"]]


def test_secrets_never_come_back(demo: Demo, panel: OpenPanel) -> None:
    """A pasted secret is masked at every level and not restored."""
    run = panel("SHOP-35").summarise()
    assert run["result"]["receipt"]["counts"].get("secret", 0) >= 1
    said = json.dumps(sentences(run))
    assert "AKIA" not in said
    assert "AKIA" not in json.dumps(payload(demo, run))


def test_customer_view(demo: Demo, panel: OpenPanel) -> None:
    """For a customer, no internal note and no restricted comment is a source: the run's own list proves it."""
    opened = panel("HELP-47")
    issue = demo.site.state.site.issues["HELP-47"]
    hidden = {f"comment:{c.id}" for c in issue.comments if c.internal or c.visibility}
    assert hidden
    agent, customer = opened.summarise(), opened.summarise(audience="customer")
    read = {source["id"] for source in payload(demo, customer)["sources_read"]}
    assert not hidden & read
    assert hidden & {source["id"] for source in payload(demo, agent)["sources_read"]}
    assert {"public"} == {s["visibility"]["kind"] for s in sentences(customer)}
    omitted = {omission["what"]: omission["count"] for omission in customer["result"]["coverage"]["omissions"]}
    assert len(hidden) == omitted.get("internal_comments", 0) + omitted.get("restricted_comments", 0)


def test_links_to_stricter_projects(panel: OpenPanel) -> None:
    """A linked issue of a stricter project lends no words to a summary; it is counted."""
    run = panel().summarise()
    linked = {s["segment"] for s in run["result"]["citations"] if s["segment"].startswith("link:")}
    assert not {segment for segment in linked if segment.startswith(("link:SEC-", "link:HELP-", "link:LAB-"))}
    omitted = {omission["what"]: omission["count"] for omission in run["result"]["coverage"]["omissions"]}
    assert omitted["linked_items"] >= 1


def test_stale(demo: Demo, panel: OpenPanel) -> None:
    """A comment that was written since, and one that was changed, make the last result stale."""
    opened = panel("PAY-95")
    opened.summarise()
    assert opened.bootstrap()["stale"] == {}
    site = demo.site.state
    ines = site.person("ines")
    assert ines
    token = site.grant("jira", ines.account_id, frozenset({"READ", "WRITE"}))
    body = {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "New."}]}],
    }
    answer = opened.http.post(
        f"{site.base_url}/rest/api/3/issue/PAY-95/comment",
        json={"body": body},
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )
    assert answer.status_code == 201
    boot = opened.bootstrap()
    valid("Bootstrap", boot)
    stale = boot["stale"]["summarise"]
    assert (stale["new_comments"], stale["changed"]) == (1, False)
    site.site.issues["PAY-95"].comments[0].updated = "2026-11-23T12:00:00.000+0000"
    assert opened.bootstrap()["stale"]["summarise"]["changed"]
    opened.summarise()
    assert opened.bootstrap()["stale"] == {}


def test_two_clicks_one_run(panel: OpenPanel) -> None:
    """The same question at the same time is one run."""
    opened = panel("PAY-140")
    headers = [opened.headers() for _ in range(6)]

    def click(number: int) -> str:
        import requests  # noqa: PLC0415 (a session a thread)

        answer = requests.post(
            f"{opened.plugin_url}/api/v1/runs", json={"use_case": "summarise"}, headers=headers[number], timeout=30
        )
        run_id: str = answer.json()["id"]
        return run_id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(click, range(6)))) <= 2  # the run may end between two clicks


def test_stream(demo: Demo, panel: OpenPanel) -> None:
    """The stream tells the stages in order and ends with the run; read again after a number, only what is new."""
    opened = panel("SHOP-12")
    run_id = opened.start().json()["id"]
    told = list(opened.events(run_id))
    stages = [data["stage"] for name, data in told if name == "stage"]
    assert stages == ["queued", "policy", "reading", "read", "masked", "writing", "checking", "saving", "done"]
    assert told[-1][0] == "end"
    valid("Run", told[-1][1])
    assert [data["stage"] for name, data in opened.events(run_id, after=8) if name == "stage"] == ["done"]
    polled = opened.call("GET", f"runs/{run_id}?after=8").json()
    assert [stage["seq"] for stage in polled["stages"]] == [9]
    assert polled["result"] == told[-1][1]["result"]
    with demo.services.database.read() as connection:
        said = connection.execute(select(run_events.c.data).where(run_events.c.run_id == run_id)).scalars().all()
    assert all(isinstance(value, int | str) and len(str(value)) < 20 for data in said for value in data.values())


def test_streams_are_capped(demo: Demo, panel: OpenPanel) -> None:
    """Beyond the cap, a stream is 503 with a code that means: poll instead."""
    opened = panel()
    run_id = opened.summarise()["id"]
    taken = [demo.services.streams.take() for _ in range(demo.services.settings.max_streams)]
    answer = opened.call("GET", f"runs/{run_id}/events")
    for give_back in taken:
        give_back()
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "streams_busy")
    assert list(opened.events(run_id))[-1][0] == "end"


def test_somebody_elses_run(panel: OpenPanel) -> None:
    """Another person of the same site does not see a run, by any of its routes."""
    run_id = panel().summarise()["id"]
    other = panel(user="tomasz")
    for method, path, body in (
        ("GET", f"runs/{run_id}", None),
        ("GET", f"runs/{run_id}/events", None),
        ("POST", f"runs/{run_id}/stop", None),
        ("POST", f"runs/{run_id}/feedback", {"kind": "helpful"}),
        ("POST", "signals", {"name": "output.viewed", "run_id": run_id}),
    ):
        assert other.call(method, path, body).status_code == 404, path


def test_feedback(demo: Demo, panel: OpenPanel) -> None:
    """Feedback is recorded once, in the record and among the usage events."""
    opened = panel("SHOP-18")
    run_id = opened.summarise()["id"]
    flag = {"kind": "flag", "code": "wrong", "sentence": "s1"}
    for body in ({"kind": "helpful"}, {"kind": "helpful"}, flag, flag):
        assert opened.call("POST", f"runs/{run_id}/feedback", body).status_code == 204
    names = [e["event"] for e in events(demo.services.database, demo.tenant_id) if e["run_id"] == run_id]
    assert (names.count("feedback.given"), names.count("flag.raised")) == (1, 1)


def test_usage_events(demo: Demo, panel: OpenPanel) -> None:
    """A run leaves its events, without names, account ids or content."""
    opened = panel("SHOP-22")
    opened.bootstrap()
    assert opened.call("POST", "signals", {"name": "panel.viewed", "state": "ready"}).status_code == 204
    run = opened.summarise()
    body = {"name": "output.checked", "run_id": run["id"], "sentence": "s1"}
    assert opened.call("POST", "signals", body).status_code == 204
    assert opened.call("POST", "signals", {**body, "how": "struck"}).status_code == 204
    mine = [e for e in events(demo.services.database, demo.tenant_id) if e["run_id"] == run["id"]]
    assert [e["event"] for e in mine] == ["run.requested", "run.completed", "output.checked", "output.checked"]
    assert [e["fields"]["kind"] for e in mine[2:]] == ["citation_opened", "struck"]
    whole = json.dumps(list(events(demo.services.database, demo.tenant_id)))
    for user in demo.site.state.site.users:
        assert user.account_id not in whole
        assert user.display_name not in whole


def test_too_little(panel: OpenPanel) -> None:
    """A thin issue is said to be thin, before and after."""
    opened = panel("SHOP-25")
    assert opened.bootstrap()["glance"]["too_little"]
    assert opened.summarise()["result"]["too_little"]


@pytest.mark.parametrize(
    "issue", ["PAY-88", "HELP-60", "SHOP-31", "HELP-63", "PAY-121", "SHOP-38", "PAY-140", "HELP-58"]
)
def test_every_kind_of_issue(panel: OpenPanel, issue: str) -> None:
    """German, Japanese, no description, an unknown macro, very long, an injection: each ends well."""
    run = panel(issue).summarise()
    valid("Run", run)
    assert run["state"] == "finished"
    assert {
        k: v for k, v in run["result"]["coverage"]["removed"].items() if k in {"number", "key", "link", "name"}
    } == {}


def test_injection_is_text(panel: OpenPanel) -> None:
    """Words in an issue that give orders are quoted at most; no link or markup comes out that was not in."""
    run = panel("HELP-58").summarise()
    for sentence in sentences(run):
        quoted = " ".join(c["quote"] for c in run["result"]["citations"] if c["n"] in sentence["citations"])
        assert sentence["text"].split("\n")[0][:40] in quoted or sentence["role"]


def test_without_a_context_claim(demo: Demo, panel: OpenPanel) -> None:
    """A host whose tokens name no item: the page's ticket does; without it there is no item."""
    from plugin.sandbox.state import SiteSettings  # noqa: PLC0415

    before = demo.site.state.settings
    demo.site.state.settings = SiteSettings(context_claim=False)
    try:
        opened = panel("PAY-103")
        assert opened.bootstrap()["item"]["key"] == "PAY-103"
        opened.ticket = ""
        answer = opened.call("GET", "bootstrap")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_item")
    finally:
        demo.site.state.settings = before


def test_result_lies_encrypted(demo: Demo, panel: OpenPanel) -> None:
    """The text of a result is not readable in the database file."""
    run = panel("SHOP-20").summarise()
    with demo.services.database.read() as connection:
        kept = connection.execute(select(runs.c.outcome).where(runs.c.id == run["id"])).scalar_one()
    assert kept
    assert run["result"]["title"].encode() not in kept


def test_secret_rotation_with_an_open_panel(demo: Demo, panel: OpenPanel) -> None:
    """After the host's secret changed, an open panel goes on with its next token."""
    opened = panel("SHOP-27")
    old = opened.headers()
    demo.site.rotate_secret()
    answer = opened.http.get(f"{opened.plugin_url}/api/v1/bootstrap", headers=old, timeout=10)
    assert answer.status_code == 401
    assert opened.summarise()["state"] == "finished"


def test_record_by_number(demo: Demo, panel: OpenPanel) -> None:
    """The number that the panel shows leads to the record."""
    run = panel("SHOP-33").summarise()
    found = record(demo.services.database, demo.tenant_id, int(run["result"]["provenance"]["record"]))
    assert found
    assert run["id"] == json.loads(found.payload or "{}")["run"]
