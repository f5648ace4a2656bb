"""Who may view a page: its own restriction, and those of the pages above it, which it inherits."""

from __future__ import annotations

from enum import StrEnum

from connectors.confluence.client import ConfluenceClient
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused

_MOST_ABOVE = 20


class Restriction(StrEnum):
    """What restricts the view of a page. All but the first count as narrower than the space."""

    NONE = "none"
    OWN = "own"
    INHERITED = "inherited"
    UNKNOWN = "unknown"  # the host did not say, or there are more pages above than are asked


def restriction_of(client: ConfluenceClient, where: str, content_id: str, *, has_parent: bool) -> Restriction:
    """Return what restricts the view of a page, on the safe side.

    Args:
        client: of a person who may view the page.
        where: `pages` or `blogposts`; blog posts inherit nothing.
        content_id: the page's id.
        has_parent: whether something stands above the page.

    Raises:
        HostError: the host did not answer at all.
    """
    try:
        if _restricted(client, content_id):
            return Restriction.OWN
        if where != "pages" or not has_parent:
            return Restriction.NONE
        above = client.get("pages", content_id, "ancestors", params={"limit": _MOST_ABOVE + 1}).get("results")
        if not isinstance(above, list) or not 0 < len(above) <= _MOST_ABOVE:
            return Restriction.UNKNOWN
        ids = [row.get("id") if isinstance(row, dict) else None for row in above]
        if any(_restricted(client, str(ancestor)) for ancestor in reversed(ids)):
            return Restriction.INHERITED
    except (HostRefused, HostNotFound, HostAnswerInvalid):
        return Restriction.UNKNOWN
    return Restriction.NONE


def _restricted(client: ConfluenceClient, content_id: str) -> bool:
    answer = client.get_v1(
        "content",
        content_id,
        "restriction",
        "byOperation",
        "read",
        params={"expand": "restrictions.user,restrictions.group", "limit": 1},
    )
    restrictions = answer.get("restrictions")
    lists = [restrictions.get(kind) for kind in ("user", "group")] if isinstance(restrictions, dict) else [None]
    if not all(isinstance(found, dict) and isinstance(found.get("results"), list) for found in lists):
        raise HostAnswerInvalid("restriction")
    return any(found["results"] for found in lists if found)
