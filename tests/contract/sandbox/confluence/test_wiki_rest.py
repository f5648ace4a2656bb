from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from plugin.sandbox.serve import SiteServer
from plugin.sandbox.site import Site
from plugin.sandbox.wiki.permissions import may_read, visible_pages

Call = Callable[..., requests.Response]
RUNBOOK, LEGACY, HIDDEN, RELEASE = "196610", "196618", "196619", "196617"
EMPTY_404 = {"errors": [{"status": 404, "code": "NOT_FOUND", "title": "Not Found", "detail": None}]}


def every(wiki: Call, who: str, path: str, **params: Any) -> list[dict[str, Any]]:
    """All rows of a list, by following `_links.next`."""
    answer = wiki(who, "GET", path, params=params)
    rows = answer.json()["results"]
    while following := answer.json()["_links"].get("next"):
        answer = wiki(who, "GET", following)
        rows += answer.json()["results"]
    return rows


def test_page_shape(wiki: Call, people: dict[str, str]) -> None:
    """A page has v2's fields, its ADF as text, and what was asked to be included."""
    params = {"body-format": "atlas_doc_format", "include-labels": "true", "include-versions": "true"}
    page = wiki("ines", "GET", f"api/v2/pages/{RUNBOOK}", params=params).json()
    assert tuple(page[n] for n in ("id", "status", "spaceId", "parentId")) == (RUNBOOK, "current", "98305", "196609")
    assert (4, people["emre"]) == (page["version"]["number"], page["version"]["authorId"])
    assert json.loads(page["body"]["atlas_doc_format"]["value"])["type"] == "doc"
    assert [row["name"] for row in page["labels"]["results"]] == ["runbook", "payments", "payouts"]
    assert [row["number"] for row in page["versions"]["results"]] == [4, 3, 2, 1]
    assert page["createdAt"].endswith("Z")
    assert page["_links"]["webui"] == f"/spaces/OPS/pages/{RUNBOOK}"


def test_body_formats(wiki: Call) -> None:
    """Storage format is there for every page, ADF not for those of the old editor, other formats are refused."""
    for page_id, form, expected in (
        (RUNBOOK, "storage", ["storage"]),
        (LEGACY, "storage", ["storage"]),
        (LEGACY, "atlas_doc_format", []),
        (RUNBOOK, "", []),
    ):
        page = wiki("ines", "GET", f"api/v2/pages/{page_id}", params={"body-format": form}).json()
        assert expected == list(page["body"])
    assert wiki("ines", "GET", f"api/v2/pages/{RUNBOOK}", params={"body-format": "pdf"}).status_code == 400


def test_older_versions(wiki: Call) -> None:
    """`version` brings an older text; one that never was is missing."""
    bodies = [
        wiki("ines", "GET", f"api/v2/pages/{RUNBOOK}", params={"version": n, "body-format": "storage"}) for n in (1, 4)
    ]
    first, last = (answer.json()["body"]["storage"]["value"] for answer in bodies)
    assert len(first) < len(last)
    assert (bodies[0].json()["status"], bodies[1].json()["status"]) == ("historical", "current")
    assert wiki("ines", "GET", f"api/v2/pages/{RUNBOOK}", params={"version": 9}).status_code == 404
    details = wiki("ines", "GET", f"api/v2/pages/{RUNBOOK}/versions/2").json()
    assert (details["prevVersion"], details["nextVersion"]) == (1, 3)


@pytest.mark.parametrize("who", ["ines", "tomasz", "anneke", "haruka", "rohan", "emre", "kenji"])
def test_every_page_as_everybody(wiki: Call, content: Site, people: dict[str, str], who: str) -> None:
    """Each person gets exactly the pages that they may see, one by one and in the list."""
    user = next(user for user in content.users if user.account_id == people[who])
    expected = {page.id for page in visible_pages(content.wiki, user)}
    kinds = ("pages", "blogposts")
    assert expected == {row["id"] for kind in kinds for row in every(wiki, who, f"api/v2/{kind}", limit=25)}
    for page in content.wiki.pages.values():
        kind = "blogposts" if page.kind == "blogpost" else "pages"
        status = 200 if may_read(content.wiki, user, page) else 404
        assert status == wiki(who, "GET", f"api/v2/{kind}/{page.id}").status_code, page.id


