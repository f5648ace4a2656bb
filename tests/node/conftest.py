"""The panel in a page that Atlassian's own bridge runs, beside the stand-in site and the plugin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Frame, FrameLocator, Page, Route, sync_playwright
from werkzeug import Response

import plugin.cli.demo as demo_module
from plugin.cli.demo import Demo, started
from plugin.settings import BRIDGE_URL
from tests.e2e.chromium import ARGUMENTS, find
from tests.e2e.conftest import RULES, card_read
from tests.node.judge import HERE

__all__ = ["card_read"]  # a fixture of the browser tests that holds here as well

BRIDGE = HERE / "node_modules" / "atlassian-connect-js" / "dist"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>An issue</title>
<script src="/real-bridge/jquery.js"></script>
<script src="/real-bridge/ajs.js"></script>
<script src="/real-bridge/connect-host.js"></script>
<script type="module" src="/real-bridge/real-host.mjs"></script></head>
<body><button id="open">Summary you can check</button> <button id="dark">Dark</button>
<div id="place"></div></body></html>
"""
FILES = {
    "jquery.js": HERE / "node_modules" / "jquery" / "dist" / "jquery.js",
    "connect-host.js": BRIDGE / "connect-host.js",
    "real-host.mjs": HERE / "real-host.mjs",
}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, but its pages load the bridge from Atlassian's own address, as in production.

    A test that asks for a summary uses an issue of its own: the panel shows a person's last one at once.
    """
    with pytest.MonkeyPatch.context() as patch:
        environ = demo_module._environ
        patch.setattr(demo_module, "_environ", lambda *where: environ(*where) | {"VOUCH_BRIDGE_URL": ""})
        with started({}, port=0, data_dir=tmp_path_factory.mktemp("demo") / "data") as demo:
            # The site itself serves the page: Chromium keeps a page that the test answers for off this machine's ports.
            demo.site.app.wsgi_app = HostPage(demo.site.app.wsgi_app, demo.plugin_url)  # type: ignore[method-assign]
            yield demo


class HostPage:
    """Answers for the page and its scripts, in front of the site's own application."""

    def __init__(self, site: WSGIApplication, plugin_url: str) -> None:
        self._site = site
        # The bridge adds style elements to the page, as it does to Jira's.
        self._policy = (
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; "
            f"frame-src {plugin_url}"
        )

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer paths below `/real-bridge`; the site answers all others."""
        folder, _, name = environ["PATH_INFO"].removeprefix("/").partition("/")
        if folder != "real-bridge":
            return self._site(environ, start)
        if not name:
            page = Response(PAGE, mimetype="text/html", headers={"Content-Security-Policy": self._policy})
            return page(environ, start)
        text = "window.AJS = { $: window.jQuery };" if name == "ajs.js" else FILES[name].read_text(encoding="utf-8")
        return Response(text, mimetype="text/javascript")(environ, start)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium; a test run without one fails, it never skips."""
    path = find()
    assert path, "No Chromium: run `make test-node`, which installs one, or name it in VOUCH_CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


_EXPECTED = (
    "Failed to load resource",  # a refused request is what a test is about; the browser reports it as well
    "Feature flag service is not initialised",  # a product's service, which this page does not have
)


class Host:
    """A page of the stand-in site's origin in which Atlassian's bridge frames the panel."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page, self.demo = page, demo
        self.faults: list[str] = []
        self.elsewhere: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._heard)
        # The latest route is asked first, so this one gets what no other takes.
        page.context.route(lambda url: not url.startswith((demo.site.base_url, demo.plugin_url)), self._refuse)
        page.context.route(f"{BRIDGE_URL.rpartition('/')[0]}/**", self._cdn)

    def open(self, issue: str, **more: str) -> FrameLocator:
        """Open the page and its panel as Ines; `more` goes into the address (see real-host.mjs)."""
        query = urlencode({"issue": issue, "user": "ines", **more})
        self.page.goto(f"{self.demo.site.base_url}/real-bridge?{query}")
        self.page.get_by_role("button", name="Summary you can check").click()
        return self.panel

    @property
    def panel(self) -> FrameLocator:
        """The panel's frame."""
        return self.page.frame_locator("iframe.ap-iframe")

    def frame(self) -> Frame:
        """The same as a frame, to run scripts in."""
        self.panel.locator("main").wait_for()
        return next(frame for frame in self.page.frames if "surface=context" in frame.url)

    def axe(self) -> list[str]:
        """What axe-core finds in the panel: rule and where."""
        # Unasked, axe-core would fetch the bridge's style sheets, which the panel's own policy forbids.
        found = Axe().run(self.frame(), options=RULES | {"preload": False}).response["violations"]
        # The panel is a part of the host's page, so rules about whole pages do not speak of it.
        whole = {"landmark-one-main", "page-has-heading-one", "region"}
        return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["id"] not in whole]

    def told(self, what: str) -> Any:
        """What the page kept of the app's calls: `frames`, `tokens`, `navigated` or `flags`."""
        return self.page.evaluate("(what) => window.told[what]", what)

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not any(part in said.text for part in _EXPECTED):
            self.faults.append(said.text)

    def _cdn(self, route: Route) -> None:
        """Atlassian's content network, from the package: `all.js` is the package's `iframe.js`."""
        path = urlsplit(route.request.url).path.strip("/")
        file = BRIDGE / ("iframe.js" if path == "all.js" else path)
        kind = "text/css" if file.suffix == ".css" else "text/javascript"
        route.fulfill(content_type=kind, body=file.read_text(encoding="utf-8"))

    def _refuse(self, route: Route) -> None:
        self.elsewhere.append(route.request.url)
        route.abort()


@pytest.fixture
def host(browser: Browser, demo: Demo) -> Iterator[Host]:
    """One window; a test ends with no error in the console and no request to anywhere else."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = Host(context.new_page(), demo)
    yield opened
    context.close()
    assert opened.faults == []
    assert opened.elsewhere == []
