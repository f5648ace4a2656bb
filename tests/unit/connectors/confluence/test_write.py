"""Writing to Confluence: answers that do not say what they must, and what is told apart without a site."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.confluence import drafts, labels, permissions, write
from connectors.confluence.client import ConfluenceClient
from connectors.confluence.drafts import DraftState
from connectors.host.compose import compose, digest
from connectors.host.errors import HostAnswerInvalid, HostNotFound
from connectors.host.model import Item, Product
from tests.unit.connectors.confluence.wiki import Confluence, adf, comment, page

ITEM = Item(Product.CONFLUENCE, id="42")
COMMENTS, DRAFT = "/api/v2/footer-comments", "/api/v2/pages/77"
LABELS = "/api/v2/pages/42/labels"


@pytest.fixture(autouse=True)
def _page(confluence: Confluence) -> None:
    confluence.pages["42"] = page("42", adf("Text."))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"id": 5, "version": {"number": 1}},
        {"id": "../7", "version": {"number": 1}},
        {"id": "7"},
        {"id": "7", "version": {}},
        {"id": "7", "version": {"number": "1"}},
    ],
)
def test_a_comment_that_is_none(confluence: Confluence, client: ConfluenceClient, answer: Any) -> None:
    """An answer without an id that can be asked for again, or without a version, is a fault."""
    confluence.answers[COMMENTS] = answer
    with pytest.raises(HostAnswerInvalid):
        write.add_comment(client, ITEM, "Text.", "")


@pytest.mark.parametrize(
    "body",
    [None, {}, {"atlas_doc_format": {"value": "{"}}, {"atlas_doc_format": {"value": 5}}, {"storage": {"value": "x"}}],
)
def test_comments_that_are_not_ours(confluence: Confluence, client: ConfluenceClient, body: Any) -> None:
    """A comment whose document cannot be read is not taken for the one that was written."""
    row = comment(1, "Text.")
    confluence.lists["/api/v2/pages/42/footer-comments"] = [{**row, "body": body}, comment(2, "Other.")]
    assert write.find_comment(client, ITEM, "Text.", "", "acc-2") is None


def test_a_comment_is_found_by_author_and_document(confluence: Confluence, client: ConfluenceClient) -> None:
    """The newest of this person's with exactly this document."""
    confluence.lists["/api/v2/pages/42/footer-comments"] = [comment(number, "Text.") for number in (3, 2)]
    found = write.find_comment(client, ITEM, "Text.", "", "acc-2")
    assert found
    assert (found.id, found.version) == ("3", "1")
    assert write.find_comment(client, ITEM, "Text.", "", "acc-1") is None
    assert confluence.paths("footer-comments", "sort=-created-date", "body-format=atlas_doc_format")


def test_a_mark_of_another_key(confluence: Confluence, client: ConfluenceClient) -> None:
    """A host that does not narrow the list by key does not make another property ours."""
    confluence.lists["/api/v2/pages/42/properties"] = [
        {"id": "1", "key": "other", "value": "x", "version": {"number": 3}}
    ]
    assert write.approved_mark(client, "pages", "42") is None
    write.unmark_approved(client, "pages", "42")
    assert all(asked.startswith("GET") for asked in confluence.asked)


def test_labels(confluence: Confluence, client: ConfluenceClient) -> None:
    """Labels of people and teams are left out, and so are rows that are none."""
    rows = [
        {"name": "plan", "prefix": "global"},
        {"name": "mine", "prefix": "my"},
        {"name": 5, "prefix": "global"},
        {"name": "old"},
        {"name": "plan", "prefix": "global"},
    ]
    confluence.lists[LABELS] = rows
    assert labels.labels_of(client, ITEM) == ("plan", "old")
    confluence.answers["/rest/api/content/42/label"] = {"results": [{"name": "new", "prefix": "global"}, "x"]}
    assert labels.add_labels(client, ITEM, ["new"]) == ("new",)
    confluence.answers["/rest/api/content/42/label"] = {"results": None}
    assert labels.add_labels(client, ITEM, ["new"]) == ()


@pytest.mark.parametrize("answer", [{}, {"id": None}, {"id": "7/8", "status": "draft"}])
def test_a_draft_that_is_none(confluence: Confluence, client: ConfluenceClient, answer: Any) -> None:
    """An answer without an id is a fault."""
    confluence.answers["/api/v2/pages"] = answer
    with pytest.raises(HostAnswerInvalid):
        drafts.add_draft(client, ITEM, "{title}", "Text.", "")


def test_a_draft_of_a_host_that_shows_drafts_to_all_who_ask(confluence: Confluence, client: ConfluenceClient) -> None:
    """A host that gives a draft without being asked for drafts does not make it look published."""
    document = compose("Text.")
    body = {"atlas_doc_format": {"representation": "atlas_doc_format", "value": json.dumps(document)}}
    confluence.answers[DRAFT] = {"id": "77", "status": "draft", "title": "Plan", "body": body}
    known = digest(["Plan", document])
    assert drafts.draft_state(client, "77", known) is DraftState.UNCHANGED
    assert drafts.draft_state(client, "77", "other") is DraftState.CHANGED
    confluence.answers[DRAFT] = {"id": "77", "status": "current", "title": "Plan", "body": body}
    assert drafts.draft_state(client, "77", known) is DraftState.PUBLISHED
    confluence.answers[DRAFT] = 404
    assert drafts.draft_state(client, "77", known) is DraftState.GONE


@pytest.mark.parametrize(
    ("operations", "may"),
    [
        ([{"operation": "update", "targetType": "page"}], True),
        ([{"operation": "update", "targetType": "blogpost"}], True),
        ([{"operation": "update", "targetType": "space"}, {"operation": "read", "targetType": "page"}], False),
        (["update"], False),
        ([], False),
    ],
)
def test_who_may_edit(confluence: Confluence, client: ConfluenceClient, operations: Any, may: bool) -> None:  # noqa: FBT001 (parametrised)
    """Only who may update the content itself."""
    confluence.answers["/api/v2/pages/42/operations"] = {"operations": operations}
    assert may is permissions.may_update(client, "pages", "42")


def test_who_may_edit_unsaid(confluence: Confluence, client: ConfluenceClient) -> None:
    """No answer is no permission."""
    confluence.answers["/api/v2/pages/42/operations"] = {}
    with pytest.raises(HostAnswerInvalid):
        permissions.may_update(client, "pages", "42")
    with pytest.raises(HostNotFound):
        permissions.may_update(client, "pages", "43")
