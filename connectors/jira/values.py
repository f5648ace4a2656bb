"""The values that a project's fields may take, as one person sees them: lists of the project, the site and the desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from connectors.host.choices import Choices, Field, Value
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused
from connectors.host.model import Place, Product
from connectors.jira.client import JiraClient
from connectors.jira.search import issues_of

MOST_VALUES = 200
LABEL_ISSUES = 200  # the newest issues whose labels count as in use
MOST_LABELS = 100
_PAGE = 50


def place_of(client: JiraClient, key: str) -> Place:
    """Return the project of that key, with its id.

    Raises:
        HostError: as the client; `HostNotFound` where the person does not see it.
    """
    project = client.get("project", key)
    if not isinstance(project.get("id"), str) or not isinstance(project.get("key"), str):
        raise HostAnswerInvalid("project")
    return Place(Product.JIRA, key=project["key"], id=project["id"], name=str(project.get("name") or ""))


def values_of(client: JiraClient, place: Place) -> tuple[Choices, ...]:
    """Return every field of a project with its values, whoever may set them; nothing is current.

    Raises:
        HostError: as the client.
    """
    project = client.get("project", place.key or place.id)
    found = [
        Choices(Field.COMPONENTS, components(client, place)),
        Choices(Field.PRIORITY, priorities(client, place)),
        Choices(Field.ISSUETYPE, values_in(_no_subtasks(project.get("issueTypes")))[:MOST_VALUES]),
        Choices(Field.LABELS, labels_in_use(client, place)),
    ]
    if project.get("projectTypeKey") == "service_desk":
        found.append(Choices(Field.REQUEST_TYPE, _request_types(client, place)))
    return tuple(found)


def components(client: JiraClient, place: Place) -> tuple[Value, ...]:
    """Return the project's components with their descriptions."""
    return tuple(_pages(client, "project", place.key or place.id, "component"))[:MOST_VALUES]


def priorities(client: JiraClient, place: Place) -> tuple[Value, ...]:
    """Return the priorities of the project's scheme with their descriptions."""
    params = {"projectId": place.id} if place.id else {}
    return tuple(_pages(client, "priority", "search", params=params))[:MOST_VALUES]


def labels_in_use(client: JiraClient, place: Place) -> tuple[Value, ...]:
    """Return the labels of the project's newest issues that the person may see, the most used first."""
    used: Counter[str] = Counter()
    jql = f'project = "{place.key or place.id}" AND labels IS NOT EMPTY ORDER BY updated DESC'
    for issue in issues_of(client, jql, ("labels",), most=LABEL_ISSUES):
        used.update(texts_in(issue["fields"].get("labels")))
    return labels_by_use(used)


def labels_by_use(used: Counter[str]) -> tuple[Value, ...]:
    """Return at most a hundred labels, the most used first."""
    names = sorted(used, key=lambda name: (-used[name], name))[:MOST_LABELS]
    return tuple(Value(name, name) for name in names)


def request_types(client: JiraClient, place: Place, desk: str = "") -> list[dict[str, Any]]:
    """Return the request types of a desk as the host writes them; of the project's own where none is named.

    Raises:
        HostError: as the client; `HostRefused` and `HostNotFound` where the person may not open the desk.
    """
    desk = desk or _desk_of(client, place)
    return list(_desk_rows(client, "servicedesk", desk, "requesttype")) if desk else []


def _request_types(client: JiraClient, place: Place) -> tuple[Value, ...]:
    try:
        return values_in(request_types(client, place))[:MOST_VALUES]
    except (HostNotFound, HostRefused):
        return ()


def _desk_of(client: JiraClient, place: Place) -> str:
    """The id of the project's desk; "" where it has none that the person may see."""
    mine = (row for row in _desk_rows(client, "servicedesk") if str(row.get("projectId")) == place.id)
    return str(next(mine, {}).get("id") or "")


def _desk_rows(client: JiraClient, *path: str) -> Iterator[dict[str, Any]]:
    start = 0
    while start < MOST_VALUES:
        page = client.get_desk(*path, params={"start": start, "limit": _PAGE})
        found = page.get("values")
        if not isinstance(found, list):
            raise HostAnswerInvalid("/".join(path))
        yield from (row for row in found if isinstance(row, dict))
        start += len(found)
        if page.get("isLastPage") is not False or not found:
            return


def _pages(client: JiraClient, *path: str, params: dict[str, Any] | None = None) -> list[Value]:
    """The values of a list by pages, at most `MOST_VALUES`."""
    found: list[Value] = []
    start = 0
    while len(found) < MOST_VALUES:
        page = client.get(*path, params={**(params or {}), "startAt": start, "maxResults": _PAGE})
        rows = page.get("values")
        if not isinstance(rows, list):
            raise HostAnswerInvalid("/".join(path))
        found += values_in(rows)
        start += len(rows)
        if page.get("isLast") is not False or not rows:
            break
    return found


def values_in(rows: object) -> tuple[Value, ...]:
    """Return the rows that have an id and a name, each id once."""
    found: dict[str, Value] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("id") and isinstance(row.get("name"), str) and row["name"]:
            description = row.get("description")
            value = Value(str(row["id"]), row["name"], description if isinstance(description, str) else "")
            found.setdefault(value.id, value)
    return tuple(found.values())


def texts_in(rows: object) -> list[str]:
    """Return the texts of a list."""
    return [row for row in rows if isinstance(row, str) and row] if isinstance(rows, list) else []


def _no_subtasks(types: object) -> Iterable[object]:
    return (
        [row for row in types if isinstance(row, dict) and row.get("subtask") is not True]
        if isinstance(types, list)
        else []
    )
