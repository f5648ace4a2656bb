"""An approved text in an issue's description: our section alone changes, customers are thought of, undo is exact."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from plugin.cli.demo import Demo
from plugin.sandbox.site import Issue
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel
from tests.fakes.panel import Panel
from tests.fakes.suggestions import narrowed

KEY = "SHOP-20"
PUT = "rest_issue.edit"
TITLE = "Summary (AI-assisted)"


def ask(panel: Panel, run: dict[str, Any], what: str, **wish: Any) -> Any:
    """Ask something about a run, for the description."""
    return panel.call("POST", f"runs/{run['id']}/{what}", None if what == "undo" else {"target": "description", **wish})


def document(issue: Issue) -> dict[str, Any]:
    """The description as it stands in the site."""
    assert issue.description is not None
    return issue.description


def section(issue: Issue) -> dict[str, Any] | None:
    """Our section in it."""
    found = [
        node for node in (issue.description or {}).get("content", []) if node.get("attrs", {}).get("title") == TITLE
    ]
    return found[0] if found else None


def paragraph(text: str) -> dict[str, Any]:
    """A paragraph."""
    return {"type": "paragraph", "content": [{"type": "text", "text": text}]}


@pytest.fixture
def fresh(demo: Demo) -> Iterator[Callable[[str], Issue]]:
    """Issues of the site, as they were again afterwards."""
    before: dict[str, tuple[Any, str, dict[str, Any]]] = {}
    issues = demo.site.state.site.issues

    def issue(key: str) -> Issue:
        found = issues[key]
        before.setdefault(key, (copy.deepcopy(found.description), found.updated, dict(found.properties)))
        return found

    yield issue
    for key, (description, updated, properties) in before.items():
        issues[key].description, issues[key].updated = description, updated
        issues[key].properties.clear()
        issues[key].properties.update(properties)


@pytest.fixture
def put(demo: Demo) -> Iterator[Callable[[Callable[..., Any]], None]]:
    """Replaces the site's answer to a PUT for one test; the given function is told the real one."""
    real = demo.site.app.view_functions[PUT]

    def instead(view: Callable[..., Any]) -> None:
        demo.site.app.view_functions[PUT] = lambda reference: view(real, reference)

    yield instead
    demo.site.app.view_functions[PUT] = real


def test_apply_and_undo(panel: OpenPanel, fresh: Callable[[str], Issue]) -> None:
    """The section comes last, names the person, and leaves every other node; undo gives the very document back."""
    issue, opened = fresh(KEY), panel(KEY)
    before = copy.deepcopy(document(issue))
    run = opened.summarise()
    shown = ask(opened, run, "preview").json()
    assert [error.message for error in validator("Preview").iter_errors(shown)] == []
    assert (shown["target"], shown["readers"], shown["fields"]) == ("description", "issue", [])
    assert "Ines" in shown["footer"]
    done = ask(opened, run, "apply")
    assert done.status_code == 200, done.text
    assert [error.message for error in validator("Decision").iter_errors(done.json())] == []
    assert (done.json()["write"], done.json()["target"], done.json()["fields"]) == ("written", "description", [])
    assert document(issue)["content"][:-1] == before["content"]
    made = section(issue)
    assert made == document(issue)["content"][-1]
    assert shown["footer"] in json.dumps(made, ensure_ascii=False)
    assert issue.properties["vouch-approved"]["run"] == run["id"]
    # A summary must not rest on a summary: ours is not read again.
    again = opened.summarise(length="brief")
    quotes = json.dumps(again["result"]["citations"])
    assert "AI-assisted" not in quotes
    gone = ask(opened, run, "undo")
    assert (gone.status_code, gone.json()["write"]) == (200, "undone")
    assert before == document(issue)
    assert "vouch-approved" not in issue.properties


def test_an_issue_without_a_description(panel: OpenPanel, fresh: Callable[[str], Issue]) -> None:
    """Where nothing stands, our section is all there is; undo leaves nothing."""
    issue, opened = fresh(KEY), panel(KEY)
    issue.description = None
    run = opened.summarise()
    assert ask(opened, run, "apply").json()["write"] == "written"
    assert document(issue)["content"] == [section(issue)]
    assert ask(opened, run, "undo").json()["write"] == "undone"
    assert issue.description is None


