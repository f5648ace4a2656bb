"""An issue as a document: segments, visibilities, omissions, and what a broken answer becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from requests import PreparedRequest

from connectors.host.access import BearerAccess
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused
from connectors.host.model import Audience, Item, Omission, Product, VisibilityKind
from connectors.host.session import HostSession
from connectors.jira.client import JiraClient
from connectors.jira.permissions import is_site_admin
from connectors.jira.read import glance, locate, read_issue

BASE = "https://site.atlassian.net"
ITEM = Item(Product.JIRA, id="10001")


def adf(words: str) -> dict[str, Any]:
    """A document of one paragraph."""
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}],
    }


def comment(number: int, **extra: Any) -> dict[str, Any]:
    """A comment as Jira sends it."""
    stamp = f"2026-11-16T10:{number % 60:02d}:00.000+0000"
    author = {"accountId": f"acc-{number}", "displayName": f"Person {number}"}
    return {
        "id": str(number),
        "author": author,
        "created": stamp,
        "updated": stamp,
        "body": adf(f"Comment {number}."),
        **extra,
    }


def issue(**fields: Any) -> dict[str, Any]:
    """An issue as Jira sends it."""
    return {
        "id": "10001",
        "key": "PAY-1",
        "fields": {
            "project": {"id": "11000", "key": "PAY", "name": "Payments"},
            "summary": "It breaks",
            "description": adf("It breaks since Monday."),
            "status": {"name": "In Review", "statusCategory": {"key": "indeterminate"}},
            "assignee": {"accountId": "acc-9", "displayName": "Ada Byron"},
            "reporter": {"accountId": "acc-8", "displayName": "Bo Ek"},
            "duedate": "2026-11-30",
            "labels": ["gateway"],
            "created": "2026-11-16T09:00:00.000+0000",
            "updated": "2026-11-16T12:00:00.000+0000",
            "attachment": [{"filename": "a.log"}, {"filename": "b.png"}],
            "issuelinks": [
                {
                    "type": {"outward": "blocks", "inward": "is blocked by"},
                    "inwardIssue": {"key": "PAY-2", "fields": {"summary": "Other", "status": {"name": "Open"}}},
                }
            ],
            **fields,
        },
    }


class Jira:
    """Answers for one issue with a thread."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self.mock = mock
        self.comments: list[dict[str, Any]] = []
        self.total: int | None = None
        self.asked: list[str] = []

    def serve(self, body: Any) -> None:
        """Answer with that issue."""
        self.mock.add_callback(responses.GET, f"{BASE}/rest/api/3/issue/10001/comment", self._page)
        self.mock.add(responses.GET, f"{BASE}/rest/api/3/issue/10001", json=body)

    def _page(self, request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        query = parse_qs(urlsplit(str(request.url)).query)
        self.asked.append(query["startAt"][0])
        start, size = int(query["startAt"][0]), int(query["maxResults"][0])
        page = self.comments[start : start + size]
        total = len(self.comments) if self.total is None else self.total
        return 200, {}, json.dumps({"startAt": start, "maxResults": size, "total": total, "comments": page})


@pytest.fixture
def jira() -> Iterator[Jira]:
    """A Jira without a network."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield Jira(mock)


@pytest.fixture
def client() -> JiraClient:
    """A client as one person."""
    return JiraClient(HostSession(BearerAccess(BASE, lambda: "token"), budget_seconds=2))


def test_document(jira: Jira, client: JiraClient) -> None:
    """Every part of an issue is a segment with a stable id."""
    jira.comments = [comment(1), comment(2, jsdPublic=False)]
    jira.serve(issue())
    document = read_issue(client, ITEM, audience=Audience.AGENT)
    assert [segment.id for segment in document.segments] == [
        "summary",
        "description",
        "comment:1",
        "comment:2",
        "field:status",
        "field:assignee",
        "field:reporter",
        "field:due",
        "field:labels",
        "link:PAY-2",
    ]
    link = document.segment("link:PAY-2")
    assert link
    assert (link.role, link.text) == ("is blocked by", "PAY-2: Other (Open)")
    assert (Omission("attachments", 2, ("a.log", "b.png")),) == document.omissions
    assert (
        document.item.key,
        document.place.key,
        document.place.id,
        document.comments_total,
    ) == ("PAY-1", "PAY", "11000", 2)
    assert {"comment:1", "comment:2"} == set(document.versions)
    assert f"{BASE}/browse/PAY-1?focusedCommentId=1" == getattr(document.segment("comment:1"), "href", "")
    assert document.facts == {"status_category": "indeterminate"}


VISIBILITIES: dict[str, tuple[dict[str, Any], VisibilityKind, str]] = {
    "plain": ({}, VisibilityKind.PUBLIC, ""),
    "said to be public": ({"jsdPublic": True}, VisibilityKind.PUBLIC, ""),
    "internal note": ({"jsdPublic": False}, VisibilityKind.INTERNAL, ""),
    "internal by property": (
        {"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]},
        VisibilityKind.INTERNAL,
        "",
    ),
    "property of an odd form": (
        {"properties": [{"key": "sd.public.comment", "value": 5}]},
        VisibilityKind.INTERNAL,
        "",
    ),
    "said to be public by property": (
        {"properties": [{"key": "sd.public.comment", "value": {"internal": False}}]},
        VisibilityKind.PUBLIC,
        "",
    ),
    "role": ({"visibility": {"type": "role", "value": "Developers"}}, VisibilityKind.RESTRICTED, "Developers"),
    "group without a name": ({"visibility": {"type": "group", "identifier": "g-1"}}, VisibilityKind.RESTRICTED, "g-1"),
    "restriction of an odd form": ({"visibility": "x"}, VisibilityKind.INTERNAL, ""),
    "restricted and internal": (
        {"visibility": {"type": "role", "value": "Admins"}, "jsdPublic": False},
        VisibilityKind.RESTRICTED,
        "Admins",
    ),
}


@pytest.mark.parametrize(("extra", "kind", "name"), VISIBILITIES.values(), ids=VISIBILITIES.keys())
def test_visibility(jira: Jira, client: JiraClient, extra: dict[str, Any], kind: VisibilityKind, name: str) -> None:
    """Who can read a comment is worked out on the safe side, and a customer's text never rests on narrower ones."""
    jira.comments = [comment(1, **extra)]
    jira.serve(issue())
    segment = read_issue(client, ITEM, audience=Audience.AGENT).segment("comment:1")
    assert segment
    assert (kind, name) == (segment.visibility.kind, segment.visibility.name)
    for_customer = read_issue(client, ITEM, audience=Audience.CUSTOMER)
    assert (kind is VisibilityKind.PUBLIC) == (for_customer.segment("comment:1") is not None)


def test_customer(jira: Jira, client: JiraClient) -> None:
    """For a customer, internal things are left out and counted: notes, restrictions, links, fields of the team."""
    restricted = {"visibility": {"type": "role", "value": "Developers"}}
    jira.comments = [comment(1), comment(2, jsdPublic=False), comment(3, **restricted)]
    jira.serve(issue())
    document = read_issue(client, ITEM, audience=Audience.CUSTOMER)
    assert [segment.id for segment in document.segments] == ["summary", "description", "comment:1", "field:status"]
    assert {omission.what: omission.count for omission in document.omissions} == {
        "attachments": 2,
        "internal_comments": 1,
        "restricted_comments": 1,
        "linked_items": 1,
    }
    assert {"1"} == set(glance(client, ITEM, audience=Audience.CUSTOMER).comments)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (100, 1), (101, 2), (250, 3)])
