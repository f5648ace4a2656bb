"""A project's classification levels: both defaults with whose they are, and what an answer without one means."""

from __future__ import annotations

from typing import Any

import pytest
import responses

from connectors.host.access import BearerAccess
from connectors.host.errors import HostAnswerInvalid, HostUnreachable
from connectors.host.model import NativeLevel, Place, Product
from connectors.host.session import HostSession
from connectors.jira.classification import levels_of
from connectors.jira.client import JiraClient

BASE = "https://site.atlassian.net"
PLACE = Place(Product.JIRA, key="PAY", id="10001")
RESTRICTED = {"id": "ari:1", "status": "published", "name": "Restricted", "rank": 1}
CONFIDENTIAL = {"id": "ari:2", "status": "published", "name": "Confidential", "rank": 2}


@pytest.fixture
def client() -> JiraClient:
    """A client with a token."""
    return JiraClient(HostSession(BearerAccess(BASE, lambda: "token"), budget_seconds=5))


def answered(client: JiraClient, body: Any, status: int = 200) -> tuple[NativeLevel, ...]:
    """What is made of an answer."""
    with responses.RequestsMock() as mock:
        mock.get(f"{BASE}/rest/api/3/project/PAY/classification-config", json=body, status=status)
        return levels_of(client, PLACE)


def test_both_defaults(client: JiraClient) -> None:
    """The project's default and the organisation's, each with whose it is; the list of permitted ones says nothing."""
    body = {"classificationLevels": [RESTRICTED, CONFIDENTIAL], "defaultClassificationLevel": RESTRICTED}
    own = NativeLevel("ari:1", "Restricted", "container")

    assert answered(client, body) == (own,)
    above = NativeLevel("ari:2", "Confidential", "organisation")
    assert answered(client, {**body, "organizationClassificationLevel": CONFIDENTIAL}) == (own, above)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_nothing_said(client: JiraClient, status: int) -> None:
    """Off, not entitled and not permitted answer alike: no level, which says nothing about how sensitive it is."""
    assert answered(client, {}, status) == ()


def test_no_answer_is_a_fault(client: JiraClient) -> None:
    """A broken answer or a broken host is never taken for "no level"."""
    with pytest.raises(HostAnswerInvalid):
        answered(client, {"defaultClassificationLevel": {"name": "Restricted"}})
    with pytest.raises(HostUnreachable), responses.RequestsMock(assert_all_requests_are_fired=False):
        levels_of(client, PLACE)
