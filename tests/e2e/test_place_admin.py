"""The pages for administrators of one project or space, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.test_admin import violations

pytestmark = pytest.mark.browser


def test_narrow_a_project(window: OpenWindow) -> None:
    """A project's administrator (who reads German) closes it for AI, people there read why, and it is taken back."""
    one = window(height=1100)
    site = one.demo.site.base_url
    one.page.goto(f"{site}/projects/PAY/settings?user=anneke")
    frame = one.page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Was KI hier darf")).to_be_visible()
    expect(frame.get_by_text("Payments", exact=True)).to_be_visible()
    assert violations(one) == []
    frame.get_by_label("KI hier", exact=True).select_option("deny")
    frame.get_by_label("Was stattdessen geht").fill("Ask the payments team.")
    frame.get_by_role("button", name="Speichern").press("Enter")
    expect(frame.locator(".strip")).to_have_text("Gespeichert. Es gilt hier ab jetzt.")
    expect(frame.get_by_role("row", name="Zusammenfassen Erlaubt Verboten")).to_be_visible()
    assert violations(one) == []
    try:
        panel = one.open("PAY-101")
        expect(panel.get_by_text("Ask the payments team.").first).to_be_visible()
    finally:
        one.page.goto(f"{site}/projects/PAY/settings?user=anneke")
        frame.get_by_role("button", name="Alles zurücknehmen").click()
        expect(frame.locator(".strip")).to_contain_text("Zurückgenommen.")
    expect(one.open("PAY-101").get_by_role("button", name="Summarise")).to_be_visible()


def test_a_space_of_confluence(window: OpenWindow) -> None:
    """A space's administrator sees the same in Confluence, at the width of a phone; one that is closed says so."""
    one = window(width=400, height=1100)
    site = one.demo.site.base_url
    one.page.goto(f"{site}/wiki/spaces/PUB/tools?user=tomasz")
    frame = one.page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Narrow it for this place")).to_be_visible()
    assert violations(one) == []
    one.whole_picture("place-admin")
    one.page.goto(f"{site}/wiki/spaces/LAB/tools?user=ines")
    expect(frame.get_by_text("AI may not read this space.")).to_be_visible()
