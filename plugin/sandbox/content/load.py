"""Loads the stand-in site from its files: pure, the same at every call, and a fresh site each time."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

from plugin.sandbox.content.history_file import past_issues
from plugin.sandbox.content.issue_file import ParsedIssue, parse_issue
from plugin.sandbox.content.load_wiki import load_wiki
from plugin.sandbox.content.long_thread import queue_thread
from plugin.sandbox.site import Issue, Kind, Link, Project, RequestType, Site, User

_HERE = resources.files("plugin.sandbox.content")
_LONG_THREAD = "PAY-140"
# label as shown -> type, outward?, label of the other end
_LINK_LABELS = {
    "blocks": ("Blocks", True, "is blocked by"),
    "is blocked by": ("Blocks", False, "blocks"),
    "relates to": ("Relates", True, "relates to"),
    "duplicates": ("Duplicate", True, "is duplicated by"),
    "is duplicated by": ("Duplicate", False, "duplicates"),
}


def load_site() -> Site:
    """Return the whole site; KeyError or ValueError where a file is wrong.

    The server changes the site that it is given, so nothing of it is shared between calls.
    """
    people_file = _toml("people.toml")
    people = {handle: _user(row) for handle, row in people_file["people"].items()}
    projects = tuple(_project(key, row, people) for key, row in _toml("projects.toml").items())
    files = sorted((f for f in (_HERE / "issues").iterdir() if f.name.endswith(".md")), key=lambda f: _order(f.name))
    parsed = [parse_issue(file.read_text(encoding="utf-8"), people) for file in files]
    issues = {each.issue.key: each.issue for each in parsed}
    queue_thread(issues[_LONG_THREAD], people)
    _join_links(parsed, issues)
    for project in projects:
        if (_HERE / "history" / f"{project.key}.toml").is_file():
            topics = _toml(f"history/{project.key}.toml")["topic"]
            issues |= {issue.key: issue for issue in past_issues(project, topics, issues, people)}
    kinds = _toml("kinds.toml")
    return Site(
        name=people_file["site"]["name"],
        users=tuple(people.values()),
        projects=projects,
        issues=issues,
        default_user=people[people_file["site"]["default_user"]].account_id,
        wiki=load_wiki(people),
        priorities=tuple(Kind(**row) for row in kinds["priorities"]),
        types=tuple(Kind(**row) for row in kinds["types"]),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_HERE.joinpath(*name.split("/")).read_text(encoding="utf-8"))


def _order(filename: str) -> tuple[str, int]:
    project, number = filename.removesuffix(".md").split("-")
    return project, int(number)


def _user(row: dict[str, Any]) -> User:
    return User(**row | {"groups": tuple(row.get("groups", ()))})


def _project(key: str, row: dict[str, Any], people: dict[str, User]) -> Project:
    def ids(handles: list[str]) -> tuple[str, ...]:
        return tuple(people[handle].account_id for handle in handles)

    return Project(
        id=row["id"],
        key=key,
        name=row["name"],
        type=row["type"],
        browse=ids(row["browse"]),
        admins=ids(row["admins"]),
        roles={role: ids(handles) for role, handles in row["roles"].items()},
        agents=ids(row.get("agents", [])),
        components=tuple(row["components"]),
        described=row.get("described", {}),
        types=tuple(row["types"]),
        request_types=tuple(RequestType(**each) for each in row.get("request_types", [])),
    )


def _join_links(parsed: list[ParsedIssue], issues: dict[str, Issue]) -> None:
    """Give both ends of each link their side of it, under one id, as Jira does."""
    number = 0
    for each in parsed:
        for label, other in each.links:
            number += 1
            kind, outward, reverse = _LINK_LABELS[label]
            link_id = str(10400 + number)
            each.issue.links.append(Link(link_id, kind, outward, label, other))
            issues[other].links.append(Link(link_id, kind, not outward, reverse, each.issue.key))