def test_an_earlier_section_is_replaced(panel: OpenPanel, fresh: Callable[[str], Issue]) -> None:
    """A section that stands is shown before it is replaced, replaced where it stands, and comes back by undo."""
    issue, opened = fresh(KEY), panel(KEY)
    ours = {"type": "expand", "attrs": {"title": TITLE}, "content": [paragraph("An older summary.")]}
    document(issue)["content"].insert(1, ours)
    before = copy.deepcopy(document(issue))
    run = opened.summarise()
    shown = ask(opened, run, "preview").json()
    assert [(c["field"], c["before"][0]["name"]) for c in shown["fields"]] == [
        ("description", f"{TITLE}\nAn older summary.")
    ]
    assert ask(opened, run, "apply", language="de").json()["write"] == "written"
    assert len(document(issue)["content"]) == len(before["content"])
    assert "older" not in json.dumps(document(issue)["content"][1])
    assert document(issue)["content"][1]["attrs"] == {"title": TITLE}
    assert ask(opened, run, "undo").json()["write"] == "undone"
    assert before == document(issue)


def test_what_others_write_in_between_stays(panel: OpenPanel, fresh: Callable[[str], Issue]) -> None:
    """After the write, others go on writing around the section: undo takes out the section and nothing else."""
    issue, opened = fresh(KEY), panel(KEY)
    run = opened.summarise()
    ask(opened, run, "apply")
    document(issue)["content"].append(paragraph("Added by somebody."))
    ask(opened, run, "undo")
    assert (section(issue), document(issue)["content"][-1]) == (None, paragraph("Added by somebody."))


def test_undo_of_a_changed_section(panel: OpenPanel, fresh: Callable[[str], Issue]) -> None:
    """A section in which somebody wrote stays; ids that an editor adds are no change; one that is gone is undone."""
    issue, opened = fresh(KEY), panel(KEY)
    run = opened.summarise()
    ask(opened, run, "apply")
    made = section(issue)
    assert made is not None
    made["attrs"]["localId"] = "7"
    made["content"].append(paragraph("A person's words."))
    answer = ask(opened, run, "undo")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "changed_since")
    assert section(issue) == made
    made["content"].pop()
    assert ask(opened, run, "undo").json()["write"] == "undone"
    assert section(issue) is None


def test_gone_already(panel: OpenPanel, fresh: Callable[[str], Issue]) -> None:
    """A section that a person took out already counts as undone."""
    issue, opened = fresh(KEY), panel(KEY)
    run = opened.summarise()
    ask(opened, run, "apply")
    document(issue)["content"].pop()
    before = copy.deepcopy(document(issue))
    assert ask(opened, run, "undo").json()["write"] == "undone"
    assert before == document(issue)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ([{"type": "unsupportedBlock", "attrs": {"originalValue": {}}}], "would_lose"),
        ([{"type": "expand", "attrs": {"title": TITLE}, "content": [paragraph("a")]}] * 2, "two_sections"),
        ([paragraph("x" * 32_700)], "item_full"),
    ],
)
def test_what_could_lose_something(
    panel: OpenPanel, fresh: Callable[[str], Issue], content: list[Any], code: str
) -> None:
    """What could not be written without loss is refused at the preview and at the write; nothing is sent."""
    issue, opened = fresh(KEY), panel(KEY)
    issue.description = {"type": "doc", "version": 1, "content": content}
    run = opened.summarise()
    before = copy.deepcopy(issue.description)
    for what in ("preview", "apply"):
        answer = ask(opened, run, what)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, code), answer.text
    assert before == issue.description
    assert opened.bootstrap()["last_runs"]["summarise"]["decision"] is None


