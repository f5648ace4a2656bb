"""The summary macro against the stand-in: what a page shows to whom, when it is stale, and when it shows nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo
from plugin.governance.erasure import Erasure
from plugin.governance.holds import Holds
from plugin.governance.retention import Retention
from plugin.sandbox.wiki.changes import add_comment, change_property, new_version
from plugin.sandbox.wiki.model import Audience, Page
from plugin.store.secrets import SecretBox
from plugin.store.tables import approved_summaries
from plugin.usage.repository import UsageLog
from tests.contract.conftest import OpenPanel
from tests.contract.test_pages_write import OWN, Pages, body, pages, post, text, valid
from tests.fakes.panel import Panel

__all__ = ["pages"]


@pytest.fixture
def page(pages: Pages) -> Page:
    """A page of the test's own."""
    return pages.put("Plan", *OWN)


@pytest.fixture
def strict(demo: Demo) -> Iterator[Any]:
    """Reclassifies the space; the policy is as it was for the next test."""
    policies, tenant = demo.services.policies, demo.wiki_tenant_id
    before = policies.version_in_force(tenant)

    def reclassify() -> None:
        places = {**before.document["places"], "confluence:OPS": {"level": "restricted"}}
        policies.put_in_force(tenant, {**before.document, "places": places}, author="cli", based_on=before.version)

    yield reclassify
    now = policies.version_in_force(tenant)
    if now.version != before.version:
        policies.put_in_force(tenant, before.document, author="cli", based_on=now.version)


def approve(opened: Panel, **wish: Any) -> dict[str, Any]:
    """Summarise and let the page show it; return the run."""
    run = opened.summarise()
    done = post(opened, run, "apply", {"target": "macro", **wish})
    assert done.status_code == 200, done.text
    valid("Decision", done.json())
    return run


def shown(demo: Demo, page: Page, user: str = "ines") -> dict[str, Any]:
    """What the macro of the page shows to somebody, by its own frame and token."""
    opened = Panel(demo.site.base_url, demo.plugin_url, user=user, module="vouch-summary", content=page.id)
    answer = opened.call("GET", "macro")
    assert answer.status_code == 200, answer.text
    valid("Macro", answer.json())
    found: dict[str, Any] = answer.json()
    return found


def account(demo: Demo, user: str) -> str:
    """Somebody's account id."""
    found = demo.site.state.person(user)
    assert found
    return found.account_id


def test_shown_and_undone(demo: Demo, page: Page, wiki: OpenPanel) -> None:
    """What a person approved is shown with version, approver and time; undo withdraws it, and the record is whole."""
    assert shown(demo, page)["state"] == "none"
    opened = wiki(page.id)
    run = approve(opened, text="# Decisions\n\n- The pool grows to sixty, zebra.")
    seen = shown(demo, page, "kenji")
    assert (seen["state"], seen["source_version"], seen["version"]) == ("shown", "1", "1")
    assert (seen["approver"], seen["mark"], seen["language"]) == ("Ines Okafor", "matches", "en")
    assert seen["text"] == "# Decisions\n\n- The pool grows to sixty, zebra."
    assert datetime.fromisoformat(seen["at"]) > datetime.now(UTC) - timedelta(minutes=1)
    assert [p.value["run"] for p in page.properties] == [run["id"]]
    assert (page.current.number, page.comments) == (1, [])
    with demo.services.database.read() as connection:
        kept = connection.execute(select(approved_summaries.c.text)).scalars().all()
    assert not any(b"zebra" in blob for blob in kept if blob)
    assert "zebra" not in " ".join(r.payload or "" for r in records(demo.services.database, demo.wiki_tenant_id))
    assert post(opened, run, "undo").json()["write"] == "undone"
    gone = shown(demo, page)
    assert (gone["state"], gone["text"], gone["approver"], page.properties) == ("withdrawn", "", "", [])
    assert verify_tenant(demo.services.database, demo.wiki_tenant_id).intact


def test_stale(demo: Demo, page: Page, wiki: OpenPanel) -> None:
    """A page that moved on is said to have moved on, with both versions."""
    approve(wiki(page.id))
    emre = demo.site.state.person("emre")
    assert emre
    new_version(demo.site.state, page, emre, body(text("All is different.")))
    seen = shown(demo, page)
    assert (seen["state"], seen["source_version"], seen["version"]) == ("stale", "1", "2")
    assert "The pool grows to sixty." in seen["text"]


