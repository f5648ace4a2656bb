"""A Confluence without a network, and a client as one person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses

from connectors.confluence.client import ConfluenceClient
from connectors.host.access import BearerAccess
from connectors.host.session import HostSession
from tests.unit.connectors.confluence.wiki import BASE, Confluence


@pytest.fixture
def confluence() -> Iterator[Confluence]:
    """A Confluence without a network."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield Confluence(mock)


@pytest.fixture
def client() -> ConfluenceClient:
    """A client as one person."""
    return ConfluenceClient(HostSession(BearerAccess(BASE, lambda: "token"), budget_seconds=5))
