"""The only door for writing: takes an `Approved`, refuses a place that is too wide, writes as the person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connectors.host.access import Access
from connectors.host.model import Item
from connectors.jira import write
from connectors.jira.client import JiraClient
from plugin.errors import Conflict, HostFault
from plugin.gateway.approval import Approved
from plugin.gateway.faults import translated

ClientFactory = Callable[[Access], JiraClient]


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the host now."""

    comment_id: str
    version: str
    href: str


class Writing:
    """Writes comments to Jira issues."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def add_comment(self, approved: Approved, access: Access, *, account_id: str, again: bool) -> Written:
        """Add the comment, once: a second try first looks for what the first one left.

        Args:
            approved: text and place.
            access: as the person who approved.
            account_id: whose comment to look for.
            again: whether an earlier try may have written it.

        Raises:
            Conflict: `too_wide`: more people could read it there than its narrowest source.
            HostFault: the host did not do it; `not_internal` where a note came back public and was withdrawn.
        """
        if approved.too_wide:
            raise Conflict(
                "More people could read it there than may read what it rests on. Nothing was written.", code="too_wide"
            )
        item, client = approved.allowed.ask.item, self._client(access)
        with translated():
            try:
                made = write.find_comment(client, item, approved.text, approved.footer, account_id) if again else None
                made = made or write.add_comment(
                    client, item, approved.text, approved.footer, internal=approved.internal
                )
            except write.NotInternal as fault:
                words = "Jira made the note public, so it was withdrawn. Nothing is left."
                raise HostFault(words, code="not_internal", detail=str(fault)) from fault
        return Written(made.id, made.updated, made.href)

    def mark(self, access: Access, item: Item, value: dict[str, str]) -> None:
        """Set the property of an approved summary."""
        with translated():
            write.mark_approved(self._client(access), item, value)

    def undo(self, access: Access, item: Item, written: Written) -> None:
        """Take a comment back, if nobody changed it since.

        Raises:
            Conflict: `changed_since`.
            HostFault: the host did not do it.
        """
        client = self._client(access)
        with translated():
            version = write.comment_version(client, item, written.comment_id)
            if version is not None and version != written.version:
                raise Conflict("Somebody changed the comment since. It stays as it is.", code="changed_since")
            if version is not None:
                write.remove_comment(client, item, written.comment_id)
            write.unmark_approved(client, item)
