"""Atlassian's app access rules as Confluence tells them: which spaces hold something that this app may not reach.

Which objects these are is not told; whoever wants to know asks for each. Jira does not tell Connect apps anything.
"""

from __future__ import annotations

from connectors.confluence.client import ConfluenceClient
from connectors.host.errors import HostAnswerInvalid


def blocked_spaces(client: ConfluenceClient) -> tuple[str, ...]:
    """Return the ids of the spaces in which anything is kept from this app; asked as the app.

    Raises:
        HostError: as the client.
        HostAnswerInvalid: an answer without its yes or no: nothing is taken for "not blocked".
    """
    if not _said(client.get("data-policies", "metadata")):
        return ()
    return tuple(_id(row) for row in client.rows("data-policies", "spaces") if _said(row.get("dataPolicy")))


def _said(policy: object) -> bool:
    said = policy.get("anyContentBlocked") if isinstance(policy, dict) else None
    if not isinstance(said, bool):
        raise HostAnswerInvalid("data policy")
    return said


def _id(row: dict[str, object]) -> str:
    space_id = row.get("id")
    if not isinstance(space_id, str) or not space_id.isalnum():
        raise HostAnswerInvalid("space")
    return space_id
