"""People as Jira sends them: apps, customers and people who left are no one to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import responses

from connectors.host.access import BearerAccess
from connectors.host.errors import HostAnswerInvalid, HostRefused, HostUnreachable
from connectors.host.model import Item, Person, Product
from connectors.host.session import HostSession
from connectors.jira.client import JiraClient
from connectors.jira.people import assignable, display_name, own_name

BASE = "https://site.atlassian.net"
ITEM = Item(Product.JIRA, id="10001", key="PAY-1")


@pytest.fixture
def jira() -> Iterator[responses.RequestsMock]:
    """A Jira of prepared answers."""
    with responses.RequestsMock() as mock:
        yield mock


def client() -> JiraClient:
    """A client of one person, with little patience."""
    return JiraClient(HostSession(BearerAccess(BASE, lambda: "t"), budget_seconds=0.3))


def user(number: int, **extra: Any) -> dict[str, Any]:
    """A person as Jira sends one."""
    return {
        "accountId": f"a-{number}",
        "displayName": f"Person {number}",
        "active": True,
        "accountType": "atlassian",
        **extra,
    }


def test_assignable(jira: responses.RequestsMock) -> None:
    """Only people who are there and can work are offered."""
    rows = [user(1), user(2, active=False), user(3, accountType="app"), user(4, accountType="customer"), {"x": 1}, None]
    jira.get(f"{BASE}/rest/api/3/user/assignable/search", json=rows)
    assert assignable(client(), ITEM, query="per") == [Person("a-1", "Person 1")]
    asked = jira.calls[0].request.params  # type: ignore[union-attr]
    assert (asked["issueKey"], asked["query"]) == ("PAY-1", "per")


def test_not_a_list(jira: responses.RequestsMock) -> None:
    """Anything but a list is a fault."""
    jira.get(f"{BASE}/rest/api/3/user/assignable/search", json={"values": []})
    with pytest.raises(HostAnswerInvalid):
        assignable(client(), ITEM, account_id="a-1")


@pytest.mark.parametrize(("status", "body"), [(404, {}), (403, {}), (200, []), (200, {"accountId": "a-1"})])
def test_a_name_that_is_not_shown(jira: responses.RequestsMock, status: int, body: Any) -> None:
    """Nothing hangs on somebody's name: what is not shown is empty."""
    jira.get(f"{BASE}/rest/api/3/user", status=status, json=body)
    assert display_name(client(), "a-1") == ""


def test_names(jira: responses.RequestsMock) -> None:
    """A name is told; one's own is needed, and a host that does not answer is a fault."""
    jira.get(f"{BASE}/rest/api/3/user", json=user(1))
    assert display_name(client(), "a-1") == "Person 1"
    jira.get(f"{BASE}/rest/api/3/myself", json=user(2))
    assert own_name(client()) == "Person 2"
    for status, error in ((403, HostRefused), (500, HostUnreachable)):
        jira.replace("GET", f"{BASE}/rest/api/3/myself", status=status)
        with pytest.raises(error):
            own_name(client())
