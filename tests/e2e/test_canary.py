"""A failed self-check in a real Chromium: the panel says that AI is switched off, and why."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from tests.e2e.conftest import OpenWindow

pytestmark = pytest.mark.browser


def test_the_panel_says_so(window: OpenWindow) -> None:
    """Asked for a summary while the canary has failed, the panel gives a reason of its own and whom to ask."""
    one = window()
    with one.demo.services.database.begin() as connection:
        append(connection, one.demo.tenant_id, AuditEvent.CANARY_FAILED, {"failed": "masking", "policy": 1})
    panel = one.open("SHOP-12")
    panel.get_by_role("button", name="Summarise").click()
    expect(panel.get_by_role("heading", name="AI is switched off here for now.")).to_be_visible()
    expect(panel.get_by_text("Ask the Security team")).to_be_visible()
    assert one.axe() == []
    one.picture("blocked-self-check")
    one.demo.services.canary.sing(one.demo.tenant_id)
