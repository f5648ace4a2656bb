"""A panel behind Forge without a browser: what its frame does over the bridge, for one person at a place."""

from __future__ import annotations

from typing import Any

import requests

from tests.fakes.panel import Panel


class ForgePanel(Panel):
    """The same calls as `Panel` makes, by the site's proxy to the app's remote."""

    def __init__(
        self,
        site_url: str,
        plugin_url: str,
        issue: str = "PAY-101",
        user: str = "ines",
        module: str = "vouch-context",
        *,
        content: str = "",
    ) -> None:
        self.site_url, self.plugin_url = site_url, plugin_url
        self.http = requests.Session()
        self.http.trust_env = False
        where = {"product": "confluence", "content": content} if content else {"issue": issue}
        opened = self.site("forge/frame", {"module": module, "user": user, **where})
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
