"""A panel without a browser: what its page and scripts do over HTTP, for one person in front of an issue or a page."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import requests

TICKET = re.compile(r'name="vouch-ticket" content="([^"]*)"')


class Panel:
    """Opens an issue's panel, or with `content` that of a page, on the stand-in site and calls the API as it does."""

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
        self.open({"module": module, "user": user, **where})

    def open(self, wanted: dict[str, str]) -> None:
        """Have the site frame the page, and load it."""
        opened = self.site("page-url", wanted)
        self.frame: str = opened["frame"]
        page = self.http.get(opened["url"], timeout=10)
        assert page.status_code == 200, page.text
        found = TICKET.search(page.text)
        self.ticket = found[1] if found else ""

    def site(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask the site as its own page does."""
        headers = {"Origin": self.site_url}
        answer = self.http.post(f"{self.site_url}/sandbox/{path}", json=body, headers=headers, timeout=10)
        assert answer.ok, answer.text
        read: dict[str, Any] = answer.json()
        return read

    def headers(self) -> dict[str, str]:
        """A fresh token, and the ticket."""
        token = self.site("token", {"frame": self.frame})["token"]
        return {"Authorization": f"JWT {token}", "X-Vouch-Ticket": self.ticket}

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        """Call the API."""
        address = f"{self.plugin_url}/api/v1/{path}"
        return self.http.request(method, address, json=body, headers=self.headers(), timeout=30, **options)

    def bootstrap(self) -> dict[str, Any]:
        """The panel's state."""
        answer = self.call("GET", "bootstrap")
        assert answer.status_code == 200, answer.text
        read: dict[str, Any] = answer.json()
        return read

    def start(self, **wish: Any) -> requests.Response:
        """Ask for a summary, or for what `use_case` says."""
        return self.call("POST", "runs", {"use_case": "summarise", **wish})

    def summarise(self, **wish: Any) -> dict[str, Any]:
        """Ask for a summary and wait for its end."""
        answer = self.start(**wish)
        assert answer.status_code in {200, 202}, answer.text
        return self.wait(answer.json())

    def wait(self, run: dict[str, Any], seconds: float = 20.0) -> dict[str, Any]:
        """Poll until the run ends."""
        ends = time.monotonic() + seconds
        while run["state"] in {"queued", "working"}:
            assert time.monotonic() < ends, run
            time.sleep(0.05)
            run = self.call("GET", f"runs/{run['id']}").json()
        return run

    def events(self, run_id: str, after: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
        """Follow a run's stream."""
        with self.call("GET", f"runs/{run_id}/events?after={after}", stream=True) as answer:
            assert answer.status_code == 200, answer.text
            name = ""
            for line in answer.iter_lines(decode_unicode=True):
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield name, json.loads(line.removeprefix("data: "))
