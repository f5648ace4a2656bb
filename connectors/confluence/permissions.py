"""What a person may do, as Confluence itself says it; asked as that person."""

from __future__ import annotations

from connectors.confluence.client import ConfluenceClient
from connectors.host.errors import HostAnswerInvalid


def is_site_admin(client: ConfluenceClient) -> bool:
    """Whether this person administers Confluence: may do `administer` on the `application`.

    Atlassian's description of the interface lists both words among an operation's values, and has no call that asks
    for an administrator outright. A site where they mean less than that is not known.

    Raises:
        HostError: Confluence did not say.
    """
    answer = client.get_v1("user", "current", params={"expand": "operations"})
    operations = answer.get("operations")
    if not isinstance(operations, list):
        raise HostAnswerInvalid("operations of the current user")
    return any(
        isinstance(entry, dict) and entry.get("operation") == "administer" and entry.get("targetType") == "application"
        for entry in operations
    )


def may_update(client: ConfluenceClient, where: str, content_id: str) -> bool:
    """Whether this person may edit a page or blog post.

    Args:
        client: of the person.
        where: `pages` or `blogposts`.
        content_id: its id.

    Raises:
        HostError: Confluence did not say.
    """
    operations = client.get(where, content_id, "operations").get("operations")
    if not isinstance(operations, list):
        raise HostAnswerInvalid("operations of the content")
    wanted = {("update", "page"), ("update", "blogpost")}
    return any(
        isinstance(entry, dict) and (entry.get("operation"), entry.get("targetType")) in wanted for entry in operations
    )
