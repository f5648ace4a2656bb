"""`Caller`: who is calling, from verified claims only; never from a body, a parameter or a header of the browser's.

Nothing behind this module knows through which door (Connect, Forge) a call came in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from connectors.host.access import Access
from connectors.host.model import Item, Place, Product


class TokenKind(StrEnum):
    """What a route takes; each route declares exactly one, and no kind is accepted in another's place."""

    PUBLIC = "public"  # no token: descriptors, health, static files
    LIFECYCLE = "lifecycle"  # RS256, signed by the host's install key
    PAGE = "page"  # HS256, query-string hash of this very URL
    CONTEXT = "context"  # a person's: HS256, query-string hash "context-qsh"; or RS256, Forge's invocation token
    WEBHOOK = "webhook"  # HS256, query-string hash of this URL, no person in it
    INVOCATION = "invocation"  # RS256, Forge's invocation token; Forge itself calls, no person is asked


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified person of a tenant, in front of an item.

    Attributes:
        tenant_id: the site.
        installation_id: the product's registration through which the call came.
        product: Jira or Confluence.
        account_id: Atlassian's id of the person. For calls to the host only; records hold `person`.
        person: the person's random reference within the tenant.
        access: how to call the host as this person.
        base_url: the host's address, from the tenant's row.
        item: the issue or page that a verified token names, or None (admin pages).
        place: its project or space as far as the token names it, or None.
        ticket: a fresh ticket for the panel's next calls, or None where none is needed.
    """

    tenant_id: str
    installation_id: str
    product: Product
    account_id: str
    person: str
    access: Access
    base_url: str
    item: Item | None = None
    place: Place | None = None
    ticket: str | None = None
