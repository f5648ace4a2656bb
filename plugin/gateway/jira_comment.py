"""An approved text as a comment on a Jira issue, and the property that says where it came from."""

from __future__ import annotations

from collections.abc import Callable

from connectors.host.access import Access
from connectors.host.model import Item
from connectors.jira import write
from connectors.jira.client import JiraClient
from connectors.jira.write import WrittenComment
from plugin.errors import Conflict, HostFault
from plugin.gateway.approval import Approved, Target
from plugin.gateway.writing import Written

ClientFactory = Callable[[Access], JiraClient]


class JiraComment:
    """Implements `Writer`."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def preview(self, approved: Approved, access: Access) -> Written:  # noqa: ARG002 (the port's)
        """Nothing that stands in the issue changes."""
        return Written()

    def write(self, approved: Approved, access: Access, *, account_id: str, before: Written | None) -> Written:
        """Add the comment; a second try first looks for this person's comment with exactly this document."""
        item, client = approved.allowed.ask.item, self._client(access)
        try:
            made = self._left(client, approved, account_id) if before is not None else None
            made = made or write.add_comment(client, item, approved.text, approved.footer, internal=approved.internal)
        except write.NotInternal as fault:
            words = "Jira made the note public, so it was withdrawn. Nothing is left."
            raise HostFault(words, code="not_internal", detail=str(fault)) from fault
        return Written(made.id, made.updated, made.href)

    def _left(self, client: JiraClient, approved: Approved, account_id: str) -> WrittenComment | None:
        item = approved.allowed.ask.item
        return write.find_comment(client, item, approved.text, approved.footer, account_id)

    def undo(self, access: Access, item: Item, written: Written) -> None:
        """Remove the comment; that it is gone already is as good."""
        client = self._client(access)
        version = write.comment_version(client, item, written.id)
        if version is not None and version != written.version:
            raise Conflict("Somebody changed the comment since. It stays as it is.", code="changed_since")
        if version is not None:
            write.remove_comment(client, item, written.id)


class JiraMarker:
    """Implements `Marker` by an issue property; Jira shows the panel opened where it stands."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def mark(self, access: Access, item: Item, target: Target, written: Written, value: dict[str, str]) -> None:  # noqa: ARG002 (the port's)
        """Set it on the issue, whatever was written."""
        write.mark_approved(self._client(access), item, value)

    def unmark(self, access: Access, item: Item, target: Target, written: Written) -> None:  # noqa: ARG002 (the port's)
        """Take it away."""
        write.unmark_approved(self._client(access), item)
