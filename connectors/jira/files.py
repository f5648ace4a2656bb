"""An issue's attachments as files that can be read.

Jira does not say with which comment an attachment came; it refuses its content to those who may not read that comment.
So a file counts as for those who may read the narrowest comment of the issue, and in a service project as internal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.host.files.reading import MOST_BYTES, AttachedFile, Files, read_files
from connectors.host.model import PUBLIC, Visibility, VisibilityKind
from connectors.jira.client import JiraClient
from connectors.jira.comments import Comment
from connectors.jira.fields import moment
from connectors.jira.segments import person

_DESK = "service_desk"


def files_of(
    client: JiraClient, fields: dict[str, Any], comments: Sequence[Comment], project_type: str, href: str
) -> Files:
    """Read the attachments of an issue, as the person.

    Args:
        client: of the person.
        fields: of the issue.
        comments: that the person may see.
        project_type: as Jira calls it.
        href: where people find them.
    """
    listed = [entry for entry in fields.get("attachment") or () if isinstance(entry, dict)]
    widest = Visibility(VisibilityKind.INTERNAL) if project_type == _DESK else PUBLIC
    narrowest = max((widest, *(comment.visibility for comment in comments)), key=lambda visibility: visibility.rank)
    return read_files((_file(client, entry, href) for entry in listed), narrowest)


def _file(client: JiraClient, entry: dict[str, Any], href: str) -> AttachedFile:
    found, size, kind = entry.get("id"), entry.get("size"), entry.get("mimeType")
    file_id = str(found) if isinstance(found, str | int) and str(found).isdecimal() else ""
    return AttachedFile(
        id=file_id,
        name=str(entry.get("filename") or ""),
        size=size if isinstance(size, int) else 0,
        fetch=lambda: client.file(file_id, most=MOST_BYTES),
        media_type=kind.partition(";")[0].strip().lower() if isinstance(kind, str) else "",
        author=person(entry.get("author")),
        at=moment(entry.get("created")),
        href=href,
    )
