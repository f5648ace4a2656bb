"""Atlassian's app access rules as Jira tells them to Forge apps: which projects hold something that is kept from us.

Connect apps may not ask. Which issues these are is not told; whoever wants to know asks for each.
"""

from __future__ import annotations

from collections.abc import Sequence

from connectors.host.errors import HostAnswerInvalid
from connectors.jira.client import JiraClient

_AT_ONCE = 50


def blocked_projects(client: JiraClient, project_ids: Sequence[str]) -> tuple[str, ...]:
    """Return those of the projects in which anything is kept from this app.

    Args:
        client: of the app, or of a person.
        project_ids: to ask about; Jira takes fifty at once.

    Raises:
        HostError: as the client.
        HostAnswerInvalid: an answer without its yes or no: nothing is taken for "not blocked".
    """
    if not project_ids or not _said(client.get("data-policy")):
        return ()
    found: list[str] = []
    for first in range(0, len(project_ids), _AT_ONCE):
        ids = project_ids[first : first + _AT_ONCE]
        rows = client.get("data-policy", "project", params={"ids": ",".join(ids)}).get("projectDataPolicies")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise HostAnswerInvalid("data policies without a list")
        found += [str(row.get("id")) for row in rows if _said(row.get("dataPolicy"))]
    return tuple(found)


def _said(policy: object) -> bool:
    said = policy.get("anyContentBlocked") if isinstance(policy, dict) else None
    if not isinstance(said, bool):
        raise HostAnswerInvalid("data policy")
    return said
