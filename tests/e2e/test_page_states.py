"""Every state of a page's panels in a real Chromium, in the words of Confluence."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from plugin.sandbox.wiki.changes import add_comment, new_version
from plugin.sandbox.wiki.model import Body
from tests.e2e.conftest import OpenWindow, Window, failing

pytestmark = pytest.mark.browser
RUNS = "**/api/v1/runs"
READY = re.compile("^(Summarise|Zusammenfassen|要約)")
SOURCE = re.compile("^(Source|Quelle|出典)")


def summarise(window: Window) -> None:
    """Click the primary button and wait for the result."""
    window.panel.get_by_role("button", name=READY).first.click()
    expect(window.panel.get_by_role("button", name=SOURCE).first).to_be_visible(timeout=15_000)


def body_of(text: str) -> Body:
    """A body of one paragraph."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return Body(adf={"type": "doc", "version": 1, "content": [paragraph]})


@pytest.mark.parametrize("menu", [False, True], ids=["byline", "write"])
@pytest.mark.parametrize(
    ("page", "space", "words", "name"),
    [
        ("327682", "SECO", "AI may not read this space.", "blocked"),
        ("393218", "LAB", "AI may not read this space yet.", "not-classified"),
    ],
)
def test_blocked(window: OpenWindow, page: str, space: str, words: str, name: str, *, menu: bool) -> None:
    """A refusal says why, whom to ask and what works instead; nothing can be clicked that would be refused."""
    one = window()
    panel = one.open_page(page, space=space, menu=menu)
    expect(panel.get_by_role("heading", name=words)).to_be_visible()
    expect(panel.get_by_text("Nothing was read or sent.")).to_be_visible()
    expect(panel.get_by_text("the Security team").first).to_be_visible()
    expect(panel.get_by_role("button", name=READY)).to_have_count(0)
    assert one.axe() == []
    if not menu:
        one.picture(f"page-{name}")


def test_working_and_stop(window: OpenWindow) -> None:
    """While it works: named stages, elapsed time, Stop; stopped, nothing is kept."""
    one = window()
    panel = one.open_page("196610")
    expect(panel.get_by_role("button", name=READY)).to_be_visible()
    one.demo.site.state.faults.add("/wiki/api/v2/pages/[0-9]+$", "timeout", times=1, seconds=4)
    panel.get_by_role("button", name=READY).click()
    expect(panel.get_by_role("progressbar")).to_be_visible()
    expect(panel.get_by_text("Reading as you").first).to_be_visible()
    expect(panel.get_by_text(re.compile(r"^[12] s$"))).to_be_visible()
    assert one.axe() == []
    one.picture("page-working")
    panel.get_by_role("button", name="Stop").click()
    expect(panel.get_by_text("Nothing was kept.").first).to_be_visible(timeout=15_000)
    assert one.axe() == []
    one.picture("page-stopped")


def test_too_little(window: OpenWindow) -> None:
    """A short page is said to be short before any click."""
    one = window()
    state = one.demo.site.state
    tomasz = state.person("tomasz")
    assert tomasz
    new_version(state, state.site.wiki.pages["196623"], tomasz, body_of("Out of date."))
    panel = one.open_page("196623")
    expect(panel.get_by_text("A short page").first).to_be_visible()
    assert one.axe() == []
    one.picture("page-too-little")


def test_stale(window: OpenWindow) -> None:
    """A new version and a comment that came since are announced; Update reads them."""
    one = window()
    panel = one.open_page("196611")
    summarise(one)
    state = one.demo.site.state
    page, anneke = state.site.wiki.pages["196611"], state.person("anneke")
    assert anneke
    new_version(state, page, anneke, body_of("The queue is MQ-9 now, and it is decided. " * 12))
    add_comment(state, page, anneke, body_of("Who moves the old messages?"))
    panel = one.open_page("196611")
    expect(panel.get_by_text("The page has changed since")).to_be_visible()
    assert one.axe() == []
    one.picture("page-stale")
    panel.get_by_role("button", name="Update").click()
    expect(panel.get_by_text("The page has changed since")).to_have_count(0, timeout=15_000)


