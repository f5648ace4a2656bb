"""Who may see and do what in Confluence; every other module of the wiki asks here.

- Customers of the portal have no access to Confluence at all.
- A space is seen by those in its `read` list and written by those in its `write` list.
- Restrictions admit only the people and groups that they name, administrators included; a page's readers are also
  bound by the restrictions of every page above it. Who may not read may not edit.
"""

from __future__ import annotations

from collections.abc import Iterator

from plugin.sandbox.site import User
from plugin.sandbox.wiki.model import Audience, Page, Space, Wiki


def may_use(user: User) -> bool:
    """Whether the person may open Confluence."""
    return user.account_type != "customer"


def may_open(user: User, space: Space) -> bool:
    """Whether the space is there for this person."""
    return may_use(user) and (user.account_type == "app" or user.account_id in space.read)


def may_read(wiki: Wiki, user: User, page: Page) -> bool:
    """Whether the page is there for this person."""
    space = wiki.space(page.space)
    if space is None or not may_open(user, space):
        return False
    return all(_admits(each.readers, user) for each in upwards(wiki, page))


def may_edit(wiki: Wiki, user: User, page: Page) -> bool:
    """Whether the person may change the page, its labels and its properties."""
    space = wiki.space(page.space)
    if space is None or user.account_id not in space.write:
        return False
    return may_read(wiki, user, page) and _admits(page.editors, user)


def may_comment(wiki: Wiki, user: User, page: Page) -> bool:
    """Whether the person may write under the page; restrictions on editing do not matter for that."""
    space = wiki.space(page.space)
    return space is not None and user.account_id in space.write and may_read(wiki, user, page)


def operations(wiki: Wiki, user: User, page: Page) -> list[dict[str, str]]:
    """Return what the person may do with a page that they see, in the form of `/operations`."""
    space = wiki.space(page.space)
    administers = space is not None and user.account_id in space.admins
    edits = may_edit(wiki, user, page)
    rights = {
        ("read", page.kind): True,
        ("update", page.kind): edits,
        ("delete", page.kind): edits and (administers or page.owner == user.account_id),
        ("create", "comment"): may_comment(wiki, user, page),
        ("administer", "space"): administers,
    }
    return [{"operation": name, "targetType": target} for (name, target), held in rights.items() if held]


def visible_pages(wiki: Wiki, user: User) -> list[Page]:
    """Return the pages and blog posts that are there for this person, in order of their ids."""
    found = [page for page in list(wiki.pages.values()) if may_read(wiki, user, page)]
    return sorted(found, key=lambda page: int(page.id))


def upwards(wiki: Wiki, page: Page) -> Iterator[Page]:
    """Yield the page and every page above it, the nearest first; a ring of parents ends."""
    seen: set[str] = set()
    above: Page | None = page
    while above is not None and above.id not in seen:
        seen.add(above.id)
        yield above
        above = wiki.pages.get(above.parent)


def _admits(audience: Audience | None, user: User) -> bool:
    return audience is None or user.account_id in audience.people or bool({*audience.groups} & {*user.groups})
