"""What a person may do, as Jira itself says it; asked as that person."""

from __future__ import annotations

from connectors.host.errors import HostAnswerInvalid
from connectors.jira.client import JiraClient


def is_site_admin(client: JiraClient) -> bool:
    """Whether this person administers the Jira site (global permission `ADMINISTER`).

    Raises:
        HostError: Jira did not say.
    """
    answer = client.get("mypermissions", params={"permissions": "ADMINISTER"})
    try:
        return answer["permissions"]["ADMINISTER"]["havePermission"] is True
    except (KeyError, TypeError) as fault:
        raise HostAnswerInvalid("mypermissions") from fault
