"""Changes to pages: new versions, comments, labels and properties, by REST or by a test."""

from __future__ import annotations

import json
import re
import secrets
from datetime import UTC, datetime
from typing import Any

from plugin.sandbox.site import User
from plugin.sandbox.state import SiteState
from plugin.sandbox.wiki.model import Body, Page, Property, Version, WikiComment

_FIRST_ID = 900_000_001
_TAG = re.compile(r"<!\[CDATA\[.*?\]\]>|<(?P<close>/)?(?P<name>[A-Za-z][\w:-]*)[^<>]*?(?P<empty>/)?>", re.DOTALL)
_LABEL = re.compile(r"[^\s:;,.?&\[\]()#^*!<>]{1,255}")
_MAX_VALUE = 32_768


class NotValid(Exception):
    """What was sent cannot be taken as it is; the text says why."""


def new_version(state: SiteState, page: Page, user: User, body: Body, message: str = "") -> Version:
    """Give a page a new version and return it."""
    with state.lock:
        number = page.current.number + 1
        page.versions.append(Version(number, user.account_id, now(), message, body, page.title))
    return page.current


def add_comment(state: SiteState, page: Page, user: User, body: Body, parent: str = "") -> WikiComment:
    """Append a footer comment and return it."""
    with state.lock:
        comment = WikiComment(next_id(state), "footer", user.account_id, now(), body, parent)
        page.comments.append(comment)
    return comment


def delete_comment(state: SiteState, page: Page, comment: WikiComment) -> None:
    """Remove a comment with its answers."""
    with state.lock:
        page.comments[:] = [each for each in page.comments if comment.id not in {each.id, each.parent}]


def add_labels(state: SiteState, page: Page, names: list[str]) -> None:
    """Add labels in small letters; those that are there stay.

    Raises:
        NotValid: a name is empty, too long, or has characters that a label cannot have.
    """
    if not all(_LABEL.fullmatch(name) for name in names):
        raise NotValid("A label has no spaces and none of : ; , . ? & [ ] ( ) # ^ * ! < >")
    with state.lock:
        page.labels += [name for name in dict.fromkeys(map(str.lower, names)) if name not in page.labels]


def set_property(state: SiteState, holder: Page | WikiComment, user: User, key: str, value: Any) -> Property:  # noqa: ANN401 (any JSON)
    """Create a property of a page or comment and return it.

    Raises:
        NotValid: the key is taken, or key or value is too long.
    """
    _check_property(key, value)
    with state.lock:
        if any(found.key == key for found in holder.properties):
            raise NotValid(f"A property with the key {key} exists already.")
        created = Property(next_id(state), key, value, 1, user.account_id, now())
        holder.properties.append(created)
    return created


def change_property(state: SiteState, found: Property, user: User, value: Any, number: int) -> bool:  # noqa: ANN401 (any JSON)
    """Give a property its next version; False, and no change, where `number` is not the one after its present one.

    Raises:
        NotValid: the value is too long.
    """
    _check_property(found.key, value)
    with state.lock:
        if number != found.version + 1:
            return False
        found.value, found.version, found.author, found.created = value, number, user.account_id, now()
    return True


def body_of(representation: object, value: object) -> Body:
    """Return what was sent as a body.

    Raises:
        NotValid: neither a document of ADF nor well-formed storage format, or empty.
    """
    if not isinstance(value, str) or not value.strip():
        raise NotValid("The body has no value.")
    if representation == "storage":
        _check_storage(value)
        return Body(storage=value)
    if representation != "atlas_doc_format":
        raise NotValid("The body's representation is storage or atlas_doc_format here.")
    try:
        document = json.loads(value)
    except ValueError as error:
        raise NotValid("The body's value is not JSON.") from error
    if not isinstance(document, dict) or document.get("type") != "doc" or not document.get("content"):
        raise NotValid("The body is not a document of ADF with content.")
    return Body(adf=_with_ids(document))


def now() -> str:
    """Return the present as v2 writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _with_ids(node: Any) -> Any:  # noqa: ANN401 (any part of a document)
    """Give every paragraph and heading an id of its own, as Confluence's editor does."""
    if isinstance(node, list):
        return [_with_ids(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {key: _with_ids(value) for key, value in node.items()}
    if made.get("type") in {"paragraph", "heading"}:
        made["attrs"] = {"localId": secrets.token_hex(6), **(made.get("attrs") or {})}
    return made


def _check_storage(text: str) -> None:
    """Confluence takes well-formed XHTML alone."""
    stack: list[str] = []
    for tag in _TAG.finditer(text):
        if tag["name"] is None or tag["empty"]:
            continue
        if not tag["close"]:
            stack.append(tag["name"])
        elif not stack or stack.pop() != tag["name"]:
            raise NotValid(f"Error parsing xhtml: unexpected </{tag['name']}>")
    if stack:
        raise NotValid(f"Error parsing xhtml: <{stack[-1]}> is not closed")


def _check_property(key: str, value: object) -> None:
    if not key or len(key) > 255 or len(json.dumps(value, ensure_ascii=False)) > _MAX_VALUE:  # noqa: PLR2004 (a column)
        raise NotValid("The property's key or value is missing or too long.")


def next_id(state: SiteState) -> str:
    """Return a new id above all others that were given since the start (the caller holds the lock)."""
    pages = [*state.site.wiki.pages.values(), *state.site.wiki.drafts.values()]
    comments = [comment for page in pages for comment in page.comments]
    properties = [found for page in pages for found in page.properties]
    properties += [found for comment in comments for found in comment.properties]
    ids = [int(comment.id) for comment in comments] + [int(found.id) for found in properties]
    ids += [int(page.id) for page in pages]
    return str(max([_FIRST_ID, *(number + 1 for number in ids)]))
