"""Changing the policy in a real Chromium: a loosening that needs two administrators, and its impact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from plugin.cli.demo import Demo
from plugin.policy.model import Level
from plugin.sandbox.state import handle
from tests.e2e.conftest import OpenWindow
from tests.e2e.test_admin import open_section, violations
from tests.fakes.panel import Panel

pytestmark = pytest.mark.browser


@pytest.fixture
def tomasz(demo: Demo) -> Iterator[str]:
    """Tomasz administers the site too; his handle."""
    state = demo.site.state
    users = state.site.users
    with_two = tuple(replace(each, site_admin=each.site_admin or handle(each) == "tomasz") for each in users)
    for listed in (with_two, users):
        object.__setattr__(state.site, "users", listed)
        state._people.update({each.account_id: each for each in listed})
        if listed is with_two:
            yield "tomasz"


def test_a_loosening_needs_two_administrators(window: OpenWindow, tomasz: str) -> None:
    """Ines widens a project and sees what it would do; it waits; Tomasz sees the difference and approves it."""
    one = window(height=1000)
    Panel(one.demo.site.base_url, one.demo.plugin_url, "PAY-101", "anneke").summarise()
    open_section(one, "Changes", tomasz)
    frame = open_section(one, "Changes")
    frame.get_by_role("button", name="End the set-up").click()
    expect(frame.get_by_text("Loosening needs two administrators").first).to_be_visible()
    frame.get_by_role("link", name="Places", exact=True).click()
    frame.get_by_label("Level of Payments").select_option("public")
    changes = frame.get_by_role("region", name="What changes")
    expect(
        changes.get_by_text("Affects 1 project or space, 1 person: 1 of 1 runs in the last 30 days.")
    ).to_be_visible()
    expect(changes.get_by_text("PAY becomes wider: Internal → Public")).to_be_visible()
    changes.get_by_text("By place and level").click()
    changes.get_by_label("Why (for who approves it)").fill("The pilot of November covers payments.")
    assert violations(one) == []
    one.part_picture(changes, "admin-impact")
    changes.get_by_role("button", name="Propose").click()
    expect(frame.get_by_text("Proposed. It waits under Changes.").first).to_be_visible()
    tenant = one.demo.tenant_id
    assert one.demo.services.policies.current(tenant).places["jira:PAY"].level is Level.INTERNAL
    frame.get_by_role("link", name="Changes", exact=True).click()
    expect(frame.get_by_role("button", name="Withdraw")).to_be_visible()
    expect(frame.get_by_role("button", name="Approve")).to_have_count(0)
    frame = open_section(one, "Changes", tomasz)
    expect(frame.get_by_text("By Ines Okafor").first).to_be_visible()
    expect(frame.get_by_text("PAY: Internal → Public").first).to_be_visible()
    expect(frame.get_by_text("The pilot of November covers payments.")).to_be_visible()
    assert violations(one) == []
    one.whole_picture("admin-approval")
    frame.get_by_role("button", name="Approve").press("Enter")
    expect(frame.get_by_text("Version 2 is in force.").first).to_be_visible()
    newest = frame.get_by_text("Version 2", exact=True)
    newest.click()
    expect(frame.get_by_text("approved by Tomasz Kellermann").first).to_be_visible()
    one.whole_picture("admin-policy-history")
    assert one.demo.services.policies.current(tenant).places["jira:PAY"].level is Level.PUBLIC


def test_one_question_is_tried(window: OpenWindow) -> None:
    """An administrator asks what would happen in a project, and reads how the decision comes about."""
    one = window(height=1100)
    frame = open_section(one, "Try it")
    frame.get_by_label("Project or space").fill("sec")
    frame.get_by_role("button", name="Try", exact=True).click()
    part = frame.get_by_role("region", name="In force")
    expect(part.get_by_text("It would be refused.")).to_be_visible()
    frame.get_by_label("Project or space").fill("shop")
    frame.get_by_label("Level that the item brings along").select_option("confidential")
    frame.get_by_role("button", name="Try", exact=True).press("Enter")
    expect(part.get_by_text("It would run, with what the profile of the level masks.")).to_be_visible()
    expect(part.get_by_text("Level: Confidential · item")).to_be_visible()
    assert violations(one) == []
    one.whole_picture("admin-try")


def test_the_matrix_and_the_limits_are_edited(window: OpenWindow) -> None:
    """An exception, a cell, a limit and an approver become a draft that says what it would do; saved, they decide."""
    one = window(height=1900)
    frame = open_section(one, "Policy")
    part = frame.get_by_role("group", name="Exceptions", exact=True)
    part.get_by_text("Add an exception").press("Enter")
    part.get_by_label("Projects or spaces").fill("sec")
    part.get_by_label("Last day").fill((datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%d"))
    part.get_by_label("Reason for the exception").press("Enter")
    expect(part.get_by_text("Say why there is an exception.")).to_be_visible()
    part.get_by_label("Reason for the exception").fill("Audit of November")
    part.get_by_label("Reason for the exception").press("Enter")
    expect(part.get_by_text("SEC: Everything is allowed, masked, until")).to_be_visible()
    changes = frame.get_by_role("region", name="What changes")
    expect(changes.get_by_text("The exception E-1 says more, or longer")).to_be_visible()
    assert violations(one) == []
    one.part_picture(part, "admin-exception")
    part.get_by_role("button", name="Remove: SEC").press("Enter")
    expect(part.get_by_role("heading", name="Exceptions")).to_be_focused()
    expect(changes).to_be_hidden()
    frame.get_by_label("Summary, Internal", exact=True).select_option("mask")
    expect(frame.get_by_label("Summary, Internal", exact=True)).to_be_focused()
    frame.get_by_label("Runs per person and hour").fill("60")
    frame.get_by_text("Add a team").click()
    frame.get_by_label("Name", exact=True).fill("Payments on call")
    frame.get_by_label("Id of its Atlassian group").fill("276f955c-63d7-42c8-9520-92d01dca0625")
    frame.get_by_role("button", name="Add the team").click()
    frame.get_by_label("Add an approver: Everything").select_option(label="Payments on call")
    expect(frame.get_by_role("button", name="Remove Payments on call: Everything")).to_be_visible()
    expect(changes.get_by_text("Who approves", exact=True)).to_be_visible()
    expect(changes.get_by_text("This loosens the policy:")).to_be_visible()
    assert violations(one) == []
    one.whole_picture("admin-policy")
    changes.get_by_role("button", name="Discard changes").click()
    frame.get_by_label("Summary, Internal", exact=True).select_option("deny")
    frame.get_by_label("Runs per person and hour").fill("60")
    expect(changes.get_by_text("It will be in force at once.")).to_be_visible()
    changes.get_by_role("button", name="Save").click()
    expect(frame.get_by_text("is in force.").first).to_be_visible()
    policy = one.demo.services.policies.current(one.demo.tenant_id)
    assert policy.limits.everywhere.runs_per_hour == 60
