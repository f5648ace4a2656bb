"""What a person may do, as Jira itself says it; asked as that person."""

from __future__ import annotations

from connectors.host.errors import HostAnswerInvalid, HostNotFound
from connectors.host.model import Place
from connectors.jira.client import JiraClient
from connectors.jira.values import place_of


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


def administered(client: JiraClient, key: str) -> Place | None:
    """Return a project, as Jira names it, if this person administers it or the site; None otherwise.

    A project that the person does not see answers as one that they do not administer.

    Raises:
        HostError: Jira did not say.
    """
    wanted = ("ADMINISTER_PROJECTS", "ADMINISTER")
    try:
        place = place_of(client, key)
        answer = client.get("mypermissions", params={"permissions": ",".join(wanted), "projectId": place.id})
    except HostNotFound:
        return None
    try:
        held = [answer["permissions"][name]["havePermission"] is True for name in wanted]
    except (KeyError, TypeError) as fault:
        raise HostAnswerInvalid("mypermissions") from fault
    return place if any(held) else None
