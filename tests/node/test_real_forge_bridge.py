"""The panels inside Forge, with Atlassian's own bridge in the packed pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Frame, FrameLocator, Page, expect

from descriptors import forge
from plugin.cli.demo import Demo
from plugin.cli.forge_bridge import bundled
from plugin.cli.forge_package import pack
from tests.node.forge_host import ForgeHost, frames
from tests.node.judge import HERE

pytestmark = pytest.mark.browser
RELEASE = "196617"
APP_ID = "ari:cloud:ecosystem::app/0f0e0d0c-0b0a-4908-8706-050403020100"
MODULES = HERE / "node_modules"
CALLS = """async () => {
  const { createHost } = await import("./host.js");
  const host = createHost();
  host.flag({ title: "Kept", type: "success" });
  host.openAddress("https://elsewhere.example/a");
  host.openDialog("vouch-write");
  host.announce("vouch-decided");
  host.reload();
  await new Promise((heard) => { host.hear("again", heard); window.hearing = true; });
}"""


REFUSED = """async () => {
  const { createApi } = await import("./api.js");
  const { createHost } = await import("./host.js");
  const fault = await createApi({ host: createHost() }).start({ use_case: "summarise" }).catch((caught) => caught);
  return [fault.status, fault.error.code, fault.refusal.rule];
}"""


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app, packed as for a real site; the bundler's packages are those of this folder."""
    folder = tmp_path_factory.mktemp("forge")
    manifest = forge.render(forge.Form.OWN, app_id=APP_ID, public_url="https://vouch.example.com")
    pack(folder / "app", manifest, bundled(folder / "tools", MODULES))
    return folder / "app"


class Forge:
    """A page of the stand-in site's origin with a frame of the app in it."""

    def __init__(self, page: Page, demo: Demo, host: ForgeHost, app: str) -> None:
        self.page, self.host, self._demo, self._app = page, host, demo, app
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._heard)

    def open(self, module: str, user: str = "ines", **more: str) -> FrameLocator:
        """Open a module's frame; `more` goes into the page's address (forge-host.mjs)."""
        query = urlencode({"module": module, "user": user, "app": self._app, **more})
        self.page.goto(f"{self._demo.site.base_url}/real-forge?{query}")
        return self.panel

    @property
    def panel(self) -> FrameLocator:
        """The app's frame."""
        return self.page.frame_locator("iframe.forge")

    def frame(self) -> Frame:
        """The same as a frame, to run scripts in."""
        return next(frame for frame in self.page.frames if frame.url.startswith(self._app))

    def told(self, what: str) -> Any:
        """What the page kept of the bridge's calls."""
        return self.page.evaluate("(what) => window.told[what]", what)

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"} and "Failed to load resource" not in said.text:
            self.faults.append(said.text)


@pytest.fixture
def window(browser: Browser, demo: Demo, packed: Path) -> Iterator[Forge]:
    """One window; a test ends with no error in the console, so the frame's policy was not broken either."""
    site = demo.site.app.wsgi_app
    host = ForgeHost(site, demo.plugin_url)
    demo.site.app.wsgi_app = host  # type: ignore[method-assign]
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    try:
        with frames(packed, demo.site.base_url) as app:
            opened = Forge(context.new_page(), demo, host, app)
            yield opened
    finally:
        context.close()
        demo.site.app.wsgi_app = site  # type: ignore[method-assign]
    assert opened.faults == []


def test_the_click(window: Forge) -> None:
    """Open an issue, click Summarise, follow the run by asking, and a citation leads by the router to the comment."""
    panel = window.open("vouch-context", user="tomasz", issue="PAY-101")  # whom no other test has summarise it
    expect(panel.locator("html")).to_have_attribute("data-color-mode", "light")
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    expect(panel.get_by_role("heading", name="Where it stands")).to_be_visible(timeout=15_000)
    latest = panel.locator("section", has=panel.get_by_role("heading", name="Latest"))
    latest.get_by_role("button", name=re.compile("^Source")).last.click()
    panel.get_by_role("button", name="Go to comment").click()
    window.page.wait_for_function("() => told.navigated.length === 1")
    assert re.fullmatch(r"/browse/PAY-101\?focusedCommentId=(\d+)#comment-\1", window.told("navigated")[0])
    calls = window.told("invoked")
    assert {call["invokeType"] for call in calls} == {"ui-remote-fetch"}
    assert not [call for call in calls if "/events" in call["path"] or "Authorization" in call["headers"]]
    window.page.get_by_role("button", name="Dark").click()
    expect(panel.locator("html")).to_have_attribute("data-color-mode", "dark")


