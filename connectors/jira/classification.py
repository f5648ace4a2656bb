"""Atlassian's own classification levels of a project, read as the person; a single issue's own cannot be asked for.

One answer holds the project's default and the organisation's. Jira answers 401 or 404 where the feature is off, where
the site is not entitled to it and where this person may not know: all of these say nothing.
"""

from __future__ import annotations

from typing import Any

from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused, ImpersonationRefused
from connectors.host.model import NativeLevel, Place
from connectors.jira.client import JiraClient

_SOURCES = {"defaultClassificationLevel": "container", "organizationClassificationLevel": "organisation"}


def levels_of(client: JiraClient, place: Place) -> tuple[NativeLevel, ...]:
    """Return the levels that a project's issues have by default; empty means none, not entitled or not permitted.

    Raises:
        HostError: as the client, but for 401, 403 and 404.
    """
    try:
        answer = client.get("project", place.key or place.id, "classification-config")
    except ImpersonationRefused:
        raise
    except (HostNotFound, HostRefused):
        return ()
    said = ((source, answer.get(name)) for name, source in _SOURCES.items())
    return tuple(_level(level, source) for source, level in said if level is not None)


def _level(said: Any, source: str) -> NativeLevel:  # noqa: ANN401 (JSON)
    level_id = said.get("id") if isinstance(said, dict) else None
    if not isinstance(level_id, str) or not level_id:
        raise HostAnswerInvalid("classification level")
    name = said.get("name")
    return NativeLevel(level_id, name if isinstance(name, str) else "", source)
