"""An approved text as a draft of a page: private to its author, who publishes it in Confluence or does not."""

from __future__ import annotations

from connectors.confluence import drafts
from connectors.confluence.drafts import DraftState
from connectors.host.access import Access
from connectors.host.model import Item
from plugin.errors import Conflict, HostFault
from plugin.gateway.approval import Approved, Value
from plugin.gateway.confluence_comment import ClientFactory
from plugin.gateway.faults import may_write
from plugin.gateway.writing import FieldChange, Written
from plugin.policy.model import UseCase

_TITLES = {
    UseCase.SUMMARISE: {"en": "Summary: {title}", "de": "Zusammenfassung: {title}", "ja": "要約: {title}"},
    UseCase.CHANGES: {"en": "What changed: {title}", "de": "Was sich geändert hat: {title}", "ja": "変更点: {title}"},
    UseCase.COMMENT_DIGEST: {
        "en": "What the comments say: {title}",
        "de": "Was die Kommentare sagen: {title}",
        "ja": "コメントのまとめ: {title}",
    },
}


class ConfluenceDraft:
    """Implements `Writer`."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def preview(self, approved: Approved, access: Access) -> Written:
        """Return the title that the draft would have."""
        title = drafts.title_of(self._client(access), approved.allowed.ask.item, _words(approved))
        return Written(changes=(FieldChange("title", (), (Value("", title),)),))

    def write(self, approved: Approved, access: Access, *, account_id: str, before: Written | None) -> Written:  # noqa: ARG002 (the port's)
        """Make the draft.

        Raises:
            Conflict: `draft_may_exist`: an earlier try may have made one, and Confluence lists no drafts; the person
                looks, and confirms that there is none.
            HostFault: `not_a_draft`: Confluence published it, so it was deleted.
        """
        if before is not None and not approved.confirmed:
            raise Conflict("An earlier try may have made a draft. Look at your drafts first.", code="draft_may_exist")
        item, client = approved.allowed.ask.item, self._client(access)
        try:
            with may_write():
                made = drafts.add_draft(client, item, _words(approved), approved.text, approved.footer)
        except drafts.NotADraft as fault:
            words = "Confluence published the page, so it was deleted. Nothing is left but its place in the bin."
            raise HostFault(words, code="not_a_draft", detail=str(fault)) from fault
        return Written(made.id, made.digest, made.href)

    def undo(self, access: Access, item: Item, written: Written) -> None:  # noqa: ARG002 (the port's)
        """Delete the draft; that it is gone already is as good.

        Raises:
            Conflict: `changed_since`: its author changed or published it.
        """
        client = self._client(access)
        state = drafts.draft_state(client, written.id, written.version)
        if state in {DraftState.CHANGED, DraftState.PUBLISHED}:
            raise Conflict("The draft was changed or published since. It stays as it is.", code="changed_since")
        if state is DraftState.UNCHANGED:
            drafts.remove_draft(client, written.id)


def _words(approved: Approved) -> str:
    titles = _TITLES.get(approved.allowed.ask.use_case, _TITLES[UseCase.SUMMARISE])
    return titles.get(approved.language, titles["en"])
