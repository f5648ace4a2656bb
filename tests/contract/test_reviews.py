"""Review over HTTP against the stand-in site: a held run waits for a named approver, and a yes starts a new one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo
from plugin.store.review_tables import review_requests
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel
from tests.fakes.panel import Panel

RULE = {"id": "R-9", "level": "internal", "use_case": "summarise", "audience": "agent", "effect": "review",
        "approvers": "the payments lead"}  # fmt: skip


def reference(demo: Demo, handle: str) -> str:
    """Somebody's random reference at the Jira tenant."""
    (account,) = [user.account_id for user in demo.site.state.site.users if user.email.startswith(handle)]
    return demo.services.installations.person(demo.tenant_id, account)


def in_force(demo: Demo, document: dict[str, Any]) -> None:
    """Put a policy in force."""
    policies = demo.services.policies
    now = policies.version_in_force(demo.tenant_id)
    policies.put_in_force(demo.tenant_id, document, author="cli", based_on=now.version)


@pytest.fixture(autouse=True)
def held(demo: Demo) -> Iterator[dict[str, Any]]:
    """Summaries of internal projects want Anneke's approval; the policy is as it was for the next test."""
    before = demo.services.policies.version_in_force(demo.tenant_id).document
    people = [{"person": reference(demo, "anneke")}, {"person": reference(demo, "rohan")}]
    document = {
        **before,
        "rules": [*before["rules"], RULE],
        "approvers": {"places": {"jira:PAY": people}, "hours": 4},
    }
    in_force(demo, document)
    yield document
    in_force(demo, before)


def said(demo: Demo, run_id: str) -> list[tuple[str, dict[str, Any]]]:
    """What the record says of a request, event by event."""
    found = [
        (json.loads(r.header)["event"], json.loads(r.payload or "{}"))
        for r in records(demo.services.database, demo.tenant_id)
    ]
    return [
        (event, payload) for event, payload in found if event.startswith("review:") and payload.get("run") == run_id
    ]


def here(panel: Panel) -> list[dict[str, Any]]:
    """What a person sees on the item."""
    answer = panel.call("GET", "reviews/here")
    assert answer.status_code == 200, answer.text
    assert [fault.message for fault in validator("Reviews").iter_errors(answer.json())] == []
    reviews: list[dict[str, Any]] = answer.json()["reviews"]
    return reviews


def asked(panel: Panel) -> str:
    """Ask; returns the run that is held."""
    answer = panel.start()
    assert (answer.status_code, answer.json()["refusal"]["reason"]) == (403, "needs_review")
    run_id: str = answer.json()["run_id"]
    return run_id


def test_from_question_to_result(demo: Demo, panel: OpenPanel) -> None:
    """Both see it; the approver says yes, a new run is made as the asker and can be written; all of it is recorded."""
    asker, approver = panel("PAY-101", "tomasz"), panel("PAY-101", "anneke")
    run_id = asked(asker)
    assert asker.call("POST", f"reviews/{run_id}/reason", {"reason": "For the incident report."}).status_code == 204
    boot = asker.bootstrap()
    assert [fault.message for fault in validator("Bootstrap").iter_errors(boot)] == []
    (mine,) = boot["reviews"]
    assert (mine["state"], mine["mine"], mine["to"]) == ("waiting", True, ["Anneke Brandt", "Rohan Villaverde"])
    hours = (datetime.fromisoformat(mine["until"]) - datetime.fromisoformat(mine["at"])) / timedelta(hours=1)
    assert hours == 4
    (theirs,) = approver.bootstrap()["reviews"]
    told = theirs["mine"], theirs["from"], theirs["reason"]
    assert told == (False, "Tomasz Kellermann", "For the incident report.")
    answer = approver.call("POST", f"reviews/{run_id}/decide", {"approve": True, "answer": "Fine for the report."})
    assert answer.status_code == 204, answer.text
    (done,) = here(asker)
    assert (done["state"], done["decided_by"], done["answer"]) == ("approved", "Anneke Brandt", "Fine for the report.")
    run = asker.wait(asker.call("GET", f"runs/{done['new_run_id']}").json())
    assert run["state"] == "finished"
    boot = asker.bootstrap()
    assert boot["verdicts"]["summarise"]["agent"] == {"outcome": "allowed", "effect": "mask", "rule": "R-9"}
    assert boot["last_runs"]["summarise"]["id"] == run["id"]
    assert asker.call("POST", f"runs/{run['id']}/apply", {}).status_code == 200
    assert here(approver) == []
    events = said(demo, run_id)
    assert [event for event, _ in events] == ["review:requested", "review:decided"]
    assert events[0][1]["approvers"] == [reference(demo, "anneke"), reference(demo, "rohan")]
    assert (events[1][1]["person"], events[1][1]["asker"], events[1][1]["outcome"], events[1][1]["answer"]) == (
        reference(demo, "anneke"), reference(demo, "tomasz"), "approved", "Fine for the report.",
    )  # fmt: skip
    assert verify_tenant(demo.services.database, demo.tenant_id).intact