def test_customers_read_it(panel: OpenPanel, fresh: Callable[[str], Issue]) -> None:
    """A service project's description is read by customers: their summary alone goes there, after a confirmation."""
    issue, opened = fresh("HELP-47"), panel("HELP-47")
    before = copy.deepcopy(document(issue))
    run = opened.summarise()
    for wish in ({}, {"confirmed": True}):
        assert ask(opened, run, "apply", **wish).json()["error"]["code"] == "not_for_customers"
    customer = opened.summarise(audience="customer")
    assert ask(opened, customer, "apply").json()["error"]["code"] == "not_confirmed"
    assert ask(opened, customer, "apply", public=True, confirmed=True).json()["error"]["code"] == "not_for_customers"
    assert before == document(issue)
    shown = ask(opened, customer, "preview", confirmed=True).json()
    assert (shown["readers"], shown["refusal"]) == ("customers", "")
    assert ask(opened, customer, "apply", confirmed=True).json()["write"] == "written"
    assert section(issue) is not None


@pytest.mark.parametrize(
    ("key", "audience", "kind"), [("PAY-101", "agent", "restricted"), ("HELP-47", "customer", "internal")]
)
def test_narrow_sources(
    demo: Demo, panel: OpenPanel, fresh: Callable[[str], Issue], key: str, audience: str, kind: str
) -> None:
    """What rests on a comment for one role, or on an internal note where customers read, does not go there."""
    issue, opened = fresh(key), panel(key)
    before = copy.deepcopy(document(issue))
    run = opened.summarise(audience=audience)
    narrow = narrowed(demo, run, kind, "Developers" if kind == "restricted" else "")
    assert ask(opened, run, "preview", confirmed=True).json()["refusal"] == "too_wide"
    assert ask(opened, run, "apply", confirmed=True).json()["error"]["code"] == "too_wide"
    assert before == document(issue)
    assert ask(opened, run, "preview", confirmed=True, struck=narrow).json()["refusal"] == ""


def test_written_without_an_answer(
    panel: OpenPanel, fresh: Callable[[str], Issue], put: Callable[[Callable[..., Any]], None]
) -> None:
    """A section that was written although no answer came is found again; undo still knows what stood there before."""
    issue, opened = fresh(KEY), panel(KEY)
    ours = {"type": "expand", "attrs": {"title": TITLE}, "content": [paragraph("An older summary.")]}
    document(issue)["content"].append(ours)
    before = copy.deepcopy(document(issue))
    run = opened.summarise()

    def lost(real: Any, reference: str) -> Any:
        real(reference)
        return {}, 500

    put(lost)
    assert ask(opened, run, "apply").status_code == 502
    put(lambda *_: ({}, 500))  # another write would fail
    assert ask(opened, run, "apply").json()["write"] == "written"
    put(lambda real, reference: real(reference))
    assert ask(opened, run, "undo").json()["write"] == "undone"
    assert before == document(issue)


@pytest.mark.parametrize(("status", "reason"), [(409, "conflict"), (429, "rate_limited"), (400, "field_refused")])
def test_jira_refuses(
    panel: OpenPanel,
    fresh: Callable[[str], Issue],
    put: Callable[[Callable[..., Any]], None],
    status: int,
    reason: str,
) -> None:
    """Where Jira says that it changed nothing, the decision says so and stays open, even for another text."""
    issue, opened = fresh(KEY), panel(KEY)
    before = copy.deepcopy(document(issue))
    run = opened.summarise()
    put(lambda *_: ({"errorMessages": []}, status, {"Retry-After": "60"}))
    done = ask(opened, run, "apply").json()
    assert (done["write"], [(c["field"], c["reason"]) for c in done["fields"]]) == (
        "not_written",
        [("description", reason)],
    )
    assert before == document(issue)
    assert "vouch-approved" not in issue.properties
    put(lambda real, reference: real(reference))
    assert ask(opened, run, "apply", text="Another text.").json()["write"] == "written"


def test_yes_and_nothing_done(
    panel: OpenPanel, fresh: Callable[[str], Issue], put: Callable[[Callable[..., Any]], None]
) -> None:
    """A Jira that says yes and keeps nothing is not believed."""
    opened = panel(KEY)
    fresh(KEY)
    run = opened.summarise()
    put(lambda *_: ("", 204))
    answer = ask(opened, run, "apply")
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "host_answer_invalid")
