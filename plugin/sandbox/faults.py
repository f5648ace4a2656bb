"""Faults that a test asks for, each for so many requests: what a host does on a bad day."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from flask import Response, jsonify, request

from plugin.sandbox.errors import SandboxError

KINDS: Final = ("429", "500", "503", "403", "404", "timeout", "drop", "half_page", "bad_adf", "not_json", "redirect")
ELSEWHERE: Final = "https://elsewhere.example/"
_IN_VIEW = frozenset({"half_page"})  # the comments' view plays these itself
_REWRITTEN = frozenset({"bad_adf", "not_json"})
_SECONDS = {"timeout": 30.0, "429": 2.0}
_BROKEN_STORAGE: Final = '<p>One &nosuch; <strong>two<ac:structured-macro ac:name="info"><p>three</ac:task>'
_BROKEN_ADF: Final = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": "no list"}, None, 7]}


@dataclass(slots=True)
class Fault:
    """A fault: where, what, how often yet; `seconds` is the delay, or the `Retry-After`."""

    path: re.Pattern[str]
    kind: str
    times: int
    seconds: float | None = None


class Faults:
    """The faults that are still to come. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self.stopping = threading.Event()

    def add(self, path_regex: str, kind: str, times: int = 1, *, seconds: float | None = None) -> None:
        """Let the next `times` requests whose path matches fail.

        Args:
            path_regex: searched in the path (not in the query).
            kind: one of `KINDS`.
            times: how many requests.
            seconds: delay of a time-out (30), `Retry-After` of a 429 (2) or 503 (none).

        Raises:
            SandboxError: no such kind, not a regular expression, or less than one time.
        """
        if kind not in KINDS or times < 1:
            raise SandboxError(f"A fault is one of {', '.join(KINDS)}, at least once.")
        try:
            pattern = re.compile(path_regex)
        except re.error as error:
            raise SandboxError(f"The path is not a regular expression: {error}.") from error
        with self._lock:
            self._faults.append(Fault(pattern, kind, times, seconds if seconds is not None else _SECONDS.get(kind)))

    def clear(self) -> None:
        """Forget every fault."""
        with self._lock:
            self._faults.clear()

    def armed(self, path: str, kind: str) -> bool:
        """Whether a fault of this kind waits for the path; it is not used up."""
        with self._lock:
            return any(fault.kind == kind and fault.path.search(path) for fault in self._faults)

    def take(self, path: str, kinds: frozenset[str]) -> Fault | None:
        """Use up one time of the first fault of these kinds that matches, if there is one."""
        with self._lock:
            for fault in self._faults:
                if fault.kind in kinds and fault.path.search(path):
                    fault.times -= 1
                    if fault.times < 1:
                        self._faults.remove(fault)
                    return fault
        return None

    def before(self) -> Response | None:
        """Answer in the view's place, if a fault says so (a `before_request` hook)."""
        fault = self.take(request.path, frozenset(KINDS) - _IN_VIEW - _REWRITTEN)
        if fault is None:
            return None
        if fault.kind == "timeout":
            self.stopping.wait(fault.seconds)
            return None
        return _ANSWERS.get(fault.kind, _status)(fault)

    def after(self, response: Response) -> Response:
        """Spoil a JSON answer, if a fault says so (an `after_request` hook)."""
        if not response.is_json or response.status_code != HTTPStatus.OK:
            return response
        fault = self.take(request.path, _REWRITTEN)
        if fault is None:
            return response
        if fault.kind == "not_json":
            return Response("<!doctype html><title>Maintenance</title>", mimetype="application/json")
        return jsonify(_broken(response.get_json()))


def _status(fault: Fault) -> Response:
    status = HTTPStatus(int(fault.kind))
    response = jsonify(_words(status))
    response.status_code = status
    if fault.seconds is not None and status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        response.headers["Retry-After"] = str(int(fault.seconds))
    return response


def _words(status: HTTPStatus) -> dict[str, Any]:
    """The body of a refusal, in the form of the product that was asked."""
    if request.path.startswith("/wiki/api/"):
        return {"errors": [{"status": int(status), "code": status.name, "title": status.phrase, "detail": None}]}
    if request.path.startswith("/wiki/"):
        return {"statusCode": int(status), "message": status.phrase}
    return {"errorMessages": [status.phrase], "errors": {}}


def _rate_limited(fault: Fault) -> Response:
    response = _status(fault)
    reset = datetime.now(UTC) + timedelta(seconds=fault.seconds or 0)
    confluence = request.path.startswith("/wiki/")
    response.headers["RateLimit-Reason"] = "confluence-quota-tenant-based" if confluence else "jira-burst-based"
    response.headers["X-RateLimit-Limit"] = "100"
    response.headers["X-RateLimit-Remaining"] = "0"
    response.headers["X-RateLimit-Reset"] = reset.strftime("%Y-%m-%dT%H:%MZ")
    return response


def _dropped(_: Fault) -> Response:
    """Close the connection under the server's feet; what is returned reaches nobody."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    return Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _redirected(_: Fault) -> Response:
    return Response(status=HTTPStatus.FOUND, headers={"Location": ELSEWHERE})


_ANSWERS: dict[str, Callable[[Fault], Response]] = {"429": _rate_limited, "drop": _dropped, "redirect": _redirected}


def _broken(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    """Return the JSON with every document of Atlassian's format replaced by one that breaks its schema.

    Confluence sends a document as text beside the name of its format; its storage format is left open.
    """
    if isinstance(value, list):
        return [_broken(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if value.get("representation") == "atlas_doc_format":
        return value | {"value": json.dumps(_BROKEN_ADF)}
    if value.get("representation") == "storage":
        return value | {"value": _BROKEN_STORAGE}
    return _BROKEN_ADF if value.get("type") == "doc" else {key: _broken(entry) for key, entry in value.items()}
