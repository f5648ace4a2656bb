"""An approved summary that a page shows: nothing of it is written into the page, so only the right to do so is asked.

Also what the macro needs to know of a page, read as the person who looks at it.
"""

from __future__ import annotations

from connectors.confluence import write
from connectors.confluence.content import named
from connectors.confluence.permissions import may_update
from connectors.host.access import Access
from connectors.host.model import Item
from plugin.gateway.approval import Approved
from plugin.gateway.confluence_comment import ClientFactory
from plugin.gateway.faults import MayNotWrite
from plugin.gateway.showing import Looked
from plugin.gateway.writing import Written


class ConfluenceMacro:
    """Implements `Writer`. What a page shows is kept by the review; who may edit the page may say what it shows."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def preview(self, approved: Approved, access: Access) -> Written:
        """Nothing that stands on the page changes.

        Raises:
            MayNotWrite: this person may not edit the page.
        """
        self._checked(approved, access)
        return Written()

    def write(self, approved: Approved, access: Access, *, account_id: str, before: Written | None) -> Written:  # noqa: ARG002 (the port's)
        """Return the page and the version that the summary rests on.

        Raises:
            MayNotWrite: as `preview`.
        """
        href = self._checked(approved, access)
        return Written(approved.allowed.ask.item.id, approved.version, href)

    def undo(self, access: Access, item: Item, written: Written) -> None:
        """Nothing was written at the host but the mark."""

    def _checked(self, approved: Approved, access: Access) -> str:
        client = self._client(access)
        page = named(client, approved.allowed.ask.item)
        if not may_update(client, page.where, page.id):
            raise MayNotWrite
        return page.href(client)


class ConfluenceShowing:
    """Implements `Showing`."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def look(self, access: Access, item: Item) -> Looked:
        """Return the page's version and mark; its text is not asked for."""
        client = self._client(access)
        page = named(client, item)
        return Looked(page.version, write.approved_mark(client, page.where, page.id))
