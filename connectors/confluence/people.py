"""Names of people by their account ids: version 2 of the REST interface says who by id alone."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.confluence.client import ConfluenceClient
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused
from connectors.host.model import Person

_AT_ONCE = 250
_MOST = 500


def names_of(client: ConfluenceClient, account_ids: Iterable[str]) -> dict[str, str]:
    """Return display names by account id; people whom the host does not name to this person are left out.

    Raises:
        HostError: the host did not answer at all; a refusal is no fault here, as nothing hangs on a name.
    """
    wanted = [account_id for account_id in dict.fromkeys(account_ids) if account_id][:_MOST]
    names: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        try:
            rows = client.post("users-bulk", body={"accountIds": wanted[start : start + _AT_ONCE]}).get("results")
        except (HostRefused, HostNotFound, HostAnswerInvalid):
            return names
        for row in rows if isinstance(rows, list) else ():
            account_id, name = (row.get("accountId"), row.get("displayName")) if isinstance(row, dict) else ("", "")
            if isinstance(account_id, str) and isinstance(name, str) and name:
                names[account_id] = name
    return names


def person(account_id: object, names: dict[str, str]) -> Person | None:
    """Return the person of that id, or None where no name is known."""
    name = names.get(account_id) if isinstance(account_id, str) else None
    return Person(str(account_id), name) if name else None
