"""The app's frames inside the site's pages: where they stand, and their calls to the app's remote."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import requests
from flask import Blueprint, Response, abort, jsonify

from plugin.sandbox.forge.app import Module
from plugin.sandbox.forge.door import ForgeFrame
from plugin.sandbox.forge.tokens import extension_of, headers
from plugin.sandbox.panels import place_of, sent_json
from plugin.sandbox.same_origin import require_same_origin
from plugin.sandbox.state import SiteState, live

blueprint = Blueprint("forge_panels", __name__)

MOST_REQUEST, MOST_ANSWER = 500_000, 5_000_000
_TIMEOUT = (3.05, 25)
_METHODS = frozenset(("GET", "POST", "PUT", "DELETE", "PATCH"))
_OURS = frozenset(("authorization", "host", "content-length", "cookie"))


@blueprint.post("/sandbox/forge/frame")
def open_frame() -> Response:
    """Open a frame: `{module, user, product?, issue?, content?, space?}`, or `{opener, resource, modal}` for a modal.

    Answers `{frame, url, origin, context, user}`.
    """
    require_same_origin()
    state, sent = live(), sent_json()
    opener = state.forge.frame(str(sent.get("opener", "")))
    frame, resource = _modal(state, opener, sent) if opener else _opened(state, sent)
    person = state.user(frame.account_id)
    if state.forge.app.resource(resource) is None or person is None or not state.forge.frames_url:
        abort(HTTPStatus.NOT_FOUND)
    return jsonify(
        {
            "frame": frame.id,
            "url": f"{state.forge.frames_url}/{resource}/index.html",
            "origin": state.forge.frames_url,
            "context": {
                "accountId": person.account_id,
                "cloudId": state.cloud_id,
                "siteUrl": state.base_url,
                "localId": frame.id,
                "moduleKey": frame.module_key,
                "locale": person.locale.replace("-", "_"),
                "timezone": person.time_zone,
                "environmentType": "PRODUCTION",
                "extension": extension_of(state, frame),
            },
        }
    )


@blueprint.post("/sandbox/forge/invoke")
def invoke() -> Response | tuple[Response, int]:
    """Call the app's remote for a frame: `{frame, path, method, headers?, body?}`, as Forge's proxy does.

    Answers `{success, payload | error}` with `{status, headers, body}`; 502 where the call itself is an error.
    """
    require_same_origin()
    state, sent = live(), sent_json()
    frame = state.forge.frame(str(sent.get("frame", "")))
    if frame is None or state.forge.installation is None:
        abort(HTTPStatus.NOT_FOUND)
    path, method = str(sent.get("path", "")), str(sent.get("method", "GET")).upper()
    if not path.startswith("/") or method not in _METHODS:
        abort(HTTPStatus.BAD_REQUEST)
    body = json.dumps(sent["body"]).encode() if sent.get("body") is not None else b""
    if len(body) > MOST_REQUEST:
        return _failed("the payload is too large")
    try:
        answer = _called(state, frame, path, method, body, sent.get("headers"))
    except requests.RequestException as error:
        return _failed(f"the remote did not answer in time: {type(error).__name__}")
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        return _failed("the remote answered 401: the invocation token could not be validated")
    if answer.is_redirect or len(answer.content) > MOST_ANSWER:
        return _failed("the remote redirects, or its answer is too large")
    if not answer.headers.get("Content-Type", "").startswith("application/json"):
        return _failed("the remote did not answer in JSON")
    said = {"status": answer.status_code, "headers": dict(answer.headers), "body": _json(answer)}
    return jsonify({"success": True, "payload": said} if answer.ok else {"success": False, "error": said})


def _called(
    state: SiteState, frame: ForgeFrame, path: str, method: str, body: bytes, more: object
) -> requests.Response:
    app = state.forge.app
    endpoint = app.endpoint(frame.endpoint)
    custom = more if isinstance(more, dict) else {}
    sent = {str(name): str(value) for name, value in custom.items() if str(name).lower() not in _OURS}
    sent = {name: value for name, value in sent.items() if not name.lower().startswith("x-forge-")}
    sent |= headers(state, endpoint, frame.product, frame)
    if body:
        sent["Content-Type"] = "application/json"
    with requests.Session() as session:
        session.trust_env = False  # the app is on this machine
        return session.request(
            method,
            f"{app.remote_url(endpoint)}{path}",
            data=body,
            headers=sent,
            timeout=_TIMEOUT,
            allow_redirects=False,
        )


def _opened(state: SiteState, sent: dict[str, Any]) -> tuple[ForgeFrame, str]:
    user = state.person(str(sent.get("user", "")))
    module = state.forge.app.module(str(sent.get("module", ""))) if state.forge.installation else None
    if user is None or module is None:
        abort(HTTPStatus.NOT_FOUND)
    product = str(sent.get("product") or "jira")
    if module.product != product:
        abort(HTTPStatus.NOT_FOUND)
    place = place_of(state, user, product, sent)
    frame = state.forge.open_frame(
        product=product,
        module_kind=module.kind,
        module_key=module.key,
        endpoint=_endpoint(module),
        account_id=user.account_id,
        issue_key=place.issue.key if place.issue else "",
        project_key=place.project.key if place.project else "",
        content_id=place.page.id if place.page else "",
        space_key=place.space.key if place.space else "",
    )
    return frame, str(module.entry["resource"])


def _modal(state: SiteState, opener: ForgeFrame, sent: dict[str, Any]) -> tuple[ForgeFrame, str]:
    """A modal stands where its opener stands, and calls with its opener's endpoint."""
    modal = sent.get("modal")
    module = state.forge.app.module(opener.module_key)
    frame = state.forge.open_frame(
        product=opener.product,
        module_kind=opener.module_kind,
        module_key=opener.module_key,
        endpoint=opener.endpoint,
        account_id=opener.account_id,
        issue_key=opener.issue_key,
        project_key=opener.project_key,
        content_id=opener.content_id,
        space_key=opener.space_key,
        modal=modal if isinstance(modal, dict) else {},
    )
    return frame, str(sent.get("resource") or (module.entry["resource"] if module else ""))


def _endpoint(module: Module) -> str:
    return str(module.entry["resolver"]["endpoint"])


def _json(answer: requests.Response) -> object:
    try:
        found: object = answer.json()
    except ValueError:
        return None
    return found


def _failed(why: str) -> tuple[Response, int]:
    return jsonify({"message": why}), HTTPStatus.BAD_GATEWAY