def test_an_approval_is_for_one_question(panel: OpenPanel) -> None:
    """It is for this person, this item, this use case and this audience; everything else is held as before."""
    asker = panel("PAY-103", "tomasz")
    run_id = asked(asker)
    assert panel("PAY-103", "anneke").call("POST", f"reviews/{run_id}/decide", {"approve": True}).status_code == 204
    assert asker.bootstrap()["verdicts"]["summarise"]["agent"]["outcome"] == "allowed"
    assert panel("PAY-103", "haruka").bootstrap()["verdicts"]["summarise"]["agent"]["outcome"] == "held"
    assert panel("PAY-88", "tomasz").bootstrap()["verdicts"]["summarise"]["agent"]["outcome"] == "held"


def test_who_may_decide(panel: OpenPanel) -> None:
    """Not the asker, nobody who is not named, nobody who may not open the item, and nobody from another item."""
    asker = panel("PAY-109", "anneke")  # an approver asks: the other one has to decide
    run_id = asked(asker)
    yes = {"approve": True}
    for who, issue, code in (
        (asker, "PAY-109", "own_request"),
        (panel("PAY-109", "haruka"), "PAY-109", "not_approver"),
        (panel("PAY-88", "ines"), "PAY-88", "review_not_found"),
    ):
        answer = who.call("POST", f"reviews/{run_id}/decide", yes)
        assert answer.json()["error"]["code"] == code, (issue, answer.text)
    assert here(panel("PAY-109", "haruka")) == []
    assert [review["mine"] for review in here(asker)] == [True]
    assert asker.call("POST", f"reviews/{run_id}/withdraw").status_code == 204


def test_an_approver_must_be_able_to_open_the_item(demo: Demo, panel: OpenPanel) -> None:
    """A named approver from whom the host keeps the item sees nothing of the question and decides nothing."""
    asker, approver = panel("PAY-121", "tomasz"), panel("PAY-121", "anneke")
    run_id = asked(asker)
    demo.site.state.faults.add("/rest/api/3/issue/", "404", 2)
    assert here(approver) == []
    answer = approver.call("POST", f"reviews/{run_id}/decide", {"approve": True})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "no_permission")
    demo.site.state.faults.clear()
    assert [review["state"] for review in here(asker)] == ["waiting"]


