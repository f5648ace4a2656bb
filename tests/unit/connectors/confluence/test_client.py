"""The client: lists to their end and nowhere else, classification levels, who administers, the table of calls."""

from __future__ import annotations

import re
from typing import Any

import pytest

from connectors.confluence.calls import CONFLUENCE_CALLS, Scope
from connectors.confluence.classification import ClassificationLevel, levels_of, page_level, space_default
from connectors.confluence.client import ConfluenceClient
from connectors.confluence.permissions import is_site_admin
from connectors.confluence.read import glance, read_page
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused
from connectors.host.model import Audience, Item, NativeLevel, Product
from tests.unit.connectors.confluence.wiki import Confluence, comment, page

LEVEL = {"id": "ari:1", "status": "PUBLISHED", "order": 2, "name": "Internal", "description": "", "color": "BLUE"}
PAGE_LEVEL, SPACE_LEVEL = "/api/v2/pages/42/classification-level", "/api/v2/spaces/11/classification-level/default"


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (2, 1), (3, 2), (7, 4)])
def test_paged_to_the_end(confluence: Confluence, client: ConfluenceClient, count: int, pages: int) -> None:
    """A list is followed by its cursor to the end, and each page is asked for once."""
    confluence.lists["/api/v2/pages/42/labels"] = [{"name": str(number)} for number in range(count)]
    assert [str(number) for number in range(count)] == [row["name"] for row in client.rows("pages", "42", "labels")]
    assert pages == len(confluence.asked) == len(set(confluence.asked))


@pytest.mark.parametrize(
    "following",
    [
        "https://evil.example/wiki/api/v2/pages/42/labels?cursor=x",
        "//evil.example/?cursor=x",
        "/wiki/api/v2/pages/42/labels",
        "/wiki/api/v2/pages/42/labels?cursor=",
        "http://[",
        5,
        {},
    ],
)
def test_next_page_elsewhere(confluence: Confluence, client: ConfluenceClient, following: Any) -> None:
    """A next page on another origin, or without a cursor, ends as a fault; half a list is none."""
    confluence.answers["/api/v2/pages/42/labels"] = {"results": [{}], "_links": {"next": following}}
    with pytest.raises(HostAnswerInvalid):
        list(client.rows("pages", "42", "labels"))
    assert len(confluence.asked) == 1


def test_next_page_is_only_a_cursor(confluence: Confluence, client: ConfluenceClient) -> None:
    """The address in an answer is never called: only its cursor is taken, and a cursor that comes twice is a fault."""
    links = {"next": "/wiki/rest/api/secret?cursor=a"}
    confluence.answers["/api/v2/pages/42/labels"] = {"results": [{}], "_links": links}
    with pytest.raises(HostAnswerInvalid, match="twice"):
        list(client.rows("pages", "42", "labels"))
    assert not confluence.paths("secret")
    assert len(confluence.asked) == 2


@pytest.mark.parametrize("answer", [{}, {"results": {}}, {"results": [1]}])
def test_malformed_list(confluence: Confluence, client: ConfluenceClient, answer: Any) -> None:
    """A list without rows of the right form is a fault."""
    confluence.answers["/api/v2/pages/42/labels"] = answer
    with pytest.raises(HostAnswerInvalid):
        list(client.rows("pages", "42", "labels"))