FAILURES = [
    ("engine_failed", {"fallback": True}, "The summary could not be made"),
    ("host_unreachable", {}, "Confluence is not answering"),
    ("host_rate_limited", {"retry_after": 20}, "Confluence asks for a pause"),
    ("interrupted", {}, "The run was interrupted"),
]


@pytest.mark.parametrize(("code", "more", "words"), FAILURES, ids=[f[0] for f in FAILURES])
def test_failures(window: OpenWindow, code: str, more: dict[str, Any], words: str) -> None:
    """Each failure says what happened and offers one next step."""
    one = window()
    panel = one.open_page("196617")
    expect(panel.get_by_role("button", name=READY)).to_be_visible()
    one.page.route(RUNS, failing(code, **more))
    panel.get_by_role("button", name=READY).click()
    expect(panel.get_by_role("heading", name=words)).to_be_visible()
    expect(panel.get_by_role("button", name=re.compile("^(Try again|Use the embedded engine)")).first).to_be_visible()
    assert one.axe() == []
    one.picture(f"page-{code.replace('_', '-')}")
    one.page.unroute(RUNS)


def test_no_permission(window: OpenWindow) -> None:
    """A page that the person may not open any more is said to be theirs to ask for."""
    one = window()
    panel = one.open_page("196617")
    expect(panel.get_by_role("button", name=READY)).to_be_visible()
    one.demo.site.state.faults.add("/wiki/api/v2/pages/196617$", "404", times=9)
    panel.get_by_role("button", name=READY).click()
    expect(panel.get_by_role("heading", name="You may not open this page, or it is gone")).to_be_visible()
    assert one.axe() == []
    one.picture("page-no-permission")


def test_session_expired(window: OpenWindow) -> None:
    """When neither a fresh token nor the ticket help, the panel asks for a reload, once."""
    one = window()
    panel = one.open_page("196617")
    expect(panel.get_by_role("button", name=READY)).to_be_visible()
    body = json.dumps({"error": {"code": "session_expired", "message": "x"}})
    one.page.route(RUNS, lambda route: route.fulfill(status=401, content_type="application/json", body=body))
    panel.get_by_role("button", name=READY).click()
    expect(panel.get_by_role("heading", name="This panel was open for a while")).to_be_visible()
    assert one.axe() == []
    one.picture("page-session-expired")


def test_dark(window: OpenWindow) -> None:
    """In the host's dark colours the panel is dark, and as readable."""
    one = window()
    panel = one.open_page("196612", dark=True)
    summarise(one)
    expect(panel.locator("html")).to_have_attribute("data-color-mode", "dark")
    assert one.axe() == []
    one.picture("page-dark")


@pytest.mark.parametrize(("user", "page"), [("anneke", "196614"), ("haruka", "196615")])
def test_languages(window: OpenWindow, user: str, page: str) -> None:
    """The panel speaks the person's language."""
    one = window()
    panel = one.open_page(page, user=user)
    summarise(one)
    assert one.axe() == []
    one.picture(f"page-{panel.locator('html').get_attribute('lang')}")


def test_masked(window: OpenWindow) -> None:
    """In a space whose data is masked, the page's people are read masked and shown to who may see them."""
    one = window()
    panel = one.open_page("458754", space="CLM")
    summarise(one)
    expect(panel.get_by_role("button", name=re.compile("^Receipt: [0-9]+ values? masked"))).to_be_visible()
    assert one.axe() == []
    one.picture("page-masked")


def test_at_400_percent(window: OpenWindow) -> None:
    """At 400 % zoom of a 1280 px window (320 px) nothing is cut off and nothing scrolls sideways."""
    one = window(width=320, height=640)
    panel = one.open_page("196613", menu=True)
    panel.get_by_role("tab", name="Changes").click()
    panel.get_by_role("button", name="Show changes").click()
    expect(panel.get_by_text("Version 2 → version 3")).to_be_visible(timeout=15_000)
    wide = one.frame().evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1]
    assert one.axe() == []
    one.picture("page-narrow")
