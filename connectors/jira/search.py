"""Issues by JQL, page by page, as one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from connectors.host.errors import HostAnswerInvalid
from connectors.jira.client import JiraClient

_PAGE = 100


def issues_of(client: JiraClient, jql: str, fields: Sequence[str], *, most: int) -> Iterator[dict[str, Any]]:
    """Yield at most `most` issues in the order of the query, each with `id`, `key` and the `fields` asked for.

    Jira gives no total; the list ends where no token leads on. An index behind `search/jql` may lag by seconds.

    Raises:
        HostError: as the client.
        HostAnswerInvalid: a page is malformed, or a token comes twice.
    """
    tokens: set[str] = set()
    body: dict[str, Any] = {"jql": jql, "fields": list(fields)}
    left = most
    while left > 0:
        page = client.post("search", "jql", body={**body, "maxResults": min(_PAGE, left)})
        issues = page.get("issues")
        if not isinstance(issues, list) or not all(map(_whole, issues)):
            raise HostAnswerInvalid("search")
        yield from issues[:left]
        left -= len(issues)
        token = page.get("nextPageToken")
        if not token or page.get("isLast") is True or not issues:
            return
        if not isinstance(token, str) or token in tokens:
            raise HostAnswerInvalid("search: a token came twice")
        tokens.add(token)
        body["nextPageToken"] = token


def _whole(issue: object) -> bool:
    return isinstance(issue, dict) and isinstance(issue.get("fields"), dict) and isinstance(issue.get("id"), str)
