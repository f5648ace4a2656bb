"""The fields of an issue that can be chosen for, with the values that exist, read as one person.

Which fields this person may edit, and most of the values, come from `editmeta`. Descriptions come from the project's
components, from the priorities and from the desk's request types. Labels are those in use in the project's newest
issues: Jira's list of labels is the whole site's, and would show words of projects that the person may know nothing of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from connectors.host.choices import Choices, Field, Value
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused
from connectors.host.model import Item, Place
from connectors.jira.client import JiraClient
from connectors.jira.search import issues_of

MOST_VALUES = 200
LABEL_ISSUES = 200  # the newest issues whose labels count as in use
MOST_LABELS = 100
_PAGE = 50
_REQUEST_TYPE = "com.atlassian.servicedesk:vp-origin"


def choices_of(client: JiraClient, item: Item, place: Place) -> tuple[Choices, ...]:
    """Return what this person may set on the issue; a field that they may not edit is left out.

    Raises:
        HostError: as the client.
    """
    editable = _editable(client.get("issue", item.id or item.key, "editmeta"))
    request_type = request_type_field(editable)
    names = [name for name in ("labels", "components", "priority", "issuetype", request_type) if name in editable]
    if not names:
        return ()
    issue = client.get("issue", item.id or item.key, params={"fields": ",".join(names)})
    fields = issue.get("fields")
    if not isinstance(fields, dict):
        raise HostAnswerInvalid("issue")
    found = [
        _components(client, place, editable.get("components"), fields),
        _priorities(client, place, editable.get("priority"), fields),
        _types(editable.get("issuetype"), fields),
        _labels(client, place, fields) if "labels" in editable else None,
    ]
    if request_type in editable:
        found.append(_request_types(client, item, place, fields))
    return tuple(choices for choices in found if choices is not None)


def request_type_field(editable: dict[str, Any]) -> str:
    """Return the id of the custom field that holds the request type, or ""."""
    for name, meta in editable.items():
        schema = meta.get("schema")
        if isinstance(schema, dict) and schema.get("custom") == _REQUEST_TYPE:
            return name
    return ""


def _editable(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    fields = answer.get("fields")
    if not isinstance(fields, dict):
        raise HostAnswerInvalid("editmeta")
    return {name: meta for name, meta in fields.items() if isinstance(meta, dict) and _settable(meta)}


def _settable(meta: dict[str, Any]) -> bool:
    operations = meta.get("operations")
    return isinstance(operations, list) and bool({"set", "add"} & set(map(str, operations)))


def _components(
    client: JiraClient, place: Place, meta: dict[str, Any] | None, fields: dict[str, Any]
) -> Choices | None:
    if meta is None:
        return None
    described = {value.id: value for value in _pages(client, "project", place.key or place.id, "component")}
    allowed = meta.get("allowedValues")
    values = [described.get(v.id, v) for v in _values(allowed)] if isinstance(allowed, list) else described.values()
    return Choices(Field.COMPONENTS, tuple(values)[:MOST_VALUES], _values(fields.get("components")))


def _priorities(
    client: JiraClient, place: Place, meta: dict[str, Any] | None, fields: dict[str, Any]
) -> Choices | None:
    if meta is None:
        return None
    params = {"projectId": place.id} if place.id else {}
    described = {value.id: value for value in _pages(client, "priority", "search", params=params)}
    values = tuple(described.get(value.id, value) for value in _values(meta.get("allowedValues")))
    return Choices(Field.PRIORITY, values[:MOST_VALUES], _values([fields.get("priority")]))


def _types(meta: dict[str, Any] | None, fields: dict[str, Any]) -> Choices | None:
    """Types of the same level alone: no plain edit makes a sub-task of a task."""
    now = fields.get("issuetype")
    if meta is None or not isinstance(now, dict):
        return None
    allowed = meta.get("allowedValues")
    kept = [v for v in allowed if isinstance(v, dict) and _level(v) == _level(now)] if isinstance(allowed, list) else []
    return Choices(Field.ISSUETYPE, _values(kept)[:MOST_VALUES], _values([now]))


def _level(issue_type: dict[str, Any]) -> tuple[bool, int]:
    subtask, level = issue_type.get("subtask") is True, issue_type.get("hierarchyLevel")
    return subtask, level if isinstance(level, int) else -subtask


def _labels(client: JiraClient, place: Place, fields: dict[str, Any]) -> Choices:
    used: Counter[str] = Counter()
    jql = f'project = "{place.key or place.id}" AND labels IS NOT EMPTY ORDER BY updated DESC'
    for issue in issues_of(client, jql, ("labels",), most=LABEL_ISSUES):
        used.update(_texts(issue["fields"].get("labels")))
    names = [name for name, _ in sorted(used.items(), key=lambda each: (-each[1], each[0]))]
    current = tuple(Value(name, name) for name in _texts(fields.get("labels")))
    return Choices(Field.LABELS, tuple(Value(name, name) for name in names[:MOST_LABELS]), current)


def _request_types(client: JiraClient, item: Item, place: Place, fields: dict[str, Any]) -> Choices | None:
    """Request types that stand on the issue's own type: another one would change the type as well."""
    try:
        request = client.get_desk("request", item.id or item.key)
    except (HostNotFound, HostRefused):  # an issue that nobody requested
        request = {}
    try:
        desk = str(request.get("serviceDeskId") or "") or _desk_of(client, place)
        rows = list(_desk_rows(client, "servicedesk", desk, "requesttype")) if desk else []
    except (HostNotFound, HostRefused):  # not an agent of this desk
        return None
    issue_type = fields.get("issuetype")
    type_id = str(issue_type.get("id")) if isinstance(issue_type, dict) else ""
    values = _values([row for row in rows if not type_id or str(row.get("issueTypeId")) == type_id])[:MOST_VALUES]
    now = str(request.get("requestTypeId") or "")
    return Choices(Field.REQUEST_TYPE, values, tuple(value for value in values if value.id == now))


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
        found += _values(rows)
        start += len(rows)
        if page.get("isLast") is not False or not rows:
            break
    return found


def _values(rows: object) -> tuple[Value, ...]:
    """The rows that have an id and a name, each id once."""
    found: dict[str, Value] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("id") and isinstance(row.get("name"), str) and row["name"]:
            description = row.get("description")
            value = Value(str(row["id"]), row["name"], description if isinstance(description, str) else "")
            found.setdefault(value.id, value)
    return tuple(found.values())


def _texts(rows: object) -> list[str]:
    return [row for row in rows if isinstance(row, str) and row] if isinstance(rows, list) else []
