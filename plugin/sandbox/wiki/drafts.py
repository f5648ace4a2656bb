"""Pages that are written through the interface: drafts, which only their author sees, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace

from plugin.sandbox.site import User
from plugin.sandbox.state import SiteState
from plugin.sandbox.wiki.changes import NotValid, next_id, now
from plugin.sandbox.wiki.model import Body, Page, Version

_LONGEST_TITLE = 255


def make(state: SiteState, user: User, *, space: str, parent: str, title: str, body: Body, draft: bool) -> Page:
    """Make a page, or a draft that only its author sees, and return it.

    Raises:
        NotValid: a page without a title, a title that is too long, or one that the space has already.
    """
    wiki = state.site.wiki
    if len(title) > _LONGEST_TITLE:
        raise NotValid("The title is too long.")
    if not draft and (not title or wiki.titled(space, title) is not None):
        raise NotValid("A page needs a title that no other page of its space has.")
    with state.lock:
        version = Version(1, user.account_id, now(), "", body, title)
        page = Page(next_id(state), space, "page", user.account_id, [version], parent=parent)
        (wiki.drafts if draft else wiki.pages)[page.id] = page
    return page


def change_draft(state: SiteState, draft: Page, title: str, body: Body) -> None:
    """Give a draft other words; a draft has one version, however often it is saved."""
    with state.lock:
        draft.versions[-1] = replace(draft.current, title=title, body=body, created=now())


def publish(state: SiteState, draft: Page) -> None:
    """Let everybody of its place see a draft from now on.

    Raises:
        NotValid: it has no title, or one that the space has already.
    """
    wiki = state.site.wiki
    if not draft.title or wiki.titled(draft.space, draft.title) is not None:
        raise NotValid("A page needs a title that no other page of its space has.")
    with state.lock:
        wiki.pages[draft.id] = wiki.drafts.pop(draft.id)


def drafts_of(state: SiteState, user: User) -> list[Page]:
    """Return a person's drafts, the newest first."""
    return [draft for draft in reversed(list(state.site.wiki.drafts.values())) if draft.owner == user.account_id]


def draft_of(state: SiteState, user: User, draft_id: str) -> Page | None:
    """Return one of a person's drafts; nobody else's are there."""
    found = state.site.wiki.drafts.get(draft_id)
    return found if found is not None and found.owner == user.account_id else None
