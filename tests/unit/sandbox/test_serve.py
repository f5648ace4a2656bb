"""What the demo's server owes its clients and its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from plugin.sandbox.serve import releasing


class Body:
    """An answer's body that knows whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"one", b"two"])

    def close(self) -> None:
        """Take note."""
        self.closed = True


def answer(body: Body) -> Iterator[bytes]:
    """The body as the server gets it."""

    def app(_environ: WSGIEnvironment, _start: StartResponse) -> Body:
        return body

    def start(*_: Any) -> Any:
        return None

    return iter(releasing(app)({}, start))


def test_a_body_that_was_read_to_its_end_is_closed_at_once() -> None:
    """Before Werkzeug looks whether the client sent more, which fails where the client has gone."""
    body = Body()
    assert list(answer(body)) == [b"one", b"two"]
    assert body.closed


def test_a_body_whose_client_left_is_closed_with_the_answer() -> None:
    """Werkzeug drops it half-read."""
    body = Body()
    reading = answer(body)
    assert next(reading) == b"one"
    assert not body.closed
    del reading
    assert body.closed
