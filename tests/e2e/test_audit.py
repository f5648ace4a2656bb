"""The record's section of the administrators' page in a real Chromium: search, reconstruct, export, hold, erase."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from plugin.audit.offline import read_lines, verify
from tests.e2e.conftest import OpenWindow
from tests.e2e.test_admin import open_section, violations
from tests.fakes.panel import Panel

pytestmark = pytest.mark.browser


def test_an_auditors_morning(window: OpenWindow) -> None:
    """No look without a case; a search by place, a run put together, and back to what was found."""
    one = window(height=2400)
    demo = one.demo
    Panel(demo.site.base_url, demo.plugin_url, "PAY-101", "tomasz").summarise()
    audit = open_section(one, "Audit").get_by_role("region", name="Audit")
    expect(audit.get_by_text("over record")).to_have_count(0)
    audit.get_by_role("button", name="Sign a checkpoint now").click()
    expect(audit.get_by_text("Signed. Keep the checkpoint")).to_be_visible()
    audit.get_by_role("button", name="Verify the record").press("Enter")
    expect(audit.get_by_text("nothing altered, removed or moved")).to_be_visible()

    search = audit.get_by_role("button", name="Search", exact=True)
    search.click()
    expect(audit.get_by_text("Name a case first.")).to_be_visible()
    expect(audit.get_by_label("Case", exact=True)).to_be_focused()
    audit.get_by_label("Case", exact=True).fill("SEC-7")
    audit.get_by_label("Project or space").first.fill("PAY")
    audit.get_by_label("Level", exact=True).select_option("internal")
    search.press("Enter")
    found = audit.get_by_role("region", name="Records that were found")
    expect(found).to_be_focused()
    expect(found.get_by_role("row")).to_have_count(2)
    expect(found).to_contain_text("Tomasz Kellermann")
    found.get_by_text("Run ended").click()
    expect(found).to_contain_text("engine_version")
    assert violations(one) == []
    one.part_picture(audit, "audit-search")

    found.get_by_role("button", name="Reconstruct run").click()
    expect(audit.get_by_role("heading", name="Run on PAY-101")).to_be_focused()
    for part in ("What was asked", "What the policy said", "Sources", "Versions", "Masked", "Output", "What was shown"):
        expect(audit.get_by_role("region", name=part, exact=True)).to_be_visible()
    expect(audit.get_by_role("region", name="What was asked")).to_contain_text("Tomasz Kellermann")
    expect(audit.get_by_role("region", name="What was shown")).to_contain_text("Where it stands")
    expect(audit.get_by_text("Nobody before you.")).to_be_visible()
    assert violations(one) == []
    one.part_picture(audit, "audit-run")
    audit.get_by_role("button", name="Back to the search").click()
    expect(found).to_be_focused()


def test_refusals_and_the_export(window: OpenWindow, tmp_path: Path) -> None:
    """What was refused is found by its event; the file that is saved verifies offline."""
    one = window()
    demo = one.demo
    Panel(demo.site.base_url, demo.plugin_url, "SEC-4").call("POST", "runs", {"use_case": "summarise"})
    demo.services.anchors.make(demo.tenant_id, datetime.now(UTC))
    audit = open_section(one, "Audit").get_by_role("region", name="Audit")
    audit.get_by_label("Case", exact=True).fill("SEC-7")
    audit.get_by_label("Project or space").first.fill("SEC")
    audit.get_by_label("What happened").select_option("run:refused")
    audit.get_by_role("button", name="Search", exact=True).click()
    found = audit.get_by_role("region", name="Records that were found")
    expect(found.get_by_role("row")).to_have_count(2)
    expect(found).to_contain_text("Restricted")

    with one.page.expect_download() as download:
        audit.get_by_role("button", name="Export", exact=True).click()
    path = tmp_path / "audit.ndjson"
    download.value.save_as(path)
    kept = demo.services.anchors.last(demo.tenant_id)
    assert kept
    verdict = verify(read_lines(path.read_text().splitlines()), [kept], demo.services.anchors.public_keys)
    assert verdict.ok
    assert verdict.anchored == kept.seq
    with one.page.expect_download() as download:
        audit.get_by_role("button", name="Governance pack").press("Enter")
    download.value.save_as(tmp_path / "pack.md")
    assert "## Prohibited behaviours" in (tmp_path / "pack.md").read_text(encoding="utf-8")


def test_hold_and_erase(window: OpenWindow) -> None:
    """A hold stops an erasure; released, a look says what would go, and only the second step erases."""
    one = window(height=2400)
    demo = one.demo
    Panel(demo.site.base_url, demo.plugin_url, "SHOP-12", "emre").summarise()
    emre = demo.site.state.person("emre")
    assert emre
    audit = open_section(one, "Audit").get_by_role("region", name="Audit")
    audit.get_by_label("Case", exact=True).fill("PRIV-3")
    holds = audit.get_by_role("region", name="Legal holds")
    holds.get_by_label("Of what").select_option("person")
    holds.get_by_label("Which").fill(emre.account_id)
    holds.get_by_role("button", name="Hold", exact=True).click()
    expect(holds.get_by_text("case PRIV-3")).to_be_visible()
    erase = audit.get_by_role("region", name="Erase a person")
    erase.get_by_label("Whom").fill(emre.account_id)
    erase.get_by_role("button", name="Look what would go").click()
    expect(erase.get_by_text(f"A legal hold names {emre.display_name}. Release it first.")).to_be_visible()
    holds.get_by_role("button", name="Release").click()
    expect(holds.get_by_text("Nothing is held.")).to_be_visible()
    erase.get_by_role("button", name="Look what would go").click()
    expect(erase.get_by_text("the text of 1 result")).to_be_visible()
    assert violations(one) == []
    one.part_picture(erase, "audit-erase")
    erase.get_by_role("button", name=f"Erase {emre.display_name} for good").press("Enter")
    expect(erase.get_by_text(f"{emre.display_name} is erased.")).to_be_focused()
    erase.get_by_label("Whom").fill(emre.account_id)
    erase.get_by_role("button", name="Look what would go").click()
    expect(erase.get_by_text("Nothing like this is known here.")).to_be_visible()