def test_paged_to_the_end(jira: Jira, client: JiraClient, count: int, pages: int) -> None:
    """Comments are read to the end, a hundred at a time."""
    jira.comments = [comment(number) for number in range(1, count + 1)]
    jira.serve(issue())
    assert count == len(glance(client, ITEM, audience=Audience.AGENT).comments)
    assert [str(100 * page) for page in range(pages)] == jira.asked


def test_half_a_thread_is_no_thread(jira: Jira, client: JiraClient) -> None:
    """A page that is promised and does not come is a fault, never a shorter thread."""
    jira.comments, jira.total = [comment(1)], 5
    jira.serve(issue())
    with pytest.raises(HostAnswerInvalid):
        read_issue(client, ITEM, audience=Audience.AGENT)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"id": "10001", "key": "PAY-1"},
        {"id": "10001", "key": "PAY-1", "fields": None},
        {"id": 5, "key": "PAY-1", "fields": {"project": {"id": "1", "key": "PAY"}}},
        {"id": "10001", "key": "PAY-1", "fields": {"project": {}}},
    ],
)
def test_broken_issue(jira: Jira, client: JiraClient, body: Any) -> None:
    """An answer that lacks what the API promises is a typed fault."""
    jira.serve(body)
    with pytest.raises(HostAnswerInvalid):
        read_issue(client, ITEM, audience=Audience.AGENT)