def test_no_and_withdrawn(demo: Demo, panel: OpenPanel) -> None:
    """A no needs a reason and starts nothing; what was withdrawn cannot be decided, and can be asked anew."""
    asker, approver = panel("PAY-117", "tomasz"), panel("PAY-117", "anneke")
    run_id = asked(asker)
    assert asked(asker) != run_id
    assert [review["run_id"] for review in here(asker)] == [run_id]  # asked twice, it waits once
    answer = approver.call("POST", f"reviews/{run_id}/decide", {"approve": False, "answer": " "})
    assert answer.json()["error"]["code"] == "no_answer"
    assert (
        approver.call("POST", f"reviews/{run_id}/decide", {"approve": False, "answer": "Read it."}).status_code == 204
    )
    (declined,) = here(asker)
    assert (declined["state"], declined["answer"], declined["new_run_id"]) == ("declined", "Read it.", None)
    again = asked(asker)
    assert asker.call("POST", f"reviews/{again}/withdraw").status_code == 204
    answer = approver.call("POST", f"reviews/{again}/decide", {"approve": True})
    assert answer.json()["error"]["code"] == "review_over"
    assert [event for event, _ in said(demo, again)] == ["review:requested", "review:withdrawn"]


def test_it_expires(demo: Demo, panel: OpenPanel) -> None:
    """After its hours nobody can decide it, whether it was swept or not; an approval ends as well."""
    asker, approver = panel("PAY-140", "tomasz"), panel("PAY-140", "anneke")
    run_id = asked(asker)
    past = {"until": datetime.now(UTC) - timedelta(minutes=1)}
    with demo.services.database.begin() as connection:
        connection.execute(update(review_requests).where(review_requests.c.run_id == run_id).values(**past))
    assert here(approver) == []
    answer = approver.call("POST", f"reviews/{run_id}/decide", {"approve": True})
    assert answer.json()["error"]["code"] == "review_over"
    demo.services.reviewing.expire(datetime.now(UTC))
    assert [review["state"] for review in here(asker)] == ["expired"]
    assert said(demo, run_id)[-1][0] == "review:expired"
    again = asked(asker)
    assert approver.call("POST", f"reviews/{again}/decide", {"approve": True}).status_code == 204
    with demo.services.database.begin() as connection:
        connection.execute(update(review_requests).where(review_requests.c.run_id == again).values(**past))
    assert asker.bootstrap()["verdicts"]["summarise"]["agent"]["outcome"] == "held"


def test_the_policy_decides_again(demo: Demo, panel: OpenPanel, held: dict[str, Any]) -> None:
    """What is denied by now cannot be approved, and an approval given before allows nothing either."""
    asker, approver = panel("PAY-95", "tomasz"), panel("PAY-95", "anneke")
    first = asked(asker)
    deny = {"id": "R-10", "level": "internal", "use_case": "*", "effect": "deny"}
    in_force(demo, {**held, "rules": [*held["rules"], deny]})
    answer = approver.call("POST", f"reviews/{first}/decide", {"approve": True})
    assert answer.json()["error"]["code"] == "refused_now"
    in_force(demo, held)
    assert approver.call("POST", f"reviews/{first}/decide", {"approve": True}).status_code == 204
    asker.wait(asker.call("GET", f"runs/{here(asker)[0]['new_run_id']}").json())
    in_force(demo, {**held, "rules": [*held["rules"], deny]})
    assert asker.start().json()["refusal"]["reason"] == "level_denies"


def test_administrators_see_all(panel: OpenPanel) -> None:
    """The list of the site is for administrators alone."""
    asked(panel("PAY-88", "haruka"))
    answer = panel("PAY-88", "ines").call("GET", "reviews")
    assert [fault.message for fault in validator("Reviews").iter_errors(answer.json())] == []
    assert "Haruka Morishita" in {review["from"] for review in answer.json()["reviews"]}
    assert panel("PAY-88", "tomasz").call("GET", "reviews").status_code == 403


def test_nobody_is_named(demo: Demo, panel: OpenPanel, held: dict[str, Any]) -> None:
    """Where the policy names nobody who could approve, the refusal says whom to ask, and nothing waits."""
    in_force(demo, {**held, "approvers": {}})
    asker = panel("PAY-101", "haruka")
    answer = asker.start()
    assert answer.json()["refusal"]["contact"] == "the payments lead"
    assert here(asker) == []
