"""The summary macro in a page, in a real Chromium: every state, in the page's own frame."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import FrameLocator, expect

from plugin.cli.demo import Demo
from plugin.sandbox.wiki.changes import new_version
from plugin.sandbox.wiki.model import Audience, Page
from tests.e2e.conftest import OpenWindow, Window
from tests.fakes.panel import Panel

pytestmark = pytest.mark.browser
RELEASE, CUT_OFF = "196617", "196623"  # of the present editor, and of the old one
TEXT = (
    "# Decisions\n\n- The pool grows to sixty connections before Black Friday.\n- The old worker stays.\n\n"
    "# Actions\n\n- Merge and roll out the fix (Anneke Brandt, 2026-11-24)"
)


def approve(demo: Demo, page: str, text: str = TEXT) -> Panel:
    """Let a page show a text, as Ines."""
    opened = Panel(demo.site.base_url, demo.plugin_url, module="vouch-byline", content=page)
    run = opened.summarise()
    done = opened.call("POST", f"runs/{run['id']}/apply", {"target": "macro", "text": text})
    assert done.status_code == 200, done.text
    return opened


def undo(opened: Panel) -> None:
    """Take it back."""
    run = opened.bootstrap()["last_runs"]["summarise"]
    assert opened.call("POST", f"runs/{run['id']}/undo").status_code == 200


def look(one: Window, page: str, user: str = "ines", **more: Any) -> FrameLocator:
    """Open a page as somebody; the macro opens by itself."""
    mode = ("&mode=dark" if more.get("dark") else "") + ("&door=forge" if one.forge else "")
    one.page.goto(f"{one.demo.site.base_url}/wiki/spaces/OPS/pages/{page}?user={user}{mode}")
    one.surface = "/vouch-summary/" if one.forge else "/confluence/macro"
    return one.panel


def page_of(demo: Demo, page: str) -> Page:
    """The page as the site has it."""
    return demo.site.state.site.wiki.pages[page]


def test_none_yet(window: OpenWindow) -> None:
    """A page without a summary says how to make one, and leads there."""
    one = window()
    macro = look(one, CUT_OFF)
    expect(macro.get_by_role("heading", name="No summary on this page yet")).to_be_visible()
    assert one.axe() == []
    one.picture("macro-none")
    macro.get_by_role("button", name="Open Vouch").click()
    expect(one.page.locator("dialog iframe")).to_be_visible()
    one.surface = "/vouch-write/" if one.forge else "/confluence/write"
    expect(one.panel.get_by_role("button", name="Summarise")).to_be_visible(timeout=10_000)


def test_shown_and_stale(window: OpenWindow, demo: Demo) -> None:
    """A reader sees the text, who approved it and for which version; after a new version, that the page moved on."""
    approve(demo, RELEASE)
    one = window()
    macro = look(one, RELEASE, "tomasz")
    expect(macro.get_by_role("heading", name="Decisions")).to_be_visible(timeout=10_000)
    expect(macro.get_by_role("listitem").first).to_have_text("The pool grows to sixty connections before Black Friday.")
    expect(macro.get_by_text("Checked and approved by Ines Okafor")).to_be_visible()
    version = page_of(demo, RELEASE).current.number
    expect(macro.get_by_text(f"About version {version} of this page.")).to_be_visible()
    assert one.axe() == []
    one.picture("macro-shown")
    one.whole_picture("macro-page")
    look(one, RELEASE, "rohan", dark=True)
    expect(one.panel.get_by_role("heading", name="Decisions")).to_be_visible(timeout=10_000)
    assert one.axe() == []
    one.picture("macro-shown-dark")
    emre = demo.site.state.person("emre")
    assert emre
    before = page_of(demo, RELEASE).body
    new_version(demo.site.state, page_of(demo, RELEASE), emre, before)
    macro = look(one, RELEASE, "rohan")
    expect(macro.get_by_text(f"This is about version {version}; the page is at version {version + 1}.")).to_be_visible(
        timeout=10_000
    )
    assert one.axe() == []
    one.picture("macro-stale")
    macro = look(one, RELEASE, "kenji")
    said = f"この要約はバージョン {version} についてのもので、現在はバージョン {version + 1} です。"
    expect(macro.get_by_text(said)).to_be_visible(timeout=10_000)


def test_text_stays_text(window: OpenWindow, demo: Demo) -> None:
    """What looks like markup or a link in an approved text is shown as it was typed."""
    approve(demo, CUT_OFF, "A last word: <b>see</b> http://x.example\nand a second line\n\n#no heading\n-no bullet")
    one = window()
    macro = look(one, CUT_OFF)
    expect(macro.get_by_text("<b>see</b> http://x.example")).to_be_visible(timeout=10_000)
    expect(macro.get_by_text("#no heading")).to_be_visible()
    assert macro.locator(".approved :is(b, a, h3, li, script, img)").count() == 0
    assert macro.locator(".approved br").count() == 2


def test_withdrawn(window: OpenWindow, demo: Demo) -> None:
    """What its approver took back is gone, and the page says so."""
    undo(approve(demo, RELEASE))
    one = window()
    expect(look(one, RELEASE).get_by_role("heading", name="This summary was withdrawn")).to_be_visible(timeout=10_000)
    assert one.axe() == []
    one.picture("macro-withdrawn")


def test_withheld(window: OpenWindow, demo: Demo) -> None:
    """A space that was reclassified since shows no text, in the reader's language."""
    approve(demo, RELEASE)
    policies, tenant = demo.services.policies, demo.wiki_tenant_id
    before = policies.version_in_force(tenant)
    places = {**before.document["places"], "confluence:OPS": {"level": "restricted"}}
    policies.put_in_force(tenant, {**before.document, "places": places}, author="cli", based_on=before.version)
    one = window()
    try:
        macro = look(one, RELEASE)
        expect(macro.get_by_role("heading", name="This summary is not shown any more")).to_be_visible(timeout=10_000)
        assert one.axe() == []
        one.picture("macro-withheld")
        german = look(one, RELEASE, "anneke")
        expect(german.get_by_role("heading", name="Diese Zusammenfassung wird nicht mehr gezeigt")).to_be_visible(
            timeout=10_000
        )
    finally:
        now = policies.version_in_force(tenant)
        policies.put_in_force(tenant, before.document, author="cli", based_on=now.version)