def test_hidden_and_missing_answer_alike(wiki: Call) -> None:
    """A hidden page, and one below it, cannot be told from one that does not exist, at any of their addresses."""
    parts = ("", "/footer-comments", "/inline-comments", "/versions", "/labels", "/properties", "/operations")
    for part in (*parts, "/classification-level"):
        for page_id in (HIDDEN, "196622", "327683", "1"):
            answer = wiki("tomasz", "GET", f"api/v2/pages/{page_id}{part}")
            assert (answer.status_code, answer.json()) == (404, EMPTY_404), (page_id, part)


def test_restrictions_bind_administrators(wiki: Call) -> None:
    """A page for one person is hidden from the site's administrator; a restriction by group admits the group."""
    assert wiki("ines", "GET", "api/v2/pages/327683").status_code == 404
    assert wiki("emre", "GET", f"api/v2/pages/{HIDDEN}").status_code == 200
    read = wiki("ines", "GET", f"rest/api/content/{HIDDEN}/restriction/byOperation/read").json()
    assert [row["name"] for row in read["restrictions"]["group"]["results"]] == ["payments-oncall"]
    assert read["restrictions"]["user"]["size"] == 2


def test_lists_are_paged(wiki: Call, site: SiteServer) -> None:
    """Five rows come where nothing is asked; the next page has a relative address, a header, and the same filters."""
    answer = wiki("ines", "GET", f"api/v2/pages/{RUNBOOK}/versions", params={"limit": 3, "body-format": "storage"})
    following = answer.json()["_links"]["next"]
    assert following.startswith(f"/wiki/api/v2/pages/{RUNBOOK}/versions?body-format=storage&limit=3&cursor=")
    assert f'<{following}>; rel="next"' == answer.headers["Link"]
    assert [row["number"] for row in wiki("ines", "GET", following).json()["results"]] == [1]
    assert len(wiki("ines", "GET", "api/v2/pages").json()["results"]) == 5
    most = wiki("ines", "GET", "api/v2/pages", params={"limit": 250}).json()
    assert site.state.settings.list_most == len(most["results"])


@pytest.mark.parametrize("params", [{"cursor": "x"}, {"cursor": "YWZ0ZXI6eA=="}, {"limit": "0"}, {"limit": "many"}])
def test_pages_that_are_refused(wiki: Call, params: dict[str, str]) -> None:
    """Strange cursors and limits are refused."""
    assert wiki("ines", "GET", "api/v2/pages", params=params).status_code == 400


def test_comments(wiki: Call) -> None:
    """Root comments stand in the lists, answers below them; inline ones say what they mark and how they stand."""
    footer = every(wiki, "ines", f"api/v2/pages/{RUNBOOK}/footer-comments")
    assert len(footer) == 5
    answers = every(wiki, "ines", f"api/v2/footer-comments/{footer[0]['id']}/children")
    assert [footer[0]["id"]] == [row["parentCommentId"] for row in answers]
    path = f"api/v2/pages/{RUNBOOK}/inline-comments"
    by_status = {s: every(wiki, "ines", path, **{"resolution-status": s}) for s in ("open", "resolved", "dangling")}
    assert [len(rows) for rows in by_status.values()] == [1, 1, 0]
    marked = by_status["open"][0]["properties"]
    adf = wiki("ines", "GET", f"api/v2/pages/{RUNBOOK}", params={"body-format": "atlas_doc_format"}).text
    assert marked["inlineMarkerRef"] in adf
    assert wiki("ines", "GET", path, params={"resolution-status": "x"}).status_code == 400


