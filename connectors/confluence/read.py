"""A page or blog post as a `Document`, read as one person.

What the person may not see, Confluence does not send. For a customer's text only what stands on the page itself is
taken: comments are the team's talk and are left out, pages of other spaces too, and a page whose view is restricted
yields nothing at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.confluence.body import Body
from connectors.confluence.client import ConfluenceClient
from connectors.confluence.comments import Comments, comments_of
from connectors.confluence.content import PAGES, Content, moment, named, place_of, reference, with_body
from connectors.confluence.files import files_of, unread
from connectors.confluence.includes import Includes, includes_of
from connectors.confluence.people import names_of
from connectors.confluence.restrictions import Restriction, restriction_of
from connectors.confluence.segments import Reading
from connectors.host.errors import HostNotFound, HostRefused
from connectors.host.model import Audience, Document, Item, Omission, Place, Product, Segment, SegmentKind


@dataclass(frozen=True, slots=True)
class PageGlance:
    """Comments that this person may see (id -> last change), an estimate of all words, the page's version, its time."""

    comments: dict[str, str]
    words: int
    version: str
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything that was asked for."""

    page: Content
    place: Place
    comments: Comments
    includes: Includes
    restriction: Restriction
    labels: tuple[str, ...]
    files: tuple[dict[str, Any], ...]

    def bodies(self) -> Iterator[Body]:
        """Yield every text."""
        bodies = (self.page.body, *(i.body for i in self.includes.found), *(c.body for c in self.comments.found))
        return (body for body in bodies if body is not None)

    def account_ids(self) -> Iterator[str]:
        """Yield the people whose names are needed."""
        rows = (self.page.row, *(included.content.row for included in self.includes.found))
        yield from (row["authorId"] for row in rows if isinstance(row.get("authorId"), str))
        yield from (comment.author_id for comment in self.comments.found)
        for body in self.bodies():
            yield from body.nameless()


def locate(client: ConfluenceClient, item: Item) -> tuple[Item, Place]:
    """Return the page's id and its space; its text is not asked for.

    Raises:
        HostError: as the client.
    """
    page = named(client, item)
    return Item(Product.CONFLUENCE, id=page.id), place_of(client, page.space_id)


def glance(client: ConfluenceClient, item: Item, *, audience: Audience) -> PageGlance:
    """Return how much there is to read.

    Raises:
        HostError: as the client.
    """
    page = with_body(client, reference(item))
    agent = audience is Audience.AGENT
    comments = comments_of(client, page.where, page.id).found if agent else ()
    words = sum(body.words() for body in (page.body, *(c.body for c in comments)) if body)
    return PageGlance(
        {comment.id: comment.at for comment in comments}, words, page.version, moment(page.changed.get("createdAt"))
    )


def read_page(client: ConfluenceClient, item: Item, *, audience: Audience, files: bool = True) -> Document:
    """Return the whole page as the person may read it; its files too, unless it is for customers.

    Raises:
        HostError: as the client; `HostAnswerInvalid` where a part of an answer is missing.
    """
    parts = _parts(client, item)
    names = names_of(client, parts.account_ids())
    reading = Reading(client, parts.page, names)
    wanted = files and audience is Audience.AGENT
    read = files_of(client, parts.page, parts.files, names) if wanted else unread(parts.files)
    segments = [*_segments(reading, parts), *read.segments]
    taken = [segment for segment in segments if _suits(segment, parts.restriction, audience)]
    page, version = parts.page, parts.page.version
    changed = {f"comment:{comment.id}": comment.at for comment in parts.comments.found}
    return Document(
        item=Item(Product.CONFLUENCE, id=page.id),
        place=parts.place,
        title=page.title,
        segments=tuple(taken),
        updated=moment(page.changed.get("createdAt")),
        people=tuple(dict.fromkeys(reading.people)),
        omissions=(*read.omissions, *_omissions(parts, segments, taken, reading.unknown)),
        comments_total=len(parts.comments.found),
        labels=parts.labels,
        facts=_facts(parts),
        versions={s.id: changed.get(s.id, version) for s in taken if s.kind is not SegmentKind.LINK},
    )


def _parts(client: ConfluenceClient, item: Item) -> _Parts:
    page = with_body(client, reference(item), labels=True)
    place = place_of(client, page.space_id)
    has_parent = bool(page.row.get("parentId"))
    return _Parts(
        page=page,
        place=place,
        comments=comments_of(client, page.where, page.id),
        includes=includes_of(client, page, place),
        restriction=restriction_of(client, page.where, page.id, has_parent=has_parent),
        labels=_labels(client, page),
        files=_files(client, page),
    )


def _segments(reading: Reading, parts: _Parts) -> list[Segment]:
    return [
        *reading.page(),
        *(reading.included(included, parts.place) for included in parts.includes.found),
        *(reading.comment(comment) for comment in parts.comments.found),
        *reading.labels(parts.labels),
    ]


def _suits(segment: Segment, restriction: Restriction, audience: Audience) -> bool:
    if audience is Audience.AGENT:
        return True
    restricted = restriction is not Restriction.NONE or segment.visibility.rank > 0
    return not restricted and segment.kind in {SegmentKind.SUMMARY, SegmentKind.SECTION}


def _labels(client: ConfluenceClient, page: Content) -> tuple[str, ...]:
    found = page.row.get("labels")
    rows, meta = (found.get("results"), found.get("meta")) if isinstance(found, dict) else (None, None)
    if not isinstance(rows, list) or (isinstance(meta, dict) and meta.get("hasMore")):
        rows = list(client.rows(page.where, page.id, "labels"))
    names = (row.get("name") for row in rows if isinstance(row, dict))
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def _files(client: ConfluenceClient, page: Content) -> tuple[dict[str, Any], ...]:
    """The page's files as they are listed; a refusal to list them is no fault."""
    try:
        return tuple(client.rows(page.where, page.id, "attachments"))
    except (HostRefused, HostNotFound):
        return ()


def _facts(parts: _Parts) -> dict[str, str]:
    return {
        "version": parts.page.version,
        "content_type": "page" if parts.page.where == PAGES else "blogpost",
        "restriction": parts.restriction.value,
        **({"body_format": parts.page.body.format} if parts.page.body else {}),
    }


def _omissions(
    parts: _Parts, segments: list[Segment], taken: list[Segment], unknown: Counter[str]
) -> tuple[Omission, ...]:
    kept = {segment.id for segment in taken}
    kept_back = [segment for segment in segments if segment.id not in kept]
    kinds = Counter(segment.kind for segment in kept_back)
    includes = (*parts.includes.refused, *(s.role for s in kept_back if s.id.startswith(("include:", "link:"))))
    restricted = parts.restriction is not Restriction.NONE and kinds[SegmentKind.SUMMARY]
    comments = kinds[SegmentKind.COMMENT]
    counted = (
        Omission("restricted_page", 1 if restricted else 0),
        Omission("restricted_comments" if restricted else "internal_comments", comments),
        Omission("comments", parts.comments.unasked),
        Omission("included_pages", len(includes), tuple(filter(None, includes))),
        Omission("nodes", sum(unknown.values()), tuple(sorted(unknown))),
    )
    return tuple(omission for omission in counted if omission.count)
