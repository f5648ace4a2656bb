"""The stand-in site's people, projects and issues as plain data, before any request is answered.

Bodies are Atlassian Document Format (ADF) as Jira Cloud's REST v3 returns them. Nothing here is shared with
the product's own code: the site must not agree with us by sharing a mistake.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from plugin.sandbox.wiki.model import Wiki

Adf = dict[str, Any]


@dataclass(frozen=True, slots=True)
class User:
    """A person of the site; `agent` may see internal notes in service projects."""

    account_id: str
    display_name: str
    email: str
    locale: str  # "en-GB", "de-DE", "ja-JP"
    time_zone: str
    groups: tuple[str, ...] = ()
    site_admin: bool = False
    account_type: str = "atlassian"  # "customer" for portal-only people
    impersonation_refused: bool = False  # the authorisation server gives no token for this person


@dataclass(frozen=True, slots=True)
class Kind:
    """A value of the site or of a project with what its administrators say of it: a priority, a type, a component."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class RequestType:
    """What a customer asks for on a service project's portal; it stands on one type of issue."""

    name: str
    description: str
    type: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project; who may browse it, who administers it, and its roles (role name -> account ids)."""

    id: str
    key: str
    name: str
    type: str  # "software" | "service_desk"
    browse: tuple[str, ...]  # account ids
    admins: tuple[str, ...]
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    agents: tuple[str, ...] = ()  # service_desk: may see and write internal notes
    components: tuple[str, ...] = ()
    described: dict[str, str] = field(default_factory=dict)  # component -> its description
    types: tuple[str, ...] = ()
    request_types: tuple[RequestType, ...] = ()


@dataclass(frozen=True, slots=True)
class Visibility:
    """A comment's restriction: type is "role" or "group"."""

    type: str
    value: str


@dataclass(slots=True)
class Comment:
    """A comment; `internal` is a service project's internal note (`jsdPublic` false)."""

    id: str
    author: str  # account id
    created: str  # ISO 8601 as Jira writes it: 2026-11-16T14:21:09.000+0000
    body: Adf
    internal: bool = False
    visibility: Visibility | None = None
    updated: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment's metadata; `plugin.sandbox.files` has the bytes."""

    id: str
    filename: str
    mime_type: str
    size: int
    author: str
    created: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one field, as the history tells it; `field` is the name that Jira writes there."""

    id: str
    author: str  # account id
    created: str
    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another issue, seen from this one; `label` as shown ("blocks", "is blocked by", "relates to")."""

    id: str
    type: str  # "Blocks" | "Relates" | "Duplicate"
    outward: bool
    label: str
    key: str


@dataclass(slots=True)
class Issue:
    """An issue with its thread."""

    id: str
    key: str
    project: str  # project key
    summary: str
    description: Adf | None
    type: str
    status: str
    status_category: str  # "new" | "indeterminate" | "done"
    priority: str
    reporter: str
    assignee: str | None
    created: str
    updated: str
    resolution: str | None = None
    due: str | None = None
    labels: list[str] = field(default_factory=list)
    components: list[str] = field(default_factory=list)
    fix_versions: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    security_level: str | None = None
    request_type: str | None = None
    past: bool = False  # solved long ago; the site's list of issues leaves it out


@dataclass(slots=True)
class Site:
    """The whole site; the server changes it while it runs (comments, properties, added issues)."""

    name: str
    users: tuple[User, ...]
    projects: tuple[Project, ...]
    issues: dict[str, Issue]  # by key
    default_user: str  # account id shown first
    priorities: tuple[Kind, ...] = ()
    types: tuple[Kind, ...] = ()
    wiki: Wiki = field(default_factory=Wiki)
