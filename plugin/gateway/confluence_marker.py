"""Where an approved text of a page came from, as a property of the thing that was written."""

from __future__ import annotations

from connectors.confluence import write
from connectors.confluence.content import named
from connectors.host.access import Access
from connectors.host.model import Item
from plugin.gateway.approval import Target
from plugin.gateway.confluence_comment import ClientFactory
from plugin.gateway.writing import Written

_OWN = {Target.COMMENT: "comments", Target.DRAFT: "pages"}
"""What carries its own mark, and where such things stand."""


class ConfluenceMarker:
    """Implements `Marker`: a comment or draft carries its own mark, what a page shows is marked on the page."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def mark(self, access: Access, item: Item, target: Target, written: Written, value: dict[str, str]) -> None:
        """Set it."""
        client = self._client(access)
        if target in _OWN:
            write.mark_approved(client, _OWN[target], written.id, value)
        else:
            write.mark_approved(client, named(client, item).where, item.id, value)

    def unmark(self, access: Access, item: Item, target: Target, written: Written) -> None:  # noqa: ARG002 (the port's)
        """Take it away; a comment or draft takes its own with it."""
        if target not in _OWN:
            client = self._client(access)
            write.unmark_approved(client, named(client, item).where, item.id)
