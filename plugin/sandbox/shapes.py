"""People, projects, issues and comments as Jira's REST v3 writes them."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any
from urllib.parse import quote

from plugin.sandbox.permissions import project_of, visible_comments, visible_links
from plugin.sandbox.site import Attachment, Comment, Issue, Kind, Link, Project, RequestType, User
from plugin.sandbox.state import SiteState

Json = dict[str, Any]

MOST_COMMENTS = 100
REQUEST_TYPE_FIELD = "customfield_10010"
_CATEGORIES = {
    "new": (2, "blue-gray", "To Do"),
    "indeterminate": (4, "yellow", "In Progress"),
    "done": (3, "green", "Done"),
}
_LINK_TYPES = {
    "Blocks": ("is blocked by", "blocks"),
    "Relates": ("relates to", "relates to"),
    "Duplicate": ("is duplicated by", "duplicates"),
}


def api(state: SiteState, path: str) -> str:
    """Return an absolute address of the REST interface."""
    return f"{state.base_url}/rest/api/3/{path}"


def group_id(name: str) -> str:
    """The id of a group: the same in both products, and the same each time the site is started."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"group/{name}"))


def group_json(state: SiteState, name: str) -> Json:
    """A group as Jira names it."""
    number = group_id(name)
    return {"name": name, "groupId": number, "self": api(state, f"group?groupId={number}")}


def user_json(state: SiteState, account_id: str | None) -> Json | None:
    """A person as others see them: no address; None for nobody."""
    user = state.user(account_id) if account_id else None
    if user is None:
        return None
    picture = f"{state.base_url}/sandbox/person.svg"
    return {
        "self": api(state, f"user?accountId={quote(user.account_id, safe='')}"),
        "accountId": user.account_id,
        "accountType": user.account_type,
        "displayName": user.display_name,
        "active": True,
        "timeZone": user.time_zone,
        "avatarUrls": dict.fromkeys(("48x48", "24x24", "16x16", "32x32"), picture),
    }


def project_json(state: SiteState, project: Project) -> Json:
    """A project without its components."""
    return {
        "self": api(state, f"project/{project.id}"),
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "projectTypeKey": project.type,
        "simplified": False,
        "style": "classic",
    }


def component_json(state: SiteState, project: Project, name: str) -> Json:
    """A component; its id follows from project and name."""
    component_id = number(f"component:{project.key}:{name}")
    shape = {"self": api(state, f"component/{component_id}"), "id": component_id, "name": name}
    return shape | ({"description": project.described[name]} if name in project.described else {})


def priority_json(state: SiteState, name: str) -> Json:
    """A priority with what the site's administrators say of it."""
    return named(state, "priority", name) | {"description": _said(state.site.priorities, name)}


def type_json(state: SiteState, name: str) -> Json:
    """A type of issues."""
    shape = named(state, "issuetype", name)
    return shape | {"description": _said(state.site.types, name), "subtask": False, "hierarchyLevel": 0}


def request_type_json(state: SiteState, kind: RequestType, desk: str) -> Json:
    """A request type of a desk, as the service desk's REST writes it."""
    known_as = number(f"request:{kind.name}")
    return {
        "_expands": ["field"],
        "id": known_as,
        "_links": {"self": f"{state.base_url}/rest/servicedeskapi/servicedesk/{desk}/requesttype/{known_as}"},
        "name": kind.name,
        "description": kind.description,
        "helpText": "",
        "issueTypeId": number(f"issuetype:{kind.type}"),
        "serviceDeskId": desk,
        "groupIds": [],
    }


def _said(kinds: tuple[Kind, ...], name: str) -> str:
    return next((kind.description for kind in kinds if kind.name == name), "")


def comment_json(state: SiteState, issue: Issue, comment: Comment, *, properties: bool = False) -> Json:
    """A comment with its body; `properties` adds what marks an internal note."""
    shape: Json = {
        "self": api(state, f"issue/{issue.id}/comment/{comment.id}"),
        "id": comment.id,
        "author": user_json(state, comment.author),
        "updateAuthor": user_json(state, comment.author),
        "body": comment.body,
        "created": comment.created,
        "updated": comment.updated or comment.created,
        "jsdPublic": not comment.internal,
    }
    if comment.visibility:
        kind, value = comment.visibility.type, comment.visibility.value
        identifier = str(uuid.uuid5(uuid.NAMESPACE_URL, f"group:{value}")) if kind == "group" else value
        shape["visibility"] = {"type": kind, "value": value, "identifier": identifier}
    if properties:
        mark = {"key": "sd.public.comment", "value": {"internal": True}}
        shape["properties"] = [mark] if comment.internal else []
    return shape


