"""Our own section in an issue's description: found by its title, written, and left out of what is read for an answer.

A summary must not rest on an earlier summary, so whatever reads a description for one takes `without_ours`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectors.host.adf_edit import section_of, with_section, without_section
from connectors.host.errors import HostAnswerInvalid, WouldLose
from connectors.host.model import Item
from connectors.jira.client import JiraClient
from connectors.jira.fields import TEXT_LIMIT

Node = dict[str, Any]

TITLES = {"en": "Summary (AI-assisted)", "de": "Zusammenfassung (mit KI erstellt)", "ja": "要約(AI を利用)"}
"""The title of our section by language; whatever its language, there is one section at most."""


@dataclass(frozen=True, slots=True)
class Description:
    """A description as one person reads it: the document, the title of our section in it, and the issue's last change.

    `title` is empty where there is no section of ours.
    """

    document: Node | None
    title: str
    version: str
    href: str

    @property
    def section(self) -> Node | None:
        """Our section as it stands, with whatever a person made of it."""
        return section_of(self.document, self.title) if self.document is not None and self.title else None

    def holding(self, content: list[Node], language: str) -> Node:
        """Return the document with our section holding exactly this; every other node is the very one that stands.

        Raises:
            WouldLose: as `with_section`.
        """
        title = self.title or TITLES.get(language, TITLES["en"])
        return with_section(self.document, title, content, limit=TEXT_LIMIT)

    def bare(self) -> Node | None:
        """Return the document without our section; None where nothing else stands in it."""
        if self.document is None or not self.title:
            return self.document
        left = without_section(self.document, self.title)
        return left if left["content"] else None


def description_of(client: JiraClient, item: Item) -> Description:
    """Read the description.

    Raises:
        WouldLose: what stands there is no document, or holds two sections of ours.
        HostError: as the client.
    """
    answer = client.get("issue", item.id or item.key, params={"fields": "description,updated"})
    fields = answer.get("fields")
    if not isinstance(fields, dict):
        raise HostAnswerInvalid("issue")
    document = fields.get("description")
    href = f"{client.site_url}/browse/{item.key}"
    return Description(document, _title_in(document), str(fields.get("updated") or ""), href)


def set_description(client: JiraClient, item: Item, document: Node | None) -> None:
    """Set the whole description; None empties it.

    Raises:
        HostRejected: Jira did not take it.
        HostError: as the client; where no answer came, it may have been written.
    """
    client.put("issue", item.id or item.key, body={"fields": {"description": document}})


def without_ours(document: object) -> object:
    """Return a description without our section; as it is where that cannot be told."""
    try:
        title = _title_in(document)
        return without_section(document, title) if title and isinstance(document, dict) else document
    except WouldLose:
        return document


def _title_in(document: object) -> str:
    if document is None:
        return ""
    if not isinstance(document, dict):
        raise WouldLose("not_a_document", "description")
    found = [title for title in TITLES.values() if section_of(document, title) is not None]
    if len(found) > 1:
        raise WouldLose("ambiguous", str(len(found)))
    return found[0] if found else ""
