"""Asking somebody else, in a real Chromium: by keyboard alone, and what the person asked finds in their language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from plugin.cli.demo import Demo
from tests.e2e.conftest import OpenWindow

pytestmark = pytest.mark.browser
KEY = "SHOP-22"


@pytest.fixture(autouse=True, scope="module")
def _queue(demo: Demo) -> None:
    put_queue(demo)


def put_queue(demo: Demo) -> None:
    """The demo's policy, with a queue."""
    now = demo.services.policies.version_in_force(demo.tenant_id)
    queues = {**now.document, "queues": ["Shop leads"]}
    demo.services.policies.put_in_force(demo.tenant_id, queues, author="cli", based_on=now.version)


def test_by_keyboard(window: OpenWindow) -> None:
    """Type a name, take it with the arrows and Enter, write a note, ask; the person asked finds it and closes it."""
    one = window()
    panel = one.open(KEY)
    keyboard = one.page.keyboard
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    ask = panel.get_by_role("button", name="Ask somebody")
    expect(ask).to_be_visible(timeout=15_000)
    ask.focus()
    keyboard.press("Enter")
    who = panel.get_by_role("combobox", name="Who")
    expect(who).to_be_focused()
    expect(panel.get_by_role("option", name="Queue: Shop leads")).to_be_visible()
    assert one.axe() == []
    one.picture("decide-escalate")
    keyboard.type("bra")
    expect(panel.get_by_role("option")).to_have_count(1)
    expect(panel.get_by_role("option", name="Anneke Brandt")).to_have_attribute("aria-selected", "true")
    keyboard.press("Escape")
    expect(panel.get_by_role("listbox", name="Who")).to_have_count(0)
    expect(who).to_be_focused()
    keyboard.press("ArrowDown")
    expect(panel.get_by_role("option", name="Anneke Brandt")).to_be_visible()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(who).to_have_value("Anneke Brandt")
    note = panel.get_by_label("What you would like to know")
    expect(note).to_be_focused()
    keyboard.type("Is the second price still right?")
    keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Ask", exact=True)).to_be_focused()
    keyboard.press("Enter")
    expect(panel.get_by_text("You asked Anneke Brandt,")).to_be_visible(timeout=10_000)
    assert one.axe() == []
    expect(panel.get_by_role("button", name="Use it")).to_be_visible()
    other = window()
    found = other.open(KEY, "anneke")
    strip = found.get_by_role("group", name="Ines Okafor fragt Sie,")
    expect(strip).to_contain_text("Is the second price still right?")
    assert other.axe() == []
    other.picture("decide-asked")
    strip.get_by_role("button", name="Erledigt").focus()
    other.page.keyboard.press("Enter")
    expect(strip).to_have_count(0)
    one.open(KEY)
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=15_000)
    expect(panel.get_by_text("You asked Anneke Brandt,")).to_have_count(0)


def test_a_queue_and_taking_it_back(window: OpenWindow) -> None:
    """A queue is chosen by mouse; whoever opens the item sees it; the sender takes it back. Escape closes."""
    one = window()
    panel = one.open("SHOP-27")
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    ask = panel.get_by_role("button", name="Ask somebody")
    ask.click(timeout=15_000)
    one.page.keyboard.press("Escape")
    one.page.keyboard.press("Escape")
    expect(ask).to_be_focused()
    expect(panel.get_by_role("combobox", name="Who")).to_have_count(0)
    ask.click()
    panel.get_by_role("option", name="Queue: Shop leads").click()
    panel.get_by_label("What you would like to know").fill("Who takes this?")
    panel.get_by_role("button", name="Ask", exact=True).click()
    expect(panel.get_by_text("You asked Shop leads,")).to_be_visible(timeout=10_000)
    other = window()
    found = other.open("SHOP-27", "tomasz")
    expect(found.get_by_text("Ines Okafor asks “Shop leads”,")).to_be_visible(timeout=15_000)
    panel.get_by_role("button", name="Take back").click()
    expect(panel.get_by_text("You asked Shop leads,")).to_have_count(0)