@pytest.mark.parametrize("enveloped", [True, False])
def test_a_refusal_arrives_with_its_reason(window: Forge, *, enveloped: bool) -> None:
    """In an envelope, or as the bridge hands over what is not 2xx: status, code and rule arrive, in German words."""
    window.host.enveloped = enveloped
    panel = window.open("vouch-context", issue="SEC-4", locale="de_DE")
    expect(panel.locator("html")).to_have_attribute("lang", "de-DE")
    expect(panel.locator("main")).to_have_attribute("aria-label", "Zusammenfassung")
    expect(panel.get_by_role("heading", name="KI darf dieses Projekt nicht lesen.")).to_be_visible()
    assert window.frame().evaluate(REFUSED) == [403, "refused", "R-4"]


def test_a_page_in_a_dialog(window: Forge) -> None:
    """A page's byline is a modal: the same panel in Confluence's words, closed by Escape through the bridge."""
    panel = window.open("vouch-byline", product="confluence", content=RELEASE)
    panel.get_by_role("button", name=re.compile("^Summarise")).press("Escape")
    window.page.wait_for_function("() => told.closed > 0")


def test_every_kind_of_page(window: Forge) -> None:
    """The administrators' page, the macro and the panel for writers start behind the same bridge, without a fault."""
    admin = window.open("vouch-admin")
    expect(admin.get_by_role("heading", level=1)).to_have_text("What AI may do")
    expect(admin.get_by_role("navigation").get_by_role("link").first).to_be_visible()
    macro = window.open("vouch-summary", product="confluence", content=RELEASE)
    expect(macro.get_by_role("main")).not_to_be_empty()
    writer = window.open("vouch-write", product="confluence", content=RELEASE)
    expect(writer.get_by_role("tab", name="Comments")).to_be_visible()


def test_calls_of_the_host(window: Forge) -> None:
    """Flag, address outside, dialog, announcement and reload arrive as the bridge documents them, events come back."""
    panel = window.open("vouch-context", issue="SHOP-20")
    expect(panel.get_by_role("button", name=re.compile("^Summarise"))).to_be_visible()
    window.page.evaluate("() => { window.again = setInterval(() => ring('again'), 20); }")
    window.frame().evaluate(CALLS)
    flag = window.told("flags")[0]
    assert flag == {"id": "vouch-1", "title": "Kept", "description": "", "type": "success", "isAutoDismiss": True}
    assert window.told("opened") == ["https://elsewhere.example/a"]
    assert [(modal["resource"], modal["size"]) for modal in window.told("modals")] == [("vouch-write", "large")]
    assert (window.told("emitted"), window.told("reloaded")) == (["vouch-decided"], 1)


def test_the_sandbox_holds(window: Forge) -> None:
    """The frame can open no window and move nothing around it, so that every way out is the bridge's."""
    window.open("vouch-context", issue="SHOP-20")
    expect(window.panel.get_by_role("button", name=re.compile("^Summarise"))).to_be_visible()
    said = window.frame().evaluate(
        "() => { try { top.location.href = 'about:blank'; return 'moved'; } catch { return open('about:blank'); } }"
    )
    assert said is None
    window.faults = [fault for fault in window.faults if "sandbox" not in fault]


def test_outside_forge(browser: Browser, demo: Demo, packed: Path) -> None:
    """Without a host the real bridge refuses to load, and the page says where to open it."""
    context = browser.new_context()
    with frames(packed, demo.site.base_url) as app:
        page = context.new_page()
        page.route("**/global-bridge.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
        page.goto(f"{app}/vouch-context/index.html")
        expect(page.get_by_role("main")).to_contain_text("Jira")
        context.close()


def test_same_bridge_as_checked() -> None:
    """What is packed is the version that these tests run with."""
    packed = json.loads((HERE.parents[1] / "descriptors/forge/bridge/package.json").read_text(encoding="utf-8"))
    here = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert packed["dependencies"] == {
        name: here[f"node_modules/{name}"]["version"] for name in ("@forge/bridge", "esbuild")
    }
