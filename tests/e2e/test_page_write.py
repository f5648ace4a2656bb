"""The writer's panel of a page in a real Chromium: summary, changes and comments, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow

pytestmark = pytest.mark.browser


def test_changes(window: OpenWindow) -> None:
    """What changed, facts first, with what stood there before; the text beside it; since a version of one's choice."""
    one = window()
    panel = one.open_page("196613", menu=True)
    panel.get_by_role("tab", name="Changes").click()
    expect(panel.get_by_text("What changed between two versions of this page")).to_be_visible()
    since = panel.get_by_label("Since")
    expect(since.locator("option")).to_have_count(3)
    assert one.axe() == []
    one.picture("page-changes-start")
    panel.get_by_role("button", name="Show changes").click()
    expect(panel.get_by_text("Version 2 → version 3")).to_be_visible(timeout=15_000)
    facts = panel.locator("section", has=panel.get_by_role("heading", name="Facts and rules"))
    expect(facts.get_by_text("Only @Ines Okafor grants one, in writing, for at most 6 months.")).to_be_visible()
    expect(facts.locator("del").filter(has_text="for at most 12 months")).to_be_visible()
    text = panel.locator("section", has=panel.get_by_role("heading", name="The text, word by word"))
    expect(text.locator("del").filter(has_text="180").first).to_be_visible()
    assert one.axe() == []
    one.picture("page-changes")
    one.whole_picture("page-road-changes")
    since.select_option("1")
    panel.get_by_role("button", name="Compare").click()
    expect(panel.get_by_text("Version 1 → version 3")).to_be_visible(timeout=15_000)


def test_comments(window: OpenWindow) -> None:
    """What people said, open questions first; a sentence of an inline comment shows the words that it stands on."""
    one = window()
    panel = one.open_page("196610", menu=True)
    panel.get_by_role("tab", name="Comments").click()
    panel.get_by_role("button", name="Sum up the comments").click()
    expect(panel.get_by_role("heading", name="Answered or decided")).to_be_visible(timeout=15_000)
    expect(panel.get_by_text("How does one see that a batch is open?")).to_be_visible()
    expect(panel.get_by_text("do not restart the worker while a batch is open").first).to_be_visible()
    assert one.axe() == []
    one.picture("page-comments")


def test_tabs_by_keyboard(window: OpenWindow) -> None:
    """One stop for Tab; arrows, Home and End choose; Escape closes the dialog."""
    one = window()
    panel = one.open_page("196611", menu=True)
    first = panel.get_by_role("tab", name="Summary")
    expect(first).to_have_attribute("aria-selected", "true")
    first.focus()
    one.page.keyboard.press("ArrowRight")
    second = panel.get_by_role("tab", name="Changes")
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-selected", "true")
    expect(panel.get_by_role("tabpanel", name="Changes")).to_be_visible()
    one.page.keyboard.press("Home")
    expect(first).to_be_focused()
    one.page.keyboard.press("Escape")
    expect(one.page.locator("dialog")).to_have_count(0)
