"""The JSON of a host's answer, or the fault that it is none."""

from __future__ import annotations

from typing import Any

from requests import Response

from connectors.host.errors import HostAnswerInvalid


def json_of(answer: Response) -> object:
    """Return what an answer's JSON says.

    Raises:
        HostAnswerInvalid: it is no JSON.
    """
    try:
        body: object = answer.json()
    except (ValueError, RecursionError) as fault:
        raise HostAnswerInvalid("not JSON", status=answer.status_code) from fault
    return body


def object_of(answer: Response) -> dict[str, Any]:
    """Return an answer's JSON object.

    Raises:
        HostAnswerInvalid: it is no JSON, or no object.
    """
    body = json_of(answer)
    if not isinstance(body, dict):
        raise HostAnswerInvalid("not an object", status=answer.status_code)
    return body
