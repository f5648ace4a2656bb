"""Jira's REST by `atlassian-python-api`, over our own session: its retries, sleeps and body logging are off."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import requests
from atlassian import Jira

from connectors.host.answers import json_of, object_of
from connectors.host.errors import HostAnswerInvalid, HostUnreachable
from connectors.host.session import HostSession

_API, _DESK = "rest/api/3", "rest/servicedeskapi"


class JiraClient:
    """Calls for one person to one Jira, within the session's time budget."""

    def __init__(self, session: HostSession) -> None:
        self.site_url = session.site_url
        self._session = session
        self._jira = Jira(
            session.base_url,
            session=session,
            cloud=True,
            api_version="3",
            backoff_and_retry=False,
            retry_with_header=False,
        )

    @property
    def clock_skew(self) -> float | None:
        """Seconds by which our clock is ahead of Jira's, by its last answer; None where it does not say."""
        return self._session.clock_skew

    def get(self, *path: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the JSON object at `/rest/api/3/<path>`; each part of the path is percent-encoded.

        Raises:
            HostError: as `HostSession.send`.
            HostAnswerInvalid: not a JSON object.
        """
        return object_of(self._send("GET", path, params=params))

    def get_list(self, *path: str, params: dict[str, Any] | None = None) -> list[Any]:
        """Return the JSON array at `/rest/api/3/<path>`.

        Raises:
            HostError: as `get`.
            HostAnswerInvalid: not a JSON array.
        """
        answer = self._send("GET", path, params=params)
        body = json_of(answer)
        if not isinstance(body, list):
            raise HostAnswerInvalid("not a list", status=answer.status_code)
        return body

    def file(self, attachment_id: str, *, most: int) -> bytes | None:
        """Return the bytes of an attachment; None where there are more than `most`.

        Raises:
            HostError: as `HostSession.fetch`.
        """
        # Asked not to redirect, Jira sends the bytes itself; where it redirects all the same, that is followed.
        path = f"{self._session.base_url}/{_API}/attachment/content/{quote(attachment_id, safe='')}"
        return self._session.fetch(f"{path}?redirect=false", most=most)

    def get_desk(self, *path: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the JSON object at `/rest/servicedeskapi/<path>`, where service projects have more to say.

        Raises:
            HostError: as `get`.
        """
        return object_of(self._send("GET", path, api=_DESK, params=params))

    def post(self, *path: str, body: dict[str, Any], params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Create something, and return what Jira made of it; sent once, never again by itself.

        Raises:
            HostError: as `get`.
        """
        return object_of(self._send("POST", path, params=params, body=body))

    def put(self, *path: str, body: dict[str, Any]) -> None:
        """Set something.

        Raises:
            HostError: as `get`.
        """
        self._send("PUT", path, body=body)

    def delete(self, *path: str) -> None:
        """Remove something.

        Raises:
            HostError: as `get`.
        """
        self._send("DELETE", path)

    def _send(
        self,
        method: str,
        path: tuple[str, ...],
        *,
        api: str = _API,
        params: dict[str, Any] | None = None,
        body: dict[str, Any] | None = None,
    ) -> requests.Response:
        address = "/".join((api, *(quote(part, safe="") for part in path)))
        try:
            answer: requests.Response = self._jira.request(
                method, address, params=params, json=body, advanced_mode=True
            )
        except requests.RequestException as fault:
            raise HostUnreachable(type(fault).__name__) from fault
        return answer
