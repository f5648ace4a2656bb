"""Suggested fields in a real Chromium: rows, sources, the choice, and silence where the evidence is thin."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow, Window

pytestmark = pytest.mark.browser


def categorise(window: Window) -> None:
    """Switch to suggested fields, ask, and wait for the answer."""
    window.panel.get_by_role("tab", name="Suggested fields").click()
    window.panel.get_by_role("button", name="Suggest fields").click()
    expect(window.panel.get_by_text("Only values that exist here")).to_be_visible(timeout=15_000)


def test_from_click_to_suggestions(window: OpenWindow) -> None:
    """Each row names field, value and certainty in words and number; a source opens on focus; nothing is written."""
    one = window()
    panel = one.open("SHOP-18")
    before = list(one.demo.site.state.site.issues["SHOP-18"].components)
    one.demo.site.state.site.issues["SHOP-18"].components.clear()
    panel.get_by_role("tab", name="Suggested fields").click()
    expect(panel.get_by_role("button", name="Suggest fields")).to_be_visible()
    assert one.axe() == []
    one.picture("categorise-ready")
    categorise(one)
    row = panel.locator(".suggestion", has_text="Component")
    expect(row).to_contain_text("search")
    expect(row).to_contain_text(re.compile(r"(likely|possible), \d\d %"))
    assert one.axe() == []
    one.picture("categorise-result")
    row.get_by_role("button", name=re.compile("^Source")).first.click()
    expect(row.get_by_role("group")).to_be_visible()
    assert one.axe() == []
    one.picture("categorise-source")
    assert one.demo.site.state.site.issues["SHOP-18"].components == []
    one.demo.site.state.site.issues["SHOP-18"].components[:] = before
