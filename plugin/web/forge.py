"""What Forge itself calls: lifecycle, bells, its clock. The guard has verified each call before these views run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from connectors.host.model import Product
from plugin.governance.access_rules import Named, named
from plugin.identity.caller import TokenKind
from plugin.identity.invocation import Invocation
from plugin.web.forge_events import payload_of, read_bell
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("forge", __name__, url_prefix="/forge")

_ACCESS_BLOCKED = "avi:ecosystem.app_policy:blocked:"
_SYSTEM_TOKEN = "X-Forge-OAuth-System"  # noqa: S105 (a header's name)


@blueprint.post("/installed")
@takes(TokenKind.INVOCATION)
def installed() -> Response:
    """The app was installed on a site, or upgraded there."""
    invocation: Invocation = g.invocation
    installation = services().identity.forge.heard(invocation, _system_token(), installed=True)
    services().access_rules.look_soon(installation, datetime.now(UTC))
    return jsonify({})


@blueprint.post("/events")
@takes(TokenKind.INVOCATION)
def heard() -> Response:
    """A bell: something changed in a product. What is looked at then is looked at later: Forge waits five seconds."""
    invocation: Invocation = g.invocation
    body = payload_of(json_body(request))
    if str(body.get("type", "")).startswith(_ACCESS_BLOCKED):
        return _access_blocked(invocation, body)
    bell = read_bell(body)
    if bell is not None:
        identity, recategorised = services().identity.forge, services().recategorised
        installation = identity.heard(invocation.of_product(bell.item.product), _system_token())
        key = recategorised.heard(installation, bell.identifier, bell.item, datetime.now(UTC))
        if key:
            services().looker.ring(key)
    return jsonify({})


@blueprint.post("/scheduled")
@takes(TokenKind.INVOCATION)
def scheduled() -> Response:
    """Forge's clock: it brings the app's own token, so whatever waits for one is looked at."""
    invocation: Invocation = g.invocation
    installation = services().identity.forge.heard(invocation, _system_token())
    services().access_rules.look_soon(installation, datetime.now(UTC))
    for key in services().recategorised.sweep(datetime.now(UTC), installation.tenant_id):
        services().looker.ring(key)
    return jsonify({})


@blueprint.post("/uninstalled")
@takes(TokenKind.INVOCATION)
def uninstalled() -> Response:
    """The app is about to be removed from a site."""
    invocation: Invocation = g.invocation
    services().identity.forge.uninstalled(invocation)
    return jsonify({})


def _access_blocked(invocation: Invocation, body: Mapping[str, Any]) -> Response:
    """An app access rule keeps something from us, in the products that the event names; else in the one that calls."""
    products = [product for product in Product if named(product, body) != Named()]
    for product in products or [invocation.api.product]:
        installation = services().identity.forge.heard(invocation.of_product(product), _system_token())
        services().access_rules.heard(installation, body, datetime.now(UTC))
    return jsonify({})


def _system_token() -> str:
    return request.headers.get(_SYSTEM_TOKEN, "")
