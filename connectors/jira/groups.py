"""Groups of a Jira site by their ids, which are those of the whole organisation."""

from __future__ import annotations

from typing import Any

from connectors.host.errors import HostAnswerInvalid
from connectors.jira.client import JiraClient


def own_groups(client: JiraClient) -> frozenset[str]:
    """Return the groups that this person is in, nested ones included; needs no permission.

    Raises:
        HostError: Jira did not say, or did not say all.
    """
    found = client.get("myself", params={"expand": "groups"}).get("groups")
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(items, list) or found.get("size", len(items)) != len(items):
        raise HostAnswerInvalid("groups of the current user")
    return _ids(items)


def groups_of(client: JiraClient, account_id: str) -> frozenset[str]:
    """Return somebody's groups; the asking person must be allowed to browse users and groups.

    Raises:
        HostError: as the client.
    """
    return _ids(client.get_list("user", "groups", params={"accountId": account_id}))


def _ids(rows: list[Any]) -> frozenset[str]:
    return frozenset(row["groupId"] for row in rows if isinstance(row, dict) and isinstance(row.get("groupId"), str))
