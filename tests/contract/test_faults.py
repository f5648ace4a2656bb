"""Bad days of the host: each becomes a typed error, the panel's matching state, a record, and nothing half-written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo
from tests.contract.conftest import OpenPanel

ISSUE = "/rest/api/3/issue/[0-9A-Z-]+$"
COMMENTS = "/rest/api/3/issue/[0-9A-Z-]+/comment"
OAUTH = "/oauth2/token"

FAULTS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "down": (ISSUE, "500", {"times": 20}, "host_unreachable"),
    "slow": (ISSUE, "timeout", {"times": 5, "seconds": 4}, "host_unreachable"),
    "gone while reading": (COMMENTS, "drop", {"times": 50}, "host_unreachable"),
    "over the limit": (ISSUE, "429", {"times": 20, "seconds": 30}, "host_rate_limited"),
    "busy": (COMMENTS, "503", {"times": 50, "seconds": 30}, "host_rate_limited"),
    "not found": (ISSUE, "404", {"times": 5}, "no_permission"),
    "forbidden": (ISSUE, "403", {"times": 5}, "no_permission"),
    "half a page of comments": (COMMENTS, "half_page", {"times": 20}, "host_answer_invalid"),
    "not JSON": (ISSUE, "not_json", {"times": 5}, "host_answer_invalid"),
    "sent elsewhere": (ISSUE, "redirect", {"times": 5}, "host_unreachable"),
}


def ends(demo: Demo, run_id: str) -> list[dict[str, Any]]:
    """What the record says of a run's end."""
    said = [json.loads(r.payload or "{}") for r in records(demo.services.database, demo.tenant_id)]
    return [s for s in said if s.get("run") == run_id and "outcome" in s]


@pytest.mark.parametrize(("path", "kind", "options", "code"), FAULTS.values(), ids=FAULTS.keys())
def test_fault(demo: Demo, panel: OpenPanel, path: str, kind: str, options: dict[str, Any], code: str) -> None:
    """The run fails by its code; one record says so, nothing is kept, and the next run works."""
    opened = panel("PAY-140")  # 120 comments: two pages
    demo.site.state.faults.add(path, kind, **options)
    run = opened.wait(opened.start().json())
    assert ("failed", code, None) == (run["state"], run["error"]["code"], run["result"])
    assert [("failed", code)] == [(end["outcome"], end["error"]) for end in ends(demo, run["id"])]
    assert verify_tenant(demo.services.database, demo.tenant_id).intact
    boot = opened.bootstrap() if kind in {"half_page", "404", "403", "500"} else None
    if boot and boot["problem"]:
        assert boot["problem"]["code"] in {code, "no_permission"}
    demo.site.state.faults.clear()
    assert opened.wait(opened.start().json())["state"] == "finished"


def test_passing_fault(demo: Demo, panel: OpenPanel) -> None:
    """A fault that passes within the budget is not seen by the person."""
    opened = panel("SHOP-12")
    demo.site.state.faults.add(COMMENTS, "503", times=1, seconds=0)
    demo.site.state.faults.add(ISSUE, "drop", times=1)
    assert opened.summarise()["state"] == "finished"


def test_broken_documents(demo: Demo, panel: OpenPanel) -> None:
    """A comment whose document is broken is an empty comment, not a crash."""
    opened = panel("SHOP-18")
    demo.site.state.faults.add(COMMENTS, "bad_adf", times=3)
    assert opened.summarise()["state"] == "finished"


def test_impersonation_refused(demo: Demo, panel: OpenPanel) -> None:
    """Where the host gives no token for a person, nothing is read for them, and nobody else reads for them."""
    opened = panel("HELP-47", user="claire")
    boot = opened.bootstrap()
    assert boot["problem"]["code"] == "impersonation_refused"
    answer = opened.start()
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "impersonation_refused")
    (end,) = ends(demo, answer.json()["run_id"])
    assert (end["outcome"], end["error"]) == ("refused", "impersonation_refused")
    assert "sources_read" not in end


@pytest.mark.parametrize("kind", ["500", "drop", "not_json"])
def test_authorisation_server(demo: Demo, panel: OpenPanel, kind: str) -> None:
    """A broken authorisation server is a fault, not a refusal of the person."""
    demo.site.rotate_secret()  # forgets the tokens that are kept
    opened = panel("SHOP-12")
    demo.site.state.faults.add(OAUTH, kind, times=20)
    run = opened.wait(opened.start().json())
    assert run["state"] == "failed"
    assert run["error"]["code"] in {"host_unreachable", "host_answer_invalid"}


def test_hidden_issue(demo: Demo, panel: OpenPanel) -> None:
    """A person whose right to an issue was taken away sees "no permission", the same as for an issue that is gone."""
    opened = panel("PAY-109", user="tomasz")
    issue = demo.site.state.site.issues.pop("PAY-109")
    try:
        boot = opened.bootstrap()
        assert boot["problem"]["code"] == "no_permission"
        run = opened.wait(opened.start().json())
        assert (run["state"], run["error"]["code"]) == ("failed", "no_permission")
    finally:
        demo.site.state.site.issues["PAY-109"] = issue


def test_uninstalled_while_open(demo: Demo, panel: OpenPanel) -> None:
    """After an uninstall nothing works for an open panel; after a re-install its person finds everything again."""
    opened = panel("PAY-95")
    run_id = opened.summarise()["id"]
    headers = opened.headers()
    demo.site.uninstall()
    address = f"{opened.plugin_url}/api/v1/runs/{run_id}"
    assert opened.http.get(address, headers=headers, timeout=10).status_code == 401
    demo.site.install(demo.plugin_url)
    assert run_id == panel("PAY-95").bootstrap()["last_runs"]["summarise"]["id"]
