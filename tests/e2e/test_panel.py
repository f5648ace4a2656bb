"""The panel in a real Chromium: the real click, every state, by mouse and by keyboard."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import OpenWindow, Window, failing

pytestmark = pytest.mark.browser
RUNS = "**/api/v1/runs"


def summarise(window: Window) -> None:
    """Click the primary button and wait for the result."""
    window.panel.get_by_role("button", name=re.compile("^Summarise")).click()
    expect(window.panel.get_by_role("heading", name="Where it stands")).to_be_visible(timeout=15_000)


def test_the_click(window: OpenWindow) -> None:
    """Open an issue, click Summarise, and get a summary whose numbers lead to the comment."""
    one = window()
    panel = one.open("PAY-101")
    expect(panel.get_by_text("15 comments, about")).to_be_visible()
    assert one.axe() == []
    one.picture("first-use")
    summarise(one)
    expect(panel.get_by_text("AI output. You decide what to keep.")).to_be_visible()
    expect(panel.get_by_role("status")).to_contain_text("Summary ready")
    assert one.axe() == []
    one.picture("result")
    one.whole_picture("road-result")
    latest = panel.locator("section", has=panel.get_by_role("heading", name="Latest"))
    chip = latest.get_by_role("button", name=re.compile("^Source")).last
    chip.click()
    card = panel.get_by_role("button", name="Go to comment")
    expect(card).to_be_visible()
    assert one.axe() == []
    one.picture("citation")
    card.click()
    number = re.search(r"comment-(\d+)", one.page.url)
    assert number or one.page.locator("[id^=comment-]:target, [id^=comment-].focused").count() >= 0
    expect(one.page.locator("[id^='comment-']:focus")).to_have_count(1)


def test_by_keyboard(window: OpenWindow) -> None:
    """The same without a mouse: Summarise by Enter, a source by Enter, Escape closes it and gives the focus back."""
    one = window()
    panel = one.open("PAY-103")
    panel.get_by_role("button", name="Summarise").focus()
    one.page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", name="Where it stands")).to_be_visible(timeout=15_000)
    chip = panel.get_by_role("button", name=re.compile("^Source")).first
    chip.focus()
    one.page.keyboard.press("Enter")
    expect(chip).to_have_attribute("aria-expanded", "true")
    one.page.keyboard.press("Escape")
    expect(chip).to_have_attribute("aria-expanded", "false")
    expect(chip).to_be_focused()


def test_every_control_can_be_reached(window: OpenWindow) -> None:
    """Tab alone reaches each button of the result, in the order in which they are read; tabs are one stop together."""
    one = window()
    panel = one.open("SHOP-12")
    summarise(one)
    reached = one.frame().evaluate(
        """() => [...document.querySelectorAll('button:not([role=tab]), a[href], summary, select, input')]
            .filter((e) => e.checkVisibility({visibilityProperty: true}) && e.tabIndex < 0)
            .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert reached == []
    panel.get_by_role("button", name="Agent").focus()
    one.page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Customer")).to_be_focused()
    outline = one.frame().evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "2px"


def test_working_and_stop(window: OpenWindow) -> None:
    """While it works: named stages, elapsed time, Stop; stopped, nothing is kept."""
    one = window()
    panel = one.open("SHOP-20")
    expect(panel.get_by_role("button", name="Summarise")).to_be_visible()
    one.demo.site.state.faults.add("/rest/api/3/issue/[0-9]+$", "timeout", times=1, seconds=4)
    panel.get_by_role("button", name="Summarise").click()
    expect(panel.get_by_role("progressbar")).to_be_visible()
    expect(panel.get_by_text("Policy checked: allowed")).to_be_visible()
    expect(panel.get_by_text("Reading as you").first).to_be_visible()
    expect(panel.get_by_text(re.compile(r"^[12] s$"))).to_be_visible()
    assert one.axe() == []
    one.picture("working")
    panel.get_by_role("button", name="Stop").click()
    expect(panel.get_by_text("Nothing was kept.").first).to_be_visible(timeout=15_000)
    assert one.axe() == []
    one.picture("stopped")


@pytest.mark.parametrize(
    ("issue", "words", "name"),
    [
        ("SEC-4", "AI may not read this project.", "blocked"),
        ("LAB-3", "AI may not read this project yet.", "not-classified"),
    ],
)
def test_blocked(window: OpenWindow, issue: str, words: str, name: str) -> None:
    """A refusal says why, whom to ask and what works instead; nothing can be clicked that would be refused."""
    one = window()
    panel = one.open(issue)
    expect(panel.get_by_role("heading", name=words)).to_be_visible()
    expect(panel.get_by_text("Nothing was read or sent.")).to_be_visible()
    expect(panel.get_by_text("the Security team").first).to_be_visible()
    expect(panel.get_by_role("button", name="Summarise")).to_have_count(0)
    assert one.axe() == []
    one.picture(name)


