"""Install, uninstall and webhooks. The guard has verified each call before these views run."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, g, request

from connectors.host.model import Item, Product
from plugin.identity.caller import TokenKind
from plugin.identity.repository import Installation
from plugin.store.ids import new_id
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("lifecycle", __name__)

_ITEM_ID = re.compile(r"[0-9]{1,19}")
_LONGEST_IDENTIFIER = 128
_ACCESS = "access"


@blueprint.post("/jira/installed")
@takes(TokenKind.LIFECYCLE, Product.JIRA)
def jira_installed() -> tuple[str, int]:
    """Jira registers the app, or says that something about its registration changed."""
    return _installed(Product.JIRA)


@blueprint.post("/jira/uninstalled")
@takes(TokenKind.LIFECYCLE, Product.JIRA)
def jira_uninstalled() -> tuple[str, int]:
    """Jira removed the app."""
    services().lifecycle.uninstalled(Product.JIRA, g.client_key)
    return "", 204


@blueprint.post("/confluence/installed")
@takes(TokenKind.LIFECYCLE, Product.CONFLUENCE)
def confluence_installed() -> tuple[str, int]:
    """Confluence registers the app, or says that something about its registration changed."""
    return _installed(Product.CONFLUENCE)


@blueprint.post("/confluence/uninstalled")
@takes(TokenKind.LIFECYCLE, Product.CONFLUENCE)
def confluence_uninstalled() -> tuple[str, int]:
    """Confluence removed the app."""
    services().lifecycle.uninstalled(Product.CONFLUENCE, g.client_key)
    return "", 204


@blueprint.post("/jira/webhooks")
@takes(TokenKind.WEBHOOK, Product.JIRA)
def jira_webhook() -> tuple[str, int]:
    """A bell: an issue changed. Nothing of it comes along; the address names it, and the token covers the address."""
    installation: Installation = g.installation
    if request.args.get("about") == _ACCESS:
        return _access_blocked()
    item_id = request.args.get("issueId", "")
    if _ITEM_ID.fullmatch(item_id):
        identifier = request.headers.get("X-Atlassian-Webhook-Identifier", "")[:_LONGEST_IDENTIFIER] or new_id()
        item = Item(Product.JIRA, id=item_id)
        key = services().recategorised.heard(installation, identifier, item, datetime.now(UTC))
        if key:
            services().looker.ring(key)
    return "", 204


@blueprint.post("/confluence/webhooks")
@takes(TokenKind.WEBHOOK, Product.CONFLUENCE)
def confluence_webhook() -> tuple[str, int]:
    """Confluence rings for app access rules alone."""
    return _access_blocked() if request.args.get("about") == _ACCESS else ("", 204)


def _access_blocked() -> tuple[str, int]:
    """An app access rule keeps something from us: ids alone come along, and only make us remove."""
    body = request.get_json(force=True, silent=True)
    services().access_rules.heard(g.installation, body, datetime.now(UTC))
    return "", 204


def _installed(product: Product) -> tuple[str, int]:
    body: dict[str, Any] = g.body
    services().lifecycle.installed(product, g.client_key, body)
    return "", 204
