from __future__ import annotations

from collections.abc import Iterator

import jwt
import pytest
from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright

from plugin.sandbox.serve import SiteServer
from tests.contract.sandbox.stand_in_app import StandInApp
from tests.e2e.chromium import ARGUMENTS, find

pytestmark = pytest.mark.browser

ISSUE = "/browse/PAY-101?user=ines"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the module."""
    path = find()
    assert path, "No Chromium: run `make test`, which installs one, or name it in VOUCH_CHROMIUM."
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, site: SiteServer, plugin: StandInApp) -> Iterator[Page]:
    """PAY-101 as Ines, with the stand-in app installed."""
    site.install(plugin.url)
    context = browser.new_context(base_url=site.base_url, reduced_motion="reduce")
    page = context.new_page()
    page.goto(ISSUE)
    yield page
    context.close()


@pytest.fixture
def frame(page: Page) -> Frame:
    """The opened context panel's frame."""
    return opened(page)


def opened(page: Page) -> Frame:
    """Open the context panel and return its frame."""
    page.locator("details.app summary").click()
    page.frame_locator("details.app iframe").locator("#page").wait_for()
    return page.frames[-1]


def test_panel_is_closed_until_opened(page: Page) -> None:
    """No page of the app is loaded before a person opens its panel; closing and opening loads it once."""
    expect(page.locator("iframe")).to_have_count(0)
    opened(page)
    for _ in range(2):
        page.locator("details.app summary").click()
    expect(page.locator("iframe")).to_have_count(1)
    assert "/jira/panel?surface=context" in (page.locator("iframe").get_attribute("src") or "")


def test_content_panel(page: Page) -> None:
    """The content panel opens by its button, and by itself where the issue's property says so."""
    page.get_by_role("button", name="Vouch summary").click()
    page.frame_locator("section.app iframe").locator("#page").wait_for()
    page.goto("/browse/SHOP-12?user=ines")
    page.frame_locator("section.app iframe").locator("#page").wait_for()


def test_token_and_context(site: SiteServer, frame: Frame) -> None:
    """The bridge gives a context token for the person and the issue, by promise and by callback."""
    secret = site.state.installs["jira"].shared_secret
    for ask in ("AP.context.getToken()", "new Promise((done) => AP.context.getToken(done))"):
        claims = jwt.decode(frame.evaluate(ask), secret, algorithms=["HS256"])
        assert (site.state.site.default_user, "context-qsh") == (claims["sub"], claims["qsh"])
    issue = frame.evaluate("AP.context.getContext()")["jira"]["issue"]
    assert issue["key"] == "PAY-101"


def test_person_and_place(site: SiteServer, frame: Frame) -> None:
    """Person, language and the site's address are those of the site's page."""
    assert frame.evaluate("AP.user.getCurrentUser()") == {"atlassianAccountId": site.state.site.default_user}
    assert frame.evaluate("AP.user.getLocale()") == "en_GB"
    assert frame.evaluate("AP.getLocation()") == f"{site.base_url}{ISSUE}"


def test_colours_are_followed(page: Page, frame: Frame) -> None:
    """After `initializeTheming` the frame has the site's colours and follows their change; links keep them."""
    frame.evaluate("AP.theming.initializeTheming()")
    root = page.frame_locator("details.app iframe").locator("html")
    expect(root).to_have_attribute("data-color-mode", "light")
    page.get_by_role("button", name="Dark colours").click()
    expect(root).to_have_attribute("data-color-mode", "dark")
    link = page.locator("header.site .name").get_attribute("href") or ""
    assert link.endswith("/?user=ines&mode=dark")


def test_comment_is_shown_in_place(site: SiteServer, page: Page, frame: Frame) -> None:
    """Going to a comment of the open issue scrolls, marks and focuses it without leaving the page."""
    comment = site.state.site.issues["PAY-101"].comments[9].id
    page.evaluate("window.stays = true")
    address = f"/browse/PAY-101?focusedCommentId={comment}#comment-{comment}"
    frame.evaluate("(relativeUrl) => AP.navigator.go('site', { relativeUrl })", address)
    shown = page.locator(f"#comment-{comment}")
    expect(shown).to_be_focused()
    expect(shown).to_be_in_viewport()
    expect(shown).to_have_class("comment focused")
    assert page.evaluate("window.stays")


def test_comment_of_an_address(site: SiteServer, page: Page) -> None:
    """A link to a comment shows it on loading."""
    comment = site.state.site.issues["PAY-101"].comments[-1].id
    page.goto(f"{ISSUE}&focusedCommentId={comment}#comment-{comment}")
    expect(page.locator(f"#comment-{comment}")).to_be_focused()


def test_going_to_another_issue(site: SiteServer, page: Page, frame: Frame) -> None:
    """Another issue is opened as the same person."""
    frame.evaluate("AP.navigator.go('issue', { issueKey: 'PAY-103' })")
    page.wait_for_url(f"{site.base_url}/browse/PAY-103?user=ines")


@pytest.mark.parametrize("address", ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)"])
def test_going_elsewhere(site: SiteServer, page: Page, frame: Frame, address: str) -> None:
    """The app cannot send the site's page to another origin."""
    frame.evaluate("(relativeUrl) => AP.navigator.go('site', { relativeUrl })", address)
    frame.evaluate("AP.context.getContext()")  # answered after the call before it
    assert page.url == f"{site.base_url}{ISSUE}"


