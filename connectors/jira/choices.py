"""The fields of an issue that can be chosen for, with the values that exist, read as one person.

Which fields this person may edit, and most of the values, come from `editmeta`. Descriptions come from the project's
components, from the priorities and from the desk's request types. Labels are those in use in the project's newest
issues: Jira's list of labels is the whole site's, and would show words of projects that the person may know nothing of.
"""

from __future__ import annotations

from typing import Any

from connectors.host.choices import Choices, Field, Value
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused
from connectors.host.model import Item, Place
from connectors.jira.client import JiraClient
from connectors.jira.values import (
    MOST_VALUES,
    components,
    labels_in_use,
    priorities,
    request_types,
    texts_in,
    values_in,
)

REQUEST_TYPE_SCHEMA = "com.atlassian.servicedesk:vp-origin"


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
        if isinstance(schema, dict) and schema.get("custom") == REQUEST_TYPE_SCHEMA:
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
    described = {value.id: value for value in components(client, place)}
    allowed = meta.get("allowedValues")
    values = [described.get(v.id, v) for v in values_in(allowed)] if isinstance(allowed, list) else described.values()
    return Choices(Field.COMPONENTS, tuple(values)[:MOST_VALUES], values_in(fields.get("components")))


def _priorities(
    client: JiraClient, place: Place, meta: dict[str, Any] | None, fields: dict[str, Any]
) -> Choices | None:
    if meta is None:
        return None
    described = {value.id: value for value in _meanings(client, place)}
    values = tuple(described.get(value.id, value) for value in values_in(meta.get("allowedValues")))
    return Choices(Field.PRIORITY, values[:MOST_VALUES], values_in([fields.get("priority")]))


def _meanings(client: JiraClient, place: Place) -> tuple[Value, ...]:
    """What priorities mean; nothing where Jira asks for the right to administer the site, as it does of Forge apps."""
    try:
        return priorities(client, place)
    except HostRefused:
        return ()


def _types(meta: dict[str, Any] | None, fields: dict[str, Any]) -> Choices | None:
    """Types of the same level alone: no plain edit makes a sub-task of a task."""
    now = fields.get("issuetype")
    if meta is None or not isinstance(now, dict):
        return None
    allowed = meta.get("allowedValues")
    kept = [v for v in allowed if isinstance(v, dict) and _level(v) == _level(now)] if isinstance(allowed, list) else []
    return Choices(Field.ISSUETYPE, values_in(kept)[:MOST_VALUES], values_in([now]))


def _level(issue_type: dict[str, Any]) -> tuple[bool, int]:
    subtask, level = issue_type.get("subtask") is True, issue_type.get("hierarchyLevel")
    return subtask, level if isinstance(level, int) else -subtask


def _labels(client: JiraClient, place: Place, fields: dict[str, Any]) -> Choices:
    current = tuple(Value(name, name) for name in texts_in(fields.get("labels")))
    return Choices(Field.LABELS, labels_in_use(client, place), current)


def _request_types(client: JiraClient, item: Item, place: Place, fields: dict[str, Any]) -> Choices | None:
    """Request types that stand on the issue's own type: another one would change the type as well."""
    try:
        request = client.get_desk("request", item.id or item.key)
    except (HostNotFound, HostRefused):  # an issue that nobody requested
        request = {}
    try:
        rows = request_types(client, place, str(request.get("serviceDeskId") or ""))
    except (HostNotFound, HostRefused):  # not an agent of this desk
        return None
    issue_type = fields.get("issuetype")
    type_id = str(issue_type.get("id")) if isinstance(issue_type, dict) else ""
    values = values_in([row for row in rows if not type_id or str(row.get("issueTypeId")) == type_id])[:MOST_VALUES]
    now = str(request.get("requestTypeId") or "")
    return Choices(Field.REQUEST_TYPE, values, tuple(value for value in values if value.id == now))
