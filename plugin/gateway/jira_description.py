"""An approved text as our own section of an issue's description; everything else in it stays as it is."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from connectors.host.access import Access
from connectors.host.adf import read_adf
from connectors.host.compose import bare, compose, same
from connectors.host.errors import HostConflict, HostError, HostRateLimited, HostRejected
from connectors.host.model import Item
from connectors.jira.description import Description, Node, description_of, set_description
from plugin.errors import Conflict, HostFault
from plugin.gateway.approval import Approved, Value
from plugin.gateway.jira_comment import ClientFactory
from plugin.gateway.writing import ChangeState, FieldChange, Written

_FIELD = "description"
_NOT_TAKEN: dict[type[HostError], str] = {
    HostConflict: "conflict",
    HostRateLimited: "rate_limited",
    HostRejected: "field_refused",
}
"""Answers by which Jira says that it changed nothing."""


class JiraDescription:
    """Implements `Writer`."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def preview(self, approved: Approved, access: Access) -> Written:
        """Return the section that would be replaced, if one stands there.

        Raises:
            WouldLose: the text cannot be put there without risking what stands there.
        """
        found = description_of(self._client(access), approved.allowed.ask.item)
        found.holding(_content(approved), approved.language)
        old = found.section
        changes = (FieldChange(_FIELD, (Value("", _words(old)),), ()),) if old is not None else ()
        return Written(version=found.version, href=found.href, changes=changes, kept={"before": old})

    def write(self, approved: Approved, access: Access, *, account_id: str, before: Written | None) -> Written:  # noqa: ARG002 (the port's)
        """Write the section into the description as it is at this moment, and read it back.

        Raises:
            WouldLose: as `preview`; nothing was sent.
            HostFault: `host_answer_invalid`: Jira said yes, and the section is not there.
        """
        client, item = self._client(access), approved.allowed.ask.item
        found, content = description_of(client, item), _content(approved)
        kept = before.kept if before is not None else {"before": found.section}
        if before is None or not _holds(found, content):
            made = found.holding(content, approved.language)
            try:
                set_description(client, item, made)
            except tuple(_NOT_TAKEN) as fault:
                refused = FieldChange(_FIELD, (), (), ChangeState.NOT_WRITTEN, _NOT_TAKEN[type(fault)])
                return Written(version=found.version, href=found.href, changes=(refused,), kept=kept)
            found = description_of(client, item)
            if not _holds(found, content):
                words = "Jira said that the text was written, and it is not there. Look at the description."
                raise HostFault(words, code="host_answer_invalid", detail="the section is not there")
        return Written(version=found.version, href=found.href, kept={**kept, "ours": _digest(found.section)})

    def undo(self, access: Access, item: Item, written: Written) -> None:
        """Take our section out, or put back the one that it replaced; a section that is gone already is as good.

        Raises:
            Conflict: `changed_since`: somebody changed the section since.
            WouldLose: it cannot be taken out without risking what stands there.
        """
        client = self._client(access)
        found, earlier = description_of(client, item), written.kept.get("before")
        if found.section is None or (earlier is not None and same(found.section, earlier)):
            return
        if _digest(found.section) != written.kept.get("ours"):
            raise Conflict("Somebody changed this since. It stays as it is.", code="changed_since")
        set_description(client, item, found.holding(earlier["content"], "") if earlier else found.bare())


def _content(approved: Approved) -> list[Node]:
    content: list[Node] = compose(approved.text, approved.footer)["content"]
    return content


def _holds(found: Description, content: list[Node]) -> bool:
    section = found.section
    return section is not None and same(section.get("content"), content)


def _digest(section: Node | None) -> str:
    """By which a change of the section is noticed; what a host adds for its editor does not count."""
    said: Any = bare(section)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _words(section: Node) -> str:
    return "\n".join(block.text for block in read_adf({"type": "doc", "version": 1, "content": [section]}).blocks)
