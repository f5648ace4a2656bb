"""Events as Forge sends them to a remote: five seconds each, up to four more times where the answer is not 2xx."""

from __future__ import annotations

import threading
from typing import Any

import requests

from plugin.sandbox.forge.door import Delivery
from plugin.sandbox.forge.tokens import headers
from plugin.sandbox.site import Issue
from plugin.sandbox.state import SiteState
from plugin.sandbox.wiki.model import Page

MOST_RETRIES = 4
_TIMEOUT = (3.05, 5)


def issue_event(state: SiteState, event: str, issue: Issue) -> None:
    """Say that an issue changed: `avi:jira:updated:issue` and the like."""
    send(state, event, "jira", {"eventType": event, "issue": {"id": issue.id, "key": issue.key}})


def page_event(state: SiteState, event: str, page: Page) -> None:
    """Say that a page changed: `avi:confluence:updated:page` and the like."""
    send(state, event, "confluence", {"eventType": event, "content": {"id": page.id, "type": page.kind}})


def access_blocked(state: SiteState, product: str, kind: str, ids: list[str], *, event_id: str) -> None:
    """Say that an app access rule blocks objects from now on, as a CloudEvent."""
    event = "avi:ecosystem.app_policy:blocked:app_access_to_objects.v2"
    data = {"workspace": {"cloudId": state.cloud_id}, "objects": [{"product": product, "type": kind, "ids": ids}]}
    send(state, event, product, {"specversion": "1.0", "type": event, "id": event_id, "data": data})


def tick(state: SiteState) -> int:
    """Ring the app's clock, for the products that it is in; returns the status of the last answer."""
    app = state.forge.app
    answers = [
        call(state, app.endpoint(str(each["endpoint"])), product, {})
        for each in app.manifest["modules"].get("scheduledTrigger", [])
        for product in ("jira", "confluence")
    ]
    return answers[-1] if answers else 0


def send(state: SiteState, event: str, product: str, payload: dict[str, Any], *, attempt: int = 0) -> None:
    """Deliver an event to every endpoint that listens; what fails is delivered again later, in a thread of its own."""
    for endpoint in state.forge.app.listening(event):
        _deliver(state, endpoint, event, product, payload, attempt)


def call(state: SiteState, endpoint: dict[str, Any], product: str, payload: dict[str, Any]) -> int:
    """Call an endpoint once by Forge itself; returns the status, 0 where there was no answer or it was not JSON."""
    app = state.forge.app
    address = f"{app.remote_url(endpoint)}{endpoint['route']['path']}"
    try:
        with requests.Session() as session:
            session.trust_env = False  # the app is on this machine
            sent = headers(state, endpoint, product)
            answer = session.post(address, json=payload, headers=sent, timeout=_TIMEOUT, allow_redirects=False)
            return answer.status_code if answer.headers.get("Content-Type", "").startswith("application/json") else 0
    except requests.RequestException:
        return 0


def _deliver(
    state: SiteState, endpoint: dict[str, Any], event: str, product: str, payload: dict[str, Any], attempt: int
) -> None:
    again = {"retryCount": attempt, "retryData": None, "retryReason": "INVALID_REMOTE_INVOCATION_ERROR"}
    body = {"payload": {**payload, "retryContext": again}} if attempt else payload
    status = call(state, endpoint, product, body)
    state.forge.deliveries.append(Delivery(event, attempt, status))
    if 200 <= status < 300 or attempt == MOST_RETRIES or state.faults.stopping.is_set():  # noqa: PLR2004 (HTTP's classes)
        return

    def retry() -> None:
        if not state.faults.stopping.wait(state.settings.event_retry_seconds) and state.forge.installation is not None:
            _deliver(state, endpoint, event, product, payload, attempt + 1)

    threading.Thread(target=retry, name="forge-event", daemon=True).start()
