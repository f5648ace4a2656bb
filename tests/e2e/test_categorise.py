"""Suggested fields in a real Chromium: rows, sources, the choice, and silence where the evidence is thin."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from plugin.store.tables import category_places
from tests.e2e.conftest import OpenWindow, Window

pytestmark = pytest.mark.browser


def categorise(window: Window) -> None:
    """Switch to suggested fields, ask, and wait for the answer."""
    window.panel.get_by_role("tab", name="Suggested fields").click()
    window.panel.get_by_role("button", name=re.compile("^Suggest (fields|again)$")).click()
    expect(window.panel.get_by_role("tab").first).to_have_attribute("aria-disabled", "false", timeout=15_000)
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


def learned(window: Window, key: str) -> None:
    """Wait until the background has learned a project."""
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        with window.demo.services.database.read() as connection:
            rows = connection.execute(select(category_places).where(category_places.c.place_key == key)).all()
        if rows and rows[0].learned_at and not rows[0].due_at:
            return
        window.page.wait_for_timeout(200)
    raise AssertionError(key)


def test_what_was_learned(window: OpenWindow) -> None:
    """The second click knows what people have sorted: surer, more fields, old beside new; chosen by keyboard."""
    one = window()
    issue = one.demo.site.state.site.issues["HELP-47"]
    kept = (list(issue.labels), list(issue.components), issue.priority)
    issue.labels.clear()
    issue.components.clear()
    panel = one.open("HELP-47")
    categorise(one)
    learned(one, "HELP")
    issue.priority = "Medium"
    panel.get_by_role("button", name="Suggest again").click()
    expect(panel.get_by_text(re.compile(r"Learned from \d\d items"))).to_be_visible(timeout=15_000)
    component = panel.locator(".suggestion", has_text="Component")
    expect(component).to_contain_text("delivery")
    expect(component).to_contain_text("very likely")
    priority = panel.locator(".suggestion", has_text="Priority")
    expect(priority).to_contain_text("Medium")
    expect(priority).to_contain_text("High")
    assert one.axe() == []
    one.picture("categorise-learned")
    boxes = panel.get_by_role("checkbox")
    taken = sum(boxes.nth(number).is_checked() for number in range(boxes.count()))
    expect(panel.get_by_role("button", name=f"Apply {taken}")).to_be_visible()
    component.get_by_role("checkbox").focus()
    one.page.keyboard.press("Space")
    expect(panel.get_by_role("button", name=f"Apply {taken - 1}")).to_be_visible()
    one.page.keyboard.press("Tab")
    source = component.get_by_role("button", name=re.compile("^Source")).first
    expect(source).to_be_focused()
    expect(component.get_by_role("group")).to_be_visible()  # the passage shows while the focus is on its number
    one.page.keyboard.press("Tab")
    issue.labels[:], issue.components[:], issue.priority = kept


def test_nothing_where_the_evidence_is_thin(window: OpenWindow) -> None:
    """An issue that says nothing gets no suggestion, and is told so; a person who may set nothing is told that."""
    one = window()
    panel = one.open("HELP-66")
    categorise(one)
    expect(panel.get_by_text("Nothing here is likely enough to suggest.")).to_be_visible()
    expect(panel.get_by_role("button", name=re.compile("^Apply"))).to_have_count(0)
    assert one.axe() == []
    one.picture("categorise-nothing")
    other = window()
    panel = other.open("SHOP-12", "rohan")
    panel.get_by_role("tab", name="Suggested fields").click()
    panel.get_by_role("button", name="Suggest fields").click()
    expect(panel.get_by_text("There is no field here that you may set.")).to_be_visible(timeout=15_000)
    other.picture("categorise-no-fields")


def test_not_used(window: OpenWindow) -> None:
    """None of it is right: a reason, and nothing can be applied any more."""
    one = window()
    components = one.demo.site.state.site.issues["SHOP-20"].components
    kept = list(components)
    components.clear()
    panel = one.open("SHOP-20")
    categorise(one)
    components[:] = kept
    panel.get_by_role("button", name="Not used").click()
    panel.get_by_role("button", name="Wrong").click()
    expect(panel.get_by_text("Not used: Wrong.")).to_be_visible()
    expect(panel.get_by_role("checkbox").first).to_be_disabled()


@pytest.mark.parametrize(
    ("user", "tab", "picture"),
    [("anneke", "Feldvorschl\u00e4ge", "de"), ("haruka", "\u9805\u76ee\u306e\u63d0\u6848", "ja")],
)
def test_in_other_languages(window: OpenWindow, user: str, tab: str, picture: str) -> None:
    """The same in German and Japanese, with nothing of English left."""
    one = window(width=720)
    panel = one.open("SHOP-27", user)
    panel.get_by_role("tab", name=tab).click()
    panel.locator(".button.primary").click()
    expect(panel.locator("footer, .foot")).to_be_visible(timeout=15_000)
    assert "Only values" not in panel.locator("#vouch").inner_text()
    assert one.axe() == []
    one.picture(f"categorise-{picture}")
