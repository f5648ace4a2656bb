"""Which groups a person is in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors.confluence import groups as confluence_groups
from connectors.host.access import BearerAccess
from connectors.host.errors import HostAnswerInvalid, HostUnreachable
from connectors.host.model import Product
from connectors.jira import groups as jira_groups
from plugin.gateway.memberships import KNOWN_SECONDS, Memberships

ACCESS = BearerAccess("https://site.example", lambda: "t")


class Client:
    """Answers by path."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers

    def get(self, *path: str, params: dict[str, Any] | None = None) -> Any:
        """One object."""
        del params
        return self.answers["/".join(path)]

    get_list = get

    def get_v1(self, *path: str, params: dict[str, Any] | None = None) -> Any:
        """One object; a list is cut by start and limit."""
        found = self.answers["/".join(path)]
        if isinstance(found, list) and params:
            return {"results": found[params["start"] : params["start"] + params["limit"]]}
        return found


def test_they_are_known_for_a_minute() -> None:
    """One call a person and minute; another person is asked for on their own; a silent host is not remembered."""
    calls: list[str] = []
    now = [0.0]
    found: dict[str, frozenset[str] | None] = {"": frozenset({"g1"})}

    def ask(_access: object, account_id: str) -> frozenset[str]:
        calls.append(account_id)
        groups = found[""]
        if groups is None:
            raise HostUnreachable("away")
        return groups

    members = Memberships({Product.JIRA: ask}, clock=lambda: now[0])
    for person in ("p1", "p1", "p2"):
        assert members.of("t", person, Product.JIRA, ACCESS) == frozenset({"g1"})
    assert len(calls) == 2
    now[0], found[""] = KNOWN_SECONDS, None
    assert members.of("t", "p1", Product.JIRA, ACCESS) is None
    found[""] = frozenset()
    assert members.of("t", "p1", Product.JIRA, ACCESS) == frozenset()


def test_jira_names_the_own_groups_whole_or_not_at_all() -> None:
    """Ids are taken; an answer that was cut, or that says none, is no answer."""
    items = [{"name": "a", "groupId": "1"}, {"name": "no id"}, {"name": "b", "groupId": "2"}]
    client: Any = Client({"myself": {"groups": {"size": 3, "items": items}}, "user/groups": items})

    assert jira_groups.own_groups(client) == frozenset({"1", "2"})
    assert jira_groups.groups_of(client, "x") == frozenset({"1", "2"})
    for answer in ({}, {"groups": {"size": 60, "items": items}}):
        client.answers["myself"] = answer
        with pytest.raises(HostAnswerInvalid):
            jira_groups.own_groups(client)


@pytest.mark.parametrize("count", [0, 199, 200, 450])
def test_confluence_names_them_page_by_page(count: int) -> None:
    """To the end."""
    rows = [{"id": str(number)} for number in range(count)]
    client: Any = Client({"user/current": {"accountId": "a"}, "user/memberof": rows})

    assert len(confluence_groups.own_groups(client)) == count


@pytest.mark.parametrize(
    ("call", "answers"),
    [
        (confluence_groups.own_groups, {"user/current": {}}),
        (confluence_groups.own_groups, {"user/current": {"accountId": "a"}, "user/memberof": {}}),
        (confluence_groups.own_groups, {"user/current": {"accountId": "a"}, "user/memberof": [{"id": "x"}] * 2001}),
    ],
)
def test_confluence_says_all_or_it_is_not_known(call: Callable[[Any], Any], answers: dict[str, Any]) -> None:
    """A missing account, another shape, or more than is read."""
    with pytest.raises(HostAnswerInvalid):
        call(Client(answers))
