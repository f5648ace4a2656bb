"""A run reconstructed from the record, over HTTP and on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugin.audit.repository import records
from plugin.cli.demo import Demo
from plugin.governance.report_text import report_text
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel
from tests.fakes.panel import Panel


def report(admin: Panel, run_id: str, case: str = "SEC-2026-11") -> dict[str, Any]:
    """Look a run up."""
    answer = admin.call("GET", f"audit/runs/{run_id}?case={case}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert [error.message for error in validator("RunReport").iter_errors(found)] == []
    return found


def last(demo: Demo, event: str) -> dict[str, Any]:
    """What the newest record of an event says."""
    said = [r for r in records(demo.services.database, demo.tenant_id) if json.loads(r.header)["event"] == event]
    found: dict[str, Any] = json.loads(said[-1].payload or "{}")
    return found


def test_the_whole_story(demo: Demo, panel: OpenPanel) -> None:
    """Asked, by whom, where, level, trace, sources, versions, masked, shown, done and written: all in one report."""
    opened = panel("SHOP-22", "tomasz")
    run = opened.summarise(language="de")
    assert opened.call("POST", f"runs/{run['id']}/apply", {}).status_code == 200
    opened.call("POST", f"runs/{run['id']}/feedback", {"kind": "helpful"})
    opened.call("POST", f"runs/{run['id']}/undo")
    found = report(panel(), run["id"])
    tomasz = next(user for user in demo.site.state.site.users if user.display_name.startswith("Tomasz"))
    assert found["state"] == "finished"
    assert found["asked"]["item"] == "SHOP-22"
    assert (found["asked"]["use_case"], found["asked"]["language"]) == ("summarise", "de")
    assert (found["by"]["account_id"], found["by"]["name"]) == (tomasz.account_id, tomasz.display_name)
    assert (found["policy"]["level"], found["policy"]["version"]) == ("public", 1)
    assert found["policy"]["trace"]
    assert {source["id"] for source in found["sources"]["read"]} >= {"summary", "description"}
    assert all(len(source["digest"]) == 64 for source in found["sources"]["read"])
    assert found["versions"]["engine"] == "embedded"
    assert found["versions"]["item_version"]
    assert found["shown"]["kept"]
    assert found["shown"]["result"]["sections"] == run["result"]["sections"]
    events = [event["event"] for event in found["done"]]
    assert events == ["write:begun", "decision:made", "write:made", "feedback:given", "write:begun", "write:undone"]
    assert found["done"][2]["said"]["written"]["target"] == "comment"
    assert all(record["whole"] for record in found["records"])
    text = report_text(found)
    for said in ("SHOP-22", tomasz.display_name, "decision:made", "embedded", "level"):
        assert said in text
    assert run["result"]["sections"][0]["sentences"][0]["text"][:40] in text


def test_a_refused_run(panel: OpenPanel) -> None:
    """A refusal says by which rule and level; nothing was read, nothing shown."""
    refused = panel("SEC-4").start()
    assert refused.status_code == 403
    found = report(panel(), refused.json()["run_id"])
    assert (found["state"], found["policy"]["refusal"]["reason"]) == ("refused", "level_denies")
    assert (found["sources"], found["shown"]["result"]) == ({"read": [], "refused": []}, None)
    assert "level_denies" in report_text(found)


def test_what_was_not_read(panel: OpenPanel) -> None:
    """Sources that were left out are counted with the visibility that kept them out."""
    run = panel("HELP-41").summarise(audience="customer")
    refused = {source["what"]: source for source in report(panel(), run["id"])["sources"]["refused"]}
    assert refused["internal_comments"]["visibility"] == "internal"
    assert refused["internal_comments"]["count"] > 0


def test_a_page(wiki: OpenPanel) -> None:
    """A page's sections stand in the record by digest: a heading is content."""
    opened = wiki("196612")
    run = opened.summarise()
    found = report(opened, run["id"])
    sections = [source["id"] for source in found["sources"]["read"] if source["id"].startswith("section:")]
    assert sections
    assert all(len(name) == len("section:") + 16 for name in sections)
    assert "actions" not in json.dumps(found["records"]).lower()
    assert {source["version"] for source in found["sources"]["read"]} != {""}


def test_the_look_is_recorded(demo: Demo, panel: OpenPanel) -> None:
    """Who looked and for which case is recorded, even where nothing was found, and stands in the next report."""
    run = panel("SHOP-12").summarise()
    admin = panel()
    report(admin, run["id"], "CASE-7")
    said = last(demo, "audit:run_read")
    assert (said["case"], said["run"], said["found"]) == ("CASE-7", run["id"], True)
    assert report(admin, run["id"], "CASE-8")["looked_at"][-1]["said"]["case"] == "CASE-7"
    answer = admin.call("GET", f"audit/runs/{'A' * 22}?case=CASE-9")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "run_not_found")
    assert (last(demo, "audit:run_read")["case"], last(demo, "audit:run_read")["found"]) == ("CASE-9", False)


@pytest.mark.parametrize("case", ["", "%20", "x" * 65, "a%0Ab", "<script>"])
def test_no_look_without_a_case(panel: OpenPanel, case: str) -> None:
    """Without a case number nobody looks."""
    answer = panel().call("GET", f"audit/runs/{'A' * 22}?case={case}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "case_missing")


def test_only_administrators(demo: Demo, panel: OpenPanel) -> None:
    """Whoever made a run does not reconstruct it, and the attempt is recorded."""
    opened = panel("SHOP-12", "tomasz")
    run = opened.summarise()
    answer = opened.call("GET", f"audit/runs/{run['id']}?case=X")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_admin")
    assert last(demo, "admin:refused")["page"] == "audit"


def test_after_erasure_and_retention(demo: Demo, panel: OpenPanel) -> None:
    """Once the mapping and the text are gone, the report names nobody and shows nothing, and still verifies."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415

    from sqlalchemy import delete, update  # noqa: PLC0415

    from plugin.store.tables import people, runs  # noqa: PLC0415

    run = panel("SHOP-25", "tomasz").summarise()
    reference = report(panel(), run["id"])["by"]["reference"]
    with demo.services.database.begin() as connection:
        connection.execute(delete(people).where(people.c.ref == reference))
        past = datetime.now(UTC) - timedelta(days=1)
        connection.execute(update(runs).where(runs.c.id == run["id"]).values(expires_at=past, outcome=None))
    found = report(panel(), run["id"])
    assert found["by"] == {"reference": reference, "account_id": "", "name": ""}
    assert (found["shown"]["kept"], found["shown"]["result"]) == (False, None)
    assert all(record["whole"] for record in found["records"])
    assert "was erased" in report_text(found)
