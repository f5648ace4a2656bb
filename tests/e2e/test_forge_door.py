"""The panels through the Forge door, in a real Chromium: sandboxed static frames, and everything by the bridge."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from plugin.audit.repository import verify_tenant
from plugin.cli.demo import Demo, Door, started
from tests.e2e.conftest import OpenWindow, Window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A site on which both doors stand open, as while it changes from one to the other."""
    with started({}, port=0, data_dir=tmp_path_factory.mktemp("demo") / "data", door=Door.BOTH) as demo:
        yield demo


def forge(window: OpenWindow) -> Window:
    """A window that comes in by Forge."""
    one = window()
    one.forge = True
    return one


def test_an_issue(window: OpenWindow, demo: Demo) -> None:
    """Click, summary, source, comment, approval and undo: the whole road, and the page says which door it is."""
    one = forge(window)
    panel = one.open("PAY-101")
    expect(one.page.locator("#door")).to_have_text("apps by Forge")
    expect(panel.get_by_text("15 comments, about")).to_be_visible()
    frame = one.page.locator("iframe[src*='/vouch-context/']")
    rights = (frame.get_attribute("sandbox") or "").split()
    assert "allow-popups" not in rights
    assert not [right for right in rights if "navigation" in right]
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    expect(panel.get_by_role("heading", name="Where it stands")).to_be_visible(timeout=15_000)
    assert one.axe() == []
    one.whole_picture("forge-issue")
    latest = panel.locator("section", has=panel.get_by_role("heading", name="Latest"))
    latest.get_by_role("button", name=re.compile("^Source")).last.click()
    panel.get_by_role("button", name="Go to comment").click()
    expect(one.page.locator("[id^='comment-']:focus")).to_have_count(1)
    comments = demo.site.state.site.issues["PAY-101"].comments
    before = [comment.id for comment in comments]
    panel.get_by_role("button", name="Use it").click()
    panel.get_by_role("button", name="Add comment").click()
    expect(panel.get_by_text("Added as a comment by you")).to_be_visible(timeout=10_000)
    assert len(comments) == len(before) + 1
    assert comments[-1].author == demo.site.state.site.default_user  # written as the person, by their own token
    one.whole_picture("forge-applied")
    panel.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("button", name="Use it")).to_be_visible()
    assert [comment.id for comment in comments] == before
    assert verify_tenant(demo.services.database, demo.forge_tenant_id).intact


def test_a_page(window: OpenWindow) -> None:
    """A page's byline opens the panel above the page; Escape closes it; the macro's page and the settings open too."""
    one = forge(window)
    panel = one.open_page("196612")
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    expect(panel.get_by_role("heading", name=re.compile("."))).not_to_have_count(0, timeout=15_000)
    expect(panel.get_by_text("AI output. You decide what to keep.")).to_be_visible(timeout=15_000)
    assert one.axe() == []
    one.whole_picture("forge-page")
    panel.locator("body").press("Escape")
    expect(one.page.locator("dialog")).to_have_count(0)


def test_administrators(window: OpenWindow, demo: Demo) -> None:
    """The settings stand in the same page, the colours follow the site, and it says what the app may do."""
    one = forge(window)
    admin = next(user for user in demo.site.state.site.users if user.site_admin)
    handle = admin.display_name.split()[0].lower()
    one.page.goto(f"{demo.site.base_url}/admin/vouch?user={handle}&door=forge")
    one.surface = "/vouch-admin/"
    expect(one.panel.get_by_role("heading").first).to_be_visible()
    one.page.get_by_role("button", name="Dark").click()
    expect(one.panel.locator("html")).to_have_attribute("data-color-mode", "dark")
    # The list of places is read from the host first.
    expect(one.panel.get_by_role("row").filter(has_text="Customer help")).to_be_visible(timeout=15_000)
    one.whole_picture("forge-admin-dark")
    one.page.get_by_role("link", name="What it may do").click()
    expect(one.page.get_by_text("read:app-user-token")).to_be_visible()
    one.page.get_by_role("link", name="See them by Connect").click()
    expect(one.page.locator("#door")).to_have_text("apps by Connect")
