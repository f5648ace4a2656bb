"""Pages, comments, spaces and people as Confluence's REST v2 writes them (people and labels as v1 does, too)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from plugin.sandbox.site import User
from plugin.sandbox.state import SiteState
from plugin.sandbox.wiki.model import Body, Classification, Page, Property, Space, Version, Wiki, WikiComment
from plugin.sandbox.wiki.session import BASE
from plugin.sandbox.wiki.storage import adf_text, storage_of

Json = dict[str, Any]

_FILENAME = re.compile(r'ri:filename="([^"]*)"')
FORMATS = ("storage", "atlas_doc_format")


def body_json(wiki: Wiki, body: Body, form: str) -> Json:
    """A body in the form that was asked for; empty where none was, or where the page is not kept in it."""
    value = storage_of(wiki, body) if form == "storage" else adf_text(body) if form == "atlas_doc_format" else None
    return {} if value is None else {form: {"representation": form, "value": value}}


def version_json(version: Version) -> Json:
    """A version without its body."""
    return {
        "number": version.number,
        "message": version.message,
        "minorEdit": False,
        "authorId": version.author,
        "createdAt": version.created,
    }


def page_json(state: SiteState, page: Page, version: Version, form: str) -> Json:
    """A page or blog post in one of its versions, without what `include-...` adds."""
    wiki = state.site.wiki
    space = wiki.space(page.space)
    shape: Json = {
        "id": page.id,
        "status": _status(wiki, page, version),
        "title": version.title,
        "spaceId": space.id if space else "",
        "authorId": page.versions[0].author,
        "createdAt": page.versions[0].created,
        "version": version_json(version),
        "body": body_json(wiki, version.body, form),
        "_links": {"webui": web_path(page), "editui": f"/pages/resumedraft.action?draftId={page.id}"},
    }
    if page.kind == "page":
        above = {"parentId": page.parent or None, "parentType": "page" if page.parent else None}
        shape |= above | {"position": int(page.id) % 1000, "ownerId": page.owner, "lastOwnerId": None}
    shape["_links"] |= {"tinyui": f"/x/{page.id}", "base": f"{state.base_url}{BASE}"}
    return shape


def _status(wiki: Wiki, page: Page, version: Version) -> str:
    if page.id in wiki.drafts:
        return "draft"
    return "current" if version is page.current else "historical"


def web_path(page: Page) -> str:
    """Return a page's address for people, relative to `/wiki`."""
    return f"/spaces/{page.space}/{'blog' if page.kind == 'blogpost' else 'pages'}/{page.id}"


def label_json(name: str) -> Json:
    """A label; its id follows from its name."""
    number = 5_000_000 + int.from_bytes(hashlib.sha256(name.encode()).digest()[:3])
    return {"id": str(number), "name": name, "prefix": "global"}


def files_of(page: Page) -> list[str]:
    """Return the names of the files that a page shows, in reading order."""
    if page.body.adf is None:
        return list(dict.fromkeys(_FILENAME.findall(page.body.storage or "")))
    todo, names = [page.body.adf], []
    while todo:
        node = todo.pop()
        if node.get("type") in {"media", "mediaInline"}:
            names.append(str(node["attrs"].get("alt", node["attrs"].get("id"))))
        todo += node.get("content", [])[::-1]
    return list(dict.fromkeys(names))


def attachment_json(page: Page, name: str) -> Json:
    """A file; its id follows from its page and its name."""
    number = int.from_bytes(hashlib.sha256(f"{page.id}/{name}".encode()).digest()[:4])
    owner = "blogPostId" if page.kind == "blogpost" else "pageId"
    return {
        "id": f"att{number}",
        "status": "current",
        "title": name,
        "createdAt": page.versions[0].created,
        owner: page.id,
        "mediaType": "application/octet-stream",
        "fileSize": number % 1_000_000,
        "version": version_json(page.versions[0]),
        "_links": {"webui": f"{web_path(page)}?preview=/{page.id}/{number}/{name}"},
    }


def property_json(found: Property) -> Json:
    """A content property with its version."""
    version = {
        "number": found.version,
        "message": "",
        "minorEdit": True,
        "authorId": found.author,
        "createdAt": found.created,
    }
    return {"id": found.id, "key": found.key, "value": found.value, "version": version}


def included(rows: Sequence[Json], address: str) -> Json:
    """What `include-...` adds to a page: the first entries of a list that has its own address."""
    return {"results": list(rows), "meta": {"hasMore": False}, "_links": {"self": address}}


def comment_json(wiki: Wiki, page: Page, comment: WikiComment, form: str) -> Json:
    """A footer or inline comment."""
    owner = "blogPostId" if page.kind == "blogpost" else "pageId"
    version = {
        "number": 1,
        "message": "",
        "minorEdit": False,
        "authorId": comment.author,
        "createdAt": comment.created,
    }
    shape: Json = {"id": comment.id, "status": "current", "title": f"Re: {page.title}", owner: page.id}
    if comment.parent:
        shape["parentCommentId"] = comment.parent
    shape |= {"version": version, "body": body_json(wiki, comment.body, form)}
    if comment.kind == "inline":
        marks = {"inlineMarkerRef": comment.marker, "inlineOriginalSelection": comment.selection}
        shape |= {"resolutionStatus": comment.resolution, "properties": marks}
    shape["_links"] = {"webui": f"{web_path(page)}?focusedCommentId={comment.id}#comment-{comment.id}"}
    return shape


def space_json(state: SiteState, space: Space, form: str = "") -> Json:
    """A space; its description where `description-format` is plain or view."""
    described = {form: {"representation": form, "value": space.description}} if form in {"plain", "view"} else None
    return {
        "id": space.id,
        "key": space.key,
        "name": space.name,
        "type": "global",
        "status": "current",
        "authorId": space.author,
        "createdAt": space.created,
        "homepageId": space.homepage_id,
        "description": described,
        "icon": None,
        "_links": {"webui": f"/spaces/{space.key}", "base": f"{state.base_url}{BASE}"},
    }


def level_json(level: Classification) -> Json:
    """A classification level."""
    return {
        "id": level.id,
        "status": "PUBLISHED",
        "order": level.order,
        "name": level.name,
        "description": level.description,
        "guideline": level.guideline,
        "color": level.color,
    }


def person_json(user: User) -> Json:
    """A person as v2's `users-bulk` writes them; no address."""
    return {
        "displayName": user.display_name,
        "timeZone": user.time_zone,
        "personalSpaceId": None,
        "isExternalCollaborator": False,
        "accountStatus": "active",
        "accountId": user.account_id,
        "email": "",
        "accountType": user.account_type,
        "publicName": user.display_name,
        "profilePicture": {"path": "/sandbox/person.svg", "isDefault": True},
    }


def v1_person_json(state: SiteState, user: User, *, own: bool) -> Json:
    """A person as v1 writes them; the address only to themselves."""
    return {
        "type": "known",
        "accountId": user.account_id,
        "accountType": user.account_type,
        "email": user.email if own else "",
        "publicName": user.display_name,
        "displayName": user.display_name,
        "timeZone": user.time_zone,
        "profilePicture": {"path": "/sandbox/person.svg", "width": 48, "height": 48, "isDefault": True},
        "isExternalCollaborator": False,
        "isGuest": False,
        "_expandable": {"operations": "", "personalSpace": ""},
        "_links": {
            "self": f"{state.base_url}{BASE}/rest/api/user?accountId={user.account_id}",
            "base": f"{state.base_url}{BASE}",
        },
    }
