"""The policy's API: who changes it, who approves, and what the second administrator sees."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin.web.schema import validator
from tests.fakes.signing_host import SigningHost

RULES = [
    {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow"},
    {"id": "R-2", "level": "internal", "use_case": "*", "effect": "mask"},
]
STRICT = {"places": {"jira:PAY": {"level": "internal"}}, "rules": RULES}
LOOSE = {"places": {"jira:PAY": {"level": "public"}}, "rules": RULES}


class Desk:
    """Administrators at the API; each answer is validated by the schema of its name."""

    def __init__(self, client: FlaskClient, host: SigningHost) -> None:
        self._client = client
        self._host = host

    def ask(
        self, who: str, method: str, path: str, schema: str, *, body: dict[str, Any] | None = None, status: int = 200
    ) -> dict[str, Any]:
        """Ask as somebody."""
        answer = self._client.open(
            f"/api/v1/policy{path}", method=method, json=body, headers=self._host.context(sub=who)
        )
        assert answer.status_code == status, answer.get_data(as_text=True)
        validator(schema).validate(answer.json)
        found: dict[str, Any] = answer.json or {}
        return found

    def change(self, who: str, document: dict[str, Any], based_on: int, *, status: int = 200) -> dict[str, Any]:
        """Change the policy."""
        body = {"document": document, "based_on": based_on, "note": "For the pilot"}
        return self.ask(who, "PUT", "", "Problem" if status >= 400 else "Policy", body=body, status=status)


@pytest.fixture
def desk(app: Flask, client: FlaskClient, host: SigningHost) -> Desk:
    """A site where everybody is an administrator, and a sealed policy."""
    checks = app.extensions["vouch"].admins._administration._checks
    checks.update({product: lambda _: True for product in checks})
    desk = Desk(client, host)
    assert desk.ask("ines", "GET", "", "Policy")["seal"] == {"sealed": False, "at": None}
    assert desk.change("ines", STRICT, 0)["version"] == 1
    sealed = desk.ask("ines", "POST", "/seal", "Policy")
    assert (sealed["seal"]["sealed"], sealed["alone"]) == (True, True)
    assert desk.ask("kim", "GET", "", "Policy")["alone"] is False
    return desk


def test_a_loosening_needs_two(desk: Desk) -> None:
    """It waits, is looked at with its diff and reasons, approved by somebody else, and stands in the history so."""
    waiting = desk.change("ines", LOOSE, 1, status=202)
    assert (waiting["version"], waiting["proposal"]["state"]) == (1, "pending")
    path = f"/proposals/{waiting['proposal']['id']}"
    look = desk.ask("kim", "GET", path, "PolicyLook")
    assert look["changes"] == [{"path": "/places/jira:PAY/level", "before": "internal", "after": "public"}]
    assert look["reasons"] == [{"code": "place", "where": "jira:PAY", "before": "internal", "after": "public"}]
    assert (look["proposal"]["note"], look["proposal"]["mine"]) == ("For the pilot", False)
    body = {"based_on": look["based_on"]}
    own = desk.ask("ines", "POST", f"{path}/approve", "Problem", body=body, status=403)
    assert own["error"]["code"] == "own_proposal"
    assert desk.ask("kim", "POST", f"{path}/approve", "Policy", body=body)["version"] == 2
    newest, first = desk.ask("ines", "GET", "/history", "PolicyHistory")["versions"]
    assert (newest["changes"], newest["waited"]) == (look["changes"], False)
    assert newest["approved_by"]
    assert newest["approved_by"] != newest["author"]
    assert (first["version"], first["approved_by"]) == (1, "")


def test_a_rejection_says_why(desk: Desk) -> None:
    """It is no longer among what waits, and its answer stands among what was decided."""
    waiting = desk.change("ines", LOOSE, 1, status=202)
    body = {"answer": "Not before the audit"}
    listed = desk.ask("kim", "POST", f"/proposals/{waiting['proposal']['id']}/reject", "PolicyProposals", body=body)

    assert listed["pending"] == []
    assert [(each["state"], each["answer"]) for each in listed["decided"]] == [("rejected", "Not before the audit")]
    gone = desk.ask("kim", "POST", "/proposals/none/approve", "Problem", body={"based_on": 1}, status=404)
    assert gone["error"]["code"] == "proposal_not_found"


def test_the_second_of_two_sees_the_change_of_the_first(desk: Desk) -> None:
    """409 with what was changed, by path, before and after."""
    desk.change("kim", {**STRICT, "contact": "Security"}, 1)
    moved = desk.change("ines", {**STRICT, "places": {}}, 1, status=409)

    assert moved["error"]["code"] == "policy_moved"
    assert moved["details"] == [{"path": "/contact", "before": "", "after": "Security"}]


def test_versions_come_by_pages(desk: Desk) -> None:
    """Twenty at once, the newest first, each with what it changed."""
    for number in range(1, 23):
        desk.change("ines", {**STRICT, "contact": f"desk {number}"}, number)
    page = desk.ask("ines", "GET", "/history", "PolicyHistory")
    rest = desk.ask("ines", "GET", f"/history?before={page['versions'][-1]['version']}", "PolicyHistory")

    assert (len(page["versions"]), page["more"]) == (20, True)
    assert [each["version"] for each in rest["versions"]] == [3, 2, 1]
    assert rest["versions"][0]["changes"] == [{"path": "/contact", "before": "desk 1", "after": "desk 2"}]
    assert desk.ask("ines", "GET", "/history?before=x", "Problem", status=400)["error"]["code"] == "bad_request"


def test_one_question_is_tried(desk: Desk) -> None:
    """By the policy in force and by a draft, with the trace, and whether an engine would be permitted."""
    asked = {"place": "jira:PAY", "use_case": "summarise", "engine": "far"}
    now = desk.ask("ines", "POST", "/simulate", "PolicySimulated", body=asked)
    draft = desk.ask("ines", "POST", "/simulate", "PolicySimulated", body={**asked, "document": LOOSE})

    assert (now["outcome"], now["rule"], now["engine_permitted"], now["version"]) == ("mask", "R-2", False, 1)
    assert {"step": "rule", "outcome": "mask", "rule": "R-2", "source": "rules/R-2"} in now["trace"]
    assert (draft["outcome"], draft["level"], draft["version"]) == ("allow", "public", 0)
    raised = desk.ask("ines", "POST", "/simulate", "PolicySimulated", body={**asked, "level": "restricted"})
    assert (raised["outcome"], raised["reason"]) == ("deny", "level_denies")
    wrong = desk.ask("ines", "POST", "/simulate", "Problem", body={**asked, "place": "PAY"}, status=400)
    assert wrong["error"]["code"] == "no_such_place"
    broken = desk.ask("ines", "POST", "/simulate", "Problem", body={**asked, "document": {}}, status=400)
    assert broken["error"]["code"] == "policy_invalid"


def test_a_change_is_previewed(desk: Desk) -> None:
    """What it loosens, whether it would wait, and on how many runs of the window; nothing is changed."""
    body = {"document": LOOSE, "based_on": 1}
    found = desk.ask("ines", "POST", "/preview", "PolicyPreview", body=body)

    assert (found["waits"], [reason["where"] for reason in found["reasons"]]) == (True, ["jira:PAY"])
    assert (found["impact"]["runs"], found["impact"]["rows"]) == (0, [])
    assert desk.ask("ines", "GET", "/proposals", "PolicyProposals")["pending"] == []
