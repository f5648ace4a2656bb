"""The decision about a page's summary, in a real Chromium: comment, the page's own macro, a draft; and the way back."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, expect

from plugin.cli.demo import Demo
from plugin.sandbox.wiki.changes import add_comment, now
from plugin.sandbox.wiki.model import Body, Page, Version
from tests.e2e.conftest import OpenWindow, Window
from tests.fakes.panel import Panel
from tests.fakes.suggestions import suggested, suggestion

pytestmark = pytest.mark.browser
MEETING, RELEASE, TALK = "196612", "196617", "710000001"


@pytest.fixture(autouse=True)
def _as_it_was(demo: Demo) -> Iterator[None]:
    """The wiki, as it was again afterwards."""
    wiki = demo.site.state.site.wiki
    before = {key: copy.deepcopy(page) for key, page in wiki.pages.items()}
    yield
    wiki.pages.clear()
    wiki.pages.update(before)
    wiki.drafts.clear()


def page_of(demo: Demo, page: str) -> Page:
    """A page as the site has it."""
    return demo.site.state.site.wiki.pages[page]


def summarised(one: Window, page: str) -> FrameLocator:
    """Open a page's menu and make its summary, unless an earlier test left one."""
    panel = one.open_page(page, menu=True)
    first = panel.get_by_role("button", name=re.compile("^(Summarise|Use it)")).first
    expect(first).to_be_visible(timeout=15_000)
    if first.inner_text().startswith("Summarise"):
        first.click()
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=20_000)
    return panel


def test_check_edit_comment_undo(window: OpenWindow, demo: Demo) -> None:
    """Summarise, strike a claim, change a word, see exactly what changes, comment on the page, and take it back."""
    one = window()
    panel = summarised(one, MEETING)
    before = list(page_of(demo, MEETING).comments)
    panel.get_by_role("button", name="Check it").click()
    claim = panel.locator(".claim").first.inner_text()
    panel.get_by_role("button", name=re.compile("^Strike")).first.click()
    panel.get_by_role("button", name="Use it").click()
    area = panel.get_by_label("Your version")
    expect(area).to_be_focused()
    assert claim not in area.input_value()
    expect(panel.get_by_text("Everybody who can open this page will read it.")).to_be_visible()
    area.fill(area.input_value() + "\n\nWe look again on Friday.")
    expect(panel.locator("ins")).to_contain_text("Friday")
    assert one.axe() == []
    one.picture("page-decide")
    panel.get_by_role("button", name="Add comment").click()
    expect(panel.get_by_text("Added as a comment by you")).to_be_visible(timeout=10_000)
    assert one.axe() == []
    one.picture("page-decide-applied")
    (new,) = page_of(demo, MEETING).comments[len(before) :]
    assert "We look again on Friday." in str(new.body)
    assert claim not in str(new.body)
    panel.get_by_role("button", name=re.compile("^Go to (the )?comment")).click()
    expect(one.page.locator(f"#comment-{new.id}")).to_contain_text("AI-assisted", timeout=10_000)
    one.whole_picture("page-decide-comment")
    panel = one.open_page(MEETING, menu=True)
    panel.get_by_role("button", name="Undo").click(timeout=10_000)
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=10_000)
    assert page_of(demo, MEETING).comments == before


def test_show_on_the_page(window: OpenWindow, demo: Demo) -> None:
    """Chosen for the page, the summary stands in it at once, below the dialog; undo withdraws it there."""
    one = window()
    panel = summarised(one, RELEASE)
    panel.get_by_role("button", name="Use it").click()
    panel.get_by_role("button", name="Summary on the page").click()
    expect(panel.get_by_role("button", name="Show on the page")).to_be_enabled(timeout=10_000)
    expect(panel.get_by_text("Checked and approved by Ines Okafor")).to_be_visible()
    assert one.axe() == []
    one.picture("page-decide-macro")
    macro = one.page.frame_locator("iframe[src*='/confluence/macro'], iframe[src*='/vouch-summary/']")
    expect(macro.get_by_role("heading", name=re.compile("^(No summary|This summary was)"))).to_be_visible()
    panel.get_by_role("button", name="Show on the page").click()
    expect(panel.get_by_text("Shown on the page by you")).to_be_visible(timeout=10_000)
    expect(macro.get_by_text("Checked and approved by Ines Okafor")).to_be_visible(timeout=10_000)
    expect(macro.get_by_role("heading", name="Key points")).to_be_visible()
    assert page_of(demo, RELEASE).current.number == 2
    panel.get_by_role("button", name="Undo").click()
    expect(macro.get_by_role("heading", name="This summary was withdrawn")).to_be_visible(timeout=10_000)


