"""Issues that people have categorised, as texts to learn from; and whether a person may see such issues.

Only what everybody in the project may read is taken: no comment at all (some are internal notes or limited to a role),
and no issue with a security level or a restriction of its own. An issue that nobody has begun with is left out: its
values may be the form's, not a person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from connectors.host.choices import Field, Sorted
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused
from connectors.host.model import Place
from connectors.jira.choices import REQUEST_TYPE_SCHEMA
from connectors.jira.client import JiraClient
from connectors.jira.read import read_texts
from connectors.jira.search import issues_of
from connectors.jira.values import texts_in, values_in

_FIELDS = (
    "summary", "description", "labels", "components", "priority", "issuetype", "project", "reporter", "assignee",
    "created", "status", "security", "issuerestriction",
)  # fmt: skip
_JQL = 'project = "{}" AND level IS EMPTY AND statusCategory != "To Do" ORDER BY updated DESC'
_MOST_ASKED = 1000  # issues in one question about permissions


def history_of(client: JiraClient, place: Place, *, most: int) -> Iterator[Sorted]:
    """Yield the newest issues of a project that this person may see and everybody in the project may read.

    Raises:
        HostError: as the client.
    """
    request_type = _request_type_field(client, place)
    fields = (*_FIELDS, request_type) if request_type else _FIELDS
    for issue in issues_of(client, _JQL.format(place.key or place.id), fields, most=most):
        if not _restricted(issue["fields"]):
            yield _sorted(client, issue, request_type)


def some_of(client: JiraClient, place: Place, ids: Iterable[str]) -> Iterator[Sorted]:
    """Yield those of these issues that the same holds for; what is gone, hidden or moved away is passed over.

    Raises:
        HostError: as the client.
    """
    request_type = _request_type_field(client, place)
    names = ",".join((*_FIELDS, request_type) if request_type else _FIELDS)
    for issue_id in ids:
        try:
            issue = client.get("issue", issue_id, params={"fields": names})
        except (HostNotFound, HostRefused):
            continue
        if not isinstance(issue.get("fields"), dict):
            raise HostAnswerInvalid("issue")
        found = _sorted(client, issue, request_type)
        if found.document.place.id == place.id and not _restricted(issue["fields"]):
            yield found


def visible(client: JiraClient, ids: Iterable[str]) -> frozenset[str]:
    """Return those of these issues that this person may see, at most a thousand; unknown ids are not among them.

    Raises:
        HostError: as the client.
    """
    numbers = [int(issue_id) for issue_id in ids if issue_id.isdecimal()][:_MOST_ASKED]
    if not numbers:
        return frozenset()
    asked = {"projectPermissions": [{"permissions": ["BROWSE_PROJECTS"], "issues": numbers}]}
    rows = client.post("permissions", "check", body=asked).get("projectPermissions")
    if not isinstance(rows, list):
        raise HostAnswerInvalid("permissions")
    held: set[str] = set()
    for row in rows:
        issues = row.get("issues") if isinstance(row, dict) and row.get("permission") == "BROWSE_PROJECTS" else None
        held |= {str(number) for number in issues} if isinstance(issues, list) else set()
    return frozenset(held)


def _restricted(fields: dict[str, Any]) -> bool:
    """A security level, or in a project that its team manages a restriction to roles."""
    own = fields.get("issuerestriction")
    return bool(fields.get("security")) or bool(isinstance(own, dict) and own.get("issuerestrictions"))


def _sorted(client: JiraClient, issue: dict[str, Any], request_type: str) -> Sorted:
    fields = issue["fields"]
    given = {
        Field.LABELS: tuple(texts_in(fields.get("labels"))),
        Field.COMPONENTS: tuple(value.id for value in values_in(fields.get("components"))),
        Field.PRIORITY: tuple(value.id for value in values_in([fields.get("priority")])),
        Field.ISSUETYPE: tuple(value.id for value in values_in([fields.get("issuetype")])),
    }
    if request_type:
        value = fields.get(request_type)
        inner = value.get("requestType") if isinstance(value, dict) else None
        given[Field.REQUEST_TYPE] = tuple(value.id for value in values_in([inner]))
    document = read_texts(client, issue)
    return Sorted(document, given, done=document.facts.get("status_category") == "done")


def _request_type_field(client: JiraClient, place: Place) -> str:
    """The custom field that holds the request type; "" in a project without a desk."""
    if client.get("project", place.key or place.id).get("projectTypeKey") != "service_desk":
        return ""
    for field in client.get_list("field"):
        schema = field.get("schema") if isinstance(field, dict) else None
        if isinstance(schema, dict) and schema.get("custom") == REQUEST_TYPE_SCHEMA:
            return str(field.get("id") or "")
    return ""
