"""A page's texts as segments: the title, its sections, what it includes, its labels, its comments."""

from __future__ import annotations

from collections import Counter

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.comments import Comment
from connectors.confluence.content import Content, moment
from connectors.confluence.includes import Included
from connectors.confluence.people import person
from connectors.confluence.restrictions import Restriction
from connectors.confluence.sections import Section, sections_of
from connectors.host.model import (
    PUBLIC,
    Block,
    BlockKind,
    Person,
    Place,
    Segment,
    SegmentKind,
    Visibility,
    VisibilityKind,
)
from connectors.host.rich_text import RichText

PATH_SEPARATOR = " > "


def visibility_of(included: Included, place: Place) -> Visibility:
    """Return who can read what a page shows of another one, beside those who can read the page itself.

    A page of the same space without a restriction is open to everybody who can open this one. A page that may be
    restricted is not, and neither is one of another space: nobody knows that its readers are all of ours. The names of
    people and groups are left out: who may view a page is itself nothing to show around.
    """
    same = included.content.space_id == place.id
    return PUBLIC if same and included.restriction is Restriction.NONE else Visibility(VisibilityKind.RESTRICTED)


class Reading:
    """Makes segments; notes who is mentioned and which kinds of nodes were not known.

    A segment's visibility is told beside the page's own: its text, its labels and its comments can be read by all who
    can open the page, restricted or not.
    """

    def __init__(self, client: ConfluenceClient, page: Content, names: dict[str, str]) -> None:
        self._client = client
        self._page = page
        self._names = names
        self._href = page.href(client)
        self.people: list[Person] = []
        self.unknown: Counter[str] = Counter()
        self._taken: Counter[str] = Counter()

    def page(self) -> list[Segment]:
        """The title and the sections."""
        page, blocks = self._page, (Block(BlockKind.HEADING, " ".join(self._page.title.split())),)
        author = self._author(page.row.get("authorId"))
        segments = [
            Segment(
                "summary",
                SegmentKind.SUMMARY,
                blocks,
                author=author,
                at=moment(page.row.get("createdAt")),
                href=self._href,
            )
        ]
        if page.body is not None:
            text = self._text(page.body.text(self._names))
            sections = sections_of(text, title=page.title, body_format=page.body.format)
            segments += [self._section(section, author) for section in sections]
        return [segment for segment in segments if segment.text.strip()]

    def _section(self, section: Section, author: Person | None) -> Segment:
        return Segment(
            section.id,
            SegmentKind.SECTION,
            section.blocks,
            role=PATH_SEPARATOR.join(section.path),
            author=author,
            at=moment(self._page.changed.get("createdAt")),
            href=f"{self._href}#{section.anchor}" if section.anchor else self._href,
        )

    def included(self, included: Included, place: Place) -> Segment:
        """A page that is shown inside: a section where it is at home in the same space.

        One from another space is a link, `link:<space key>-<page id>`, so that the policy decides about that space
        before anything is made of its words.
        """
        same = included.content.space_id == place.id
        text = self._text(included.body.text(self._names))
        segment_id = f"include:{included.content.id}" if same else f"link:{included.space_key}-{included.content.id}"
        self._taken[segment_id] += 1
        again = self._taken[segment_id]  # two excerpts of one page
        return Segment(
            f"{segment_id}~{again}" if again > 1 else segment_id,
            SegmentKind.SECTION if same else SegmentKind.LINK,
            tuple(text.blocks),
            visibility=visibility_of(included, place),
            role=included.content.title,
            author=self._author(included.content.row.get("authorId")),
            at=moment(included.content.changed.get("createdAt")),
            href=included.content.href(self._client),
        )

    def labels(self, labels: tuple[str, ...]) -> list[Segment]:
        """The labels, if there are any."""
        blocks = (Block(BlockKind.PARAGRAPH, ", ".join(labels)),)
        field = Segment("field:labels", SegmentKind.FIELD, blocks, role="labels")
        return [field] if labels else []

    def comment(self, comment: Comment) -> Segment:
        """One comment; an inline one begins with the text that it stands on."""
        text = self._text(comment.body.text(self._names)) if comment.body else RichText()
        quote = (Block(BlockKind.QUOTE, comment.selection),) if comment.selection else ()
        return Segment(
            f"comment:{comment.id}",
            SegmentKind.COMMENT,
            (*quote, *text.blocks),
            role=comment.role,
            author=self._author(comment.author_id),
            at=moment(comment.at),
            href=self._client.address(comment.webui) or f"{self._href}?focusedCommentId={comment.id}",
            thread=f"comment:{comment.thread}",
        )

    def _text(self, text: RichText) -> RichText:
        self.people += text.mentions
        self.unknown += text.unknown
        return text

    def _author(self, account_id: object) -> Person | None:
        author = person(account_id, self._names)
        if author:
            self.people.append(author)
        return author
