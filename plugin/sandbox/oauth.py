"""The authorisation server: an app's assertion for a person becomes an access token (JWT bearer grant)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.state import Installation, SiteState, live
from plugin.sandbox.tokens import AssertionRefused, read_assertion

blueprint = Blueprint("oauth", __name__)

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_AS_USER = "ACT_AS_USER"


@blueprint.post("/oauth2/token")
def token() -> Response | tuple[Response, int]:
    """Answer `{access_token, expires_in, token_type, scope}`, or 400 with OAuth's error code."""
    state = live()
    if request.form.get("grant_type") != _GRANT:
        return _refused("unsupported_grant_type", "only the JWT bearer grant is taken")
    try:
        installation, account_id = read_assertion(state, request.form.get("assertion", ""))
    except AssertionRefused as refusal:
        return _refused("invalid_grant", str(refusal))
    fault = _may_be(state, account_id)
    if fault:
        return _refused("invalid_grant", fault)
    scopes = _scopes(installation, request.form.get("scope", ""))
    if scopes is None:
        return _refused("invalid_scope", "the descriptor does not ask for that scope, or not for ACT_AS_USER")
    access_token = state.grant(installation.product, account_id, scopes)
    body = {
        "access_token": access_token,
        "expires_in": state.settings.access_seconds,
        "token_type": "Bearer",
        "scope": " ".join(sorted(scopes)),
    }
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_be(state: SiteState, account_id: str) -> str:
    """Say why nobody may act as this person; empty where an app may."""
    user = state.user(account_id)
    if user is None:
        return "no such account"
    return "this account cannot be impersonated" if user.impersonation_refused else ""


def _scopes(installation: Installation, asked: str) -> frozenset[str] | None:
    """The scopes of the new token: what was asked for, else all; None beyond what the descriptor declares."""
    declared = frozenset(installation.descriptor.get("scopes", ()))
    wanted = frozenset(asked.split()) or declared - {_AS_USER}
    return wanted if _AS_USER in declared and wanted <= declared else None


def _refused(code: str, why: str) -> tuple[Response, int]:
    return jsonify({"error": code, "error_description": why}), HTTPStatus.BAD_REQUEST