def test_a_newer_approval(demo: Demo, page: Page, wiki: OpenPanel) -> None:
    """The newest approval is shown; undoing the one before leaves it alone, its own undo withdraws it."""
    ines, emre = wiki(page.id), wiki(page.id, user="emre")
    first, second = approve(ines, text="First."), approve(emre, text="Second.")
    seen = shown(demo, page)
    assert (seen["text"], seen["approver"].split()[0]) == ("Second.", "Emre")
    answer = post(ines, first, "undo")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "changed_since")
    assert shown(demo, page)["text"] == "Second."
    assert post(emre, second, "undo").status_code == 200
    assert shown(demo, page)["state"] == "withdrawn"
    approve(wiki(page.id), text="Third.")
    assert shown(demo, page)["text"] == "Third."


def test_who_may_not_edit(page: Page, wiki: OpenPanel) -> None:
    """What a page shows is said by those who may edit it; a reader is told so before anything is noted."""
    opened = wiki(page.id, user="rohan")
    run = opened.summarise()
    for what in ("preview", "apply"):
        answer = post(opened, run, what, {"target": "macro"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "write_refused")
    assert page.properties == []


def test_reclassified(demo: Demo, page: Page, wiki: OpenPanel, strict: Any) -> None:
    """A page whose space was reclassified since shows no text to anybody, and undo still works."""
    opened = wiki(page.id)
    run = approve(opened)
    strict()
    seen = shown(demo, page)
    assert (seen["state"], seen["text"], seen["approver"], seen["source_version"]) == ("withheld", "", "", "")
    assert post(opened, run, "undo").status_code == 200
    assert shown(demo, page)["state"] == "withdrawn"


@pytest.mark.parametrize("lost", ["restricted", "moved", "gone"])
def test_a_reader_who_may_not_open_the_page(demo: Demo, page: Page, wiki: OpenPanel, lost: str) -> None:
    """A frame that was opened before somebody lost the page answers nothing of it, not even that something is there."""
    approve(wiki(page.id))
    kenji = Panel(demo.site.base_url, demo.plugin_url, user="kenji", module="vouch-summary", content=page.id)
    if lost == "restricted":
        page.readers = Audience(people=(account(demo, "ines"),))
    elif lost == "moved":
        page.space = "SECO"
    else:
        del demo.site.state.site.wiki.pages[page.id]
    answer = kenji.call("GET", "macro")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "no_permission")
    assert "pool" not in answer.text


def test_a_page_that_moved_to_a_denied_space(demo: Demo, page: Page, wiki: OpenPanel) -> None:
    """The policy is asked about the space where the page lives now."""
    approve(wiki(page.id))
    page.space = "SECO"
    assert shown(demo, page)["state"] == "withheld"


def test_a_mark_that_somebody_forged(demo: Demo, page: Page, pages: Pages, wiki: OpenPanel) -> None:
    """A property proves nothing: with another run in it the text stays what the record says, and the page says so."""
    run = approve(wiki(page.id), text="Ours.")
    other = pages.put("Other", *OWN)
    foreign = approve(wiki(other.id), text="Theirs.")
    (mark,), (elsewhere,) = page.properties, other.properties
    tomasz = demo.site.state.person("tomasz")
    assert tomasz
    for forged in (
        {"run": foreign["id"], "mac": "0" * 64},
        elsewhere.value,
        {"run": "x"},
        "text",
        [1],
        {"run": 5, "mac": None},
    ):
        assert change_property(demo.site.state, mark, tomasz, forged, mark.version + 1)
        seen = shown(demo, page)
        assert (seen["text"], seen["mark"]) == ("Ours.", "differs"), forged
    assert change_property(demo.site.state, mark, tomasz, {"run": run["id"], "mac": "0" * 64}, mark.version + 1)
    assert shown(demo, page)["mark"] == "missing"
    page.properties.clear()
    assert shown(demo, page)["mark"] == "missing"


def test_a_property_alone_shows_nothing(demo: Demo, page: Page, pages: Pages, wiki: OpenPanel) -> None:
    """A page that was copied with its property shows nothing of the other page's summary."""
    approve(wiki(page.id), text="Ours.")
    copied = pages.put("Copy", *OWN, properties=list(page.properties))
    assert shown(demo, copied)["state"] == "none"


@pytest.mark.parametrize("what", ["text", "run_id", "ended"])
def test_a_store_that_somebody_changed(demo: Demo, page: Page, pages: Pages, wiki: OpenPanel, what: str) -> None:
    """Text is shown only where the record says that exactly this was approved for exactly this page."""
    approve(wiki(page.id), text="Ours.")
    other = pages.put("Other", *OWN)
    foreign = approve(wiki(other.id), text="Theirs.")
    here = approved_summaries.c.item_id == page.id
    with demo.services.database.begin() as connection:
        row = (
            connection.execute(select(approved_summaries).where(approved_summaries.c.item_id == other.id))
            .mappings()
            .one()
        )
        values = {"text": {"text": row["text"]}, "run_id": {"run_id": foreign["id"]}, "ended": {"ended": "expired"}}
        connection.execute(update(approved_summaries).where(here).values(values[what]))
    seen = shown(demo, page)
    assert (seen["state"], seen["text"]) == ("expired" if what == "ended" else "withheld", "")


