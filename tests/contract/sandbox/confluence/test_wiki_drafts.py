"""Drafts and pages that are written through REST, and a person's list of drafts: as Confluence's description has it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from plugin.sandbox.serve import SiteServer
from tests.contract.sandbox.confluence.conftest import Call

OPS, HOME, RUNBOOK, HIDDEN = "98305", "196609", "196610", "196619"
BODY = {"representation": "storage", "value": "<p>Words</p>"}
DRAFT = {"spaceId": OPS, "status": "draft", "title": "Plan", "body": BODY}


def test_a_draft_is_its_authors(wiki: Call) -> None:
    """A draft is there for its author alone, and only where drafts are asked for; it is in no list."""
    made = wiki("tomasz", "POST", "api/v2/pages", json=DRAFT).json()
    assert (made["status"], made["version"]["number"], made["parentId"]) == ("draft", 1, HOME)
    path = f"api/v2/pages/{made['id']}"
    asked = {"get-draft": "true", "body-format": "storage"}
    assert wiki("tomasz", "GET", path).status_code == 404
    assert wiki("tomasz", "GET", path, params=asked).json()["body"]["storage"]["value"] == "<p>Words</p>"
    assert wiki("ines", "GET", path, params=asked).status_code == 404
    listed = wiki("tomasz", "GET", "api/v2/pages", params={"title": "Plan"}).json()["results"]
    assert listed == []


def test_a_page_is_published_by_default(wiki: Call) -> None:
    """Without a status a page is published; its title is then one that the space does not have."""
    sent = {key: value for key, value in DRAFT.items() if key != "status"}
    assert wiki("tomasz", "POST", "api/v2/pages", json=sent).json()["status"] == "current"
    assert wiki("tomasz", "POST", "api/v2/pages", json=sent).status_code == 400
    assert wiki("tomasz", "POST", "api/v2/pages", json=sent | {"title": ""}).status_code == 400
    assert wiki("tomasz", "POST", "api/v2/pages", json=DRAFT | {"title": ""}).status_code == 200


@pytest.mark.parametrize(
    ("who", "sent", "status"),
    [
        ("rohan", DRAFT, 404),
        ("tomasz", {**DRAFT, "spaceId": "98307"}, 404),
        ("tomasz", {**DRAFT, "spaceId": 5}, 400),
        ("tomasz", {**DRAFT, "parentId": "262145"}, 404),
        ("tomasz", {**DRAFT, "parentId": HIDDEN}, 404),
        ("tomasz", {**DRAFT, "status": "archived"}, 400),
        ("tomasz", {**DRAFT, "title": 5}, 400),
        ("tomasz", {**DRAFT, "title": "x" * 256}, 400),
        ("tomasz", {**DRAFT, "body": "words"}, 400),
        ("tomasz", [], 400),
    ],
)
def test_pages_that_are_refused(wiki: Call, who: str, sent: Any, status: int) -> None:
    """Without the right, in a hidden space, under a hidden page, and in a wrong form."""
    assert status == wiki(who, "POST", "api/v2/pages", json=sent).status_code


def test_changing_and_publishing(wiki: Call) -> None:
    """A draft stays at version 1 however often it is saved; published, it is there for everybody of its space."""
    made = wiki("tomasz", "POST", "api/v2/pages", json=DRAFT).json()
    path, change = f"api/v2/pages/{made['id']}", {**DRAFT, "id": made["id"], "version": {"number": 1}}
    assert wiki("tomasz", "PUT", path, json={**change, "version": {"number": 2}}).status_code == 409
    assert wiki("tomasz", "PUT", path, json={**change, "title": "Other"}).json()["status"] == "draft"
    assert wiki("ines", "PUT", path, json=change).status_code == 404
    assert wiki("tomasz", "PUT", path, json={**change, "status": "current"}).json()["status"] == "current"
    assert wiki("ines", "GET", path).json()["title"] == "Plan"
    assert wiki("ines", "PUT", path, json={**change, "status": "current"}).status_code == 409
    newer = {**change, "status": "current", "version": {"number": 2}}
    assert wiki("ines", "PUT", path, json=newer).json()["version"]["number"] == 2
    assert wiki("ines", "PUT", path, json={**newer, "status": "draft"}).status_code == 400
    assert wiki("ines", "PUT", path, json={"id": made["id"]}).status_code == 400


def test_deleting(wiki: Call) -> None:
    """A draft is deleted as a draft only, by its author, with the scope DELETE; a page never as a draft."""
    made = wiki("tomasz", "POST", "api/v2/pages", json=DRAFT).json()
    path, as_draft = f"api/v2/pages/{made['id']}", {"draft": "true"}
    assert wiki("tomasz", "DELETE", path).status_code == 404
    assert wiki("ines", "DELETE", path, params=as_draft).status_code == 404
    assert wiki("tomasz", "DELETE", path, params=as_draft, scopes=frozenset({"READ", "WRITE"})).status_code == 403
    assert wiki("tomasz", "DELETE", path, params=as_draft).status_code == 204
    assert wiki("tomasz", "DELETE", path, params=as_draft).status_code == 404
    assert wiki("ines", "DELETE", f"api/v2/pages/{RUNBOOK}", params=as_draft).status_code == 404
    assert wiki("rohan", "DELETE", f"api/v2/pages/{RUNBOOK}").status_code == 404


def test_the_list_of_drafts(wiki: Call, site: SiteServer) -> None:
    """People find their own drafts on a page of the site and publish them there; nobody finds another's."""
    made = wiki("tomasz", "POST", "api/v2/pages", json={**DRAFT, "parentId": RUNBOOK}).json()
    base = f"{site.base_url}/wiki"
    assert "Plan" in requests.get(f"{base}/drafts?user=tomasz", timeout=5).text
    assert "Plan" not in requests.get(f"{base}/drafts?user=ines", timeout=5).text
    page = requests.get(f"{base}/spaces/OPS/pages/{RUNBOOK}?user=tomasz", timeout=5).text
    assert "1 unpublished draft" in page
    shown = f"{base}/pages/resumedraft.action?draftId={made['id']}"
    assert requests.get(f"{shown}&user=ines", timeout=5).status_code == 404
    assert "Only you see this page" in requests.get(f"{shown}&user=tomasz", timeout=5).text
    publish, origin = f"{base}/drafts/{made['id']}/publish", {"Origin": site.base_url}
    assert requests.post(f"{publish}?user=tomasz", timeout=5).status_code == 403
    assert requests.post(f"{publish}?user=ines", headers=origin, timeout=5).status_code == 404
    assert requests.post(f"{publish}?user=tomasz", headers=origin, timeout=5).status_code == 200
    assert wiki("ines", "GET", f"api/v2/pages/{made['id']}").json()["parentId"] == RUNBOOK
