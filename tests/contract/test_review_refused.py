"""What stands in the way of a decision, for each place that an output can go to: a clear refusal, nothing written."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from plugin.cli.demo import Demo
from plugin.sandbox.site import Issue
from plugin.store.tables import runs
from tests.contract.conftest import OpenPanel
from tests.contract.test_review_fields import four
from tests.fakes.panel import Panel
from tests.fakes.suggestions import suggested

KEY = "PAY-95"
TARGETS = ("comment", "description", "fields")


@pytest.fixture
def issue(demo: Demo) -> Iterator[Issue]:
    """The issue of these tests, as it was again afterwards."""
    issues = demo.site.state.site.issues
    before = copy.deepcopy(issues[KEY])
    yield issues[KEY]
    issues[KEY] = before


def made(demo: Demo, panel: Panel, target: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A run whose output can go there, and the wish."""
    if target == "fields":
        run = suggested(demo, panel, *four(demo.site.state.site.issues[KEY]))
        return run, {"target": target, "take": ["g1", "g3"]}
    return panel.summarise(), {"target": target}


def standing(issue: Issue) -> tuple[Any, ...]:
    """All of an issue that could be written to."""
    return copy.deepcopy(
        (
            issue.comments,
            issue.description,
            issue.labels,
            issue.components,
            issue.priority,
            issue.type,
            issue.properties,
        )
    )


def refused(panel: Panel, run: dict[str, Any], wish: dict[str, Any], *codes: str) -> None:
    """Preview and apply both say no, in one of these codes."""
    for what in ("preview", "apply"):
        answer = panel.call("POST", f"runs/{run['id']}/{what}", wish)
        assert answer.json()["error"]["code"] in codes, answer.text


@pytest.mark.parametrize("target", TARGETS)
def test_somebody_elses_run(demo: Demo, panel: OpenPanel, issue: Issue, target: str) -> None:
    """Another person's run does not exist."""
    run, wish = made(demo, panel(KEY), target)
    before = standing(issue)
    refused(panel(KEY, user="anneke"), run, wish, "run_not_found")
    assert before == standing(issue)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("swept", [False, True])
def test_an_expired_run(demo: Demo, panel: OpenPanel, issue: Issue, target: str, swept: bool) -> None:  # noqa: FBT001 (parametrised)
    """A result whose days are over is gone, whether anybody swept it away yet or not."""
    opened = panel(KEY)
    run, wish = made(demo, opened, target)
    before = standing(issue)
    now = datetime.now(UTC)
    with demo.services.database.begin() as connection:
        values = {"expires_at": now - timedelta(seconds=1)} | ({"outcome": None} if swept else {})
        connection.execute(update(runs).where(runs.c.id == run["id"]).values(values))
    refused(opened, run, wish, "no_result")
    assert opened.call("POST", f"runs/{run['id']}/reject", {"reason": "wrong"}).json()["error"]["code"] == "no_result"
    assert before == standing(issue)


@pytest.mark.parametrize("target", TARGETS)
def test_twice(demo: Demo, panel: OpenPanel, issue: Issue, target: str) -> None:
    """A second decision about the same run writes nothing more."""
    opened = panel(KEY)
    run, wish = made(demo, opened, target)
    assert opened.call("POST", f"runs/{run['id']}/apply", wish).json()["write"] == "written"
    before = standing(issue)
    refused(opened, run, wish, "already_decided")
    assert before == standing(issue)


@pytest.mark.parametrize("target", TARGETS)
def test_after_a_rejection(demo: Demo, panel: OpenPanel, issue: Issue, target: str) -> None:
    """What was rejected is not written afterwards."""
    opened = panel(KEY)
    run, wish = made(demo, opened, target)
    assert opened.call("POST", f"runs/{run['id']}/reject", {"reason": "wrong"}).status_code == 200
    before = standing(issue)
    refused(opened, run, wish, "already_decided")
    assert before == standing(issue)


@pytest.mark.parametrize("target", ["comment", "description"])
def test_text_over_the_limit(demo: Demo, panel: OpenPanel, issue: Issue, target: str) -> None:
    """More than the API takes is 400, and nothing of it is written."""
    opened = panel(KEY)
    run, wish = made(demo, opened, target)
    before = standing(issue)
    refused(opened, run, {**wish, "text": "x" * 20_001}, "invalid_body")
    assert before == standing(issue)


@pytest.mark.parametrize("target", TARGETS)
def test_a_deleted_issue(demo: Demo, panel: OpenPanel, issue: Issue, target: str) -> None:
    """An issue that is gone takes nothing, and nothing is noted as about to be written."""
    opened = panel(KEY)
    run, wish = made(demo, opened, target)
    del demo.site.state.site.issues[KEY]
    try:
        refused(opened, run, wish, "no_permission")
    finally:
        demo.site.state.site.issues[KEY] = issue
    assert opened.call("GET", f"runs/{run['id']}").json()["decision"] is None


@pytest.mark.parametrize("target", TARGETS)
def test_moved_to_a_denied_project(demo: Demo, panel: OpenPanel, issue: Issue, target: str) -> None:
    """An issue that was moved to a project where AI may not be used is refused, though its id stayed the same."""
    opened = panel(KEY)
    run, wish = made(demo, opened, target)
    before, issue.project = standing(issue), "SEC"
    issue.components.clear()
    try:
        refused(opened, run, wish, "refused_now")
    finally:
        issue.project, issue.components[:] = "PAY", before[3]
    assert before == standing(issue)


@pytest.mark.parametrize("target", TARGETS)
def test_reclassified(demo: Demo, panel: OpenPanel, issue: Issue, target: str) -> None:
    """A project that was reclassified between run and decision is refused."""
    opened = panel(KEY)
    run, wish = made(demo, opened, target)
    before, policies = standing(issue), demo.services.policies
    now = policies.version_in_force(demo.tenant_id)
    strict = {**now.document, "places": {**now.document["places"], "jira:PAY": {"level": "restricted"}}}
    policies.put_in_force(demo.tenant_id, strict, author="cli", based_on=now.version)
    try:
        refused(opened, run, wish, "refused_now")
    finally:
        policies.put_in_force(demo.tenant_id, now.document, author="cli", based_on=now.version + 1)
    assert before == standing(issue)


@pytest.mark.parametrize("target", TARGETS)
def test_no_right_to_read_any_more(demo: Demo, panel: OpenPanel, issue: Issue, target: str) -> None:
    """A person whom Jira no longer shows the issue writes nothing there."""
    opened = panel(KEY, user="anneke")
    run, wish = made(demo, opened, target)
    before = standing(issue)
    project = next(p for p in demo.site.state.site.projects if p.key == "PAY")
    members = project.browse
    account = demo.site.state.person("anneke")
    assert account is not None
    object.__setattr__(project, "browse", tuple(m for m in members if m != account.account_id))
    try:
        refused(opened, run, wish, "no_permission")
    finally:
        object.__setattr__(project, "browse", members)
    assert before == standing(issue)