def test_no_permission(window: OpenWindow) -> None:
    """For a person whose account gives no token, the panel says so."""
    one = window()
    panel = one.open("HELP-47", user="claire")
    expect(panel.get_by_role("heading", name="Your account cannot be used for reading")).to_be_visible()
    assert one.axe() == []
    one.picture("no-permission")


def test_too_little(window: OpenWindow) -> None:
    """A thin issue is said to be thin before any click."""
    one = window()
    panel = one.open("SHOP-25")
    expect(panel.get_by_text("Little to summarise").first).to_be_visible()
    assert one.axe() == []
    one.picture("too-little")


def test_stale(window: OpenWindow) -> None:
    """A comment that came since is announced when the panel is opened again; Update reads it."""
    one = window()
    panel = one.open("PAY-95")
    summarise(one)
    one.page.get_by_label(re.compile("Add a comment")).fill("We will deploy on Thursday at 09:00.")
    one.page.get_by_role("button", name="Add comment").click()
    one.page.wait_for_load_state()
    panel = one.open("PAY-95")
    expect(panel.get_by_text("1 new comment since")).to_be_visible()
    assert one.axe() == []
    one.picture("stale")
    panel.get_by_role("button", name="Update").click()
    expect(panel.get_by_text("1 new comment since")).to_have_count(0, timeout=15_000)


def test_customer_and_length(window: OpenWindow) -> None:
    """The customer's view says what it rests on; Less and More make another length."""
    one = window()
    panel = one.open("HELP-47")
    summarise(one)
    panel.get_by_role("button", name="Less").click()
    expect(panel.get_by_role("button", name="More")).to_be_visible(timeout=15_000)
    panel.get_by_role("button", name="Customer").click()
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    expect(panel.get_by_text("For customers: made from public comments only.")).to_be_visible(timeout=15_000)
    expect(panel.get_by_text("internal notes skipped").first).to_be_visible()
    assert one.axe() == []
    one.picture("customer")


def test_masked_receipt(window: OpenWindow) -> None:
    """The receipt says what was masked, by kind, and names engine, policy and record."""
    one = window()
    panel = one.open("HELP-56")
    summarise(one)
    panel.get_by_text(re.compile(r"^Receipt: \d+ values? masked")).click()
    expect(panel.get_by_text("Policy", exact=True)).to_be_visible()
    expect(panel.get_by_text(re.compile("version 1, rule R-3"))).to_be_visible()
    assert one.axe() == []
    one.picture("receipt")


def test_feedback(window: OpenWindow) -> None:
    """Helpful, and a flag with a reason on one sentence."""
    one = window()
    panel = one.open("SHOP-18")
    summarise(one)
    panel.get_by_role("button", name="Helpful").click()
    expect(panel.get_by_text("Recorded as helpful.").first).to_be_attached()
    panel.get_by_role("button", name="Flag this sentence").first.focus()
    one.page.keyboard.press("Enter")
    expect(panel.get_by_text("What is wrong with this sentence?").first).to_be_visible()
    assert one.axe() == []
    one.picture("flag")
    panel.get_by_role("button", name="Out of date").click()
    expect(panel.get_by_text("Flagged: Out of date.").first).to_be_attached()


def test_copy(window: OpenWindow) -> None:
    """Copy takes the text with its sources."""
    one = window()
    panel = one.open("SHOP-27")
    summarise(one)
    panel.get_by_role("button", name="Copy").click()
    expect(panel.get_by_text(re.compile("^Copied with its sources|did not allow copying")).first).to_be_attached()


def test_reads_what_it_may(window: OpenWindow) -> None:
    """What was not read is said, with the reason behind Why."""
    one = window()
    panel = one.open("PAY-101", user="tomasz")
    summarise(one)
    expect(panel.get_by_text("Read 1 file. 1 attachment not read.").first).to_be_visible()
    panel.get_by_text("Why", exact=True).click()
    expect(panel.get_by_text("Images, other formats, and files that are too large")).to_be_visible()
    assert one.axe() == []
    one.picture("partly-restricted")


FAILURES = [
    ("engine_failed", {"fallback": True}, "The summary could not be made", "engine-failed"),
    ("host_unreachable", {}, "Jira is not answering", "unreachable"),
    ("host_rate_limited", {"retry_after": 20}, "Jira asks for a pause", "rate-limited"),
    ("interrupted", {}, "The run was interrupted", "interrupted"),
]


@pytest.mark.parametrize(("code", "more", "words", "name"), FAILURES, ids=[f[0] for f in FAILURES])
def test_failures(window: OpenWindow, code: str, more: dict[str, Any], words: str, name: str) -> None:
    """Each failure says what happened and offers one next step."""
    one = window()
    panel = one.open("SHOP-33")
    expect(panel.get_by_role("button", name=re.compile("^Summarise"))).to_be_visible()
    one.page.route(RUNS, failing(code, **more))
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    expect(panel.get_by_role("heading", name=words)).to_be_visible()
    expect(panel.get_by_role("button", name=re.compile("^(Try again|Use the embedded engine)")).first).to_be_visible()
    assert one.axe() == []
    one.picture(name)
    one.page.unroute(RUNS)


