"""Taken suggestions against the stand-in site: one write, nobody's value taken away, the rest on another try, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import update

from plugin.audit.repository import records
from plugin.cli.demo import Demo
from plugin.sandbox.shapes import number
from plugin.sandbox.site import Issue
from plugin.store.tables import decisions
from plugin.usage.repository import events
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel
from tests.fakes.panel import Panel
from tests.fakes.suggestions import suggested, suggestion

KEY = "PAY-95"
PUT = "rest_issue.edit"


def value(kind: str, name: str) -> tuple[str, str]:
    """A value of the stand-in site: its id, its name."""
    return (
        name if kind == "labels" else number(f"component:PAY:{name}" if kind == "components" else f"{kind}:{name}")
    ), name


def four(issue: Issue) -> list[dict[str, Any]]:
    """A label, a component, a priority and a type, as categorising would suggest them for the issue."""
    return [
        suggestion(1, "labels", value("labels", "needs-finance")),
        suggestion(2, "components", value("components", "ledger")),
        suggestion(3, "priority", value("priority", "Highest"), value("priority", issue.priority)),
        suggestion(4, "issuetype", value("issuetype", "Task"), value("issuetype", issue.type)),
    ]


def ask(panel: Panel, run: dict[str, Any], what: str, *take: str) -> Any:
    """Ask something about a run's suggestions."""
    body = {"target": "fields", "take": list(take)} if take else None
    return panel.call("POST", f"runs/{run['id']}/{what}", body)


def held(issue: Issue) -> tuple[list[str], list[str], str, str]:
    """What the four fields hold in the site."""
    return list(issue.labels), list(issue.components), issue.priority, issue.type


@pytest.fixture
def issue(demo: Demo) -> Iterator[Issue]:
    """The issue of these tests, as it was again afterwards."""
    issue = demo.site.state.site.issues[KEY]
    labels, components, priority, kind, updated = *held(issue), issue.updated
    yield issue
    issue.labels, issue.components, issue.priority, issue.type, issue.updated = (
        labels,
        components,
        priority,
        kind,
        updated,
    )


@pytest.fixture
def put(demo: Demo) -> Iterator[Callable[[Callable[..., Any]], None]]:
    """Replaces the site's answer to a PUT for one test; the given function is told the real one."""
    real = demo.site.app.view_functions[PUT]

    def instead(view: Callable[..., Any]) -> None:
        demo.site.app.view_functions[PUT] = lambda reference: view(real, reference)

    yield instead
    demo.site.app.view_functions[PUT] = real


