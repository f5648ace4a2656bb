"""The panel's main road with Atlassian's own bridge on both sides of the frame."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

import jwt
import pytest
from playwright.sync_api import expect

from tests.node.conftest import Host

pytestmark = pytest.mark.browser
RUNS = "**/api/v1/runs"
CALLS = """async () => {
  const host = (await import("../static/host.js")).createHost();
  host.openComment("SHOP-33", "7");
  host.openIssue("SHOP-12");
  host.flag({ title: "Kept" });
}"""


def summarise(host: Host) -> None:
    """Click the primary button and wait for the result."""
    host.panel.get_by_role("button", name=re.compile("^Summarise")).click()
    expect(host.panel.get_by_role("heading", name="Where it stands")).to_be_visible(timeout=15_000)


def test_the_click(host: Host) -> None:
    """Open an issue, click Summarise, and a citation leads through the host's navigator to the comment."""
    panel = host.open("PAY-101")
    expect(panel.get_by_text("15 comments, about")).to_be_visible()
    summarise(host)
    latest = panel.locator("section", has=panel.get_by_role("heading", name="Latest"))
    latest.get_by_role("button", name=re.compile("^Source")).last.click()
    panel.get_by_role("button", name="Go to comment").click()
    host.page.wait_for_url(re.compile(r"/browse/PAY-101\?focusedCommentId=(\d+)#comment-\1$"))
    expect(host.page.locator("[id^='comment-']:focus")).to_have_count(1)


def test_height(host: Host) -> None:
    """The frame takes the height of its content: with the result, and with a passage that opens inside it."""
    host.open("PAY-140")
    expect(host.panel.get_by_role("button", name=re.compile("^Summarise"))).to_be_visible()
    heights = [_height(host)]
    summarise(host)
    heights.append(_height(host))
    host.panel.get_by_role("button", name=re.compile("^Source")).last.click()
    expect(host.panel.get_by_role("button", name="Go to comment")).to_be_visible()
    heights.append(_height(host))
    assert heights[0] < heights[1] < heights[2]


def _height(host: Host) -> float:
    """The frame's height in pixels, once its content fits; the bridge waits 50 ms before it resizes."""
    fits = "() => document.querySelector('.ac-content').getBoundingClientRect().bottom <= innerHeight + 1"
    host.frame().wait_for_function(fits)
    box = host.page.locator("iframe.ap-iframe").bounding_box()
    assert box
    return box["height"]


@pytest.mark.parametrize(("mode", "issue"), [("light", "PAY-117"), ("dark", "PAY-109")])
def test_colours(host: Host, mode: str, issue: str) -> None:
    """The panel takes the host's colours by the bridge's theming, follows their change, and stays readable."""
    panel = host.open(issue, mode=mode)
    summarise(host)
    expect(panel.locator("html")).to_have_attribute("data-color-mode", mode)
    assert host.axe() == []
    host.page.get_by_role("button", name="Dark").click()
    expect(panel.locator("html")).to_have_attribute("data-color-mode", "dark")
    assert host.axe() == []


@pytest.mark.parametrize(("answers", "issue"), [("promise", "SHOP-33"), ("callback", "SHOP-22")])
def test_expired_token_is_renewed(host: Host, answers: str, issue: str) -> None:
    """Refused once, the panel gets another token from the host, whichever way the host's module answers."""
    host.open(issue, answers=answers)
    expect(host.panel.get_by_role("button", name=re.compile("^Summarise"))).to_be_visible()
    before = host.told("tokens")
    refused = json.dumps({"error": {"code": "session_expired", "message": "x"}})
    host.page.route(
        RUNS, lambda route: route.fulfill(status=401, content_type="application/json", body=refused), times=1
    )
    summarise(host)
    assert before + 1 == host.told("tokens")


def test_expired_address_is_renewed(host: Host) -> None:
    """Given an address whose token is over, the bridge asks the page for another; the old one is never loaded."""
    asked: list[str] = []
    host.page.on("request", lambda request: asked.append(request.url))
    expired = jwt.encode({"iss": "x", "exp": 1}, "s" * 32)
    host.open("SHOP-18", url=f"{host.demo.plugin_url}/jira/panel?surface=context&jwt={expired}")
    expect(host.panel.get_by_role("button", name=re.compile("^Summarise"))).to_be_visible()
    pages = [url for url in asked if url.startswith(f"{host.demo.plugin_url}/jira/panel")]
    assert len(pages) == 1
    assert expired not in pages[0]


def test_options_of_the_bridge(host: Host) -> None:
    """The bridge, at its own address, reads its options: it leaves the panel's margin alone."""
    host.open("SHOP-27")
    frame = host.frame()
    frame.wait_for_function("() => window.AP")
    assert frame.evaluate("() => document.body.style.margin") == ""


def test_calls_of_the_host(host: Host) -> None:
    """What host.js asks of the host arrives as the bridge documents it: addresses, messages, reloading."""
    host.open("SHOP-20", stay="1")
    expect(host.panel.get_by_role("button", name=re.compile("^Summarise"))).to_be_visible()
    frame = host.frame()
    frame.evaluate(CALLS)
    host.page.wait_for_function("() => told.navigated.length === 2 && told.flags.length === 1")
    site = [context["relativeUrl"] for target, context in host.told("navigated") if target == "site"]
    assert site == ["/browse/SHOP-33?focusedCommentId=7#comment-7", "/browse/SHOP-12"]
    assert host.told("flags") == [{"title": "Kept", "body": "", "type": "info", "close": "auto"}]
    with host.page.expect_navigation():
        frame.evaluate("() => void import('../static/host.js').then(({ createHost }) => createHost().reload())")


def test_no_token(host: Host) -> None:
    """A host that refuses a token gets no request with an empty one: the panel says that it has no connection."""
    sent: list[str] = []
    host.page.on("request", lambda request: sent.append(request.headers.get("authorization", "")))
    host.page.route("**/sandbox/token", lambda route: route.fulfill(status=HTTPStatus.INTERNAL_SERVER_ERROR))
    host.open("SHOP-27")
    expect(host.panel.get_by_role("heading", name="No connection")).to_be_visible()
    assert "JWT undefined" not in sent