def test_writing_a_comment(wiki: Call, people: dict[str, str]) -> None:
    """A comment in storage format comes back with its author, can be answered, and is deleted by its author alone."""
    body = {"representation": "storage", "value": "<p>Hi</p>"}
    made = wiki("tomasz", "POST", "api/v2/footer-comments", json={"pageId": RUNBOOK, "body": body})
    assert (201, people["tomasz"]) == (made.status_code, made.json()["version"]["authorId"])
    path = f"api/v2/footer-comments/{made.json()['id']}"
    reply = wiki("kenji", "POST", "api/v2/footer-comments", json={"parentCommentId": made.json()["id"], "body": body})
    assert reply.json()["parentCommentId"] == made.json()["id"]
    assert wiki("tomasz", "DELETE", path, scopes=frozenset({"READ", "WRITE"})).status_code == 403
    assert [wiki(who, "DELETE", path).status_code for who in ("kenji", "tomasz", "tomasz")] == [404, 204, 404]


@pytest.mark.parametrize(
    ("who", "sent", "status"),
    [
        ("rohan", {"pageId": RUNBOOK, "body": {"representation": "storage", "value": "<p>x</p>"}}, 404),
        ("tomasz", {"pageId": HIDDEN, "body": {"representation": "storage", "value": "<p>x</p>"}}, 404),
        ("tomasz", {"pageId": RUNBOOK, "body": {"representation": "storage", "value": "<p>x"}}, 400),
        ("tomasz", {"pageId": RUNBOOK, "body": {"atlas_doc_format": {"representation": "wiki", "value": "x"}}}, 400),
        ("tomasz", {"pageId": RUNBOOK}, 400),
        ("tomasz", {"body": {}}, 400),
        ("tomasz", [], 400),
    ],
)
def test_comments_that_are_refused(wiki: Call, who: str, sent: object, status: int) -> None:
    """Without the right, for hidden pages, with broken markup or none, and without a page."""
    assert status == wiki(who, "POST", "api/v2/footer-comments", json=sent).status_code


def test_labels(wiki: Call) -> None:
    """Labels are added and removed by v1 with the scope WRITE, by those who may edit."""
    path = f"rest/api/content/{RUNBOOK}/label"
    added = wiki("tomasz", "POST", path, json=[{"prefix": "global", "name": "Peak"}]).json()
    assert "peak" in [row["name"] for row in added["results"]]
    scopes = frozenset({"WRITE"})
    assert [wiki("tomasz", "DELETE", f"{path}/peak", scopes=scopes).status_code for _ in range(2)] == [204, 404]
    assert wiki("rohan", "POST", path, json={"prefix": "global", "name": "x"}).status_code == 403
    assert wiki("tomasz", "POST", path, json={"prefix": "global", "name": "two words"}).status_code == 400


def test_properties(wiki: Call) -> None:
    """A property is created, found by key, changed with the next number alone, and deleted."""
    path = f"api/v2/pages/{RUNBOOK}/properties"
    made = wiki("ines", "POST", path, json={"key": "k", "value": {"a": 1}}).json()
    assert [made] == wiki("ines", "GET", path, params={"key": "k"}).json()["results"]
    assert wiki("ines", "POST", path, json={"key": "k", "value": 1}).status_code == 400
    change = {"key": "k", "value": 2, "version": {"number": 2}}
    assert [wiki("ines", "PUT", f"{path}/{made['id']}", json=change).status_code for _ in range(2)] == [200, 409]
    assert wiki("rohan", "DELETE", f"{path}/{made['id']}").status_code == 403
    assert [wiki("ines", "DELETE", f"{path}/{made['id']}").status_code for _ in range(2)] == [204, 404]


def test_classification(wiki: Call) -> None:
    """Levels come for pages and spaces that have one; 404 otherwise; a page's level needs the scope WRITE."""
    levels = wiki("rohan", "GET", "api/v2/classification-levels").json()
    assert [level["name"] for level in levels] == ["Public", "Internal", "Confidential", "Restricted"]
    own = f"api/v2/pages/{HIDDEN}/classification-level"
    assert levels[2] == wiki("ines", "GET", own).json()
    assert wiki("ines", "GET", own, scopes=frozenset({"READ"})).status_code == 403
    assert wiki("ines", "GET", f"api/v2/pages/{RUNBOOK}/classification-level").status_code == 404
    default = "api/v2/spaces/{}/classification-level/default"
    statuses = [wiki("rohan", "GET", default.format(s)).status_code for s in ("98305", "98307", "98308")]
    assert statuses == [200, 404, 404]


