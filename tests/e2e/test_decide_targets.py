"""Where an output goes, in a real Chromium: the description, taken suggestions, the rest of a half, undo."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FrameLocator, expect

from plugin.cli.demo import Demo
from plugin.sandbox.shapes import number
from plugin.sandbox.site import Issue
from tests.e2e.conftest import OpenWindow, Window
from tests.fakes.panel import Panel
from tests.fakes.suggestions import suggested, suggestion

pytestmark = pytest.mark.browser
TITLE = "Summary (AI-assisted)"


@pytest.fixture(autouse=True)
def _as_it_was(demo: Demo) -> Iterator[None]:
    """The site's issues, as they were again afterwards."""
    issues = demo.site.state.site.issues
    before = {key: copy.deepcopy(issue) for key, issue in issues.items()}
    yield
    issues.update(before)


def issue_of(one: Window, key: str) -> Issue:
    """An issue of the site."""
    return one.demo.site.state.site.issues[key]


def three(demo: Demo, key: str) -> dict[str, object]:
    """Store a run with a component, a priority and a label for Ines."""
    issue = demo.site.state.site.issues[key]
    priority = (number(f"priority:{issue.priority}"), issue.priority)
    opened = Panel(demo.site.base_url, demo.plugin_url, key)
    return suggested(
        demo,
        opened,
        suggestion(1, "components", (number("component:PAY:ledger"), "ledger")),
        suggestion(2, "priority", (number("priority:Highest"), "Highest"), priority),
        suggestion(3, "labels", ("needs-finance", "needs-finance")),
    )


def take(panel: FrameLocator, *fields: str) -> None:
    """Take exactly the suggestions of these fields."""
    for name in ("Component", "Priority", "Label"):
        panel.get_by_role("checkbox", name=re.compile(name)).set_checked(name in fields)


def test_take_two_of_three(window: OpenWindow, demo: Demo) -> None:
    """Two are taken, old and new are shown before anything is written, the third stays away, undo gives all back."""
    key = "PAY-95"
    three(demo, key)
    one = window()
    panel = one.open(key)
    before = copy.deepcopy(issue_of(one, key))
    expect(panel.get_by_role("checkbox", name=re.compile("Label"))).to_be_visible(timeout=15_000)
    take(panel, "Component", "Priority")
    panel.get_by_role("button", name="Apply 2").click()
    group = panel.get_by_role("group", name="This will change")
    expect(group).to_contain_text(f"{before.priority} becomes  → Highest")
    expect(group).to_contain_text("ledger")
    expect(panel.get_by_role("button", name="Write 2 fields")).to_be_focused()
    assert issue_of(one, key).priority == before.priority
    assert one.axe() == []
    one.picture("decide-fields")
    panel.get_by_role("button", name="Write 2 fields").click()
    expect(panel.get_by_text("2 fields changed by you,")).to_be_visible(timeout=10_000)
    now = issue_of(one, key)
    assert (now.priority, now.labels, now.components) == ("Highest", before.labels, [*before.components, "ledger"])
    assert one.axe() == []
    one.picture("decide-fields-written")
    panel.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("button", name=re.compile("^Apply"))).to_be_visible()
    now = issue_of(one, key)
    assert (now.priority, now.labels, now.components) == (before.priority, before.labels, before.components)


def test_from_the_click_by_mouse(window: OpenWindow) -> None:
    """The embedded engine's own suggestions: two are taken, written, and taken back."""
    one = window()
    issue = issue_of(one, "HELP-17")
    issue.labels.clear()
    issue.components.clear()
    panel = one.open("HELP-17")
    panel.get_by_role("tab", name="Suggested fields").click()
    panel.get_by_role("button", name="Suggest fields").click()
    boxes = panel.get_by_role("checkbox")
    expect(boxes.nth(1)).to_be_visible(timeout=15_000)
    for place in range(boxes.count()):
        boxes.nth(place).set_checked(place < 2)
    panel.get_by_role("button", name="Apply 2").click()
    panel.get_by_role("button", name=re.compile("^Write")).click()
    expect(panel.get_by_role("button", name="Undo")).to_be_visible(timeout=10_000)
    assert len(issue.labels) + len(issue.components) == 2
    panel.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("button", name=re.compile("^Apply"))).to_be_visible()
    assert issue.labels == issue.components == []


