"""The two Connect descriptors: what a site reads before it registers the app."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from descriptors import render
from plugin.identity.caller import TokenKind
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("descriptors", __name__)


@blueprint.get("/jira/atlassian-connect.json")
@takes(TokenKind.PUBLIC)
def jira() -> Response:
    """Jira's descriptor."""
    return jsonify(render("jira", services().settings.public_url))


@blueprint.get("/confluence/atlassian-connect.json")
@takes(TokenKind.PUBLIC)
def confluence() -> Response:
    """Confluence's descriptor."""
    return jsonify(render("confluence", services().settings.public_url))
