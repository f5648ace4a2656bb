"""Groups of a Confluence site by their ids, which are those of the whole organisation."""

from __future__ import annotations

from connectors.confluence.client import ConfluenceClient
from connectors.host.errors import HostAnswerInvalid

_PAGE = 200
_MOST = 2000


def own_groups(client: ConfluenceClient) -> frozenset[str]:
    """Return the groups that this person is in.

    Raises:
        HostError: Confluence did not say, or did not say all.
    """
    account_id = client.get_v1("user", "current").get("accountId")
    if not isinstance(account_id, str) or not account_id:
        raise HostAnswerInvalid("the current user")
    return groups_of(client, account_id)


def groups_of(client: ConfluenceClient, account_id: str) -> frozenset[str]:
    """Return somebody's groups.

    Raises:
        HostError: Confluence did not say, or did not say all.
    """
    found: set[str] = set()
    for start in range(0, _MOST, _PAGE):
        params = {"accountId": account_id, "start": start, "limit": _PAGE}
        rows = client.get_v1("user", "memberof", params=params).get("results")
        if not isinstance(rows, list):
            raise HostAnswerInvalid("groups of a user")
        found |= {row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)}
        if len(rows) < _PAGE:
            return frozenset(found)
    raise HostAnswerInvalid("more groups than are read")