def test_take_two_of_three_by_keyboard(window: OpenWindow, demo: Demo) -> None:
    """The same with the keyboard alone: Space takes, Enter shows, Enter writes, Enter takes back."""
    key = "PAY-101"
    three(demo, key)
    one = window()
    panel = one.open(key)
    keyboard = one.page.keyboard
    first = panel.get_by_role("checkbox", name=re.compile("Component"))
    expect(first).to_be_visible(timeout=15_000)
    before = copy.deepcopy(issue_of(one, key))
    first.focus()
    for name in ("Component", "Priority", "Label"):
        box = panel.get_by_role("checkbox", name=re.compile(name))
        while not box.evaluate("node => node === document.activeElement"):
            keyboard.press("Tab")
        if box.is_checked() is (name == "Priority"):
            keyboard.press("Space")
    apply = panel.get_by_role("button", name="Apply 2")
    while not apply.evaluate("node => node === document.activeElement"):
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Write 2 fields")).to_be_focused()
    keyboard.press("Escape")
    expect(apply).to_be_focused()
    keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Write 2 fields")).to_be_focused()
    keyboard.press("Enter")
    expect(panel.get_by_text("2 fields changed by you,")).to_be_visible(timeout=10_000)
    now = issue_of(one, key)
    assert (now.priority, "needs-finance" in now.labels, "ledger" in now.components) == (before.priority, True, True)
    undo = panel.get_by_role("button", name="Undo")
    while not undo.evaluate("node => node === document.activeElement"):
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(panel.get_by_role("button", name=re.compile("^Apply"))).to_be_visible()
    assert (issue_of(one, key).labels, issue_of(one, key).components) == (before.labels, before.components)


def test_half_of_it(window: OpenWindow, demo: Demo) -> None:
    """What Jira did not take is said field by field; *Write the rest* writes that alone."""
    key = "PAY-121"
    three(demo, key)
    one = window()
    panel = one.open(key)
    expect(panel.get_by_role("checkbox", name=re.compile("Label"))).to_be_visible(timeout=15_000)
    take(panel, "Component", "Priority", "Label")
    real = demo.site.app.view_functions["rest_issue.edit"]
    before = issue_of(one, key).priority

    def half(reference: str) -> object:
        answer = real(reference)
        issue_of(one, key).priority = before
        return answer

    demo.site.app.view_functions["rest_issue.edit"] = half
    try:
        panel.get_by_role("button", name="Apply 3").click()
        panel.get_by_role("button", name="Write 3 fields").click()
        expect(panel.get_by_text("2 fields changed by you,")).to_be_visible(timeout=10_000)
    finally:
        demo.site.app.view_functions["rest_issue.edit"] = real
    expect(panel.get_by_text("Not written: it was accepted, and the value is not there.")).to_be_visible()
    assert one.axe() == []
    one.picture("decide-partly")
    panel.get_by_role("button", name="Write the rest").click()
    expect(panel.get_by_text("3 fields changed by you,")).to_be_visible(timeout=10_000)
    assert issue_of(one, key).priority == "Highest"


def test_a_value_that_somebody_set(window: OpenWindow, demo: Demo) -> None:
    """A priority that somebody set after the suggestion stays, and the panel says what it was and what it is."""
    key = "PAY-109"
    three(demo, key)
    one = window()
    panel = one.open(key)
    expect(panel.get_by_role("checkbox", name=re.compile("Label"))).to_be_visible(timeout=15_000)
    take(panel, "Priority")
    before, issue_of(one, key).priority = issue_of(one, key).priority, "Lowest"
    panel.get_by_role("button", name="Apply 1").click()
    expect(panel.get_by_text(f"Priority: was {before}, is Lowest now.")).to_be_visible()
    expect(panel.get_by_role("button", name="Cancel")).to_be_focused()
    assert one.axe() == []
    one.picture("decide-moved")
    assert issue_of(one, key).priority == "Lowest"


