"""A page's attachments as files that can be read; whoever may view the page may view them."""

from __future__ import annotations

from typing import Any

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.content import Content, moment
from connectors.confluence.people import person
from connectors.host.files.reading import MOST_BYTES, AttachedFile, Files, read_files
from connectors.host.model import PUBLIC, Omission


def files_of(client: ConfluenceClient, page: Content, rows: tuple[dict[str, Any], ...], names: dict[str, str]) -> Files:
    """Read the attachments of a page, as the person."""
    return read_files((_file(client, page, row, names) for row in rows), PUBLIC)


def unread(rows: tuple[dict[str, Any], ...]) -> Files:
    """Name the attachments, and read none."""
    names = tuple(str(row.get("title") or "") for row in rows)
    return Files(omissions=(Omission("attachments", len(names), names),) if names else ())


def _file(client: ConfluenceClient, page: Content, row: dict[str, Any], names: dict[str, str]) -> AttachedFile:
    found, size, kind, version = (row.get(name) for name in ("id", "fileSize", "mediaType", "version"))
    file_id = found if isinstance(found, str) and found.isalnum() else ""
    return AttachedFile(
        id=file_id,
        name=str(row.get("title") or ""),
        size=size if isinstance(size, int) else 0,
        fetch=lambda: client.file(page.id, file_id, most=MOST_BYTES),
        media_type=kind.partition(";")[0].strip().lower() if isinstance(kind, str) else "",
        author=person(version.get("authorId"), names) if isinstance(version, dict) else None,
        at=moment(row.get("createdAt")),
        href=page.href(client),
    )
