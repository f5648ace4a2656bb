"""What is new in an issue: comments, a changed description, and what the changelog says; nothing older."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from connectors.host.access import BearerAccess
from connectors.host.errors import HostAnswerInvalid
from connectors.host.model import Item, Product
from connectors.host.news import NOTHING
from connectors.host.session import HostSession
from connectors.jira.client import JiraClient
from connectors.jira.news import read_news
from tests.unit.connectors.jira.test_read import BASE, adf, comment, issue

ITEM = Item(Product.JIRA, id="10001")
SINCE = datetime(2026, 11, 16, 10, 2, 30, tzinfo=UTC)
ADA = {"accountId": "acc-9", "displayName": "Ada Byron"}


def entry(number: int, minute: int, *items: tuple[str, str | None, str | None]) -> dict[str, Any]:
    """A row of the changelog, as Atlassian's description has it."""
    said = [
        {
            "field": field,
            "fieldtype": "jira",
            "fieldId": field,
            "from": None,
            "fromString": was,
            "to": None,
            "toString": now,
        }
        for field, was, now in items
    ]
    return {"id": str(number), "author": ADA, "created": f"2026-11-16T10:{minute:02d}:00.000+0000", "items": said}


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    """A Jira without a network."""
    with responses.RequestsMock() as mock:
        yield mock


def read(mock: responses.RequestsMock, *pages: dict[str, Any], comments: tuple[dict[str, Any], ...] = ()) -> Any:
    """The news, of an issue with these pages of history and these comments."""
    mock.get(f"{BASE}/rest/api/3/issue/10001", json=issue(description=adf("Another text.")))
    mock.get(f"{BASE}/rest/api/3/issue/10001/comment", json={"comments": list(comments), "total": len(comments)})
    for page in pages:
        mock.get(f"{BASE}/rest/api/3/issue/10001/changelog", json=page)
    return read_news(JiraClient(HostSession(BearerAccess(BASE, lambda: "t"), budget_seconds=2)), ITEM, SINCE)


def test_what_is_new(mock: responses.RequestsMock) -> None:
    """New and edited comments, changes by field with what they were; everything older is left out but the title."""
    edited = comment(1, updated="2026-11-16T10:20:00.000+0000")
    first = {"values": [entry(1, 1, ("status", "Open", "In Progress"))], "isLast": False}
    second = {
        "values": [
            entry(2, 5, ("status", "In Progress", "Done"), ("Rank", "a", "b"), ("Link", None, "This relates to SEC-4")),
            entry(3, 6, ("duedate", "2026-11-30", None), ("Story Points", None, "5")),
        ],
        "isLast": True,
    }
    document = read(mock, first, second, comments=(edited, comment(2), comment(3)))
    assert [segment.id for segment in document.segments] == [
        "summary", "comment:1", "comment:3", "change:2-1", "change:3-1", "change:3-2",
    ]  # fmt: skip
    changes = document.segments[3:]
    assert [change.role for change in changes] == ["status", "due", "Story Points"]
    assert [[block.text for block in change.blocks] for change in changes] == [
        ["In Progress", "Done"], ["2026-11-30", NOTHING], ["5"],
    ]  # fmt: skip
    assert {change.author.display_name for change in changes} == {"Ada Byron"}
    assert document.facts["since"] == SINCE.isoformat()
    assert set(document.versions) == {"comment:1", "comment:2", "comment:3"}
    assert document.comments_total == 3


def test_a_changed_description(mock: responses.RequestsMock) -> None:
    """A description that somebody changed is shown as it is now, and not as two texts in a row of values."""
    document = read(mock, {"values": [entry(1, 9, ("description", "old", "new"))], "isLast": True})
    assert [segment.id for segment in document.segments] == ["summary", "description"]


def test_nothing(mock: responses.RequestsMock) -> None:
    """Where nothing happened there is the title alone."""
    document = read(mock, {"values": [], "isLast": True}, comments=(comment(1),))
    assert [segment.id for segment in document.segments] == ["summary"]


def test_half_a_history(mock: responses.RequestsMock) -> None:
    """An answer without a list is no history."""
    with pytest.raises(HostAnswerInvalid):
        read(mock, {"isLast": True})
