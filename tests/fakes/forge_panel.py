"""A panel behind Forge without a browser: what its frame does over the bridge, for one person at a place."""

from __future__ import annotations

from typing import Any

import requests

from tests.fakes.panel import Panel


class ForgePanel(Panel):
    """The same calls as `Panel` makes, by the site's proxy to the app's remote."""

    def open(self, wanted: dict[str, str]) -> None:
        """Have the site frame the app's static page."""
        opened = self.site("forge/frame", wanted)
        self.frame: str = opened["frame"]
        self.context: dict[str, Any] = opened["context"]
        self.ticket = ""

    def headers(self) -> dict[str, str]:
        """The proxy adds every token."""
        return {}

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        """Call the API through Forge; the answer as the remote gave it, a call that Forge itself fails as 502."""
        headers = options.pop("headers", {})
        sent = {"frame": self.frame, "path": f"/api/v1/{path}", "method": method, "body": body, "headers": headers}
        origin = {"Origin": self.site_url}
        proxied = self.http.post(f"{self.site_url}/sandbox/forge/invoke", json=sent, headers=origin, timeout=30)
        answer = requests.Response()
        if not proxied.ok:
            answer.status_code, answer._content = proxied.status_code, proxied.content
            return answer
        read = proxied.json()
        said = read["payload" if read["success"] else "error"]
        answer.status_code = said["status"]
        answer.headers.update(said["headers"])
        answer._content = requests.compat.json.dumps(said["body"]).encode()
        answer.encoding = "utf-8"
        return answer
