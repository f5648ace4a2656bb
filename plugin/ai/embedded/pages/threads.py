"""The comments of a page by their threads, and which of their questions nobody has answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.host.model import BlockKind, Segment, SegmentKind
from plugin.ai.embedded.sentences import split
from plugin.ai.embedded.talk import can_answer, is_empty_talk, is_question, is_quote

_START = datetime.min.replace(tzinfo=UTC)
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.PANEL, BlockKind.DECISION, BlockKind.TASK_OPEN})
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_ANSWERS = re.compile(r"\W*(?:yes|yep|no|ja|nein|doch|はい|いいえ|ええ)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of a comment, and whether its author marked it as a decision."""

    text: str
    comment: Segment
    decided: bool = False

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return is_question(self.text)


@dataclass(frozen=True, slots=True)
class Thread:
    """Comments that answer each other, the first one first."""

    comments: tuple[Segment, ...]

    @property
    def resolved(self) -> bool:
        """Whether somebody resolved it, or the text that it stood on is gone."""
        return self.comments[0].role == "inline_resolved"

    @property
    def selection(self) -> str:
        """The text of the page that the thread stands on; empty below the page."""
        first = self.comments[0]
        quoted = first.blocks[:1] if first.role.startswith("inline") else ()
        return next((block.text for block in quoted if block.kind is BlockKind.QUOTE), "")


def threads_of(segments: Iterable[Segment]) -> list[Thread]:
    """Return the threads by the time of their first comment."""
    found: dict[str, list[Segment]] = {}
    for segment in segments:
        if segment.kind is SegmentKind.COMMENT:
            found.setdefault(segment.thread or segment.id, []).append(segment)
    threads = [Thread(tuple(sorted(comments, key=_time))) for comments in found.values()]
    return sorted(threads, key=lambda thread: _time(thread.comments[0]))


def remarks_of(comment: Segment) -> list[Remark]:
    """Return what a comment says: its sentences without quotes and bare thanks."""
    found = []
    for block in comment.blocks:
        if block.kind in _PROSE:
            decided = block.kind is BlockKind.DECISION
            texts = [block.text.strip()] if decided else split(_LIST_MARK.sub("", block.text))
            found += [Remark(t, comment, decided) for t in texts if not (is_quote(t) or is_empty_talk(t))]
    return found


def open_questions(threads: Sequence[Thread]) -> list[Remark]:
    """Return the questions of unresolved threads that nobody answered, by time.

    Answered is a question after which somebody else wrote into its thread; or, where the thread ends with it, below the
    page, when the next comment there is somebody else's and begins with yes or no.
    """
    found = []
    for thread in threads:
        if not thread.resolved:
            found += _unanswered(thread, _following(thread, threads) if _below(thread) else None)
    return found


def _following(thread: Thread, threads: Sequence[Thread]) -> Segment | None:
    """The first comment below the page after a thread has ended."""
    end = _time(thread.comments[-1])
    return next((t.comments[0] for t in threads if _below(t) and _time(t.comments[0]) > end), None)


def _unanswered(thread: Thread, following: Segment | None) -> list[Remark]:
    found = []
    for place, comment in enumerate(thread.comments):
        later = [other for other in thread.comments[place + 1 :] if _author(other) != _author(comment)]
        if any(_can_answer(other) for other in later):
            continue
        if following is not None and _author(following) != _author(comment) and _says_yes_or_no(following):
            continue
        found += [remark for remark in remarks_of(comment) if remark.asks]
    return found


def _below(thread: Thread) -> bool:
    return thread.comments[0].role == "footer"


def _can_answer(comment: Segment) -> bool:
    return any(can_answer(text) for block in comment.blocks if block.kind in _PROSE for text in split(block.text))


def _says_yes_or_no(comment: Segment) -> bool:
    text = next((block.text for block in comment.blocks if block.kind in _PROSE), "")
    return _ANSWERS.match(text) is not None


def _author(comment: Segment) -> str:
    return comment.author.account_id if comment.author else ""


def _time(comment: Segment) -> datetime:
    return comment.at or _START