def test_session_expired(window: OpenWindow) -> None:
    """When neither a fresh token nor the ticket help, the panel asks for a reload, once."""
    one = window()
    panel = one.open("SHOP-33")
    expect(panel.get_by_role("button", name=re.compile("^Summarise"))).to_be_visible()
    body = json.dumps({"error": {"code": "session_expired", "message": "x"}})
    one.page.route(RUNS, lambda route: route.fulfill(status=401, content_type="application/json", body=body))
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    expect(panel.get_by_role("heading", name="This panel was open for a while")).to_be_visible()
    expect(panel.get_by_role("button", name="Reload")).to_be_visible()
    assert one.axe() == []
    one.picture("session-expired")


def test_expired_token_is_renewed(window: OpenWindow) -> None:
    """An expired token alone is nobody's business: the panel asks the host for a new one and goes on."""
    one = window()
    one.open("SHOP-33")
    answered = {"times": 0}

    def once(route: Route) -> None:
        answered["times"] += 1
        if answered["times"] == 1:
            body = json.dumps({"error": {"code": "session_expired", "message": "x"}})
            route.fulfill(status=401, content_type="application/json", body=body)
        else:
            route.continue_()

    one.page.route(RUNS, once)
    summarise(one)
    assert answered["times"] == 2


def test_polls_where_it_cannot_stream(window: OpenWindow) -> None:
    """Where streams are refused, the panel polls and ends with the same result."""
    one = window()
    panel = one.open("SHOP-22")
    expect(panel.get_by_role("button", name=re.compile("^Summarise"))).to_be_visible()
    body = json.dumps({"error": {"code": "streams_busy", "message": "x"}})
    one.page.route("**/events*", lambda route: route.fulfill(status=503, content_type="application/json", body=body))
    one.demo.site.state.faults.add("/rest/api/3/issue/[0-9]+$", "timeout", times=1, seconds=2)
    summarise(one)


def test_dark(window: OpenWindow) -> None:
    """In the host's dark colours the panel is dark, and as readable."""
    one = window()
    panel = one.open("PAY-117", dark=True)
    summarise(one)
    expect(panel.locator("html")).to_have_attribute("data-color-mode", "dark")
    assert one.axe() == []
    one.picture("result-dark")


@pytest.mark.parametrize(
    ("user", "issue", "button"), [("anneke", "PAY-88", "Zusammenfassen"), ("haruka", "SHOP-31", "要約")]
)
def test_languages(window: OpenWindow, user: str, issue: str, button: str) -> None:
    """The panel speaks the person's language."""
    one = window()
    panel = one.open(issue, user=user)
    panel.get_by_role("button", name=re.compile(button)).first.click()
    expect(panel.get_by_role("button", name=re.compile("^(Quelle|出典)")).first).to_be_visible(timeout=15_000)
    assert one.axe() == []
    one.picture(f"result-{panel.locator('html').get_attribute('lang')}")


def test_at_400_percent(window: OpenWindow) -> None:
    """At 400 % zoom of a 1280 px window (320 px) nothing is cut off and nothing scrolls sideways."""
    one = window(width=320, height=640)
    panel = one.open("PAY-109")
    summarise(one)
    wide = one.frame().evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1]
    expect(panel.get_by_role("button", name="Copy")).to_be_visible()
    assert one.axe() == []
    one.picture("narrow")


def test_the_frame_grows(window: OpenWindow) -> None:
    """The frame takes the height of its content: nothing scrolls inside the panel."""
    one = window()
    one.open("PAY-140")
    summarise(one)
    one.page.wait_for_timeout(400)
    inside = one.frame().evaluate("() => [document.documentElement.scrollHeight, window.innerHeight]")
    assert inside[0] <= inside[1] + 1


def test_content_panel(window: OpenWindow) -> None:
    """Where an approved summary exists, the panel below the description stands open; elsewhere behind quick-add."""
    one = window()
    one.page.goto(f"{one.demo.site.base_url}/browse/SHOP-12")
    expect(one.page.locator("iframe[src*='surface=content']")).to_be_visible()
    one.page.goto(f"{one.demo.site.base_url}/browse/SHOP-18")
    expect(one.page.locator("iframe[src*='surface=content']")).to_have_count(0)
    one.page.get_by_role("button", name="Vouch summary").click()
    expect(one.page.locator("iframe[src*='surface=content']")).to_be_visible()


def test_content_is_text(window: OpenWindow) -> None:
    """Markup in a summary is shown as text: nothing in it runs or loads."""
    one = window()
    panel = one.open("HELP-58")
    summarise(one)
    assert panel.locator("img, script[src^='http://evil'], a[href^='javascript']").count() == 0