@pytest.mark.parametrize("row", [None, {}, {"id": 5}, {"id": "../1"}, "x"])
def test_broken_comment(jira: Jira, client: JiraClient, row: Any) -> None:
    """A comment that has no id of the right form is a typed fault."""
    jira.comments = [row]
    jira.serve(issue())
    with pytest.raises(HostAnswerInvalid):
        read_issue(client, ITEM, audience=Audience.AGENT)


def test_odd_fields_are_left_out(jira: Jira, client: JiraClient) -> None:
    """Fields of a wrong type say nothing; the rest is read."""
    odd = dict.fromkeys(("description", "status", "assignee", "duedate", "updated", "created"), 5)
    jira.serve(issue(**odd, labels=None, issuelinks=[5, {}], attachment=None, subtasks=None))
    document = read_issue(client, ITEM, audience=Audience.AGENT)
    assert [segment.id for segment in document.segments] == ["summary", "field:reporter"]


def test_locate_asks_for_no_content(jira: Jira, client: JiraClient) -> None:
    """To learn where an issue lives, only its project is asked for."""
    jira.serve(issue())
    item, place = locate(client, ITEM)
    assert (item.id, item.key, place.key) == ("10001", "PAY-1", "PAY")
    assert parse_qs(urlsplit(str(jira.mock.calls[0].request.url)).query) == {"fields": ["project"]}


def test_nothing_to_name(client: JiraClient) -> None:
    """An item without id and key is never asked for."""
    with pytest.raises(HostAnswerInvalid):
        locate(client, Item(Product.JIRA))


@pytest.mark.parametrize(("status", "error"), [(403, HostRefused), (401, HostRefused), (404, HostNotFound)])
def test_refusals(jira: Jira, client: JiraClient, status: int, error: type[Exception]) -> None:
    """What the person may not see is a refusal, in a type of its own."""
    jira.mock.add(responses.GET, f"{BASE}/rest/api/3/issue/10001", status=status)
    with pytest.raises(error):
        locate(client, ITEM)


def test_paths_are_encoded(jira: Jira, client: JiraClient) -> None:
    """A key cannot lead to another address."""
    jira.mock.add(responses.GET, f"{BASE}/rest/api/3/issue/..%2F..%2Fsecret", json=issue())
    locate(client, Item(Product.JIRA, key="../../secret"))
    assert "/issue/..%2F..%2Fsecret?" in str(jira.mock.calls[0].request.url)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"permissions": {"ADMINISTER": {"havePermission": True}}}, True),
        ({"permissions": {"ADMINISTER": {"havePermission": "yes"}}}, False),
    ],
)
def test_site_admin(jira: Jira, client: JiraClient, answer: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 (parametrised)
    """Only a plain yes of Jira's makes an administrator."""
    jira.mock.add(responses.GET, f"{BASE}/rest/api/3/mypermissions", json=answer)
    assert expected is is_site_admin(client)


def test_site_admin_unsaid(jira: Jira, client: JiraClient) -> None:
    """No answer is no permission."""
    jira.mock.add(responses.GET, f"{BASE}/rest/api/3/mypermissions", json={})
    with pytest.raises(HostAnswerInvalid):
        is_site_admin(client)


@pytest.mark.parametrize(
    ("kind", "comments", "expected"),
    [
        ("software", [comment(1)], VisibilityKind.PUBLIC),
        ("service_desk", [comment(1)], VisibilityKind.INTERNAL),
        ("software", [comment(1, visibility={"type": "role", "value": "Developers"})], VisibilityKind.RESTRICTED),
    ],
)
def test_who_may_read_a_file(
    jira: Jira, client: JiraClient, kind: str, comments: list[dict[str, Any]], expected: VisibilityKind
) -> None:
    """A file is for those who may read the narrowest comment, with which it may have come."""
    attached = {
        "id": "7",
        "filename": "a.log",
        "size": 9,
        "mimeType": "text/plain",
        "created": "2026-11-16T11:00:00.000+0000",
    }
    jira.serve(issue(attachment=[attached], project={"id": "11000", "key": "PAY", "projectTypeKey": kind}))
    jira.comments = comments
    jira.mock.get(f"{BASE}/rest/api/3/attachment/content/7", body=b"12:01 full")
    document = read_issue(client, ITEM, audience=Audience.AGENT)
    (file,) = (segment for segment in document.segments if segment.id == "attachment:7")
    assert (file.text, file.visibility.kind) == ("12:01 full", expected)
    assert document.omissions == ()
