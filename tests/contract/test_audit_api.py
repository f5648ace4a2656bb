"""The record over HTTP for administrators: search, export by cursor, verification, and who looked."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
import requests

from plugin.audit.events import AuditEvent
from plugin.audit.offline import read_lines, verify
from plugin.audit.repository import records
from plugin.cli.demo import Demo
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel
from tests.fakes.panel import Panel

CASE = "case=SEC-7"


def ask(admin: Panel, path: str, schema: str, method: str = "GET") -> dict[str, Any]:
    """A valid answer."""
    answer = admin.call(method, f"audit/{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert [error.message for error in validator(schema).iter_errors(found)] == []
    return found


def said_of(demo: Demo, event: AuditEvent) -> list[dict[str, Any]]:
    """What the records of an event say."""
    found = records(demo.services.database, demo.tenant_id)
    return [json.loads(r.payload or "{}") for r in found if json.loads(r.header)["event"] == event.value]


def pull(admin: Panel, query: str = "", **options: Any) -> requests.Response:
    """A part of the record."""
    answer = admin.call("GET", f"audit/export?{CASE}{query}", **options)
    assert answer.status_code == 200, answer.text
    return answer


def test_search(demo: Demo, panel: OpenPanel) -> None:
    """A run is found by place, item, event, run and person; by account id as well as by reference."""
    run = panel("SHOP-18", "tomasz").summarise()
    admin = panel()
    (ended,) = ask(admin, f"records?{CASE}&run={run['id']}&event=run:ended", "AuditPage")["records"]
    assert (ended["place"], ended["item"], ended["level"]) == ("jira:SHOP", "SHOP-18", "public")
    tomasz = next(user for user in demo.site.state.site.users if user.display_name.startswith("Tomasz"))
    for query in (f"person={ended['person']}", f"person={tomasz.account_id}", "place=jira:SHOP", "item=SHOP-18"):
        found = ask(admin, f"records?{CASE}&{query}", "AuditPage")["records"]
        assert ended["seq"] in [one["seq"] for one in found], query
    assert ask(admin, f"records?{CASE}&place=jira:PAY&run={run['id']}", "AuditPage")["records"] == []
    page = ask(admin, f"records?{CASE}&level=public&run={run['id']}", "AuditPage")
    assert [one["event"] for one in page["records"]] == ["run:ended"]
    assert page["people"] == {ended["person"]: tomasz.display_name}
    assert ask(admin, f"records?{CASE}&level=restricted&run={run['id']}", "AuditPage")["records"] == []
    at = ended["at"].replace("+", "%2B")
    inside = ask(admin, f"records?{CASE}&since={at}&run={run['id']}", "AuditPage")["records"]
    outside = ask(admin, f"records?{CASE}&until={at}&run={run['id']}", "AuditPage")["records"]
    assert [one["event"] for one in inside] == ["run:ended"]
    assert [one["event"] for one in outside] == ["run:started"]


def test_a_search_is_recorded_once(demo: Demo, panel: OpenPanel) -> None:
    """Who searched for what and for which case is a record; turning the page is none."""
    for issue in ("SHOP-25", "SHOP-27"):
        panel(issue).summarise()
    admin = panel()
    before = len(said_of(demo, AuditEvent.AUDIT_SEARCHED))
    first = ask(admin, f"records?{CASE}&limit=2&place=jira:SHOP", "AuditPage")
    second = ask(admin, f"records?{CASE}&limit=2&place=jira:SHOP&before={first['before']}", "AuditPage")
    assert not {one["seq"] for one in first["records"]} & {one["seq"] for one in second["records"]}
    said = said_of(demo, AuditEvent.AUDIT_SEARCHED)
    assert len(said) == before + 1
    assert (said[-1]["case"], said[-1]["searched_place"]) == ("SEC-7", "jira:SHOP")


def test_export_by_cursor(demo: Demo, panel: OpenPanel) -> None:
    """Parts taken one after the other are the whole record, and verify offline against the checkpoint."""
    admin = panel()
    ask(admin, "checkpoint", "AuditState", "POST")
    lines: list[str] = []
    cursor, more = "0", "true"
    while more == "true":
        answer = pull(admin, f"&limit=4&after={cursor}")
        assert answer.headers["Content-Type"].startswith("application/x-ndjson")
        lines += answer.text.splitlines()
        cursor, more = answer.headers["X-Vouch-Cursor"], answer.headers["X-Vouch-More"]
    kept = demo.services.anchors.last(demo.tenant_id)
    assert kept is not None
    found = verify(read_lines(lines), [kept], demo.services.anchors.public_keys)
    assert (found.ok, found.records) == (True, int(cursor))
    assert found.anchored == kept.seq
    assert sum('"checkpoint"' in line for line in lines) >= 1


def test_a_pull_without_news_is_quiet(demo: Demo, panel: OpenPanel) -> None:
    """A tool that asks again and again does not fill the record with its own questions."""
    admin = panel()
    cursor = pull(admin).headers["X-Vouch-Cursor"]
    for _ in range(3):
        cursor = pull(admin, f"&after={cursor}").headers["X-Vouch-Cursor"]
    said = len(said_of(demo, AuditEvent.AUDIT_EXPORTED))
    answer = pull(admin, f"&after={cursor}")
    assert (answer.text, answer.headers["X-Vouch-Cursor"], answer.headers["X-Vouch-More"]) == ("", cursor, "false")
    assert len(said_of(demo, AuditEvent.AUDIT_EXPORTED)) == said


@pytest.mark.parametrize(
    ("chosen", "kind"), [("csv", "text/csv"), ("cef", "text/plain"), ("ocsf", "application/x-ndjson")]
)
def test_formats(panel: OpenPanel, chosen: str, kind: str) -> None:
    """Each format comes with its media type; a part that goes on has no second heading."""
    admin = panel()
    first = pull(admin, f"&format={chosen}&limit=3")
    assert first.headers["Content-Type"].startswith(kind)
    assert first.headers["Cache-Control"] == "no-cache, no-store"
    rest = pull(admin, f"&format={chosen}&limit=3&after=3")
    if chosen == "csv":
        rows = list(csv.DictReader((first.text + rest.text).splitlines()))
        assert len(rows) > 3
        assert [row["seq"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]


def test_state_and_verification(panel: OpenPanel) -> None:
    """The state says how far the record is anchored; a new checkpoint anchors all of it; it verifies in place."""
    admin = panel()
    before = ask(admin, "state", "AuditState")
    after = ask(admin, "checkpoint", "AuditState", "POST")
    assert after["checkpoint"]["record"] == after["records"] >= before["records"]
    assert (after["not_yet_anchored"], json.loads(after["checkpoint"]["line"])["checkpoint"]["seq"]) == (
        0,
        after["records"],
    )
    found = ask(admin, "verify", "AuditFinding", "POST")
    assert (found["ok"], found["broken"], found["anchored"]) == (True, None, after["records"])


def test_opening_the_page_is_a_sign_in(demo: Demo, panel: OpenPanel) -> None:
    """The page's first question is recorded as a sign-in."""
    before = len(said_of(demo, AuditEvent.ADMIN_SIGNED_IN))
    ask(panel(), "state", "AuditState")
    said = said_of(demo, AuditEvent.ADMIN_SIGNED_IN)
    assert (len(said), said[-1]["page"]) == (before + 1, "audit")


