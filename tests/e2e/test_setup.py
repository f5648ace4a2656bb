"""The set-up of a new site in a real Chromium: from nothing to a first summary, with what the page itself says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from plugin.cli.demo import Demo, started
from tests.e2e.conftest import OpenWindow
from tests.e2e.test_admin import violations

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A site that is still to be set up."""
    with started({}, port=0, data_dir=tmp_path_factory.mktemp("demo") / "data", policy=False) as demo:
        yield demo


def test_the_whole_set_up(window: OpenWindow) -> None:
    """Places, levels, engine, sample, words, done: AI reads what was chosen and nothing else; the policy is sealed."""
    one = window(height=1300)
    one.page.goto(f"{one.demo.site.base_url}/admin/vouch?user=ines")
    frame = one.page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Which places may AI read?")).to_be_visible()
    forward = frame.get_by_role("button", name="Next")
    forward.click()
    expect(frame.get_by_text("Choose at least one place.")).to_be_visible()  # nothing is chosen for anybody
    frame.get_by_label("Payments").check()
    frame.get_by_label("Customer help").check()
    assert violations(one) == []
    one.whole_picture("setup-places")
    forward.press("Enter")

    expect(frame.get_by_role("heading", name="How sensitive is what stands there?")).to_be_focused()
    expect(frame.get_by_label("Level of Customer help")).to_have_value("confidential")
    expect(frame.get_by_label("Level of Payments")).to_have_value("internal")
    assert violations(one) == []
    one.whole_picture("setup-levels")
    forward.click()

    expect(frame.get_by_label("Embedded engine")).to_be_checked()
    one.whole_picture("setup-engine")
    forward.click()

    frame.get_by_label("As if it stood in a place of the level").select_option("confidential")
    frame.get_by_role("button", name="Try", exact=True).click()
    expect(frame.locator(".strip").get_by_text("Embedded engine answered in")).to_be_visible()
    seen = frame.locator(".words.masked").last
    expect(seen).to_contain_text("[SECRET]")
    expect(seen).not_to_contain_text("zenobia.quill@example.com")
    assert violations(one) == []
    one.whole_picture("setup-sample")
    frame.get_by_role("link", name="Health").click()  # a look elsewhere loses nothing
    frame.get_by_role("link", name="Set-up").click()
    expect(frame.get_by_role("heading", name="Try it on a sample")).to_be_visible()
    forward.click()

    frame.get_by_label("Whom to ask").fill("the service desk")
    frame.get_by_label("What works instead").focus()
    expect(frame.get_by_text("Ask the service desk.").first).to_be_visible()
    assert violations(one) == []
    one.whole_picture("setup-card")
    forward.click()
    frame.get_by_role("button", name="Put it in force").click()
    expect(frame.locator(".strip").get_by_text("Version 1 is in force. The set-up is done.")).to_be_visible()
    assert violations(one) == []
    one.whole_picture("setup-done")
    assert one.demo.services.seals.of(one.demo.tenant_id).sealed
    assert set(one.demo.services.policies.current(one.demo.tenant_id).places) == {"jira:PAY", "jira:HELP"}

    panel = one.open("PAY-101")
    panel.get_by_role("button", name="Summarise").click()
    expect(panel.get_by_role("button", name="Copy")).to_be_visible()
    expect(one.open("SHOP-12").get_by_text("the service desk").first).to_be_visible()
