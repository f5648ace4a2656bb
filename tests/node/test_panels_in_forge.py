"""The panels' browser tests once more, through the Forge door of the stand-in site, with Atlassian's own bridge.

The stories are those of `tests/e2e`; only how the window comes in is another.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser

from plugin.cli.demo import Demo, Door, started
from plugin.cli.forge_bridge import bundled
from plugin.cli.forge_package import BRIDGE
from tests.e2e import (
    test_admin,
    test_categorise,
    test_decide,
    test_decide_targets,
    test_escalate,
    test_macro,
    test_page_byline,
    test_page_decide,
    test_page_states,
    test_page_write,
    test_panel,
    test_place_admin,
    test_review,
    test_whats_new,
)
from tests.e2e.conftest import OpenWindow, Window
from tests.node.judge import HERE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Atlassian's bridge, as `vouch forge package` bundles it."""
    folder = tmp_path_factory.mktemp("bridge")
    (folder / BRIDGE).write_text(bundled(folder / "tools", HERE / "node_modules"), encoding="utf-8")
    return folder / BRIDGE


@pytest.fixture(scope="class")
def demo(bridge: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A site of its own for each of their modules, with the Forge app alone and the real bridge beside its pages."""
    folder = tmp_path_factory.mktemp("demo")
    with started({}, port=0, data_dir=folder / "data", door=Door.FORGE) as demo:
        for page in (folder / "data" / "forge-app" / "static").iterdir():
            shutil.copy(bridge, page / BRIDGE)
        yield demo


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pictures of the docs are those of the first time."""
    monkeypatch.delenv("VOUCH_SCREENSHOTS", raising=False)


@pytest.fixture
def window(browser: Browser, demo: Demo) -> Iterator[OpenWindow]:
    """Opens windows that come in by Forge; a test ends with no error in any console."""
    opened: list[Window] = []

    def open_window(width: int = 1280, height: int = 1000, **options: Any) -> Window:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        one = Window(context.new_page(), demo)
        one.forge = True
        opened.append(one)
        return one

    yield open_window
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.page.context.close()
    demo.site.state.faults.clear()
    assert faults == []


def again(module: ModuleType, *left_out: str) -> type:
    """The tests of a module as a class, so that they share one site as they do in their module."""
    tests = {name: one for name, one in vars(module).items() if name.startswith("test_") and callable(one)}
    assert set(left_out) <= set(tests), module
    kept = {name: staticmethod(one) for name, one in tests.items() if name not in left_out}
    return type(f"Test{module.__name__.rpartition('.')[2]}", (), kept)


# Left out: what answers for the API inside the browser, what prepares its ground by Connect's own tokens, for two
# tenants or by engines of its own, and the panel below the description, which Connect alone opens by itself.
TestPanel = again(
    test_panel,
    "test_failures",
    "test_session_expired",
    "test_expired_token_is_renewed",
    "test_no_permission",
    "test_content_panel",
)
TestDecide = again(test_decide)
TestTargets = again(
    test_decide_targets,
    "test_take_two_of_three",
    "test_take_two_of_three_by_keyboard",
    "test_half_of_it",
    "test_a_value_that_somebody_set",
)
TestCategorise = again(test_categorise)
TestEscalate = again(test_escalate)
TestByline = again(test_page_byline)
TestWrite = again(test_page_write)
TestPageDecide = again(test_page_decide, "test_take_one_of_two_labels")
TestPageStates = again(test_page_states, "test_failures", "test_session_expired")
TestMacro = again(
    test_macro,
    "test_shown_and_stale",
    "test_text_stays_text",
    "test_withdrawn",
    "test_withheld",
    "test_nothing_for_who_may_not_open_the_page",
    "test_a_site_that_does_not_answer",
)
TestAdmin = again(test_admin, "test_health_engines_and_keys")
TestPlaces = again(test_place_admin)
TestReview = again(test_review, "test_asked_and_approved", "test_in_a_page_in_german")
TestWhatsNew = again(test_whats_new)


@pytest.fixture(autouse=True, scope="class")
def _queue(request: pytest.FixtureRequest, demo: Demo) -> None:
    """What that module prepares for its tests."""
    if request.cls is TestEscalate:
        test_escalate.put_queue(demo)
