"""A real browser in front of the stand-in site and the plugin, both live on this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Locator, Page, Route, sync_playwright

from plugin.cli.demo import Demo, started
from plugin.governance.cards import Cards
from tests.e2e.chromium import ARGUMENTS, find

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo a module; its tests use issues of their own."""
    with started({}, port=0, data_dir=tmp_path_factory.mktemp("demo") / "data") as demo:
        yield demo


@pytest.fixture(autouse=True)
def card_read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody has read the policy card, but in the tests that are about it: each first run would show it else."""
    if not getattr(request.module, "SHOWS_THE_CARD", False):
        monkeypatch.setattr(Cards, "acknowledged", lambda *_: True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium; a test run without one fails, it never skips."""
    path = find()
    assert path, "No Chromium: run `make test`, which installs one, or name it in VOUCH_CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Window:
    """A person's browser window."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page, self.demo, self.surface = page, demo, "surface=context"
        self.forge = False  # whether to come in by the other door, where both stand open
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self._heard(said.type, said.text))

    def _heard(self, kind: str, text: str) -> None:
        # A refused request is what several tests are about; the browser reports it as an error of its own.
        if kind == "error" and not any(part in text for part in _EXPECTED):
            self.faults.append(text)

    def open(self, issue: str, user: str = "ines", *, dark: bool = False) -> FrameLocator:
        """Open an issue as a person and, inside it, the panel of the column on the right."""
        door = "&door=forge" if self.forge else ""
        self.surface = "/vouch-context/" if self.forge else "surface=context"
        self.page.goto(f"{self.demo.site.base_url}/browse/{issue}?user={user}{'&theme=dark' if dark else ''}{door}")
        if dark and self.page.locator("html").get_attribute("data-color-mode") != "dark":
            self.page.get_by_role("button", name="Dark").click()
        self.page.locator("summary, button").filter(has_text="Summary you can check").first.click()
        return self.panel

    def open_page(
        self, page: str, user: str = "ines", *, space: str = "OPS", menu: bool = False, dark: bool = False
    ) -> FrameLocator:
        """Open a page of Confluence as a person and, over it, the dialog of its byline or its menu."""
        mode = ("&mode=dark" if dark else "") + ("&door=forge" if self.forge else "")
        self.page.goto(f"{self.demo.site.base_url}/wiki/spaces/{space}/pages/{page}?user={user}{mode}")
        if menu:
            self.page.get_by_label("More actions").click()
        place = "write" if menu else "byline"
        self.surface = f"/vouch-{place}/" if self.forge else f"/confluence/{place}"
        self.page.locator(".menu button" if menu else ".byline-item").first.click()
        return self.panel

    @property
    def panel(self) -> FrameLocator:
        """The frame of the panel that was opened."""
        return self.page.frame_locator(f"iframe[src*='{self.surface}']")

    def frame(self) -> Any:
        """The same as a frame, for axe."""
        return next(frame for frame in self.page.frames if self.surface in frame.url)

    def axe(self) -> list[str]:
        """What axe-core finds in the panel: rule and where."""
        found = Axe().run(self.frame(), options=RULES)
        # The panel is a part of the host's page, so rules about whole pages do not speak of it.
        whole = {"landmark-one-main", "page-has-heading-one", "region"}
        return [
            f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"] if v["id"] not in whole
        ]

    def picture(self, name: str) -> None:
        """Keep the panel's picture, where asked for (`make screenshots`)."""
        folder = os.environ.get("VOUCH_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            before = self.page.viewport_size or {"width": 1280, "height": 1000}
            self.page.set_viewport_size({"width": before["width"], "height": 3000})  # taller than any panel
            self.page.wait_for_timeout(200)
            self.page.locator(f"iframe[src*='{self.surface}']").screenshot(path=f"{folder}/{name}.png")
            self.page.set_viewport_size(before)

    def part_picture(self, part: Locator, name: str) -> None:
        """Keep the picture of a part of a page."""
        folder = os.environ.get("VOUCH_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            part.screenshot(path=f"{folder}/{name}.png")

    def whole_picture(self, name: str) -> None:
        """Keep the whole window's picture."""
        folder = os.environ.get("VOUCH_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.evaluate("() => window.scrollTo(0, 0)")
            self.page.screenshot(path=f"{folder}/{name}.png")


_EXPECTED = (
    "Failed to load resource",
    "The Clipboard API has been blocked",  # a frame may be refused it: then the panel copies in another way
)


def failing(code: str, **more: Any) -> Any:
    """Answers the start of a run with a run that failed by that code."""

    def answer(route: Route) -> None:
        error = {"code": code, "message": "x", "retry_after": None, "retryable": True, "fallback": False, **more}
        run = {
            "id": "A" * 22,
            "state": "interrupted" if code == "interrupted" else "failed",
            "use_case": "summarise",
            "audience": "agent",
            "length": "standard",
            "language": "en",
            "created_at": "2026-11-23T12:00:00+00:00",
            "elapsed_ms": 10,
            "stages": [],
            "result": None,
            "refusal": None,
            "error": error,
        }
        route.fulfill(status=200, content_type="application/json", body=json.dumps(run))

    return answer


OpenWindow = Callable[..., Window]


@pytest.fixture
def window(browser: Browser, demo: Demo) -> Iterator[OpenWindow]:
    """Opens windows; a test ends with no error in any console, and the site without faults."""
    opened: list[Window] = []
    contexts = []

    def open_window(width: int = 1280, height: int = 1000, **options: Any) -> Window:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        opened.append(Window(context.new_page(), demo))
        return opened[-1]

    yield open_window
    faults = [fault for one in opened for fault in one.faults]
    for context in contexts:
        context.close()
    demo.site.state.faults.clear()
    assert faults == []
