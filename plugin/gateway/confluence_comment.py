"""An approved text as a comment below a page or blog post."""

from __future__ import annotations

from collections.abc import Callable

from connectors.confluence import write
from connectors.confluence.client import ConfluenceClient
from connectors.host.access import Access
from connectors.host.model import Item
from plugin.errors import Conflict
from plugin.gateway.approval import Approved
from plugin.gateway.faults import may_write
from plugin.gateway.writing import Written

ClientFactory = Callable[[Access], ConfluenceClient]


class ConfluenceComment:
    """Implements `Writer`."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def preview(self, approved: Approved, access: Access) -> Written:  # noqa: ARG002 (the port's)
        """Nothing that stands on the page changes."""
        return Written()

    def write(self, approved: Approved, access: Access, *, account_id: str, before: Written | None) -> Written:
        """Add the comment; a second try first looks for this person's comment with exactly this document."""
        item, client = approved.allowed.ask.item, self._client(access)
        made = None
        if before is not None:
            made = write.find_comment(client, item, approved.text, approved.footer, account_id)
        with may_write():
            made = made or write.add_comment(client, item, approved.text, approved.footer)
        return Written(made.id, made.version, made.href)

    def undo(self, access: Access, item: Item, written: Written) -> None:  # noqa: ARG002 (the port's)
        """Remove the comment; that it is gone already is as good.

        Raises:
            Conflict: `changed_since`; `answered_since`: removing it would remove the answers, and nothing brings them
                back.
        """
        client = self._client(access)
        version = write.comment_version(client, written.id)
        if version is None:
            return
        if version != written.version:
            raise Conflict("Somebody changed the comment since. It stays as it is.", code="changed_since")
        if write.answered(client, written.id):
            raise Conflict("Somebody answered the comment. It stays as it is.", code="answered_since")
        write.remove_comment(client, written.id)
