"""A question that waits for an approver, and a refusal that explains itself, in a real Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from plugin.cli.demo import Demo
from tests.e2e.conftest import OpenWindow
from tests.e2e.test_admin import open_section, violations

pytestmark = pytest.mark.browser
ASK, KEY, PAGE, GERMAN = "Ask for approval", "PAY-103", "196612", "anneke"


def reference(demo: Demo, tenant_id: str, handle: str) -> str:
    """Somebody's random reference."""
    (account,) = [user.account_id for user in demo.site.state.site.users if user.email.startswith(handle)]
    return demo.services.installations.person(tenant_id, account)


@pytest.fixture(autouse=True, scope="module")
def _held(demo: Demo) -> None:
    """Summaries at internal level want an approval: Ines's in payments, Emre's in operations."""
    policies = demo.services.policies
    for tenant_id, place, who in (
        (demo.tenant_id, "jira:PAY", "ines"),
        (demo.wiki_tenant_id, "confluence:OPS", "emre"),
    ):
        now = policies.version_in_force(tenant_id)
        rule = {"id": "R-9", "level": "internal", "use_case": "summarise", "effect": "review"}
        approvers = {"places": {place: [{"person": reference(demo, tenant_id, who)}]}, "hours": 4}
        document: dict[str, Any] = {**now.document, "rules": [*now.document["rules"], rule], "approvers": approvers}
        policies.put_in_force(tenant_id, document, author="cli", based_on=now.version)


def test_asked_and_approved(window: OpenWindow) -> None:
    """The asker says why and waits; the approver finds it in the item, says yes, and the asker sees the summary."""
    one = window()
    panel = one.open(KEY, "tomasz")
    expect(panel.get_by_role("heading", name="This needs an approval first.")).to_be_visible()
    panel.get_by_role("button", name="Why?").click()
    expect(panel.get_by_text("Rule R-9 wants an approval first.")).to_be_visible()
    assert one.axe() == []
    one.picture("review-ask")
    panel.get_by_role("button", name="Why?").click()
    panel.get_by_label("Why do you need it?").fill("For the incident report.")
    panel.get_by_role("button", name=ASK).click()
    waits = panel.get_by_text("Waits for Ines Okafor until")
    expect(waits).to_be_visible(timeout=10_000)
    expect(panel.get_by_text("For the incident report.")).to_be_visible()
    assert one.axe() == []
    one.picture("review-waits")

    other = window()
    theirs = other.open(KEY, "ines", dark=True)
    expect(theirs.get_by_text("Tomasz Kellermann asks for your approval.")).to_be_visible(timeout=10_000)
    assert other.axe() == []
    other.picture("review-approve-dark")
    theirs.get_by_role("button", name="Decline").click()
    expect(theirs.get_by_role("alert").filter(has_text="Say why not.")).to_be_visible()
    theirs.get_by_label("Your reason").fill("Fine for the report.")
    theirs.get_by_role("button", name="Approve").click()
    expect(theirs.get_by_text("asks for your approval.")).to_have_count(0)

    frame = open_section(other, "Requests")
    expect(frame.get_by_text("Tomasz Kellermann")).to_be_visible()
    expect(frame.get_by_text("For the incident report.")).to_be_visible()
    expect(frame.get_by_text("Approved by you.")).to_be_visible()
    assert violations(other) == []
    other.whole_picture("admin-requests")

    panel = one.open(KEY, "tomasz")
    expect(panel.get_by_text("Ines Okafor approved this.")).to_be_visible(timeout=15_000)
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=15_000)
    assert one.axe() == []
    one.picture("review-approved")


def test_in_a_page_in_german(window: OpenWindow) -> None:
    """Over a page the same, in the person's language; taken back, it can be asked anew."""
    one = window()
    panel = one.open_page(PAGE, GERMAN)
    panel.get_by_role("button", name="Genehmigung anfragen").click()
    expect(panel.get_by_text("Wartet auf Emre")).to_be_visible(timeout=10_000)
    one.picture("review-waits-de")
    panel.get_by_role("button", name="Zurückziehen").click()
    expect(panel.get_by_role("button", name="Genehmigung anfragen")).to_be_visible(timeout=10_000)


def test_a_refusal_explains_itself(window: OpenWindow) -> None:
    """Each step in plain words, who can change it, and what works instead; also dark, and at four times the size."""
    one = window()
    panel = one.open("SEC-4")
    why = panel.get_by_role("button", name="Why?")
    why.click()
    for words in (
        "An administrator gave this place the level Restricted.",
        "Rule R-4 forbids it.",
        "So it is refused.",
        "Who can change it: the Security team",
    ):
        expect(panel.get_by_text(words)).to_be_visible()
    expect(panel.get_by_text("Write the summary with the incident template.")).to_be_visible()
    assert one.axe() == []
    one.picture("blocked-why")
    dark = window()
    dark.open("SEC-4", dark=True).get_by_role("button", name="Why?").click()
    dark.picture("blocked-why-dark")
    small = window(width=320, height=640)
    panel = small.open("SEC-4")
    panel.get_by_role("button", name="Why?").click()
    assert small.frame().evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    small.picture("blocked-why-zoom")