def states(decision: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Field -> (state, reason)."""
    return {change["field"]: (change["state"], change["reason"]) for change in decision["fields"]}


def test_take_two_of_four(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """What was taken is written by one PUT, old and new are shown before; undo leaves what others added since."""
    opened, before = panel(KEY), held(issue)
    run = suggested(demo, opened, *four(issue))
    shown = ask(opened, run, "preview", "g1", "g3")
    assert shown.status_code == 200, shown.text
    assert [error.message for error in validator("Preview").iter_errors(shown.json())] == []
    assert {c["field"]: [v["name"] for v in c["after"]] for c in shown.json()["fields"]} == {
        "labels": [*before[0], "needs-finance"],
        "priority": ["Highest"],
    }
    assert before == held(issue)
    issue.labels.append("added-by-somebody")
    done = ask(opened, run, "apply", "g1", "g3")
    assert done.status_code == 200, done.text
    assert [error.message for error in validator("Decision").iter_errors(done.json())] == []
    assert tuple(done.json()[k] for k in ("outcome", "write", "edit_ratio")) == ("edited", "written", 0.5)
    assert held(issue) == ([*before[0], "added-by-somebody", "needs-finance"], before[1], "Highest", before[3])
    said = " ".join(r.payload or "" for r in records(demo.services.database, demo.tenant_id))
    assert "needs-finance" not in said
    kept = [e["event"] for e in events(demo.services.database, demo.tenant_id) if e["run_id"] == run["id"]]
    assert kept == ["output.kept"]
    assert ask(opened, run, "apply", "g1").json()["error"]["code"] == "already_decided"
    gone = ask(opened, run, "undo")
    assert (gone.status_code, gone.json()["write"]) == (200, "undone")
    assert held(issue) == ([*before[0], "added-by-somebody"], *before[1:])


def test_all_of_it(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """Lists grow, single values are set, all in one write; nothing taken away makes it accepted."""
    opened, before = panel(KEY), held(issue)
    run = suggested(demo, opened, *four(issue))
    done = ask(opened, run, "apply", "g1", "g2", "g3", "g4").json()
    assert (done["outcome"], done["write"]) == ("accepted", "written")
    assert held(issue) == ([*before[0], "needs-finance"], [*before[1], "ledger"], "Highest", "Task")
    ask(opened, run, "undo")
    assert before == held(issue)


def test_undo_ends_with_what_was_there_before(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """Once retention took what a write replaced, undo says so, and neither the values nor the decision change."""
    opened, before = panel(KEY), held(issue)
    run = suggested(demo, opened, suggestion(1, "labels", value("labels", "needs-finance")))
    ask(opened, run, "apply", "g1")
    with demo.services.database.begin() as connection:
        connection.execute(update(decisions).where(decisions.c.run_id == run["id"]).values(receipt=None))
    assert ask(opened, run, "undo").json()["error"]["code"] == "nothing_to_undo"
    assert held(issue)[0] == [*before[0], "needs-finance"]


def test_a_request_type(demo: Demo, panel: OpenPanel) -> None:
    """A request type is written into the desk's own field by its id, and set back; a person's choice since stays."""
    site, key = demo.site.state.site, "HELP-47"
    asked, project = site.issues[key], next(p for p in site.projects if p.key == "HELP")
    before = asked.request_type
    others = [kind.name for kind in project.request_types if kind.name != before]
    assert before
    replaces = (number(f"request:{before}"), before)
    opened = panel(key)
    run = suggested(demo, opened, suggestion(1, "request_type", (number(f"request:{others[0]}"), others[0]), replaces))
    try:
        asked.request_type = others[1]
        assert ask(opened, run, "apply", "g1").json()["error"]["code"] == "changed_since"
        assert asked.request_type == others[1]
        asked.request_type = before
        done = ask(opened, run, "apply", "g1").json()
        assert (done["write"], states(done), asked.request_type) == (
            "written",
            {"request_type": ("written", "")},
            others[0],
        )
        assert ask(opened, run, "undo").json()["write"] == "undone"
        assert asked.request_type == before
    finally:
        asked.request_type = before


def test_a_value_that_a_person_set_since(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """A priority that somebody set after the run stays; nothing else is written either, and it is said what is new."""
    opened = panel(KEY)
    run = suggested(demo, opened, *four(issue))
    old, issue.priority = issue.priority, "Low"
    before = held(issue)
    for what in ("preview", "apply"):
        answer = ask(opened, run, what, "g1", "g3")
        problem = answer.json()
        assert (answer.status_code, problem["error"]["code"]) == (409, "changed_since")
        assert [(d["field"], d["before"][0]["name"], d["now"][0]["name"]) for d in problem["details"]] == [
            ("priority", old, "Low")
        ]
    assert before == held(issue)
    assert ask(opened, run, "apply", "g1").json()["write"] == "written"


def test_already_so(demo: Demo, panel: OpenPanel, issue: Issue, put: Any) -> None:
    """What somebody else set to the same is not written again, and undo leaves it."""
    opened = panel(KEY)
    run = suggested(demo, opened, *four(issue))
    issue.labels.append("needs-finance")
    issue.priority = "Highest"
    put(lambda *_: ("", 500))
    done = ask(opened, run, "apply", "g1", "g3").json()
    assert (done["write"], set(states(done).values())) == ("written", {("written", "already_so")})
    assert ask(opened, run, "undo").json()["write"] == "undone"
    assert ("needs-finance" in issue.labels, issue.priority) == (True, "Highest")


def test_a_field_that_jira_refuses(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """Jira refuses a write as a whole and names the field: the rest is written, and it is said which was not."""
    opened, before = panel(KEY), held(issue)
    four_of_them = four(issue)
    four_of_them[1] = suggestion(2, "components", ("99999", "gone-since"))
    run = suggested(demo, opened, *four_of_them)
    done = ask(opened, run, "apply", "g1", "g2").json()
    assert (done["write"], states(done)) == (
        "partly",
        {"labels": ("written", ""), "components": ("not_written", "field_refused")},
    )
    assert held(issue)[:2] == ([*before[0], "needs-finance"], before[1])
    demo.site.state.site.issues[KEY].labels.remove("needs-finance")  # a person took it away: it stays away
    again = ask(opened, run, "apply", "g1", "g2").json()
    assert again["write"] == "partly"
    assert "needs-finance" not in issue.labels
    kept = [e["event"] for e in events(demo.services.database, demo.tenant_id) if e["run_id"] == run["id"]]
    assert kept == ["output.kept"]
    assert ask(opened, run, "apply", "g1").json()["error"]["code"] == "another_text"
    assert ask(opened, run, "undo").json()["write"] == "undone"
    assert before == held(issue)


def test_nothing_taken_by_jira(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """Where Jira takes none of it the decision stays open for any other wish, and nothing counts as kept."""
    opened, before = panel(KEY), held(issue)
    run = suggested(demo, opened, suggestion(1, "labels", ("two words", "two words")), *four(issue)[1:])
    done = ask(opened, run, "apply", "g1").json()
    assert (done["write"], states(done)) == ("not_written", {"labels": ("not_written", "field_refused")})
    assert before == held(issue)
    assert not [e for e in events(demo.services.database, demo.tenant_id) if e["run_id"] == run["id"]]
    assert ask(opened, run, "undo").json()["error"]["code"] == "nothing_to_undo"
    assert ask(opened, run, "apply", "g2").json()["write"] == "written"
    assert held(issue)[1] == [*before[1], "ledger"]


def test_half_applied(demo: Demo, panel: OpenPanel, issue: Issue, put: Any) -> None:
    """Jira says yes and does half: what it holds is read afterwards, and the same wish again writes the rest alone."""
    opened, before = panel(KEY), held(issue)
    run = suggested(demo, opened, *four(issue))

    def half(real: Any, reference: str) -> Any:
        answer = real(reference)
        issue.priority = before[2]
        return answer

    put(half)
    done = ask(opened, run, "apply", "g1", "g3").json()
    assert (done["write"], states(done)) == (
        "partly",
        {"labels": ("written", ""), "priority": ("not_written", "not_taken")},
    )
    sent: list[dict[str, Any]] = []

    def watched(real: Any, reference: str) -> Any:
        from flask import request  # noqa: PLC0415

        sent.append(request.get_json())
        return real(reference)

    put(watched)
    again = ask(opened, run, "apply", "g1", "g3").json()
    assert (again["write"], set(states(again).values())) == ("written", {("written", "")})
    assert sent == [{"fields": {"priority": {"id": number("priority:Highest")}}}]
    assert held(issue)[0] == [*before[0], "needs-finance"]
    ask(opened, run, "undo")
    assert before == held(issue)


@pytest.mark.parametrize(("status", "reason"), [(409, "conflict"), (429, "rate_limited"), (500, "no_answer")])
def test_faults(demo: Demo, panel: OpenPanel, issue: Issue, put: Any, status: int, reason: str) -> None:
    """A conflict, a full quota or no answer: it is looked what Jira holds, said in codes, and tried again on demand."""
    opened, before = panel(KEY), held(issue)
    run = suggested(demo, opened, *four(issue))
    put(lambda *_: ({"errorMessages": []}, status, {"Retry-After": "60"}))
    done = ask(opened, run, "apply", "g1", "g3").json()
    assert (done["write"], set(states(done).values())) == ("not_written", {("not_written", reason)})
    assert before == held(issue)
    put(lambda real, reference: real(reference))
    assert ask(opened, run, "apply", "g1", "g3").json()["write"] == "written"


def test_written_without_an_answer(demo: Demo, panel: OpenPanel, issue: Issue, put: Any) -> None:
    """A write whose answer is lost is found by looking, and is ours to undo."""
    opened, before = panel(KEY), held(issue)
    run = suggested(demo, opened, *four(issue))

    def lost(real: Any, reference: str) -> Any:
        real(reference)
        return {}, 500

    put(lost)
    done = ask(opened, run, "apply", "g1", "g3").json()
    assert (done["write"], set(states(done).values())) == ("written", {("written", "")})
    put(lambda real, reference: real(reference))
    ask(opened, run, "undo")
    assert before == held(issue)


def test_nobody_answers_any_more(demo: Demo, panel: OpenPanel, issue: Issue, put: Any) -> None:
    """Where Jira cannot even be asked what it holds, the write stays pending; the next try knows what was before."""
    opened, before = panel(KEY), held(issue)
    run = suggested(demo, opened, *four(issue))

    def lost(real: Any, reference: str) -> Any:
        real(reference)
        demo.site.state.faults.add("/rest/api/3/issue/[0-9A-Z-]+$", "500", times=50)
        return {}, 500

    put(lost)
    answer = ask(opened, run, "apply", "g1", "g3")
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "host_unreachable")
    demo.site.state.faults.clear()
    put(lambda *_: ("", 500))
    done = ask(opened, run, "apply", "g1", "g3").json()
    assert (done["write"], set(states(done).values())) == ("written", {("written", "")})
    put(lambda real, reference: real(reference))
    ask(opened, run, "undo")
    assert before == held(issue)


def test_without_the_right_to_edit(demo: Demo, panel: OpenPanel) -> None:
    """Somebody who may only look is told by Jira, field by field; nothing is written."""
    shop = demo.site.state.site.issues["SHOP-12"]
    opened, before = panel("SHOP-12", user="rohan"), list(shop.labels)
    run = suggested(demo, opened, suggestion(1, "labels", ("api", "api")))
    done = ask(opened, run, "apply", "g1").json()
    assert (done["write"], states(done)) == ("not_written", {"labels": ("not_written", "field_refused")})
    assert before == shop.labels


def test_undo_where_somebody_changed_it(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """A priority that somebody changed after the write stays, and so does everything that was written with it."""
    opened = panel(KEY)
    run = suggested(demo, opened, *four(issue))
    ask(opened, run, "apply", "g1", "g3")
    issue.priority = "Low"
    before = held(issue)
    answer = ask(opened, run, "undo")
    problem = answer.json()
    assert (answer.status_code, problem["error"]["code"]) == (409, "changed_since")
    assert [(d["field"], d["now"][0]["name"]) for d in problem["details"]] == [("priority", "Low")]
    assert before == held(issue)
    issue.priority = "Highest"
    assert ask(opened, run, "undo").json()["write"] == "undone"


def test_undo_that_jira_does_by_half(demo: Demo, panel: OpenPanel, issue: Issue, put: Any) -> None:
    """An undo that Jira did by half is not called undone; another one does the rest."""
    opened, before = panel(KEY), held(issue)
    run = suggested(demo, opened, *four(issue))
    ask(opened, run, "apply", "g1", "g3")

    def half(real: Any, reference: str) -> Any:
        answer = real(reference)
        issue.priority = "Highest"
        return answer

    put(half)
    answer = ask(opened, run, "undo")
    assert (answer.json()["error"]["code"], answer.json()["details"]) == ("undo_incomplete", [{"field": "priority"}])
    put(lambda real, reference: real(reference))
    assert ask(opened, run, "undo").json()["write"] == "undone"
    assert before == held(issue)


@pytest.mark.parametrize(
    ("take", "code"),
    [
        ((), "nothing_taken"),
        (("g9",), "nothing_taken"),
        (("g1", "g9"), "nothing_taken"),
        (("g3", "g5"), "one_value_each"),
    ],
)
def test_bad_choices(demo: Demo, panel: OpenPanel, issue: Issue, take: tuple[str, ...], code: str) -> None:
    """Nothing, something that was not suggested, or two values of one field: 400, nothing written."""
    opened, before = panel(KEY), held(issue)
    fifth = suggestion(5, "priority", value("priority", "Low"), value("priority", issue.priority))
    run = suggested(demo, opened, *four(issue), fifth)
    answer = opened.call("POST", f"runs/{run['id']}/apply", {"target": "fields", "take": list(take)})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert before == held(issue)