def test_a_draft(window: OpenWindow, demo: Demo) -> None:
    """A draft says its title and that only its author sees it; the site lists it, and undo deletes it."""
    one = window()
    panel = summarised(one, MEETING)
    title = f"Summary: {page_of(demo, MEETING).title}"
    panel.get_by_role("button", name="Use it").click()
    panel.get_by_role("button", name="Draft page").click()
    expect(panel.get_by_text(f"Title: {title}")).to_be_visible(timeout=10_000)
    expect(panel.get_by_text("Only you, until you publish it.")).to_be_visible()
    assert one.axe() == []
    one.picture("page-decide-draft")
    panel.get_by_role("button", name="Make the draft").click()
    expect(panel.get_by_text("Made a draft page by you")).to_be_visible(timeout=10_000)
    assert [draft.title for draft in demo.site.state.site.wiki.drafts.values()] == [title]
    panel.get_by_role("button", name="Open the draft").click()
    expect(one.page.get_by_role("heading", name=title)).to_be_visible(timeout=10_000)
    one.page.get_by_role("link", name="Your drafts").click()
    expect(one.page.get_by_role("link", name=title)).to_be_visible()
    one.whole_picture("page-decide-drafts")
    panel = one.open_page(MEETING, menu=True)
    panel.get_by_role("button", name="Undo").click(timeout=10_000)
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=10_000)
    assert demo.site.state.site.wiki.drafts == {}


def text(words: str) -> list[dict[str, Any]]:
    """Words."""
    return [{"type": "text", "text": words}]


def document(node: dict[str, Any]) -> Body:
    """A body of one node."""
    return Body(adf={"type": "doc", "version": 1, "content": [node]})


def test_leave_out_what_stands_in_the_way(window: OpenWindow, demo: Demo) -> None:
    """What rests on a comment has no place in the macro: one click leaves it out, and the rest can be shown."""
    state = demo.site.state
    decided = {"type": "decisionItem", "attrs": {"state": "DECIDED"}, "content": text("The pool grows to sixty.")}
    body = document({"type": "decisionList", "attrs": {}, "content": [decided]})
    version = Version(1, state.site.default_user, now(), "", body, "Pool")
    page = Page(TALK, "OPS", "page", state.site.default_user, [version], parent="196609")
    state.site.wiki.pages[TALK] = page
    tomasz = state.person("tomasz")
    assert tomasz
    question = document({"type": "paragraph", "content": text("Does the bank know that the pool grows so much?")})
    add_comment(state, page, tomasz, question)
    one = window()
    panel = summarised(one, TALK)
    panel.get_by_role("button", name="Use it").click()
    panel.get_by_role("button", name="Summary on the page").click()
    out = panel.get_by_role("button", name=re.compile("^Leave out"))
    expect(out).to_be_visible(timeout=10_000)
    expect(panel.get_by_role("button", name="Show on the page")).to_be_disabled()
    assert one.axe() == []
    expect(out).to_be_in_viewport()
    one.picture("page-decide-refused")
    out.click()
    expect(panel.get_by_role("button", name="Show on the page")).to_be_enabled(timeout=10_000)
    assert "bank" not in panel.get_by_label("Your version").input_value()
    assert "sixty" in panel.get_by_label("Your version").input_value()


def test_by_keyboard(window: OpenWindow, demo: Demo) -> None:
    """The same with the keyboard alone: Enter opens, Tab leads on, Enter chooses, shows and takes back."""
    one = window()
    panel = summarised(one, RELEASE)
    panel.get_by_role("button", name="Use it").focus()
    keys = one.page.keyboard
    keys.press("Enter")
    expect(panel.get_by_label("Your version")).to_be_focused(timeout=10_000)
    keys.press("Shift+Tab")  # the last of the targets
    expect(panel.get_by_role("button", name="Draft page")).to_be_focused()
    keys.press("Shift+Tab")
    expect(panel.get_by_role("button", name="Summary on the page")).to_be_focused()
    keys.press("Enter")
    show = panel.get_by_role("button", name="Show on the page")
    expect(show).to_be_enabled(timeout=10_000)
    panel.get_by_label("Your version").focus()
    for _ in range(8):
        keys.press("Tab")
        if show.evaluate("(one) => one === document.activeElement"):
            break
    keys.press("Enter")
    expect(panel.get_by_text("Shown on the page by you")).to_be_visible(timeout=10_000)
    undo = panel.get_by_role("button", name="Undo")
    undo.focus()
    keys.press("Enter")
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=10_000)
    assert page_of(demo, RELEASE).properties == []


def test_take_one_of_two_labels(window: OpenWindow, demo: Demo) -> None:
    """Of two suggested labels one is taken: old and new are shown first, the page's own stay, undo takes it away."""
    page = page_of(demo, RELEASE)
    before = list(page.labels)
    opened = Panel(demo.site.base_url, demo.plugin_url, module="vouch-write", content=RELEASE)
    suggested(demo, opened, *(suggestion(n, "labels", (name, name)) for n, name in enumerate(("payments", "pool"), 1)))
    one = window()
    panel = one.open_page(RELEASE, menu=True)
    panel.get_by_role("tab", name="Suggested fields").click()
    expect(panel.get_by_role("checkbox", name=re.compile("payments"))).to_be_visible(timeout=15_000)
    for name in ("payments", "pool"):
        panel.get_by_role("checkbox", name=re.compile(name)).set_checked(name == "pool")
    panel.get_by_role("button", name="Apply 1").click()
    expect(panel.get_by_role("group", name="This will change")).to_contain_text("pool", timeout=10_000)
    assert page.labels == before
    assert one.axe() == []
    one.picture("page-decide-labels")
    panel.get_by_role("button", name=re.compile("^Write")).click()
    expect(panel.get_by_text("changed by you,")).to_be_visible(timeout=10_000)
    assert page.labels == [*before, "pool"]
    panel.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("button", name=re.compile("^Apply"))).to_be_visible(timeout=10_000)
    assert page.labels == before
