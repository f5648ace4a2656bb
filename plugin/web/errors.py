"""Errors as answers: JSON for the API and the lifecycle, a page for a person who looks at a frame.

Nothing of an exception's own text reaches anybody; a 500 carries a reference that the log has too.
"""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from plugin.assist.words import error_json
from plugin.errors import BadRequest, BodyTooLarge, NotFound, SessionExpired, Unauthenticated, VouchError
from plugin.governance.policies import PolicyRefused
from plugin.store.ids import new_id
from plugin.web.pages import PAGE_PATHS, page_language

_log = structlog.get_logger(__name__)


def register(app: Flask) -> None:
    """Answer every error in our own words."""
    app.register_error_handler(VouchError, _vouch_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _vouch_error(error: VouchError) -> Response:
    if error.status >= 500:  # noqa: PLR2004 (server faults)
        _log.warning("request_failed", code=error.code, detail=error.detail, endpoint=request.endpoint)
    elif isinstance(error, Unauthenticated):
        _log.info("unauthenticated", detail=error.detail, endpoint=request.endpoint)
    return _answer(error)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 404:  # noqa: PLR2004
        return _answer(NotFound())
    if status == 413:  # noqa: PLR2004
        return _answer(BodyTooLarge())
    ours = BadRequest(code=f"http_{status}")
    ours.status = status
    response = _answer(ours)
    if status == 405 and error.get_response().headers.get("Allow"):  # noqa: PLR2004
        response.headers["Allow"] = error.get_response().headers["Allow"]
    return response


def _unexpected(error: Exception) -> Response:
    reference = new_id()[:6].upper()
    _log.exception("unexpected_error", reference=reference, endpoint=request.endpoint, kind=type(error).__name__)
    return _answer(VouchError(), reference)


def _answer(error: VouchError, reference: str = "") -> Response:
    of_api = request.path.startswith("/api/")
    wants_page = request.path.endswith(PAGE_PATHS) and not of_api and request.method == "GET"
    if wants_page:
        template = "session_expired.html" if isinstance(error, SessionExpired) else "error.html"
        html = render_template(template, message=error.message, ref=reference, lang=page_language())
        response = make_response(html, error.status)
    else:
        response = make_response(jsonify(_problem(error, reference)), error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return response


def _problem(error: VouchError, reference: str) -> dict[str, Any]:
    body = error_json(error)
    if reference:
        body["ref"] = reference
    problem: dict[str, Any] = {"error": body}
    if error.details:
        problem["details"] = error.details
    if isinstance(error, PolicyRefused):
        problem["details"] = [{"path": path, "message": words} for path, words in error.problems]
    return problem
