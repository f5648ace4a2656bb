"""What is new in an issue since a moment: comments, a changed description, and what the changelog says.

Jira shows the changelog to everybody who may see the issue, and leaves out fields that the person may not see.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from connectors.host.errors import HostAnswerInvalid
from connectors.host.model import Audience, Document, Item, Segment
from connectors.host.news import Change, news_of
from connectors.jira.client import JiraClient
from connectors.jira.fields import moment
from connectors.jira.read import read_issue
from connectors.jira.segments import person

_PAGE, _MOST = 100, 5_000
_SHOWN = 40  # changes at most, the newest
# What a tool keeps for itself, what is shown as a text of its own, and links, which may lead where no AI may read.
_UNSPOKEN = frozenset(
    {"rank", "workflow", "comment", "worklogid", "timespent", "timeestimate", "remoteissuelink", "link", "description"}
)
_ROLES = {"duedate": "due", "fix version": "fix_versions", "component": "components", "issuetype": "type"}


def read_news(client: JiraClient, item: Item, since: datetime) -> Document:
    """Return what is new since then, as the person may read it.

    Raises:
        HostError: as `read_issue`.
    """
    document = read_issue(client, item, audience=Audience.AGENT, files=False)
    rows = [row for row in _changelog(client, document.item.id) if (moment(row.get("created")) or since) > since]
    href = f"{client.site_url}/browse/{document.item.key}"
    described = any(_field(entry) == "description" for row in rows for entry in _items(row))

    def changed(segment: Segment) -> bool:
        return described and segment.id == "description"

    changes = [change for row in rows for change in _changes(row, href)]
    return news_of(document, since, changes[-_SHOWN:], changed)


def _changelog(client: JiraClient, issue: str) -> Iterator[dict[str, Any]]:
    start = 0
    while True:
        page = client.get("issue", issue, "changelog", params={"startAt": start, "maxResults": _PAGE})
        rows = page.get("values")
        if not isinstance(rows, list):
            raise HostAnswerInvalid("changelog")
        yield from (row for row in rows if isinstance(row, dict))
        start += len(rows)
        if page.get("isLast") is not False or not rows:
            return
        if start >= _MOST:
            raise HostAnswerInvalid(f"more than {_MOST} changes")


def _changes(row: dict[str, Any], href: str) -> Iterator[Change]:
    for number, entry in enumerate(_items(row), 1):
        field = _field(entry)
        if field and field not in _UNSPOKEN:
            yield Change(
                id=f"{row.get('id')}-{number}",
                role=_ROLES.get(field, str(entry["field"])),
                now=_text(entry.get("toString")),
                was=_text(entry.get("fromString")),
                author=person(row.get("author")),
                at=moment(row.get("created")),
                href=href,
            )


def _items(row: dict[str, Any]) -> list[dict[str, Any]]:
    items = row.get("items")
    return [entry for entry in items if isinstance(entry, dict)] if isinstance(items, list) else []


def _field(entry: dict[str, Any]) -> str:
    return _text(entry.get("field")).casefold()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
