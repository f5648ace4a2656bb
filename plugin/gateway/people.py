"""The door to people's names: who a person is to others, and whom an item's work can be handed to.

Names are read as the person who asks, are shown, and are never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.people import names_of
from connectors.confluence.read import read_page
from connectors.host.access import Access
from connectors.host.model import Person, Product
from connectors.jira import people
from connectors.jira.client import JiraClient
from plugin.gateway.faults import translated
from plugin.policy.model import Allowed

_MOST = 20


class Directory(Protocol):
    """A product's people, as one of them; may raise `HostError`."""

    def own_name(self, account_id: str) -> str:
        """Return this person's own name."""
        ...

    def name_of(self, account_id: str) -> str:
        """Return somebody's name; empty where this person may not see it."""
        ...

    def matching(self, allowed: Allowed, query: str) -> list[Person]:
        """Return those who can be asked about the item and whose name has a part that begins so."""
        ...

    def find(self, allowed: Allowed, account_id: str) -> Person | None:
        """Return one of them."""
        ...


class JiraDirectory:
    """People to whom an issue can be assigned."""

    def __init__(self, client: JiraClient) -> None:
        self._client = client

    def own_name(self, account_id: str) -> str:  # noqa: ARG002 (the port's)
        """Ask Jira who this is."""
        return people.own_name(self._client)

    def name_of(self, account_id: str) -> str:
        """Ask for one person."""
        return people.display_name(self._client, account_id)

    def matching(self, allowed: Allowed, query: str) -> list[Person]:
        """Those whom Jira finds."""
        return people.assignable(self._client, allowed.ask.item, query=query)

    def find(self, allowed: Allowed, account_id: str) -> Person | None:
        """Exactly one."""
        found = people.assignable(self._client, allowed.ask.item, account_id=account_id)
        return next((person for person in found if person.account_id == account_id), None)


class ConfluenceDirectory:
    """People who wrote a page, commented on it or are named in it."""

    def __init__(self, client: ConfluenceClient) -> None:
        self._client = client

    def own_name(self, account_id: str) -> str:
        """Ask for the person's own name."""
        return self.name_of(account_id)

    def name_of(self, account_id: str) -> str:
        """Ask for one person."""
        return names_of(self._client, [account_id]).get(account_id, "")

    def matching(self, allowed: Allowed, query: str) -> list[Person]:
        """Those of them whose name has a part that begins so."""
        return [person for person in self._named(allowed) if _begins(person.display_name, query)]

    def find(self, allowed: Allowed, account_id: str) -> Person | None:
        """Exactly one."""
        return next((person for person in self._named(allowed) if person.account_id == account_id), None)

    def _named(self, allowed: Allowed) -> tuple[Person, ...]:
        """Everybody in the page as this person may read it."""
        return read_page(self._client, allowed.ask.item, audience=allowed.ask.audience).people


class People:
    """Every product's people."""

    def __init__(self, of: Mapping[Product, Callable[[Access], Directory]]) -> None:
        self._of = of

    def own_name(self, product: Product, access: Access, account_id: str) -> str:
        """Return a person's own name.

        Raises:
            HostFault: the host did not say.
        """
        with translated():
            return self._of[product](access).own_name(account_id)

    def name_of(self, product: Product, access: Access, account_id: str) -> str:
        """Return somebody's name as this person may see it; empty where they may not.

        Raises:
            HostFault: the host did not answer.
        """
        with translated():
            return self._of[product](access).name_of(account_id)

    def matching(self, allowed: Allowed, access: Access, query: str) -> list[Person]:
        """Return at most twenty people who can be asked about the item, by the beginning of a part of their name.

        Raises:
            HostFault: the host did not answer, or does not let this person look for others.
        """
        with translated():
            found = self._of[allowed.ask.item.product](access).matching(allowed, query)
        return list({person.account_id: person for person in found if person.account_id}.values())[:_MOST]

    def find(self, allowed: Allowed, access: Access, account_id: str) -> Person | None:
        """Return one of them, or None.

        Raises:
            HostFault: as `matching`.
        """
        with translated():
            return self._of[allowed.ask.item.product](access).find(allowed, account_id)


def _begins(name: str, query: str) -> bool:
    folded, begins = name.casefold(), query.casefold()
    return any(part.startswith(begins) for part in (folded, *folded.split()))
