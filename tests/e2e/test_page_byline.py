"""The reader's view of a page in a real Chromium: from the byline, in a dialog, with every state."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow, Window

pytestmark = pytest.mark.browser
SOURCE = re.compile("^(Source|Quelle|出典)")
READY = re.compile("^(Summarise|Zusammenfassen|要約する)")


def summarise(window: Window) -> None:
    """Click the primary button and wait for the result."""
    window.panel.get_by_role("button", name=READY).click()
    expect(window.panel.get_by_role("button", name=re.compile("^(Source|Quelle|出典)")).first).to_be_visible(
        timeout=15_000
    )


def test_the_click(window: OpenWindow) -> None:
    """Open meeting notes, click Summarise, and an action's source leads to its heading, the dialog out of the way."""
    one = window()
    panel = one.open_page("196612")
    expect(panel.get_by_role("heading", name="Summary")).to_be_visible()
    expect(panel.get_by_text("Key points, decisions and actions of this page")).to_be_visible()
    assert one.axe() == []
    one.picture("page-first-use")
    summarise(one)
    expect(panel.get_by_role("heading", name="Actions")).to_be_visible()
    expect(panel.get_by_text("(Anneke Brandt, by 2026-11-24)")).to_be_visible()
    expect(panel.get_by_role("button", name=re.compile("^(Add as comment|Use it)$"))).to_be_visible()
    expect(panel.get_by_role("status")).to_contain_text("Summary ready")
    assert one.axe() == []
    one.picture("page-summary")
    one.whole_picture("page-road-result")
    actions = panel.locator("section", has=panel.get_by_role("heading", name="Actions"))
    actions.get_by_role("button", name=re.compile("^Source")).first.click()
    expect(panel.get_by_text("Section “Actions”")).to_be_visible()
    assert one.axe() == []
    one.picture("page-citation")
    panel.get_by_role("button", name="Go to the section").click()
    expect(one.page.locator("dialog")).to_have_count(0)
    expect(one.page.locator("#Actions")).to_be_focused()
