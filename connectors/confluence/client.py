"""Confluence's REST by `atlassian-python-api`, over our own session: its retries, sleeps and body logging are off.

The library's base client is taken as it is: its Confluence classes choose addresses by the host's name and know paths
that the cloud does not have. Lists are followed by cursor on the address that was asked first; the address that an
answer names is never called, so no answer can lead the person's token elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import requests
from atlassian.rest_client import AtlassianRestAPI

from connectors.host.answers import object_of
from connectors.host.errors import HostAnswerInvalid, HostUnreachable
from connectors.host.session import HostSession

PAGE_SIZE = 100
MOST_ROWS = 5000
_V1, _V2 = "rest/api", "api/v2"


class ConfluenceClient:
    """Calls for one person to one Confluence, within the session's time budget; the base URL ends in `/wiki`."""

    def __init__(self, session: HostSession) -> None:
        self.base_url, self.site_url = session.base_url, session.site_url
        self._session = session
        self._rest = AtlassianRestAPI(
            session.base_url, session=session, cloud=True, backoff_and_retry=False, retry_with_header=False
        )

    @property
    def clock_skew(self) -> float | None:
        """Seconds by which our clock is ahead of Confluence's, by its last answer; None where it does not say."""
        return self._session.clock_skew

    def get(self, *path: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the JSON object at `/api/v2/<path>`; each part of the path is percent-encoded.

        Raises:
            HostError: as `HostSession.send`.
            HostAnswerInvalid: not a JSON object.
        """
        return object_of(self._send("GET", _V2, path, params=params))

    def get_v1(self, *path: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the JSON object at `/rest/api/<path>`, for what version 2 does not have.

        Raises:
            HostError: as `get`.
        """
        return object_of(self._send("GET", _V1, path, params=params))

    def file(self, content_id: str, attachment_id: str, *, most: int) -> bytes | None:
        """Return the bytes of a page's attachment; None where there are more than `most`.

        Raises:
            HostError: as `HostSession.fetch`.
        """
        parts = (
            quote(part, safe="") for part in ("content", content_id, "child", "attachment", attachment_id, "download")
        )
        return self._session.fetch("/".join((self._session.base_url, _V1, *parts)), most=most)

    def post(self, *path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post to `/api/v2/<path>`, and return the answer; sent once, never again by itself.

        Raises:
            HostError: as `get`.
        """
        return object_of(self._send("POST", _V2, path, body=body))

    def post_v1(self, *path: str, body: list[Any]) -> dict[str, Any]:
        """Post to `/rest/api/<path>`, for what version 2 does not have; sent once.

        Raises:
            HostError: as `get`.
        """
        return object_of(self._send("POST", _V1, path, body=body))

    def put(self, *path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Replace what is at `/api/v2/<path>`, and return the answer; sent once.

        Raises:
            HostError: as `get`; `HostConflict` where somebody was faster.
        """
        return object_of(self._send("PUT", _V2, path, body=body))

    def delete(self, *path: str, params: dict[str, Any] | None = None) -> None:
        """Delete what is at `/api/v2/<path>`; sent once.

        Raises:
            HostError: as `HostSession.send`.
        """
        self._send("DELETE", _V2, path, params=params)

    def delete_v1(self, *path: str, params: dict[str, Any] | None = None) -> None:
        """Delete what is at `/rest/api/<path>`, for what version 2 does not have; sent once.

        Raises:
            HostError: as `HostSession.send`.
        """
        self._send("DELETE", _V1, path, params=params)

    def rows(
        self, *path: str, params: dict[str, Any] | None = None, most: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield every row of a list, page by page, to its end.

        Raises:
            HostError: as `get`.
            HostAnswerInvalid: a page is malformed, a cursor comes twice or leads to another origin, or there are more
                than `most` rows (`MOST_ROWS` where it is not said); half a list is never taken for a whole one.
        """
        bound = MOST_ROWS if most is None else most
        asked: dict[str, Any] = {"limit": PAGE_SIZE, **(params or {})}
        cursors: set[str] = set()
        count = 0
        while True:
            page = self.get(*path, params=asked)
            rows = page.get("results")
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise HostAnswerInvalid("a list without results")
            count += len(rows)
            if count > bound:
                raise HostAnswerInvalid(f"more than {bound} rows")
            yield from rows
            cursor = _next_cursor(page, (self.base_url, self.site_url))
            if not cursor:
                return
            if cursor in cursors:
                raise HostAnswerInvalid("a cursor came twice")
            cursors.add(cursor)
            asked["cursor"] = cursor

    def address(self, path: object) -> str:
        """Return the full address of a page of the web interface that an answer names relative to `/wiki`, or ""."""
        inside = isinstance(path, str) and path.startswith("/") and not path.startswith(("//", "/\\"))
        return f"{self.site_url}{path}" if inside else ""

    def _send(
        self,
        method: str,
        api: str,
        path: tuple[str, ...],
        *,
        params: dict[str, Any] | None = None,
        body: dict[str, Any] | list[Any] | None = None,
    ) -> requests.Response:
        if any(part in {"", ".", ".."} for part in path):
            raise HostAnswerInvalid("a path with an empty part")
        address = "/".join((api, *(quote(part, safe="") for part in path)))
        try:
            answer: requests.Response = self._rest.request(
                method,
                address,
                params=params,
                json=body,  # type: ignore[arg-type]  # sent as it is; a list is JSON too
                advanced_mode=True,
            )
        except requests.RequestException as fault:
            raise HostUnreachable(type(fault).__name__) from fault
        return answer


def _next_cursor(page: dict[str, Any], own: tuple[str, ...]) -> str:
    """The cursor of the next page; empty at the end. The site's address is as good as the one that is called."""
    links = page.get("_links")
    following = links.get("next") if isinstance(links, dict) else None
    if following is None:
        return ""
    try:
        theirs = urlsplit(following)
        cursor = parse_qs(theirs.query).get("cursor", [""])[0]
    except (ValueError, TypeError, AttributeError) as fault:
        raise HostAnswerInvalid("the address of the next page") from fault
    origins = {("", ""), *((ours.scheme, ours.netloc) for ours in map(urlsplit, own))}
    elsewhere = (theirs.scheme, theirs.netloc) not in origins
    if elsewhere or not isinstance(cursor, str) or not cursor:
        raise HostAnswerInvalid("the address of the next page")
    return cursor
