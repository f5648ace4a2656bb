"""Categorise over HTTP against the stand-in site: only values that exist, as the person who clicked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugin.audit.repository import records
from plugin.cli.demo import Demo
from tests.contract.conftest import OpenPanel
from tests.contract.test_road import valid
from tests.fakes.panel import Panel

FIELDS = {"labels", "components", "priority", "issuetype", "request_type"}


def categorise(panel: Panel, **wish: Any) -> dict[str, Any]:
    """Ask for suggestions and wait for them."""
    answer = panel.call("POST", "runs", {"use_case": "categorise", **wish})
    assert answer.status_code in {200, 202}, answer.text
    run = panel.wait(answer.json())
    valid("Run", run)
    assert run["state"] == "finished", run
    return run


def test_from_click_to_suggestions(demo: Demo, panel: OpenPanel) -> None:
    """Each suggestion is a value that exists, has its words, a source and what it would replace; no text is made."""
    opened = panel("SHOP-18", "haruka")
    boot = opened.bootstrap()
    assert boot["use_cases"][:2] == ["summarise", "categorise"]
    assert {"agent"} == set(boot["verdicts"]["categorise"])
    demo.site.state.site.issues["SHOP-18"].components.clear()
    run = categorise(opened)
    result = run["result"]
    assert (result["sections"], result["too_little"]) == ([], False)
    assert result["suggestions"]
    numbers = {source["n"]: source for source in result["citations"]}
    for said in result["suggestions"]:
        assert said["field"] in FIELDS
        assert all(numbers[number]["quote"] for number in said["citations"])
    component = next(said for said in result["suggestions"] if said["field"] == "components")
    assert (component["value"]["name"], component["replaces"]) == ("search", None)
    again = opened.bootstrap()
    valid("Bootstrap", again)
    assert again["last_runs"]["categorise"]["id"] == run["id"]
    assert "summarise" not in again["last_runs"]


def test_who_may_not_edit_gets_none(panel: OpenPanel) -> None:
    """Somebody who may only read is offered no field."""
    assert categorise(panel("SHOP-18", "rohan"))["result"]["suggestions"] == []


def test_what_it_has_is_not_suggested(demo: Demo, panel: OpenPanel) -> None:
    """A value that the issue has already is no suggestion."""
    issue = demo.site.state.site.issues["SHOP-22"]
    for said in categorise(panel("SHOP-22", "haruka"))["result"]["suggestions"]:
        held = {"labels": issue.labels, "components": issue.components}.get(said["field"], [issue.priority, issue.type])
        assert said["value"]["name"] not in held


def test_the_record_holds_counts_and_no_values(demo: Demo, panel: OpenPanel) -> None:
    """The audit record says how many suggestions each field got; the values' names stay out."""
    run = categorise(panel("SHOP-33", "haruka"))
    said = next(
        found
        for found in (json.loads(record.payload or "{}") for record in records(demo.services.database, demo.tenant_id))
        if found.get("run") == run["id"] and "outcome" in found
    )
    assert (said["use_case"], said["sentences"]) == ("categorise", 0)
    assert sum(said["suggestions"].values()) == len(run["result"]["suggestions"])
    assert "storefront" not in json.dumps(said)


@pytest.mark.parametrize(("issue", "reason"), [("SEC-4", "level_denies"), ("LAB-3", "place_not_allowed")])
def test_refused(panel: OpenPanel, issue: str, reason: str) -> None:
    """Where policy denies, nothing is read and nothing suggested."""
    answer = panel(issue).call("POST", "runs", {"use_case": "categorise"})
    assert (answer.status_code, answer.json()["refusal"]["reason"]) == (403, reason)


def test_for_customers_there_is_none(panel: OpenPanel) -> None:
    """Categories are the agents' matter: nobody is offered them for customers, and asking for them starts no run."""
    answer = panel("HELP-60", "tomasz").call("POST", "runs", {"use_case": "categorise", "audience": "customer"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "use_case_not_offered")


def test_a_site_that_does_not_say_its_fields(demo: Demo, panel: OpenPanel) -> None:
    """Where the host does not answer what may be set, the run fails in words, and nothing is made up."""
    demo.site.state.faults.add("/editmeta", "500", times=20)
    opened = panel("SHOP-27", "haruka")
    run = opened.wait(opened.call("POST", "runs", {"use_case": "categorise"}).json())
    assert (run["state"], run["error"]["code"]) == ("failed", "host_unreachable")


def test_labels_of_a_page(demo: Demo, wiki: OpenPanel) -> None:
    """A page gets labels in use in its space, none that it has; nothing is learned from pages."""
    page = demo.site.state.site.wiki.pages["196610"]
    used = {
        label for each in demo.site.state.site.wiki.pages.values() if each.space == page.space for label in each.labels
    }
    kept = list(page.labels)
    page.labels[:] = kept[:1]
    try:
        run = categorise(wiki("196610", "anneke"))
    finally:
        page.labels[:] = kept
    suggested = {said["value"]["name"] for said in run["result"]["suggestions"]}
    assert suggested
    assert suggested <= used - {kept[0]}
    assert {said["field"] for said in run["result"]["suggestions"]} == {"labels"}
    assert run["result"]["basis"] == [{"field": "labels", "examples": 0}]


def test_who_may_not_change_a_page_gets_no_labels(demo: Demo, wiki: OpenPanel) -> None:
    """Somebody who may only read a page is offered nothing."""
    page = demo.site.state.site.wiki.pages["196610"]
    space = demo.site.state.site.wiki.space(page.space)
    assert space
    readers = [user for user in demo.site.state.site.users if user.account_id in space.read]
    reader = next(user for user in readers if user.account_id not in space.write and not user.impersonation_refused)
    run = categorise(wiki("196610", reader.display_name.split()[0].lower()))
    assert (run["result"]["suggestions"], run["result"]["basis"]) == ([], [])
