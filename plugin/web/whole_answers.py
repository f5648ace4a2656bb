"""Answers to what comes through Forge: a JSON body always, no redirect, no stream (Forge Remote essentials)."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, Request, Response, g, json, request

from plugin.errors import BodyTooLarge

MOST_BYTES = 500_000
ENVELOPE: Final = "X-Vouch-Envelope"


def begin(req: Request) -> None:
    """Note that this request wants such an answer.

    Raises:
        BodyTooLarge: Forge itself forwards no more.
    """
    g.whole_answer = True
    if (req.content_length or 0) > MOST_BYTES:
        raise BodyTooLarge
    req.max_content_length = MOST_BYTES  # whatever the header says


def answers_whole() -> bool:
    """Whether this request came through Forge."""
    bearer = request.headers.get("Authorization", "")[:7].lower() == "bearer "
    return bearer or bool(g.get("whole_answer", False))


def register(app: Flask) -> None:
    """Give empty answers a body, and put each answer into the envelope that the frame asks for (docs/forge-door.md)."""

    @app.after_request
    def fill(response: Response) -> Response:
        if not answers_whole():
            return response
        proven = "caller" in g or "invocation" in g
        if response.status_code == 401 and proven:  # noqa: PLR2004 (Unauthorized)
            response.status_code = 403  # the token was right; something else was not
        # 401 is Forge's own word for a token that proves nothing; it has to see it.
        if request.headers.get(ENVELOPE) == "1" and response.status_code != 401:  # noqa: PLR2004 (Unauthorized)
            body = response.get_json(silent=True) if response.is_json else response.get_data(as_text=True) or None
            ours = {name.lower(): value for name, value in response.headers if name.lower().startswith("x-vouch-")}
            return _with(response, {"status": response.status_code, "headers": ours, "body": body})
        return _with(response, {}) if response.status_code == 204 else response  # noqa: PLR2004 (No Content)


def _with(response: Response, body: dict[str, Any]) -> Response:
    response.status_code = 200
    response.set_data(json.dumps(body))
    response.mimetype = "application/json"
    return response