@pytest.mark.parametrize(
    "path",
    ["state", f"records?{CASE}", f"export?{CASE}", f"runs/{'A' * 22}?{CASE}"],
)
def test_only_administrators(panel: OpenPanel, path: str) -> None:
    """Nobody else reads any of it."""
    answer = panel("SHOP-12", "tomasz").call("GET", f"audit/{path}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_admin")


@pytest.mark.parametrize("path", ["verify", "checkpoint"])
def test_only_administrators_do(panel: OpenPanel, path: str) -> None:
    """Nobody else verifies or signs."""
    assert panel("SHOP-12", "tomasz").call("POST", f"audit/{path}").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "records", "records?case=", "export", "export?case=%00",
        f"records?{CASE}&event=run:flown", f"records?{CASE}&since=yesterday", f"records?{CASE}&before=-1",
        f"records?{CASE}&limit=x", f"export?{CASE}&format=pdf", f"export?{CASE}&after=99999999999",
    ],
)  # fmt: skip
def test_wrong_questions(panel: OpenPanel, path: str) -> None:
    """A question without a case, or with a parameter that is none, is refused and finds nothing."""
    answer = panel().call("GET", f"audit/{path}")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in {"case_missing", "bad_request"}


def test_the_governance_pack(demo: Demo, panel: OpenPanel) -> None:
    """One Markdown file for administrators, which names nobody; that it was taken is a record."""
    answer = panel().call("GET", "audit/pack")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/markdown; charset=utf-8")
    for part in (
        "Classification",
        "Access",
        "Approved uses",
        "Retention",
        "Logging",
        "Escalation",
        "Prohibited behaviours",
    ):
        assert f"## {part}\n" in answer.text
    assert not any(user.display_name in answer.text for user in demo.site.state.site.users)
    assert said_of(demo, AuditEvent.PACK_WRITTEN)[-1]["policy_version"] == 1
    assert panel("SHOP-12", "tomasz").call("GET", "audit/pack").status_code == 403
