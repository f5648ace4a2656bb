"""REST of Connect itself, which an app calls as itself with a token of its own: the report of accounts, its licence."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

import jwt
from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.qsh import query_hash
from plugin.sandbox.state import Installation, live

blueprint = Blueprint("rest_accounts", __name__)

_PATH = "/rest/atlassian-connect/latest/report-accounts"
_ADDON = "/rest/atlassian-connect/1/addons/"
_MOST = 90
_LEEWAY = 30


@blueprint.post(_PATH)
def jira() -> tuple[Response, int]:
    """Take Jira's report."""
    return _answer("jira", "")


@blueprint.post(f"/wiki{_PATH}")
def confluence() -> tuple[Response, int]:
    """Take Confluence's report."""
    return _answer("confluence", "/wiki")


@blueprint.get(f"{_ADDON}<key>")
def jira_addon(key: str) -> tuple[Response, int]:
    """Say what Jira knows of the app that asks."""
    return _addon("jira", "", key)


@blueprint.get(f"/wiki{_ADDON}<key>")
def confluence_addon(key: str) -> tuple[Response, int]:
    """Say what Confluence knows of the app that asks."""
    return _addon("confluence", "/wiki", key)


def _addon(product: str, context: str, key: str) -> tuple[Response, int]:
    installation = live().installs.get(product)
    if installation is None or not is_signed(installation, request.path.removeprefix(context)):
        return jsonify({"message": "Unauthorized"}), HTTPStatus.UNAUTHORIZED
    if key != installation.app_key:
        return jsonify({"message": "Not Found"}), HTTPStatus.NOT_FOUND
    return jsonify(
        {"key": key, "version": "1", "state": "ENABLED", "host": {"product": product.title()}}
    ), HTTPStatus.OK


def _answer(product: str, context: str) -> tuple[Response, int]:
    installation = live().installs.get(product)
    if installation is None or not is_signed(installation, request.path.removeprefix(context)):
        return jsonify({"message": "Unauthorized"}), HTTPStatus.UNAUTHORIZED
    rows = _accounts()
    if rows is None:
        return jsonify({"message": "Between 1 and 90 accounts, each with accountId and updatedAt."}), 400
    state = live()
    with state.lock:
        state.reports.append((product, [row["accountId"] for row in rows]))
    found = [
        {"accountId": account, "status": state.account_states[account]}
        for account in (row["accountId"] for row in rows)
        if account in state.account_states and not _is_fresh(account, rows)
    ]
    response = jsonify({"accounts": found}) if found else Response(status=HTTPStatus.NO_CONTENT)
    if state.settings.cycle_period:
        response.headers["Cycle-Period"] = state.settings.cycle_period
    return response, response.status_code


def is_signed(installation: Installation, path: str) -> bool:
    """Whether the token is the app's own, for this very address, and of now; it names no person."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "JWT":
        return False
    try:
        claims = jwt.decode(
            token,
            installation.shared_secret,
            algorithms=["HS256"],
            issuer=installation.app_key,
            leeway=_LEEWAY,
            options={"require": ["iss", "iat", "exp", "qsh"], "verify_aud": False},
        )
    except jwt.PyJWTError:
        return False
    return bool(claims["qsh"] == query_hash(request.method, path, request.query_string.decode()))


def _accounts() -> list[dict[str, Any]] | None:
    sent = request.get_json(silent=True)
    rows = sent.get("accounts") if isinstance(sent, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST:
        return None
    return rows if all(_is_account(row) for row in rows) else None


def _is_account(row: object) -> bool:
    if not isinstance(row, dict) or row.get("accountId") in {None, "", "unknown"}:
        return False
    return _moment(row.get("updatedAt")) is not None


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _is_fresh(account: str, rows: list[dict[str, Any]]) -> bool:
    """Whether what the app holds of a changed account was fetched after the change; a closed one is never fresh."""
    since = live().account_changes.get(account)
    if live().account_states[account] == "closed" or since is None:
        return False
    held = next(_moment(row["updatedAt"]) for row in rows if row["accountId"] == account)
    return held is not None and held.timestamp() >= since
