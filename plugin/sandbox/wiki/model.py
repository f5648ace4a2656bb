"""Spaces, pages and comments as plain data, before any request is answered.

A body is kept as its author's editor left it: Atlassian Document Format (ADF) from the present editor, storage
format (XHTML with `ac:` and `ri:` names) from the old one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Adf = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Classification:
    """A level of the organisation, as `GET /classification-levels` writes it; `code` is the content's own name."""

    code: str
    id: str
    name: str
    order: int
    color: str
    description: str
    guideline: str


@dataclass(frozen=True, slots=True)
class Space:
    """A space; `read` and `write` are account ids, `level` the code of its default classification (empty: none)."""

    id: str
    key: str
    name: str
    description: str
    homepage_id: str
    created: str  # ISO 8601 with Z and milliseconds
    author: str
    read: tuple[str, ...]
    write: tuple[str, ...]
    admins: tuple[str, ...]
    level: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A text in the one form in which it is kept."""

    adf: Adf | None = None
    storage: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a page; `number` counts from 1."""

    number: int
    author: str
    created: str
    message: str
    body: Body
    title: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a restriction admits: account ids and groups. No audience at all means everybody of the space."""

    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(slots=True)
class Property:
    """A content property; `version` counts from 1."""

    id: str
    key: str
    value: Any
    version: int
    author: str
    created: str


@dataclass(slots=True)
class WikiComment:
    """A comment under a page (`footer`) or on words of it (`inline`, with `selection` and `marker`)."""

    id: str
    kind: str  # "footer" | "inline"
    author: str
    created: str
    body: Body
    parent: str = ""  # id of the comment that this one answers
    resolution: str = "open"  # inline: "open" | "reopened" | "resolved" | "dangling"
    selection: str = ""
    marker: str = ""
    properties: list[Property] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """A page or a blog post with its history (oldest first; never empty)."""

    id: str
    space: str  # space key
    kind: str  # "page" | "blogpost"
    owner: str
    versions: list[Version]
    parent: str = ""
    labels: list[str] = field(default_factory=list)
    level: str = ""  # code of its own classification; empty: the space's default holds
    readers: Audience | None = None
    editors: Audience | None = None
    comments: list[WikiComment] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)

    @property
    def current(self) -> Version:
        """The newest version."""
        return self.versions[-1]

    @property
    def title(self) -> str:
        """The title of the newest version."""
        return self.current.title

    @property
    def body(self) -> Body:
        """The body of the newest version."""
        return self.current.body


@dataclass(slots=True)
class Wiki:
    """All of it; the server changes it while it runs."""

    levels: tuple[Classification, ...] = ()
    spaces: tuple[Space, ...] = ()
    pages: dict[str, Page] = field(default_factory=dict)  # by id
    drafts: dict[str, Page] = field(default_factory=dict)  # by id; each is its owner's alone

    def space(self, reference: str) -> Space | None:
        """Return the space of a key or an id, or None."""
        return next((space for space in self.spaces if reference in {space.id, space.key}), None)

    def level(self, code: str) -> Classification | None:
        """Return the level of a code, or None."""
        return next((level for level in self.levels if level.code == code), None)

    def titled(self, space_key: str, title: str) -> Page | None:
        """Return the page of a title in a space, or None; titles are unique within a space."""
        pages = list(self.pages.values())
        return next((page for page in pages if (page.space, page.title) == (space_key, title)), None)