def issue_json(state: SiteState, user: User, issue: Issue, wanted: frozenset[str]) -> Json:
    """An issue as this person sees it.

    Args:
        state: the live site.
        user: who asks.
        issue: which they may see.
        wanted: names of fields, `*all`, `*navigable`, and names with a minus in front; empty for all.
    """
    fields = _fields(state, user, issue)
    every = not wanted or bool(wanted & {"*all", "*navigable"}) or all(name.startswith("-") for name in wanted)
    kept = {name: value for name, value in fields.items() if (every or name in wanted) and f"-{name}" not in wanted}
    return {
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": issue.id,
        "self": api(state, f"issue/{issue.id}"),
        "key": issue.key,
        "fields": kept,
    }


def _fields(state: SiteState, user: User, issue: Issue) -> Json:
    project = project_of(state.site, issue.project)
    if project is None:  # a site's issues stand in its projects
        raise KeyError(issue.project)
    security = {"id": number(f"level:{issue.security_level}"), "name": issue.security_level}
    return {
        "summary": issue.summary,
        "description": issue.description,
        "issuetype": type_json(state, issue.type),
        "project": project_json(state, project),
        "status": _status(state, issue),
        "priority": named(state, "priority", issue.priority),
        "resolution": named(state, "resolution", issue.resolution) if issue.resolution else None,
        "reporter": user_json(state, issue.reporter),
        "creator": user_json(state, issue.reporter),
        "assignee": user_json(state, issue.assignee),
        "created": issue.created,
        "updated": issue.updated,
        "duedate": issue.due,
        "labels": list(issue.labels),
        "components": [component_json(state, project, name) for name in issue.components],
        "fixVersions": [named(state, "version", name) for name in issue.fix_versions],
        "attachment": [_attachment(state, file) for file in issue.attachments],
        "issuelinks": [_link(state, link, other) for link, other in visible_links(state.site, user, issue)],
        "subtasks": [],
        "security": security if issue.security_level else None,
        "comment": _thread(state, user, issue),
        **({REQUEST_TYPE_FIELD: _requested(state, issue, project)} if project.type == "service_desk" else {}),
    }


def _requested(state: SiteState, issue: Issue, project: Project) -> Json | None:
    """The request type as issues carry it; None where nobody requested the issue."""
    kind = next((each for each in project.request_types if each.name == issue.request_type), None)
    if kind is None:
        return None
    return {"requestType": request_type_json(state, kind, number(f"desk:{project.key}")), "_links": {}}


def _thread(state: SiteState, user: User, issue: Issue) -> Json:
    """The first hundred comments, as the `comment` field carries them; the whole thread has its own address."""
    comments = visible_comments(state.site, user, issue)
    return {
        "self": api(state, f"issue/{issue.id}/comment"),
        "startAt": 0,
        "maxResults": MOST_COMMENTS,
        "total": len(comments),
        "comments": [comment_json(state, issue, comment) for comment in comments[:MOST_COMMENTS]],
    }


def _status(state: SiteState, issue: Issue) -> Json:
    number, colour, name = _CATEGORIES[issue.status_category]
    category = {
        "self": api(state, f"statuscategory/{number}"),
        "id": number,
        "key": issue.status_category,
        "colorName": colour,
        "name": name,
    }
    return {**named(state, "status", issue.status), "statusCategory": category}


def _link(state: SiteState, link: Link, other: Issue) -> Json:
    inward, outward = _LINK_TYPES[link.type]
    far_end = {
        "id": other.id,
        "key": other.key,
        "self": api(state, f"issue/{other.id}"),
        "fields": {
            "summary": other.summary,
            "status": _status(state, other),
            "priority": named(state, "priority", other.priority),
            "issuetype": {**named(state, "issuetype", other.type), "subtask": False},
        },
    }
    return {
        "id": link.id,
        "self": api(state, f"issueLink/{link.id}"),
        "type": {"id": number(f"link:{link.type}"), "name": link.type, "inward": inward, "outward": outward},
        "outwardIssue" if link.outward else "inwardIssue": far_end,
    }


def _attachment(state: SiteState, file: Attachment) -> Json:
    return {
        "self": api(state, f"attachment/{file.id}"),
        "id": file.id,
        "filename": file.filename,
        "author": user_json(state, file.author),
        "created": file.created,
        "size": file.size,
        "mimeType": file.mime_type,
        "content": api(state, f"attachment/content/{file.id}"),
    }


def named(state: SiteState, kind: str, name: str) -> Json:
    """A thing that the content knows by name alone."""
    known_as = number(f"{kind}:{name}")
    return {"self": api(state, f"{kind}/{known_as}"), "id": known_as, "name": name}


def number(seed: str) -> str:
    """A stable id of five digits for things that the content knows by name alone."""
    return str(10000 + int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) % 80000)
