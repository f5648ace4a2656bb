"""A site of its own, and Vouch's writers to Confluence as one person there; every change is checked by its shape."""

from __future__ import annotations

from typing import Any

from connectors.confluence.client import ConfluenceClient
from connectors.host.access import BearerAccess
from connectors.host.model import Item, Place, Product
from connectors.host.session import HostSession
from plugin.gateway.approval import SEAL, Approved, FieldWish, Target, Value
from plugin.gateway.confluence_comment import ConfluenceComment
from plugin.gateway.confluence_draft import ConfluenceDraft
from plugin.gateway.confluence_labels import ConfluenceLabels
from plugin.gateway.confluence_marker import ConfluenceMarker
from plugin.gateway.writing import Writing, Written
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import Allowed, Ask, Subject, UseCase
from plugin.sandbox.serve import SiteServer
from plugin.sandbox.wiki.model import Page
from tests.fakes.confluence_shapes import Watched
from tests.fakes.documents import policy_json

RUNBOOK, BLOG = "196610", "196620"
TEXT = "# Decisions\n\n- The queue stays.\n- Payouts run at six.\n\nA last word."
MARK = {"run": "run-1", "mac": "0" * 64}


class Desk:
    """A site, and Vouch's writers as one person there."""

    def __init__(self, site: SiteServer, who: str) -> None:
        self.site, self.watched, self.person = site, Watched(), who
        user = site.state.person(who)
        assert user
        self.account_id = user.account_id
        scopes = frozenset({"READ", "WRITE", "DELETE"})
        self.access = BearerAccess(
            f"{site.base_url}/wiki", lambda: site.state.grant("confluence", self.account_id, scopes)
        )
        marker = ConfluenceMarker(self.client_of)
        writers = {
            Target.COMMENT: ConfluenceComment(self.client_of),
            Target.FIELDS: ConfluenceLabels(self.client_of),
            Target.DRAFT: ConfluenceDraft(self.client_of),
        }
        self.writing = Writing({Product.CONFLUENCE: writers}, {Product.CONFLUENCE: marker})

    def client_of(self, access: Any) -> ConfluenceClient:
        """A client whose every change is checked."""
        session = HostSession(access, budget_seconds=2)
        session.hooks["response"].append(self.watched)
        return ConfluenceClient(session)

    @property
    def client(self) -> ConfluenceClient:
        """One."""
        return self.client_of(self.access)

    def page(self, content_id: str = RUNBOOK) -> Page:
        """The page as the site has it."""
        return self.site.state.site.wiki.pages[content_id]

    def write(self, approved: Approved, before: Written | None = None) -> Written:
        """Write it."""
        return self.writing.write(approved, self.access, account_id=self.account_id, before=before, provenance=MARK)


def item(content_id: str = RUNBOOK) -> Item:
    """A page."""
    return Item(Product.CONFLUENCE, id=content_id)


def approved(
    content_id: str = RUNBOOK, *, target: Target = Target.COMMENT, take: tuple[str, ...] = (), field: str = "labels"
) -> Approved:
    """A person's approval."""
    place = Place(Product.CONFLUENCE, key="OPS", id="65537")
    policy = {**policy_json(), "places": {"confluence:OPS": {"level": "internal"}}}
    ask = Ask(UseCase.SUMMARISE, item(content_id), place)
    allowed = decide(parse(policy, version=1), Subject("tenant", "ref"), ask)
    assert isinstance(allowed, Allowed)
    wishes = tuple(FieldWish(field, Value(name, name), several=True) for name in take)
    text, footer = ("", "") if take else (TEXT, "AI-assisted.")
    return Approved(allowed, target, "run-1", text=text, footer=footer, fields=wishes, seal=SEAL)


def wish(*names: str) -> Approved:
    """Labels that a person took."""
    return approved(target=Target.FIELDS, take=names)
