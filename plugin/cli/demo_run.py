"""One real run over HTTP, as the page in the browser makes it: page, ticket, token, bootstrap, run, record."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import requests

from plugin.audit.repository import record, verify_tenant
from plugin.cli.console import CommandFailed, say
from plugin.store.database import Database

_ISSUE, _PERSON, _MODULE = "PAY-101", "ines", "vouch-context"
_TIMEOUT = (3.05, 15)
_PATIENCE_SECONDS = 30.0
_TICKET = re.compile(r'name="vouch-ticket" content="([^"]*)"')


def check(site_url: str, plugin_url: str, database: Database, tenant_id: str, *, forge: bool = False) -> int:
    """Make the run and print it; 0 where everything held."""
    browser = _ForgeBrowser(site_url, plugin_url) if forge else _Browser(site_url, plugin_url)
    browser.open_panel()
    overview = browser.api("GET", "bootstrap")
    glance = overview["glance"]
    say(f"{_ISSUE} as {_PERSON}: level {overview['level']}, {glance['comments']} comments")
    run = browser.finished(
        browser.api("POST", "runs", {"use_case": "summarise", "length": "standard", "language": "en"})
    )
    _print_result(run)
    _print_record(database, tenant_id, run["result"]["provenance"]["record"])
    return 0


class _Browser:
    """What a browser does, without one."""

    def __init__(self, site_url: str, plugin_url: str) -> None:
        self._site_url = site_url
        self._plugin_url = plugin_url
        self._session = requests.Session()
        self._session.trust_env = False
        self._frame = self._ticket = ""

    def open_panel(self) -> None:
        """Open the issue's panel, and read the ticket of its page."""
        opened = self._site("page-url", {"module": _MODULE, "user": _PERSON, "issue": _ISSUE})
        self._frame = opened["frame"]
        page = self._session.get(opened["url"], timeout=_TIMEOUT)
        found = _TICKET.search(page.text)
        if not page.ok or not found:
            msg = f"the panel's page answered {page.status_code}"
            raise CommandFailed(msg)
        self._ticket = found[1]

    def api(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call the API with a fresh context token."""
        token = self._site("token", {"frame": self._frame})["token"]
        headers = {"Authorization": f"JWT {token}", "X-Vouch-Ticket": self._ticket}
        address = f"{self._plugin_url}/api/v1/{path}"
        answer = self._session.request(method, address, json=body, headers=headers, timeout=_TIMEOUT)
        if not answer.ok:
            msg = f"{path} answered {answer.status_code}: {answer.text[:200]}"
            raise CommandFailed(msg)
        read: dict[str, Any] = answer.json()
        return read

    def finished(self, run: dict[str, Any]) -> dict[str, Any]:
        """Ask until the run ends."""
        patience = time.monotonic() + _PATIENCE_SECONDS
        while run["state"] in {"queued", "working"} and time.monotonic() < patience:
            time.sleep(0.2)
            run = self.api("GET", f"runs/{run['id']}")
        if run["state"] != "finished":
            msg = f"the run ended as {run['state']}: {(run['error'] or run['refusal'] or {}).get('message', '')}"
            raise CommandFailed(msg)
        return run

    def _site(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Origin": self._site_url, "Sec-Fetch-Site": "same-origin"}
        answer = self._session.post(f"{self._site_url}/sandbox/{path}", json=body, headers=headers, timeout=_TIMEOUT)
        if not answer.ok:
            msg = f"the stand-in site answered {answer.status_code} to {path}"
            raise CommandFailed(msg)
        read: dict[str, Any] = answer.json()
        return read


class _ForgeBrowser(_Browser):
    """The same by the bridge: the frame asks the site, and the site calls the app's remote."""

    def open_panel(self) -> None:
        """Open the issue's panel."""
        self._frame = self._site("forge/frame", {"module": _MODULE, "user": _PERSON, "issue": _ISSUE})["frame"]

    def api(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call the API as Forge's proxy does."""
        call = {"frame": self._frame, "path": f"/api/v1/{path}", "method": method, "body": body}
        answer = self._site("forge/invoke", call)
        if not answer["success"]:
            msg = f"{path} answered {answer['error']['status']}: {str(answer['error']['body'])[:200]}"
            raise CommandFailed(msg)
        read: dict[str, Any] = answer["payload"]["body"]
        return read


def _print_result(run: dict[str, Any]) -> None:
    result = run["result"]
    say(f"\n{result['title']}")
    for section in result["sections"]:
        say(f"\n  {section['kind'].upper()}")
        for sentence in section["sentences"]:
            label = f"{sentence['role']}: " if sentence["role"] else ""
            say(f"  - {label}{sentence['text']} {sentence['citations']}")
    say("\n  SOURCES")
    for source in result["citations"]:
        name = source["author"] or source["role"]
        say(f"  [{source['n']}] {source['segment']}  {name}  {source['visibility']['kind']}")
    coverage = result["coverage"]
    say(f"\n  Read {coverage['comments_read']} of {coverage['comments_total']} comments")
    say(f"  Sentences left out: {coverage['removed'] or 'none'}; masked: {result['receipt']['counts'] or 'nothing'}")
    say(f"  Took {run['elapsed_ms']} ms")


def _print_record(database: Database, tenant_id: str, number: str) -> None:
    found = record(database, tenant_id, int(number))
    if found is None or found.payload is None:
        msg = f"record {number} is missing"
        raise CommandFailed(msg)
    payload = json.loads(found.payload)
    shown = {name: payload[name] for name in ("run", "person", "place", "level", "rule", "policy_version", "engine")}
    say(f"\n  RECORD {number}  {found.hash[:16]}…")
    say(f"  {json.dumps(shown)}")
    verdict = verify_tenant(database, tenant_id)
    if not verdict.intact:
        msg = f"the record's chain is broken at {verdict.broken_at}"
        raise CommandFailed(msg)
    say(f"  The chain of {verdict.records} records is whole.")
