"""What an issue or a page looks like to everything above the connectors.

Pure data: nothing here performs I/O, knows a product's wire format or imports another module of ours.
A `Document` is a list of `Segment`s with stable ids; every citation that Vouch ever shows names one of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from connectors.host.length import words_in


class Product(StrEnum):
    """The two Atlassian products that Vouch registers with."""

    JIRA = "jira"
    CONFLUENCE = "confluence"


class Audience(StrEnum):
    """For whom a text is made; a customer's text never rests on internal sources."""

    AGENT = "agent"
    CUSTOMER = "customer"


class VisibilityKind(StrEnum):
    """Who can read a segment in its home, from the widest to the narrowest."""

    PUBLIC = "public"  # everybody who can open the item, customers of a service project included
    INTERNAL = "internal"  # an internal note of a service project: people with agent rights
    RESTRICTED = "restricted"  # limited to one project role or group


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who can read a segment; `name` is the role's or group's name when restricted, else empty."""

    kind: VisibilityKind
    name: str = ""

    @property
    def rank(self) -> int:
        """Order of narrowness: 0 public, 1 internal, 2 restricted."""
        return list(VisibilityKind).index(self.kind)


PUBLIC = Visibility(VisibilityKind.PUBLIC)


class SegmentKind(StrEnum):
    """What a segment is in its home."""

    SUMMARY = "summary"
    DESCRIPTION = "description"
    COMMENT = "comment"
    FIELD = "field"
    LINK = "link"
    SECTION = "section"  # a part of a page under one heading path
    ATTACHMENT = "attachment"  # a file that was read; `role` is its name
    CHANGE = "change"  # of a field or to another version, by a person: `role` says of what, a quote what it was


class BlockKind(StrEnum):
    """What a block of text is in its segment; engines weigh and filter by it."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TASK_OPEN = "task_open"
    TASK_DONE = "task_done"
    DECISION = "decision"
    QUOTE = "quote"
    CODE = "code"
    TABLE_ROW = "table_row"
    PANEL = "panel"
    MEDIA = "media"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of plain text (no markup, may hold line breaks in code)."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in the content: an author, an assignee, a mention."""

    account_id: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A citable part of a document.

    `id` is stable across reads: `summary`, `description`, `comment:<id>`, `field:<role>`, `link:<KEY>`; of a page
    also `section:<heading path>` and `include:<page id>`; of files
    `attachment:<id>`, of what is new `change:<id>`.
    `role` names the field (`status`, `resolution`, `assignee`, `priority`, `due`, ...), the kind of link (`blocks`,
    `is blocked by`, ...), a section's heading path, or where a page's comment stands (`footer`, `inline`,
    `inline_resolved`); empty elsewhere. `thread` is the id of the comment that a comment answers, directly or by way of
    others, or its own where it answers none; empty where the host knows no threads.
    """

    id: str
    kind: SegmentKind
    blocks: tuple[Block, ...]
    visibility: Visibility = PUBLIC
    role: str = ""
    author: Person | None = None
    at: datetime | None = None
    href: str = ""
    thread: str = ""

    @property
    def text(self) -> str:
        """The segment's plain text, one block a line."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the text; for fingerprints, never shown and never kept without a salt."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item lives: a Jira project or a Confluence space. At least one of key and id is known."""

    product: Product
    key: str = ""
    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An issue or a page, named by what a verified token or an answer of the host said."""

    product: Product
    id: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class NativeLevel:
    """A classification level as the host says it: `source` is "item", "container" or "organisation"."""

    id: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class PageVersion:
    """One version of a page, without its text; `message` is what its author said about it."""

    number: int
    at: datetime | None
    author: Person | None
    message: str


def versioned(number: int | str, segment_id: str) -> str:
    """Return the id of a segment in a document that holds several versions of a page: `v3/section:risks`."""
    return f"v{number}/{segment_id}"


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that was there and was not read: `what` is a stable code, `count` how many, `names` which."""

    # "attachments", "attachments_shortened", "linked_items", "comments", "internal_comments", "restricted_comments",
    # "nodes"; of a page also "included_pages", "restricted_page"
    what: str
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An item as the calling person may read it."""

    item: Item
    place: Place
    title: str
    segments: tuple[Segment, ...]
    updated: datetime | None
    people: tuple[Person, ...] = ()
    omissions: tuple[Omission, ...] = ()
    comments_total: int = 0
    labels: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)  # segment id -> its last change, as the host writes it

    def segment(self, segment_id: str) -> Segment | None:
        """Return the segment of that id, or None."""
        return next((s for s in self.segments if s.id == segment_id), None)

    @property
    def words(self) -> int:
        """How many words all segments hold."""
        return sum(words_in(s.text) for s in self.segments)