def test_lists_are_bounded(confluence: Confluence, client: ConfluenceClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list without end is given up."""
    monkeypatch.setattr("connectors.confluence.client.MOST_ROWS", 4)
    confluence.lists["/api/v2/pages/42/labels"] = [{}] * 5
    with pytest.raises(HostAnswerInvalid):
        list(client.rows("pages", "42", "labels"))


def test_paths_are_encoded(confluence: Confluence, client: ConfluenceClient) -> None:
    """An id cannot lead to another address."""
    with pytest.raises(HostNotFound):
        client.get("pages", "../../secret")
    assert confluence.paths("/api/v2/pages/..%2F..%2Fsecret?")
    for part in ("", ".", ".."):
        with pytest.raises(HostAnswerInvalid):
            client.get("pages", part)


@pytest.mark.parametrize("answer", [[], "x", 5])
def test_not_an_object(confluence: Confluence, client: ConfluenceClient, answer: Any) -> None:
    """An answer that is no object is a fault."""
    confluence.answers["/api/v2/pages/42"] = {"x": 1}
    assert client.get("pages", "42") == {"x": 1}
    confluence.mock.reset()
    confluence.mock.get("https://site.atlassian.net/wiki/api/v2/pages/42", json=answer)
    with pytest.raises(HostAnswerInvalid):
        client.get("pages", "42")


@pytest.mark.parametrize(
    ("path", "inside"), [("/x", True), ("//evil", False), ("/\\evil", False), ("x", False), (5, False)]
)
def test_addresses_stay_inside(client: ConfluenceClient, path: object, inside: bool) -> None:  # noqa: FBT001 (parametrised)
    """A link that an answer names leads into the wiki or nowhere."""
    assert (f"{client.base_url}/x" if inside else "") == client.address(path)


def test_classification(confluence: Confluence, client: ConfluenceClient) -> None:
    """A page's own level and its space's default, each with whose it is; 404 is "none said", never a level."""
    own, default = ClassificationLevel("ari:1", "Internal", 2.0, "PUBLISHED"), {**LEVEL, "id": "ari:2"}
    assert levels_of(client, "42", "11") == ()
    confluence.answers[SPACE_LEVEL] = default
    assert (page_level(client, "42"), getattr(space_default(client, "11"), "id", "")) == (None, "ari:2")
    assert levels_of(client, "42", "11") == (NativeLevel("ari:2", "Internal", "container"),)
    confluence.answers[PAGE_LEVEL] = LEVEL
    assert own == page_level(client, "42")
    assert [level.source for level in levels_of(client, "42", "11")] == ["item", "container"]
    assert [level.source for level in levels_of(client, "", "11")] == ["container"]
    assert page_level(client, "42", blog_post=True) is None


@pytest.mark.parametrize(
    ("answer", "error"), [(403, HostRefused), ({}, HostAnswerInvalid), ({"id": 1}, HostAnswerInvalid)]
)
def test_classification_unsaid(
    confluence: Confluence, client: ConfluenceClient, answer: Any, error: type[Exception]
) -> None:
    """A refusal or a broken answer is a fault: it is never taken for an unclassified page."""
    confluence.answers[PAGE_LEVEL] = answer
    with pytest.raises(error):
        levels_of(client, "42", "11")


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([{"operation": "use", "targetType": "application"}], False),
        ([{"operation": "administer", "targetType": "space"}], False),
        ([{"operation": "administer", "targetType": "application"}], True),
        (["administer"], False),
        ([], False),
    ],
)
def test_site_admin(confluence: Confluence, client: ConfluenceClient, operations: Any, expected: bool) -> None:  # noqa: FBT001 (parametrised)
    """Only who may administer the application is an administrator."""
    confluence.answers["/rest/api/user/current"] = {"type": "known", "operations": operations}
    assert expected is is_site_admin(client)
    assert confluence.paths("expand=operations")


@pytest.mark.parametrize("operations", [None, {}])
def test_site_admin_unsaid(confluence: Confluence, client: ConfluenceClient, operations: Any) -> None:
    """No answer is no permission."""
    confluence.answers["/rest/api/user/current"] = {"type": "known", "operations": operations}
    with pytest.raises(HostAnswerInvalid):
        is_site_admin(client)


def test_every_call_is_in_the_table(confluence: Confluence, client: ConfluenceClient) -> None:
    """What reading a page calls stands in the table, as used; all of it within READ but for a page's own level."""
    confluence.pages["42"] = page("42", None, "<p>x</p>", parentId="2", labels=None)
    confluence.lists |= {f"/api/v2/pages/42/{kind}-comments": [comment(1, "x")] for kind in ("footer", "inline")}
    confluence.lists["/api/v2/pages/42/labels"] = []
    confluence.answers["/api/v2/pages/42/ancestors"] = {"results": [{"id": "2"}]}
    item = Item(Product.CONFLUENCE, id="42")
    read_page(client, item, audience=Audience.AGENT)
    glance(client, item, audience=Audience.AGENT)
    levels_of(client, "42", "11")
    used = [call for call in CONFLUENCE_CALLS if call.used]
    patterns = {
        call: re.compile(call.method + " " + re.sub(r"\{[^}]*\}", "[^/?]+", call.path) + r"\?.*") for call in used
    }
    made = {asked: [call for call in used if patterns[call].fullmatch(asked)] for asked in confluence.asked}
    assert all(made.values()), made
    scopes = {
        call.scope for calls in made.values() for call in calls if not call.path.endswith("/classification-level")
    }
    assert scopes == {Scope.READ}
