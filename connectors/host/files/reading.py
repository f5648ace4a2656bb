"""Attached files as segments: the newest that can be read, each up to a limit; the others are named as not read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.host.errors import HostError
from connectors.host.files.pdf import pages_of
from connectors.host.files.sniff import FileKind, kind_of, may_be_read, text_of
from connectors.host.model import Block, BlockKind, Omission, Person, Segment, SegmentKind, Visibility

MOST_FILES, MOST_BYTES, MOST_CHARACTERS = 4, 2_000_000, 30_000
_SECONDS = 6.0  # for all files of an item
_BLANK_LINES = re.compile(r"\n[ \t]*\n+")
_WRAPPED = re.compile(r"(?<=[^\n.!?:;])\n(?=\S)")
_CUT = " […] "
_EPOCH = datetime.min.replace(tzinfo=UTC)

Fetch = Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file as the host lists it; `fetch` returns its bytes, None where they are too many."""

    id: str
    name: str
    size: int
    fetch: Fetch
    media_type: str = ""
    author: Person | None = None
    at: datetime | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """What was read of an item's files, and what was not."""

    segments: tuple[Segment, ...] = ()
    omissions: tuple[Omission, ...] = ()


def read_files(
    files: Iterable[AttachedFile], visibility: Visibility, *, clock: Callable[[], float] = time.monotonic
) -> Files:
    """Return the text of an item's files.

    Args:
        files: all that are attached.
        visibility: who can read them in their home, as far as that is known.
        clock: for tests.
    """
    every = list(files)
    worth = [f for f in every if f.id and 0 < f.size <= MOST_BYTES and may_be_read(f.name, f.media_type)]
    worth.sort(key=lambda file: file.at or _EPOCH, reverse=True)
    end = clock() + _SECONDS
    read: dict[str, Segment] = {}
    shortened: list[str] = []
    for file in worth[:MOST_FILES]:
        found = _blocks(file) if clock() < end else None
        if found is None:
            continue
        blocks, whole = found
        read[file.id] = _segment(file, blocks, visibility)
        shortened += [] if whole else [file.name]
    unread = tuple(file.name for file in every if file.id not in read)
    counted = (
        Omission("attachments", len(unread), unread),
        Omission("attachments_shortened", len(shortened), tuple(shortened)),
    )
    return Files(tuple(read[f.id] for f in every if f.id in read), tuple(o for o in counted if o.count))


def _segment(file: AttachedFile, blocks: tuple[Block, ...], visibility: Visibility) -> Segment:
    return Segment(
        f"attachment:{file.id}",
        SegmentKind.ATTACHMENT,
        blocks,
        visibility=visibility,
        role=file.name,
        author=file.author,
        at=file.at,
        href=file.href,
    )


def _blocks(file: AttachedFile) -> tuple[tuple[Block, ...], bool] | None:
    """The text of one file in blocks, and whether it is all of it; None where there is none to read."""
    try:
        data = file.fetch()
    except HostError:  # one file that cannot be had does not keep the rest of the item from being read
        return None
    kind = kind_of(file.name, data) if data else None
    if not data or kind is None:
        return None
    if kind is FileKind.PDF:
        pages = pages_of(data)
        text, whole = ("\n\n".join(pages[0]), not pages[1]) if pages else ("", False)
    else:
        text, whole = text_of(data) or "", True
    if not text.strip():
        return None
    if kind is FileKind.LINES:
        return (Block(BlockKind.CODE, _middle_left_out(text)),), whole and len(text) <= MOST_CHARACTERS
    paragraphs = [_WRAPPED.sub(" ", part).strip() for part in _BLANK_LINES.split(text[:MOST_CHARACTERS])]
    blocks = tuple(Block(BlockKind.PARAGRAPH, part) for part in paragraphs if part)
    return blocks, whole and len(text) <= MOST_CHARACTERS


def _middle_left_out(text: str) -> str:
    """Of a log the end says what went wrong, the beginning when and where."""
    if len(text) <= MOST_CHARACTERS:
        return text.strip()
    return text[: MOST_CHARACTERS // 3].rstrip() + _CUT + text[-(2 * MOST_CHARACTERS // 3) :].lstrip()