def test_operations_and_checks(wiki: Call, people: dict[str, str]) -> None:
    """A person learns what they may do; about others only an administrator may ask."""
    rows = wiki("rohan", "GET", f"api/v2/pages/{RUNBOOK}/operations").json()["operations"]
    assert rows == [{"operation": "read", "targetType": "page"}]
    check = f"rest/api/content/{HIDDEN}/permission/check"
    sent = {"subject": {"type": "user", "identifier": people["rohan"]}, "operation": "read"}
    answers = [wiki(who, "POST", check, json=sent, scopes=frozenset({"READ"})) for who in ("rohan", "ines", "tomasz")]
    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert [answer.json()["hasPermission"] for answer in answers[:2]] == [False, False]
    sent["operation"] = "fly"
    assert wiki("ines", "POST", check, json=sent).status_code == 400


def test_people(wiki: Call, people: dict[str, str]) -> None:
    """The current person sees their own address and whether they administer; names of others come in bulk."""
    params = {"expand": "operations"}
    ines, emre = (wiki(who, "GET", "rest/api/user/current", params=params).json() for who in ("ines", "emre"))
    assert ines["email"] == "ines.okafor@example.com"
    administer = {"operation": "administer", "targetType": "application"}
    assert [administer in each["operations"] for each in (ines, emre)] == [True, False]
    sent = {"accountIds": [people["kenji"], "nobody"]}
    rows = wiki("emre", "POST", "api/v2/users-bulk", json=sent, scopes=frozenset({"READ"})).json()["results"]
    assert [row["displayName"] for row in rows] == ["Kenji Sawatari"]


@pytest.mark.parametrize(("who", "more", "status"), [("ines", {"product": "jira"}, 401), ("claire", {}, 403)])
def test_who_has_no_access(wiki: Call, who: str, more: dict[str, str], status: int) -> None:
    """A token of Jira's opens nothing here, and customers have no Confluence."""
    assert status == wiki(who, "GET", "api/v2/spaces", **more).status_code


@pytest.mark.parametrize(
    ("kind", "status"), [("429", 429), ("503", 503), ("404", 404), ("not_json", 200), ("redirect", 302)]
)
def test_faults(wiki: Call, site: SiteServer, kind: str, status: int) -> None:
    """The faults of Jira strike here too, in Confluence's form."""
    site.state.faults.add("/wiki/api/", kind)
    answer = wiki("ines", "GET", "api/v2/spaces")
    assert status == answer.status_code
    if kind == "429":
        assert answer.headers["RateLimit-Reason"].startswith("confluence-")
        assert answer.json()["errors"][0]["status"] == 429


def test_half_a_page_and_broken_bodies(wiki: Call, site: SiteServer) -> None:
    """Half of a list ends in an empty page; documents of both formats break."""
    site.state.faults.add("/footer-comments", "half_page")
    rows = every(wiki, "ines", f"api/v2/pages/{RUNBOOK}/footer-comments", limit=25)
    assert len(rows) == 2
    for form in ("atlas_doc_format", "storage"):
        site.state.faults.add("/wiki/api/", "bad_adf")
        page = wiki("ines", "GET", f"api/v2/pages/{RELEASE}", params={"body-format": form}).json()
        assert "vouch-summary" not in page["body"][form]["value"]


def test_spaces(wiki: Call) -> None:
    """Spaces come by key and id; hidden ones do not."""
    assert [row["key"] for row in every(wiki, "rohan", "api/v2/spaces")] == ["OPS", "PUB", "LAB"]
    found = wiki("rohan", "GET", "api/v2/spaces", params={"keys": "OPS,SECO"}).json()["results"]
    assert [row["key"] for row in found] == ["OPS"]
    assert wiki("rohan", "GET", "api/v2/spaces/98307").status_code == 404
    titled = wiki("rohan", "GET", "api/v2/spaces/98305/pages", params={"title": "Glossary"}).json()["results"]
    assert [row["id"] for row in titled] == ["196621"]
