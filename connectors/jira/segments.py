"""An issue's texts as segments: the summary, the description, the comments."""

from __future__ import annotations

from typing import Any

from connectors.host.adf import read_adf
from connectors.host.model import Block, BlockKind, Person, Segment, SegmentKind
from connectors.host.rich_text import RichText
from connectors.jira.comments import Comment
from connectors.jira.description import without_ours
from connectors.jira.fields import moment


def person(user: object) -> Person | None:
    """Return the person of a user object of Jira's, or None."""
    if not isinstance(user, dict):
        return None
    account_id, name = user.get("accountId"), user.get("displayName")
    return Person(account_id if isinstance(account_id, str) else "", name) if isinstance(name, str) and name else None


def summary_segment(fields: dict[str, Any], href: str) -> Segment | None:
    """The issue's title; None where it has none."""
    text = fields.get("summary")
    if not isinstance(text, str) or not text.strip():
        return None
    blocks = (Block(BlockKind.HEADING, text.strip()),)
    return Segment(
        "summary",
        SegmentKind.SUMMARY,
        blocks,
        author=person(fields.get("reporter")),
        at=moment(fields.get("created")),
        href=href,
    )


def description_segment(fields: dict[str, Any], href: str) -> tuple[Segment | None, RichText]:
    """The description without our own section, and what was found in it; None where there is none."""
    text = read_adf(without_ours(fields.get("description")))
    if not text.blocks:
        return None, text
    segment = Segment(
        "description",
        SegmentKind.DESCRIPTION,
        tuple(text.blocks),
        author=person(fields.get("reporter")),
        at=moment(fields.get("created")),
        href=href,
    )
    return segment, text


def comment_segment(comment: Comment, href: str) -> tuple[Segment, RichText]:
    """A comment and what was found in it; its link opens the issue at the comment."""
    text = read_adf(comment.body)
    segment = Segment(
        f"comment:{comment.id}",
        SegmentKind.COMMENT,
        tuple(text.blocks),
        visibility=comment.visibility,
        author=person(comment.author),
        at=moment(comment.created),
        href=f"{href}?focusedCommentId={comment.id}",
    )
    return segment, text
