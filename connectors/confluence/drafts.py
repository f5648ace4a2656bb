"""A draft of a page, written as one person: only its author sees it until they publish it, in the host and by hand.

An answer of the host that calls it anything but a draft is taken back at once: Vouch never publishes a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from connectors.confluence.body import ADF
from connectors.confluence.client import ConfluenceClient
from connectors.confluence.content import PAGES, named
from connectors.confluence.write import body_of, document_of
from connectors.host.compose import compose, digest
from connectors.host.errors import HostAnswerInvalid, HostError, HostNotFound
from connectors.host.model import Item

LONGEST_TITLE = 255
_DRAFT = {"get-draft": "true", "body-format": ADF}


class NotADraft(HostError):
    """The host published what was to be a draft; it was deleted."""


class DraftState(StrEnum):
    """What became of a draft."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    PUBLISHED = "published"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class WrittenDraft:
    """A draft as Confluence made it; `digest` is of its title and text: however often it is saved, its version is 1."""

    id: str
    digest: str
    href: str


def title_of(client: ConfluenceClient, item: Item, words: str) -> str:
    """Return the title of a draft about a page; `words` holds `{title}`."""
    return _title(words, named(client, item).title)


def add_draft(client: ConfluenceClient, item: Item, words: str, text: str, footer: str) -> WrittenDraft:
    """Make a draft in the page's space, below the page; of a blog post, below the space's own page.

    Args:
        client: of its author.
        item: the page that it is about.
        words: of the title, as `title_of` takes them.
        text: as `compose` takes it.
        footer: its last line.

    Raises:
        NotADraft: as above.
        HostError: as the client; it may have been made where no answer came, and nothing lists drafts.
    """
    page = named(client, item)
    title = _title(words, page.title)
    document = compose(text, footer)
    body: dict[str, Any] = {"spaceId": page.space_id, "status": "draft", "title": title, "body": body_of(document)}
    if page.where == PAGES:
        body["parentId"] = page.id
    made = client.post("pages", body=body)
    draft_id = made.get("id")
    if not isinstance(draft_id, str) or not draft_id.isalnum():
        raise HostAnswerInvalid("draft")
    if made.get("status") != "draft":
        client.delete("pages", draft_id)
        raise NotADraft("the draft came back as published")
    links = made.get("_links")
    edit = client.address(links.get("editui") if isinstance(links, dict) else None)
    href = edit or client.address(f"/pages/resumedraft.action?draftId={draft_id}")
    return WrittenDraft(draft_id, digest([made.get("title"), document]), href)


def draft_state(client: ConfluenceClient, draft_id: str, known: str) -> DraftState:
    """Return what became of a draft whose digest is known.

    Raises:
        HostError: as the client.
    """
    try:
        if client.get("pages", draft_id).get("status") != "draft":
            return DraftState.PUBLISHED
    except HostNotFound:
        pass  # a draft is there only for those who ask for drafts
    try:
        found = client.get("pages", draft_id, params=_DRAFT)
    except HostNotFound:
        return DraftState.GONE
    if found.get("status") != "draft":
        return DraftState.PUBLISHED
    same = digest([found.get("title"), document_of(found)]) == known
    return DraftState.UNCHANGED if same else DraftState.CHANGED


def remove_draft(client: ConfluenceClient, draft_id: str) -> None:
    """Delete a draft for good; that it is gone already is as good."""
    try:
        client.delete("pages", draft_id, params={"draft": "true"})
    except HostNotFound:
        return


def _title(words: str, title: str) -> str:
    return words.replace("{title}", title)[:LONGEST_TITLE].strip()
