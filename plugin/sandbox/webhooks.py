"""Webhooks as the products send them: to the addresses of the descriptor, with its variables filled in.

They come without a body, but for those that say what an app access rule blocks.
"""

from __future__ import annotations

import uuid
from typing import Any

import requests

from plugin.sandbox.permissions import project_of
from plugin.sandbox.site import Issue
from plugin.sandbox.state import Installation, SiteState
from plugin.sandbox.tokens import webhook_token

_TIMEOUT = 10


def ring(state: SiteState, event: str, issue: Issue, *, identifier: str = "", repeat: int = 0) -> list[int]:
    """Send a webhook to every app that asked for the event; returns the statuses of the answers.

    Args:
        state: the live site.
        event: such as "jira:issue_updated".
        issue: that changed.
        identifier: of the webhook, the same at each repeat; a new one where it is empty.
        repeat: how often it was sent before.
    """
    identifier = identifier or str(uuid.uuid4())
    installation = state.installs.get("jira")
    hooks = installation.descriptor["modules"].get("webhooks", []) if installation is not None else []
    return [
        _sent(state, installation, _filled(state, str(hook["url"]), issue), identifier, repeat)
        for hook in hooks
        if installation is not None and hook["event"] == event
    ]


def access_blocked(
    state: SiteState, product: str, *, items: list[str] | None = None, container: str = "", body: object = None
) -> list[int]:
    """Say what an app access rule keeps from the app: objects by id, or a container; returns the answers' statuses.

    Args:
        state: the live site.
        product: of the objects.
        items: ids of issues or pages.
        container: id of a project or space.
        body: what is sent instead, for tests of what nobody can read.
    """
    kind = {"jira": "issue", "confluence": "page"}[product]
    said: dict[str, Any] = {"workspace": {"cloudId": state.cloud_id}}
    if container:
        event, said = (
            "app_access_to_objects_in_container_blocked",
            said | {"container": {"product": product, "id": container}},
        )
    else:
        event, said = (
            "app_access_to_objects_blocked",
            said | {"objects": [{"product": product, "type": kind, "ids": items or []}]},
        )
    installation = state.installs.get(product)
    hooks = installation.descriptor["modules"].get("webhooks", []) if installation is not None else []
    return [
        _sent(state, installation, str(hook["url"]), str(uuid.uuid4()), 0, said if body is None else body)
        for hook in hooks
        if installation is not None and hook["event"] == event
    ]


def _filled(state: SiteState, url: str, issue: Issue) -> str:
    """The address with the variables of issue events: `${issue.id}`, `${issue.key}` and those of the project."""
    project = project_of(state.site, issue.project)
    values = {"issue.id": issue.id, "issue.key": issue.key}
    values |= {"project.id": project.id, "project.key": project.key} if project is not None else {}
    for name, value in values.items():
        url = url.replace(f"${{{name}}}", value)
    return url


def _sent(
    state: SiteState, installation: Installation, url: str, identifier: str, repeat: int, body: object = None
) -> int:
    path, _, query = url.partition("?")
    headers = {
        "Authorization": f"JWT {webhook_token(state, installation, path=path, query=query)}",
        "X-Atlassian-Webhook-Identifier": identifier,
        "X-Atlassian-Webhook-Flow": "Primary",
    }
    if repeat:
        headers["X-Atlassian-Webhook-Retry"] = str(repeat)
    with requests.Session() as session:
        session.trust_env = False  # the app is on this machine
        answer = session.post(
            f"{installation.app_base_url}{url}", json=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False
        )
        return answer.status_code
