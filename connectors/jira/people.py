"""People of a Jira site, as one of them sees the others."""

from __future__ import annotations

from typing import Any

from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused
from connectors.host.model import Item, Person
from connectors.jira.client import JiraClient

_MOST = 100  # Jira sifts the range that was asked for, so an answer is often much shorter


def assignable(client: JiraClient, item: Item, *, query: str = "", account_id: str = "") -> list[Person]:
    """Return people to whom the issue can be assigned: by a part of their name, or exactly one by account id.

    Raises:
        HostError: as the client; `HostRefused` where this person may not look for others.
    """
    named = {"accountId": account_id} if account_id else {"query": query}
    issue = {"issueKey": item.key} if item.key else {"issueId": item.id}
    rows = client.get_list("user", "assignable", "search", params={**issue, **named, "maxResults": _MOST})
    return [found for row in rows if (found := _person(row)) is not None]


def display_name(client: JiraClient, account_id: str) -> str:
    """Return somebody's name as this person may see it; empty where they may not.

    Raises:
        HostError: Jira did not answer at all; a refusal is no fault here, as nothing hangs on a name.
    """
    try:
        found = _person(client.get("user", params={"accountId": account_id}))
    except (HostNotFound, HostRefused, HostAnswerInvalid):
        return ""
    return found.display_name if found else ""


def own_name(client: JiraClient) -> str:
    """Return this person's own name.

    Raises:
        HostError: as the client.
    """
    found = _person(client.get("myself"))
    if found is None:
        raise HostAnswerInvalid("myself")
    return found.display_name


def _person(row: Any) -> Person | None:  # noqa: ANN401 (any JSON)
    if not isinstance(row, dict) or row.get("active") is False or row.get("accountType") not in {"atlassian", None}:
        return None
    account_id, name = row.get("accountId"), row.get("displayName")
    if not (isinstance(account_id, str) and account_id and isinstance(name, str) and name):
        return None
    return Person(account_id, name)
