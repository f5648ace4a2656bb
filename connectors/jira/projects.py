"""The projects that a person may see or administer, to the end of the list."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.host.errors import HostAnswerInvalid
from connectors.host.model import Place, Product
from connectors.host.places import MOST_PLACES, ListedPlace
from connectors.jira.client import JiraClient

_PAGE = 100  # the most that `project/search` gives


def projects_of(client: JiraClient) -> Iterator[ListedPlace]:
    """Yield every live project, by key.

    Raises:
        HostError: as the client.
        HostAnswerInvalid: a page is malformed, or there are more than `MOST_PLACES`.
    """
    start = 0
    while start <= MOST_PLACES:
        page = client.get(
            "project", "search", params={"startAt": start, "maxResults": _PAGE, "orderBy": "key", "status": "live"}
        )
        rows = page.get("values")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise HostAnswerInvalid("project/search")
        for row in rows:
            key, number = row.get("key"), row.get("id")
            if not isinstance(key, str) or not key or not isinstance(number, str):
                raise HostAnswerInvalid("project/search")
            place = Place(Product.JIRA, key=key, id=number, name=str(row.get("name") or ""))
            yield ListedPlace(place, str(row.get("projectTypeKey") or ""))
        start += len(rows)
        if page.get("isLast") is not False or not rows:
            return
    raise HostAnswerInvalid(f"more than {MOST_PLACES} projects")