def test_flags_are_text(page: Page, frame: Frame) -> None:
    """An app's message is shown as text and can be closed."""
    frame.evaluate("AP.flag.create({ title: '<b>Done</b>', body: 'It is kept.', type: 'success', close: 'manual' })")
    expect(page.locator(".flag.success strong")).to_have_text("<b>Done</b>")
    page.get_by_role("button", name="Close the message").click()
    expect(page.locator(".flag")).to_have_count(0)


def test_height_follows_the_content(page: Page, frame: Frame) -> None:
    """The frame grows and shrinks with the content (and the 8 px that a browser puts around a body)."""
    frame.evaluate("document.getElementById('page').style.cssText = 'height: 500px; margin: 0'")
    expect(page.locator("iframe")).to_have_css("height", "516px")
    frame.evaluate("document.getElementById('page').style.cssText = 'height: 100px; margin: 0'")
    expect(page.locator("iframe")).to_have_css("height", "116px")


def test_dialog(page: Page, frame: Frame) -> None:
    """A dialog shows a module's page with what its opener gave it, and says on closing what it was told."""
    frame.evaluate("AP.dialog.create({ key: 'vouch-context', customData: { a: 1 } })")
    frame.evaluate("AP.events.on('dialog.close', (data) => { window.said = data; })")
    page.frame_locator("dialog iframe").locator("#page").wait_for()
    inner = page.frames[-1]
    assert inner.evaluate("AP.dialog.getCustomData()") == {"a": 1}
    inner.evaluate("AP.dialog.close({ ok: true })")
    expect(page.locator("dialog")).to_have_count(0)
    frame.wait_for_function("window.said && window.said.ok === true")


def test_events_reach_the_app_alone(frame: Frame) -> None:
    """An event of the app's comes back to its frames."""
    frame.evaluate("AP.events.on('read', (...args) => { window.heard = args; }); AP.events.emit('read', 1, 'two')")
    frame.wait_for_function("JSON.stringify(window.heard) === '[1,\"two\"]'")


def test_unknown_calls_are_refused(page: Page, frame: Frame) -> None:
    """A message that names no call of the bridge gets an error, also where the name is one of every object."""
    assert page.url
    for name in ("nothing", "constructor"):
        answer = frame.evaluate(
            """(name) => new Promise((done) => {
              const query = new URLSearchParams(location.search);
              addEventListener("message", (event) => event.data.id === "x" && done(event.data.error), { once: false });
              const call = { channel: query.get("xdm_c"), kind: "call", id: "x", name, args: {} };
              parent.postMessage(call, query.get("xdm_e"));
            })""",
            name,
        )
        assert answer == f"this site does not offer {name}"


def test_forged_messages_get_nothing(page: Page, frame: Frame) -> None:
    """The right channel from the wrong window, and the wrong channel from the right one, ask the server nothing."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    channel = frame.evaluate("new URLSearchParams(location.search).get('xdm_c')")
    call = "{ kind: 'call', id: 1, name: 'context.getToken', args: {}, channel }"
    page.evaluate(f"(channel) => window.postMessage({call}, '*')", channel)
    frame.evaluate(f"(channel) => parent.postMessage({call}, '*')", "channel-of-somebody-else")
    frame.evaluate("AP.context.getContext()")  # answered after the two calls before it
    assert asked == []


def test_frame_takes_messages_of_its_parent_alone(frame: Frame) -> None:
    """A message that does not come from the site's window changes nothing in the frame."""
    frame.evaluate(
        """() => {
          const channel = new URLSearchParams(location.search).get("xdm_c");
          window.postMessage({ channel, kind: "event", name: "theme", args: ["forged"] }, "*");
        }"""
    )
    frame.evaluate("AP.theming.initializeTheming()")
    assert frame.evaluate("document.documentElement.dataset.colorMode") == "light"


def test_adding_a_comment_keeps_the_panel(page: Page, frame: Frame) -> None:
    """A comment appears in the thread while the app's frame stays as it is."""
    frame.evaluate("window.stays = true")
    before = page.locator(".comment").count()
    page.get_by_label("Add a comment as Ines Okafor").fill("Any <b>news</b>?")
    page.get_by_role("button", name="Add comment").click()
    expect(page.locator(".comment")).to_have_count(before + 1)
    expect(page.locator(".comment .adf").last).to_have_text("Any <b>news</b>?")
    expect(page.locator("#comment-count")).to_have_text(str(before + 1))
    assert frame.evaluate("window.stays")


def test_switching_the_person(site: SiteServer, page: Page) -> None:
    """Choosing another person reloads the page as them."""
    page.get_by_label("You are").select_option("tomasz")
    page.wait_for_url(f"{site.base_url}/browse/PAY-101?user=tomasz")
    expect(page.locator("body")).to_have_attribute("data-user", "tomasz")


def test_the_page_breaks_no_policy(page: Page) -> None:
    """Neither the site's page nor the app's breaks its content security policy."""
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if "Security Policy" in message.text else None)
    page.goto("/browse/SHOP-12?user=ines&mode=dark&open=context")
    page.frame_locator("details.app iframe").locator("#page").wait_for()
    icons = [words for words in broken if "icon.svg" in words]
    assert icons == broken
