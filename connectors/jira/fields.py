"""An issue's key fields and its linked issues as segments; each says one thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from connectors.host.model import Audience, Block, BlockKind, Segment, SegmentKind

TEXT_LIMIT = 32_767
"""Characters that Jira keeps in a description, an environment or a text area."""

_PORTAL_FIELDS = frozenset({"status", "resolution"})
"""What a service project's portal shows a customer beside the texts."""


def moment(value: object) -> datetime | None:
    """Return a time as Jira writes it (`2026-11-16T14:21:09.000+0000`), or None."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _name(value: object, key: str = "name") -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _names(value: object) -> str:
    return ", ".join(filter(None, map(_name, value))) if isinstance(value, list) else ""


def _texts(value: object) -> str:
    return ", ".join(text for text in value if isinstance(text, str)) if isinstance(value, list) else ""


_FIELDS: tuple[tuple[str, str, Callable[[object], str]], ...] = (
    # role, Jira's name, how it reads
    ("status", "status", _name),
    ("resolution", "resolution", _name),
    ("assignee", "assignee", lambda value: _name(value, "displayName")),
    ("reporter", "reporter", lambda value: _name(value, "displayName")),
    ("priority", "priority", _name),
    ("due", "duedate", lambda value: value if isinstance(value, str) else ""),
    ("type", "issuetype", _name),
    ("components", "components", _names),
    ("fix_versions", "fixVersions", _names),
    ("labels", "labels", _texts),
)


def fields_of(fields: dict[str, Any], audience: Audience) -> list[Segment]:
    """Return a segment for each field that says something; for customers, only what a portal shows."""
    segments = []
    for role, name, read in _FIELDS:
        if audience is Audience.CUSTOMER and role not in _PORTAL_FIELDS:
            continue
        text = read(fields.get(name))
        if text:
            segments.append(_said(f"field:{role}", SegmentKind.FIELD, role, text))
    return segments


def links_of(fields: dict[str, Any], base_url: str) -> list[Segment]:
    """Return a segment for each linked issue, parent and sub-task that Jira shows this person."""
    linked: list[tuple[str, object]] = [("parent", fields.get("parent"))]
    linked += [("subtask", subtask) for subtask in _dicts(fields.get("subtasks"))]
    for link in _dicts(fields.get("issuelinks")):
        kind = link.get("type")
        if "outwardIssue" in link:
            linked.append((_name(kind, "outward"), link["outwardIssue"]))
        elif "inwardIssue" in link:
            linked.append((_name(kind, "inward"), link["inwardIssue"]))
    segments: dict[str, Segment] = {}
    for role, issue in linked:
        segment = _link(role, issue, base_url)
        if segment:
            segments.setdefault(segment.id, segment)
    return list(segments.values())


def _dicts(value: object) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _link(role: str, issue: object, base_url: str) -> Segment | None:
    if not isinstance(issue, dict) or not isinstance(issue.get("key"), str):
        return None
    key, inner = issue["key"], issue.get("fields")
    fields = inner if isinstance(inner, dict) else {}
    summary, status = fields.get("summary"), _name(fields.get("status"))
    text = f"{key}: {summary}" if isinstance(summary, str) and summary else key
    text += f" ({status})" if status else ""
    return _said(f"link:{key}", SegmentKind.LINK, role or "link", text, href=f"{base_url}/browse/{key}")


def _said(segment_id: str, kind: SegmentKind, role: str, text: str, href: str = "") -> Segment:
    return Segment(segment_id, kind, (Block(BlockKind.PARAGRAPH, text),), role=role, href=href)
