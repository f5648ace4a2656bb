"""What a person may do, as Confluence itself says it; asked as that person."""

from __future__ import annotations

from connectors.confluence.choices import place_of
from connectors.confluence.client import ConfluenceClient
from connectors.host.errors import HostAnswerInvalid, HostNotFound
from connectors.host.model import Place


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


def administered(client: ConfluenceClient, key: str) -> Place | None:
    """Return a space, as Confluence names it, if this person administers it or the site; None otherwise.

    A space that the person does not see answers as one that they do not administer.

    Raises:
        HostError: Confluence did not say.
    """
    try:
        place = place_of(client, key)
        operations = client.get("spaces", place.id, "operations").get("operations")
    except HostNotFound:
        return None
    if not isinstance(operations, list):
        raise HostAnswerInvalid("operations of the space")
    administers = any(
        isinstance(entry, dict) and entry.get("operation") == "administer" and entry.get("targetType") == "space"
        for entry in operations
    )
    return place if administers or is_site_admin(client) else None