def test_nothing_for_who_may_not_open_the_page(window: OpenWindow, demo: Demo) -> None:
    """Somebody who lost the page while it was open sees nothing in the macro's place, not even an empty frame."""
    approve(demo, RELEASE)
    one = window()
    macro = look(one, RELEASE, "tomasz")
    expect(macro.get_by_role("heading", name="Decisions")).to_be_visible(timeout=10_000)
    ines = demo.site.state.person("ines")
    assert ines
    page_of(demo, RELEASE).readers = Audience(people=(ines.account_id,))
    try:
        one.frame().evaluate("() => window.location.reload()")
        expect(macro.locator("#vouch")).to_be_hidden(timeout=10_000)
        expect(macro.locator("body")).not_to_contain_text("pool")
    finally:
        page_of(demo, RELEASE).readers = None


def test_a_site_that_does_not_answer(window: OpenWindow, demo: Demo) -> None:
    """A fault is said in words, and another try mends it."""
    approve(demo, RELEASE)
    one = window()
    demo.site.state.faults.add("/api/v2/pages/", "500", 99)
    macro = look(one, RELEASE)
    expect(macro.get_by_role("heading", name="The summary cannot be shown now")).to_be_visible(timeout=25_000)
    assert one.axe() == []
    one.picture("macro-failed")
    demo.site.state.faults.clear()
    macro.get_by_role("button", name="Try again").click()
    expect(macro.get_by_role("heading", name="Decisions")).to_be_visible(timeout=10_000)