def test_another_tenant(demo: Demo, page: Page, wiki: OpenPanel) -> None:
    """A summary of another site's page of the same id is not there, whatever its row says."""
    run = approve(wiki(page.id))
    with demo.services.database.begin() as connection:
        connection.execute(
            update(approved_summaries).where(approved_summaries.c.run_id == run["id"]).values(tenant_id=demo.tenant_id)
        )
    assert shown(demo, page)["state"] == "none"
    assert post(wiki(page.id), run, "undo").json()["error"]["code"] == "changed_since"


def test_retention(demo: Demo, page: Page, wiki: OpenPanel) -> None:
    """After its days the text is gone from the store, and the page says why it shows nothing."""
    opened = wiki(page.id)
    run = approve(opened)
    services = demo.services
    retention = Retention(services.database, services.runs._runs, services.installations, approved_days=30)
    retention.apply(datetime.now(UTC) + timedelta(days=29))
    assert shown(demo, page)["state"] == "shown"
    retention.apply(datetime.now(UTC) + timedelta(days=31))
    assert shown(demo, page)["state"] == "expired"
    with services.database.read() as connection:
        where = approved_summaries.c.run_id == run["id"]
        assert connection.execute(select(approved_summaries.c.text).where(where)).scalar() is None


def test_an_approver_who_was_erased(demo: Demo, page: Page, wiki: OpenPanel) -> None:
    """An approved summary outlives its approver's erasure; who it was is not said any more."""
    approve(wiki(page.id, user="haruka"))
    assert shown(demo, page)["approver"] == "Haruka Morishita"
    services = demo.services
    usage = UsageLog(SecretBox(services.settings.secret_keys))
    erasure = Erasure(services.database, usage, Holds(services.database))
    erasure.erase(demo.wiki_tenant_id, account(demo, "haruka"), by="cli", why="asked")
    seen = shown(demo, page)
    assert (seen["state"], seen["approver"], bool(seen["text"])) == ("shown", "", True)


@pytest.mark.parametrize("kind", ["429", "500", "timeout"])
def test_a_host_that_fails(demo: Demo, page: Page, wiki: OpenPanel, kind: str) -> None:
    """Where Confluence does not say who may read it, nothing is shown."""
    approve(wiki(page.id))
    opened = Panel(demo.site.base_url, demo.plugin_url, user="kenji", module="vouch-summary", content=page.id)
    demo.site.state.faults.add("/api/v2/pages/", kind, 9, seconds=2)
    answer = opened.call("GET", "macro")
    assert answer.status_code == 502
    assert "pool" not in answer.text
    demo.site.state.faults.clear()


def test_a_lost_mark(demo: Demo, page: Page, wiki: OpenPanel) -> None:
    """A property that cannot be set does not stop an approval, and one that cannot be removed does not stop undo."""
    opened = wiki(page.id)
    demo.site.state.faults.add("/properties", "500", 9)
    run = approve(opened)
    demo.site.state.faults.clear()
    assert (shown(demo, page)["state"], shown(demo, page)["mark"]) == ("shown", "missing")
    demo.site.state.faults.add("/properties", "500", 9)
    assert post(opened, run, "undo").status_code == 200
    demo.site.state.faults.clear()
    assert shown(demo, page)["state"] == "withdrawn"


def test_what_is_recorded(demo: Demo, page: Page, wiki: OpenPanel) -> None:
    """The record knows the text by a salted hash, and the write by its target and the page's version."""
    run = approve(wiki(page.id), text="Ours.")
    said = [json.loads(r.payload or "{}") for r in records(demo.services.database, demo.wiki_tenant_id)]
    (written,) = [s["written"] for s in said if s.get("run") == run["id"] and "written" in s]
    assert (written["target"], written["version"], len(written["digest"])) == ("macro", "1", 64)


@pytest.mark.parametrize("use_case", ["changes", "comment_digest"])
def test_only_a_summary_is_shown(demo: Demo, page: Page, wiki: OpenPanel, use_case: str) -> None:
    """What changed, or what the comments say, is no summary of the page: it has no place in the macro."""
    emre = demo.site.state.person("emre")
    assert emre
    new_version(demo.site.state, page, emre, body(text("The pool grows to eighty.")))
    add_comment(demo.site.state, page, emre, body(text("Why eighty?")))
    opened = wiki(page.id)
    run = opened.wait(opened.call("POST", "runs", {"use_case": use_case}).json())
    answer = post(opened, run, "preview", {"target": "macro"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "wrong_target")
    said = post(opened, run, "preview", {"target": "comment"}).json()
    assert (said["refusal"], "eighty" in said["text"]) == ("", True)
