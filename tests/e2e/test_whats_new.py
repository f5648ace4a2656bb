"""What is new since my last visit, in a real Chromium: one story in an issue, one on a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from plugin.cli.demo import Demo
from plugin.sandbox.thread import add_comment
from plugin.sandbox.wiki.changes import new_version
from plugin.sandbox.wiki.model import Body
from plugin.store.reading_tables import visits
from tests.e2e.conftest import OpenWindow

pytestmark = pytest.mark.browser
LONG_AGO = datetime(2026, 11, 18, 12, tzinfo=UTC)


def looked(demo: Demo, at: datetime) -> None:
    """Let every visit so far have been then."""
    with demo.services.database.begin() as connection:
        connection.execute(update(visits).values(at=at, before_at=None))


def words(text: str) -> dict[str, object]:
    """A document of one paragraph."""
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
    }


def test_in_an_issue(window: OpenWindow) -> None:
    """No tab on the first visit; then how much is new, what people changed and wrote, a stale mark, and an update."""
    one = window()
    panel = one.open("PAY-101")
    expect(panel.get_by_role("button", name="Summarise", exact=True)).to_be_visible()
    expect(panel.get_by_role("tab", name="What is new")).to_have_count(0)
    looked(one.demo, LONG_AGO)
    state, emre = one.demo.site.state, one.demo.site.state.person("emre")
    assert emre
    add_comment(
        state, emre, state.site.issues["PAY-101"], words("The pool holds 60 connections now. Who tells the desk?")
    )
    panel = one.open("PAY-101")
    panel.get_by_role("tab", name="What is new").click()
    expect(panel.get_by_text("comments came or changed")).to_be_visible()
    assert one.axe() == []
    one.picture("whats-new-ready")
    panel.get_by_role("button", name="Since my last visit").click()
    expect(panel.get_by_role("heading", name="Changed")).to_be_visible(timeout=15_000)
    changed = panel.locator("section.changed")
    expect(changed.get_by_text("In Review")).to_be_visible()
    expect(changed.locator("del")).to_have_text(["In Progress"])
    expect(panel.get_by_text("Since your last visit")).to_be_visible()
    expect(panel.get_by_text("The pool holds 60 connections now.")).to_be_visible()
    assert one.axe() == []
    one.picture("whats-new-issue")
    add_comment(state, emre, state.site.issues["PAY-101"], words("I tell them."))
    panel = one.open("PAY-101")
    expect(panel.get_by_text("1 new comment")).to_be_visible()
    panel.get_by_role("button", name="Update").click()
    expect(panel.get_by_text("1 new comment")).to_have_count(0, timeout=15_000)
    expect(changed).to_be_visible()


def test_on_a_page(window: OpenWindow) -> None:
    """A reader of a page is told its versions since, and what they say."""
    one = window()
    panel = one.open_page("196612")
    expect(panel.get_by_role("tab", name="Changes")).to_be_visible()
    looked(one.demo, datetime.now(UTC) - timedelta(hours=1))
    state, tomasz = one.demo.site.state, one.demo.site.state.person("tomasz")
    assert tomasz
    body = Body(adf=words("The carrier changes on Monday, and the labels with it."))
    new_version(state, state.site.wiki.pages["196612"], tomasz, body, "carrier")
    panel = one.open_page("196612")
    panel.get_by_role("tab", name="What is new").click()
    panel.get_by_role("button", name="Since my last visit").click()
    expect(panel.get_by_text("The carrier changes on Monday")).to_be_visible(timeout=15_000)
    expect(panel.locator("section.changed").get_by_text("carrier")).to_be_visible()
    assert one.axe() == []
    one.picture("whats-new-page")
