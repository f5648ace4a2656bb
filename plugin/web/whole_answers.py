"""Answers to what comes through Forge: a JSON body always, no redirect, no stream (Forge Remote essentials)."""

from __future__ import annotations

from flask import Flask, Request, Response, g, json

from plugin.errors import BodyTooLarge

MOST_BYTES = 500_000


def begin(request: Request) -> None:
    """Note that this request wants such an answer.

    Raises:
        BodyTooLarge: Forge itself forwards no more.
    """
    g.whole_answer = True
    if (request.content_length or 0) > MOST_BYTES:
        raise BodyTooLarge
    request.max_content_length = MOST_BYTES  # whatever the header says


def answers_whole() -> bool:
    """Whether this request came through Forge."""
    return bool(g.get("whole_answer", False))


def register(app: Flask) -> None:
    """Give empty answers a body."""

    @app.after_request
    def fill(response: Response) -> Response:
        if answers_whole() and response.status_code == 204:  # noqa: PLR2004 (No Content)
            response.status_code = 200
            response.set_data(json.dumps({}))
            response.mimetype = "application/json"
        return response