def test_into_the_description_by_keyboard(window: OpenWindow) -> None:
    """Summarise, check, strike, edit, put into the description and take it back, by keyboard alone."""
    key = "SHOP-31"
    one = window()
    panel = one.open(key)
    keyboard = one.page.keyboard
    before = copy.deepcopy(issue_of(one, key).description)
    panel.get_by_role("button", name=re.compile("^Summarise")).focus()
    keyboard.press("Enter")
    check = panel.get_by_role("button", name="Check it")
    expect(check).to_be_visible(timeout=15_000)
    check.focus()
    keyboard.press("Enter")
    expect(panel.get_by_text(re.compile("^Claim 1 of"))).to_be_visible()
    struck = panel.locator(".claim").inner_text()
    keyboard.press("s")
    keyboard.press("t")
    keyboard.press("Escape")
    panel.get_by_role("button", name="Use it").focus()
    keyboard.press("Enter")
    expect(panel.get_by_label("Your version")).to_be_focused()
    keyboard.press("Shift+Tab")
    expect(panel.get_by_role("button", name="Description", exact=True)).to_be_focused()
    keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Put into the description")).to_be_visible()
    keyboard.press("Tab")
    keyboard.press("Control+End")
    keyboard.type("\n\nWe look again on Friday.")
    expect(panel.locator("ins")).to_contain_text("Friday")
    expect(panel.get_by_text("Checked and approved by Ines")).to_be_visible()
    assert one.axe() == []
    one.picture("decide-description")
    write = panel.get_by_role("button", name="Put into the description")
    expect(write).to_be_enabled()
    while not write.evaluate("node => node === document.activeElement"):
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(panel.get_by_text("Put into the description by you,")).to_be_visible(timeout=10_000)
    assert one.axe() == []
    one.picture("decide-description-written")
    made = str((issue_of(one, key).description or {})["content"][-1])
    assert (TITLE in made, "We look again on Friday." in made, struck in made) == (True, True, False)
    panel.get_by_role("button", name="Undo").focus()
    keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Use it")).to_be_visible()
    assert before == issue_of(one, key).description


def test_customers_read_a_description(window: OpenWindow) -> None:
    """On a service project a description is offered for a customer's summary alone, and says who reads it twice."""
    one = window()
    panel = one.open("HELP-52")
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    panel.get_by_role("button", name="Use it").click(timeout=15_000)
    expect(panel.get_by_label("Your version")).to_be_visible()
    expect(panel.get_by_role("button", name="Description", exact=True)).to_have_count(0)
    panel.get_by_role("button", name="Customer").click()
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    panel.get_by_role("button", name="Use it").click(timeout=15_000)
    panel.get_by_role("button", name="Description", exact=True).click()
    expect(panel.get_by_text("A reply: the customer will read it.")).to_have_count(0)
    expect(panel.get_by_text("Customers will read it, and everybody else who can open this.")).to_be_visible()
    before = copy.deepcopy(issue_of(one, "HELP-52").description)
    panel.get_by_role("button", name="Put into the description").click()
    assert before == issue_of(one, "HELP-52").description
    panel.get_by_role("button", name="Customers will read this. Send it").click()
    expect(panel.get_by_text("Put into the description by you,")).to_be_visible(timeout=10_000)


def test_the_issue_moved(window: OpenWindow) -> None:
    """What is new since the output was made is said in words, and nothing is written."""
    key = "SHOP-33"
    one = window()
    panel = one.open(key)
    panel.get_by_role("button", name=re.compile("^Summarise")).click()
    panel.get_by_role("button", name="Use it").click(timeout=15_000)
    expect(panel.get_by_label("Your version")).to_be_visible()
    issue_of(one, key).description = {"type": "doc", "version": 1, "content": []}
    count = len(issue_of(one, key).comments)
    panel.get_by_role("button", name="Add comment").click()
    expect(panel.get_by_role("alert").filter(has_text="The description changed.")).to_be_visible()
    assert len(issue_of(one, key).comments) == count
