"""The policy card in a real Chromium: before the first run of a version, and whenever somebody wants to read it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from plugin.cli.demo import Demo
from tests.e2e.conftest import OpenWindow

pytestmark = pytest.mark.browser
SHOWS_THE_CARD = True


def test_read_before_the_first_run(window: OpenWindow, demo: Demo) -> None:
    """It is shown once, says what is allowed and not, and goes on with what was asked; a new version shows it again."""
    one = window()
    panel = one.open("PAY-117", "tomasz")
    panel.get_by_role("button", name="Summarise").click()
    heading = panel.get_by_role("heading", name="What AI may do in")
    expect(heading).to_be_focused()
    expect(panel.get_by_text("Summarise this for your team")).to_be_visible()
    expect(panel.get_by_text("Anything in places that are Restricted")).to_be_visible()
    assert one.axe() == []
    one.picture("policy-card")
    panel.get_by_role("button", name="Understood, go on").click()
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=15_000)
    panel = one.open("PAY-109", "tomasz")
    panel.get_by_role("button", name="Summarise").click()
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=15_000)
    now = demo.services.policies.version_in_force(demo.tenant_id)
    document = {**now.document, "contact": "the desk"}
    demo.services.policies.put_in_force(demo.tenant_id, document, author="cli", based_on=now.version)
    panel = one.open("PAY-117", "tomasz")
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=15_000)  # what is there can be read
    panel = one.open("PAY-88", "tomasz")
    panel.get_by_role("button", name="Summarise").click()
    expect(heading).to_be_visible()
    panel.get_by_role("button", name="Not now").click()
    expect(panel.get_by_role("button", name="Summarise")).to_be_visible()


def test_in_other_languages_and_places(window: OpenWindow) -> None:
    """It can be opened from where AI is refused, over a page, in the dark and at four times the size."""
    dark = window()
    panel = dark.open_page("327682", "emre", space="SECO", dark=True)
    panel.get_by_role("button", name="Was KI hier darf").click()
    expect(panel.get_by_role("heading", name="Was KI darf in")).to_be_visible()
    assert dark.axe() == []
    dark.picture("policy-card-de-dark")
    small = window(width=320, height=640)
    panel = small.open("SHOP-31", "haruka")
    panel.get_by_role("button", name="ここで AI にできること").click()
    expect(panel.get_by_role("button", name="わかりました")).to_be_visible()
    assert small.frame().evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    small.picture("policy-card-ja-zoom")
