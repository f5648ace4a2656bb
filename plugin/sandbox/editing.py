"""Changes to an issue's fields by REST: all that were asked for, or none.

The rules are those of Atlassian's published description of `PUT /rest/api/3/issue/{issueIdOrKey}`: a field stands in
`fields` or in `update`, not in both; a list takes `add`, `remove` and `set`, a single value `set`; a value is named by
its id or its name and has to exist; a description is a document. A person who may not edit is told, field by field,
that the field cannot be set.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plugin.sandbox.changelog import recorded
from plugin.sandbox.permissions import holds, project_of
from plugin.sandbox.shapes import REQUEST_TYPE_FIELD, component_json, number
from plugin.sandbox.site import Issue, Project, User
from plugin.sandbox.state import SiteState
from plugin.sandbox.thread import NotValid, check_document, moment

_MAX_LABEL, _MAX_SUMMARY = 255, 255
_NOT_ON_SCREEN = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."

Operations = list[tuple[str, Any]]


class Unchanged(Exception):
    """The edit was refused as a whole; `errors` says why, field by field."""

    def __init__(self, *messages: str, errors: dict[str, str] | None = None) -> None:
        super().__init__(*messages)
        self.messages = list(messages)
        self.errors = errors or {}


class _Wrong(Exception):
    """What is wrong with one field."""


def edit_issue(state: SiteState, user: User, issue: Issue, sent: object) -> None:
    """Change the fields of an issue that the person sees.

    Raises:
        Unchanged: something of it cannot be; nothing is changed then.
    """
    operations = _operations(sent)
    project = project_of(state.site, issue.project)
    if project is None or not holds(state.site, user, "EDIT_ISSUES", project, issue):
        raise Unchanged(errors={name: _NOT_ON_SCREEN.format(name) for name in operations})
    editor = _Editor(state, project, issue)
    with state.lock:
        changed, errors = {}, {}
        for name, wanted in operations.items():
            try:
                changed[name] = editor.value(name, wanted)
            except _Wrong as fault:
                errors[name] = str(fault)
        if errors:
            raise Unchanged(errors=errors)
        for name, value in changed.items():
            recorded(state, user, issue, _ATTRIBUTES[name], value)
        issue.updated = max(issue.updated, moment())


def _operations(sent: object) -> dict[str, Operations]:
    """Field name -> what shall be done with it, in order."""
    if not isinstance(sent, dict):
        raise Unchanged("The request's body is not an object.")
    fields, update = sent.get("fields") or {}, sent.get("update") or {}
    if not isinstance(fields, dict) or not isinstance(update, dict):
        raise Unchanged("fields and update are objects.")
    twice = sorted(fields.keys() & update.keys())
    if twice:
        raise Unchanged(errors={name: f"Field '{name}' cannot appear in both 'fields' and 'update'" for name in twice})
    found: dict[str, Operations] = {name: [("set", value)] for name, value in fields.items()}
    for name, listed in update.items():
        if not isinstance(listed, list) or not all(isinstance(each, dict) and len(each) == 1 for each in listed):
            raise Unchanged(errors={name: "Operations are a list of objects with one operation each."})
        found[name] = [next(iter(each.items())) for each in listed]
    return found


class _Editor:
    """Works out what each field would hold."""

    def __init__(self, state: SiteState, project: Project, issue: Issue) -> None:
        self._issue = issue
        self._components = {component_json(state, project, name)["id"]: name for name in project.components}
        self._types = {number(f"issuetype:{name}"): name for name in project.types}
        self._priorities = {number(f"priority:{each.name}"): each.name for each in state.site.priorities}
        self._requests = {number(f"request:{each.name}"): each.name for each in project.request_types}
        self._single: dict[str, Callable[[Any], Any]] = {
            "summary": _summary,
            "description": _description,
            "priority": lambda value: _named(value, self._priorities, "The priority selected is invalid."),
            "issuetype": lambda value: _named(value, self._types, "The issue type selected is invalid."),
        }
        if project.request_types:
            self._single[REQUEST_TYPE_FIELD] = self._request_type

    def value(self, name: str, operations: Operations) -> object:
        """What the field would hold."""
        if name in self._single:
            found: object = None
            for operation, value in operations:
                if operation != "set":
                    raise _Wrong(f"Field '{name}' does not support operation '{operation}'")
                found = self._single[name](value)
            return found
        if name == "labels":
            return _listed(self._issue.labels, operations, _label)
        if name == "components":
            return _listed(self._issue.components, operations, self._component)
        raise _Wrong(_NOT_ON_SCREEN.format(name))

    def _request_type(self, value: object) -> str:
        """By the request type's id, as a text."""
        if not isinstance(value, str) or value not in self._requests:
            raise _Wrong("Request type is not valid for the selected project.")
        return self._requests[value]

    def _component(self, value: object) -> str:
        return _named(value, self._components, "Component is not valid")


_ATTRIBUTES = {
    "summary": "summary",
    "description": "description",
    "priority": "priority",
    "issuetype": "type",
    "labels": "labels",
    "components": "components",
    REQUEST_TYPE_FIELD: "request_type",
}


def _listed(now: list[str], operations: Operations, read: Callable[[object], str]) -> list[str]:
    held = list(now)
    for operation, value in operations:
        if operation == "set":
            if not isinstance(value, list):
                raise _Wrong("data was not an array")
            held = list(dict.fromkeys(map(read, value)))
        elif operation == "add":
            held = list(dict.fromkeys([*held, read(value)]))
        elif operation == "remove":
            gone = read(value)
            held = [each for each in held if each != gone]
        else:
            raise _Wrong(f"Unknown operation '{operation}'")
    return held


def _label(value: object) -> str:
    if not isinstance(value, str):
        raise _Wrong("Specify a valid label as a string")
    if not value or any(letter.isspace() for letter in value):
        raise _Wrong(f"The label '{value}' contains spaces which is invalid.")
    if len(value) > _MAX_LABEL:
        raise _Wrong(f"The label '{value}' exceeds the maximum length for a single label: {_MAX_LABEL}.")
    return value


def _named(value: object, known: dict[str, str], refusal: str) -> str:
    if not isinstance(value, dict):
        raise _Wrong("Specify a valid 'id' or 'name'")
    if "id" in value:
        if not isinstance(value["id"], str) or value["id"] not in known:
            raise _Wrong(refusal)
        return known[value["id"]]
    if value.get("name") not in known.values():
        raise _Wrong(refusal)
    return str(value["name"])


def _summary(value: object) -> str:
    if not isinstance(value, str):
        raise _Wrong("Operation value must be a string")
    if not value.strip():
        raise _Wrong("You must specify a summary of the issue.")
    if len(value) > _MAX_SUMMARY or "\n" in value:
        raise _Wrong(f"Summary can't exceed {_MAX_SUMMARY} characters, and it can't hold a newline.")
    return value


def _description(value: object) -> object:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise _Wrong("Operation value must be an Atlassian Document (see the Atlassian Document Format)")
    try:
        check_document(value)
    except NotValid as fault:
        raise _Wrong(str(fault)) from fault
    return value
