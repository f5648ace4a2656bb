"""Macros in ADF: what an extension node says besides the nodes inside it."""

from __future__ import annotations

import json
from typing import Any

from connectors.host.adf_nodes import Node, attributes, children, said

_ABOUT = ("title", "", "default-parameter", "name")
_ISSUES = frozenset({"jira", "jiraissues"})


def parameter(node: Node, name: str) -> str:
    """Return a macro's parameter in one line: `attrs.parameters.macroParams.<name>.value`."""
    return " ".join(_value(node, name).split())


def plain_body(node: Node) -> str:
    """Return the text inside a macro that holds plain text: Atlassian's renderer takes it from `__bodyContent`."""
    return _value(node, "__bodyContent")


def issue_key(node: Node) -> str:
    """Return the key of the issue that a Jira macro shows, or nothing."""
    return parameter(node, "key") if said(node, "extensionKey") in _ISSUES else ""


def macro_name(node: Node) -> str:
    """Return `[macro: name]`, with the title, page, file or query that the macro is about where it says so."""
    name = said(node, "text", "extensionKey") or "macro"
    wanted = ("jqlQuery", "jql") if said(node, "extensionKey") in _ISSUES else _ABOUT
    about = next(filter(None, (parameter(node, key) for key in wanted)), "")
    return f"[macro: {name}: {about}]" if about and about != name else f"[macro: {name}]"


def is_nested_table(node: Node) -> bool:
    """Whether this is a table inside a table, which Confluence keeps as an extension."""
    return said(node, "extensionKey") == "nested-table"


def inside(node: Node) -> list[Node]:
    """Return the child nodes; those of a nested table stand as JSON in its parameter `adf`."""
    if not is_nested_table(node):
        return children(node)
    parameters = attributes(node).get("parameters")
    document = parameters.get("adf") if isinstance(parameters, dict) else None
    try:
        found = json.loads(document) if isinstance(document, str) else None
    except (ValueError, RecursionError):
        found = None
    return children(found) if isinstance(found, dict) else children(node)


def _value(node: Node, name: str) -> str:
    found: Any = attributes(node)
    for key in ("parameters", "macroParams", name):
        found = found.get(key) if isinstance(found, dict) else None
    value = found.get("value") if isinstance(found, dict) else found
    return value if isinstance(value, str) else ""
