"""Summarise, edit, apply, undo in a real Chromium: by mouse, and once by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.e2e.conftest import OpenWindow, Window

pytestmark = pytest.mark.browser


def summarised(one: Window, issue: str) -> FrameLocator:
    """Open an issue and make its summary, unless an earlier test left one."""
    panel = one.open(issue)
    first = panel.get_by_role("button", name=re.compile("^(Summarise|Use it)")).first
    expect(first).to_be_visible(timeout=15_000)
    if first.inner_text().startswith("Summarise"):
        first.click()
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=15_000)
    return panel


def thread(one: Window, issue: str) -> list[str]:
    """What the comments of an issue say, as the site has them."""
    return [str(comment.body) for comment in one.demo.site.state.site.issues[issue].comments]


def test_edit_apply_undo(window: OpenWindow) -> None:
    """The person changes a word, sees exactly what changes, adds the comment, and takes it back."""
    one = window()
    panel = summarised(one, "SHOP-20")
    before = thread(one, "SHOP-20")
    panel.get_by_role("button", name="Use it").click()
    area = panel.get_by_label("Your version")
    expect(area).to_be_focused()
    expect(panel.get_by_text("No changes: the text as it was made.")).to_be_visible()
    expect(panel.get_by_text("Everybody who can open this work item will read it.")).to_be_visible()
    area.fill(area.input_value() + "\n\nWe look again on Friday.")
    expect(panel.locator("ins")).to_contain_text("Friday")
    assert one.axe() == []
    one.picture("decide")
    panel.get_by_role("button", name="Add comment").click()
    expect(panel.get_by_text("Added as a comment by you")).to_be_visible(timeout=10_000)
    assert one.axe() == []
    one.picture("applied")
    (new,) = thread(one, "SHOP-20")[len(before) :]
    assert "We look again on Friday." in new
    assert "AI-assisted" in new
    panel.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("button", name="Use it")).to_be_visible()
    assert thread(one, "SHOP-20") == before


def test_by_keyboard(window: OpenWindow) -> None:
    """The same with the keyboard alone: Enter opens, Tab leads to the button, Enter adds, Enter undoes."""
    one = window()
    panel = summarised(one, "SHOP-27")
    before = thread(one, "SHOP-27")
    panel.get_by_role("button", name="Use it").focus()
    one.page.keyboard.press("Enter")
    expect(panel.get_by_label("Your version")).to_be_focused()
    one.page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Add comment")).to_be_focused()
    one.page.keyboard.press("Enter")
    expect(panel.get_by_text("Added as a comment by you")).to_be_visible(timeout=10_000)
    assert len(thread(one, "SHOP-27")) == len(before) + 1
    panel.get_by_role("button", name="Undo").focus()
    one.page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Use it")).to_be_visible()
    assert thread(one, "SHOP-27") == before


def test_internal_note(window: OpenWindow) -> None:
    """On a service project the comment is an internal note, and the panel says who reads it."""
    one = window()
    panel = summarised(one, "HELP-41")
    panel.get_by_role("button", name="Use it").click()
    expect(panel.get_by_text("An internal note: agents read it, customers do not.")).to_be_visible()
    panel.get_by_role("button", name="Add comment").click()
    expect(panel.get_by_text("Added as an internal note by you")).to_be_visible(timeout=10_000)
    assert one.demo.site.state.site.issues["HELP-41"].comments[-1].internal
    panel.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("button", name="Use it")).to_be_visible()


def test_reply_needs_a_second_confirmation(window: OpenWindow) -> None:
    """A reply that customers read is sent only after the button has said so."""
    one = window()
    panel = one.open("HELP-52")
    panel.get_by_role("button", name="Customer").click()
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    panel.get_by_role("button", name="Use it").click(timeout=15_000)
    panel.get_by_label("As a reply that the customer can read").check()
    expect(panel.get_by_text("A reply: the customer will read it.")).to_be_visible()
    before = len(thread(one, "HELP-52"))
    panel.get_by_role("button", name="Add comment").click()
    assert len(thread(one, "HELP-52")) == before
    panel.get_by_role("button", name="Customers will read this. Send it").click()
    expect(panel.get_by_text("Added as a comment by you")).to_be_visible(timeout=10_000)
    assert not one.demo.site.state.site.issues["HELP-52"].comments[-1].internal


def test_not_used(window: OpenWindow) -> None:
    """A summary that is not used is said to be, with a reason."""
    one = window()
    panel = summarised(one, "SHOP-38")
    panel.get_by_role("button", name="Not used").click()
    panel.get_by_role("button", name="Out of date").click()
    expect(panel.get_by_text("Not used: Out of date.")).to_be_visible()
    assert one.axe() == []
    expect(panel.get_by_role("button", name="Use it")).to_have_count(0)


def test_check_by_keyboard(window: OpenWindow) -> None:
    """Each claim stands beside its passage; T ticks, S strikes, and a struck claim is not in the comment's text."""
    one = window()
    panel = summarised(one, "SHOP-12")
    panel.get_by_role("button", name="Check it").focus()
    one.page.keyboard.press("Enter")
    expect(panel.get_by_text(re.compile("^Claim 1 of"))).to_be_visible()
    struck = panel.locator(".claim").inner_text()
    one.page.keyboard.press("s")
    expect(panel.get_by_text(re.compile("^Claim 2 of"))).to_be_visible()
    one.page.keyboard.press("t")
    expect(panel.get_by_text(re.compile("^1 ticked, 1 struck"))).to_be_visible()
    assert one.axe() == []
    one.picture("check")
    one.page.keyboard.press("Escape")
    expect(panel.get_by_role("button", name="Check it")).to_be_focused()
    panel.get_by_role("button", name="Use it").click()
    expect(panel.get_by_label("Your version")).to_be_visible()
    assert struck not in panel.get_by_label("Your version").input_value()
