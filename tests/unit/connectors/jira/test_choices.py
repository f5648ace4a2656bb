"""What a person may set on an issue, and issues by JQL: shapes, bounds, and what a broken answer becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import responses
from requests import PreparedRequest

from connectors.host.access import BearerAccess
from connectors.host.choices import Choices, Field, Value
from connectors.host.errors import HostAnswerInvalid
from connectors.host.model import Item, Place, Product
from connectors.host.session import HostSession
from connectors.jira.calls import JIRA_CALLS
from connectors.jira.choices import choices_of
from connectors.jira.client import JiraClient
from connectors.jira.search import issues_of
from connectors.jira.values import MOST_LABELS

BASE = "https://site.atlassian.net"
ITEM, PLACE = Item(Product.JIRA, id="10001"), Place(Product.JIRA, key="PAY", id="11000")
REQUEST_TYPE = {"operations": ["set"], "schema": {"custom": "com.atlassian.servicedesk:vp-origin"}}


class Jira:
    """Answers by path; lists by pages."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self.mock = mock
        self.asked: list[str] = []
        self.found: list[dict[str, Any]] = []
        self.tokens: list[str] = []

    def answer(self, path: str, body: Any, status: int = 200) -> None:
        """Answer that path."""
        self.mock.add(responses.GET, f"{BASE}/rest/{path}", json=body, status=status)

    def editable(self, fields: dict[str, Any], **values: Any) -> None:
        """Let these fields be editable on an issue that has these values."""
        self.answer("api/3/issue/10001/editmeta", {"fields": fields})
        self.answer("api/3/issue/10001", {"id": "10001", "key": "PAY-1", "fields": values})

    def searched(self, request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        """Answer a search by pages of two, whatever is asked for."""
        sent = json.loads(request.body or "{}")
        self.asked.append(sent["jql"])
        start = int(sent.get("nextPageToken", "0"))
        page = {"issues": self.found[start : start + min(2, sent["maxResults"])]}
        if start + 2 < len(self.found):
            page["nextPageToken"] = self.tokens.pop(0) if self.tokens else str(start + 2)
        return 200, {}, json.dumps(page)


@pytest.fixture
def jira() -> Iterator[Jira]:
    """A Jira without a network."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        served = Jira(mock)
        mock.add_callback(responses.POST, f"{BASE}/rest/api/3/search/jql", served.searched)
        yield served


@pytest.fixture
def client() -> JiraClient:
    """A client as one person."""
    return JiraClient(HostSession(BearerAccess(BASE, lambda: "token"), budget_seconds=2))


def issue(number: int, **fields: Any) -> dict[str, Any]:
    """An issue as a search sends it."""
    return {"id": str(number), "key": f"PAY-{number}", "fields": fields}


def test_who_may_edit_nothing_chooses_nothing(jira: Jira, client: JiraClient) -> None:
    """No editable field: no question is asked further."""
    jira.answer("api/3/issue/10001/editmeta", {"fields": {}})
    assert choices_of(client, ITEM, PLACE) == ()


def test_components_are_described_by_the_project(jira: Jira, client: JiraClient) -> None:
    """The values that may be set, with the descriptions of the project's own list, page by page."""
    allowed = [{"id": "1", "name": "ledger"}, {"id": "2", "name": "refunds"}]
    jira.editable({"components": {"operations": ["set"], "allowedValues": allowed}}, components=[allowed[0]])
    first = {"values": [{"id": "1", "name": "ledger", "description": "Bookings"}], "isLast": False}
    last = {"values": [{"id": "2", "name": "refunds"}, {"id": "9", "name": "archived"}], "isLast": True}
    jira.answer("api/3/project/PAY/component", first)
    jira.answer("api/3/project/PAY/component", last)
    (found,) = choices_of(client, ITEM, PLACE)
    values = (Value("1", "ledger", "Bookings"), Value("2", "refunds"))
    assert found == Choices(Field.COMPONENTS, values, (Value("1", "ledger"),))


def test_a_field_that_is_shown_and_cannot_be_set_is_left_out(jira: Jira, client: JiraClient) -> None:
    """`editmeta` may list a field without an operation that sets it."""
    jira.editable({"priority": {"operations": [], "allowedValues": [{"id": "1", "name": "High"}]}})
    assert choices_of(client, ITEM, PLACE) == ()


def test_types_are_those_of_the_same_level(jira: Jira, client: JiraClient) -> None:
    """A task does not become a sub-task or an epic by a plain edit."""
    bug = {"id": "1", "name": "Bug", "subtask": False, "hierarchyLevel": 0}
    others = [
        {"id": "2", "name": "Task", "description": "Work", "subtask": False, "hierarchyLevel": 0},
        {"id": "3", "name": "Sub-task", "subtask": True, "hierarchyLevel": -1},
        {"id": "4", "name": "Epic", "subtask": False, "hierarchyLevel": 1},
    ]
    jira.editable({"issuetype": {"operations": ["set"], "allowedValues": [bug, *others]}}, issuetype=bug)
    (found,) = choices_of(client, ITEM, PLACE)
    assert [value.name for value in found.values] == ["Bug", "Task"]
    assert found.current == (Value("1", "Bug"),)


@pytest.mark.parametrize("status", [401, 403])
def test_priorities_do_without_their_meanings(jira: Jira, client: JiraClient, status: int) -> None:
    """Where Jira tells this app nothing of what priorities mean, they are offered all the same."""
    allowed = [{"id": "2", "name": "High"}, {"id": "3", "name": "Medium"}]
    jira.editable(
        {"priority": {"operations": ["set"], "allowedValues": allowed}}, priority={"id": "3", "name": "Medium"}
    )
    jira.answer("api/3/priority/search", {"message": "Unauthorized; scope does not match"}, status)
    (found,) = choices_of(client, ITEM, PLACE)
    assert [value.name for value in found.values] == ["High", "Medium"]
    assert [value.name for value in found.current] == ["Medium"]


def test_labels_are_those_in_use_in_the_project(jira: Jira, client: JiraClient) -> None:
    """The labels of the project's newest issues, the most used first; the site's list is not asked for."""
    jira.editable({"labels": {"operations": ["add"]}}, labels=["old"])
    jira.found = [issue(1, labels=["b"]), issue(2, labels=["a", "b"]), issue(3, labels=["c", 7, ""])]
    (found,) = choices_of(client, ITEM, PLACE)
    assert [value.id for value in found.values] == ["b", "a", "c"]
    assert found.current == (Value("old", "old"),)
    assert {'project = "PAY" AND labels IS NOT EMPTY ORDER BY updated DESC'} == set(jira.asked)


def test_labels_are_bounded(jira: Jira, client: JiraClient) -> None:
    """However many labels a project has, a hundred are offered."""
    jira.editable({"labels": {"operations": ["add"]}}, labels=[])
    jira.found = [issue(n, labels=[f"l{n}"]) for n in range(150)]
    (found,) = choices_of(client, ITEM, PLACE)
    assert len(found.values) == MOST_LABELS


def desk(jira: Jira, *, request_status: int) -> None:
    """A service desk with two request types on type 1 and one on type 2."""
    jira.editable({"customfield_1": REQUEST_TYPE, "issuetype": {"operations": []}}, issuetype={"id": "1", "name": "I"})
    jira.answer("servicedeskapi/request/10001", {"serviceDeskId": "5", "requestTypeId": "71"}, request_status)
    desks = [{"id": "4", "projectId": "99"}, {"id": "5", "projectId": "11000"}]
    jira.answer("servicedeskapi/servicedesk", {"values": desks, "isLastPage": True})
    rows = [
        {"id": 71, "name": "Damage", "description": "Broken goods", "issueTypeId": "1"},
        {"id": "72", "name": "Late", "issueTypeId": 1},
        {"id": "73", "name": "Question", "issueTypeId": "2"},
    ]
    jira.answer("servicedeskapi/servicedesk/5/requesttype", {"values": rows[:2], "isLastPage": False})
    jira.answer("servicedeskapi/servicedesk/5/requesttype", {"values": rows[2:], "isLastPage": True})


def test_request_types_stand_on_the_issues_own_type(jira: Jira, client: JiraClient) -> None:
    """Those of the desk that keep the issue's type, and the one that it has."""
    desk(jira, request_status=200)
    found = next(each for each in choices_of(client, ITEM, PLACE) if each.field is Field.REQUEST_TYPE)
    assert found.values == (Value("71", "Damage", "Broken goods"), Value("72", "Late"))
    assert found.current == found.values[:1]


def test_an_issue_that_nobody_requested_finds_its_desk_by_its_project(jira: Jira, client: JiraClient) -> None:
    """The desk is looked up among those that the person may open."""
    desk(jira, request_status=404)
    found = next(each for each in choices_of(client, ITEM, PLACE) if each.field is Field.REQUEST_TYPE)
    assert ([value.id for value in found.values], found.current) == (["71", "72"], ())


@pytest.mark.parametrize("answer", [{}, {"fields": []}, {"fields": {"labels": {"operations": ["set"]}}}])
def test_broken_answers(jira: Jira, client: JiraClient, answer: dict[str, Any]) -> None:
    """An answer without what the API promises is told as such."""
    jira.answer("api/3/issue/10001/editmeta", answer)
    jira.answer("api/3/issue/10001", {"id": "10001"})
    with pytest.raises(HostAnswerInvalid):
        choices_of(client, ITEM, PLACE)


def test_a_search_follows_its_tokens_to_the_end_or_the_bound(jira: Jira, client: JiraClient) -> None:
    """Every page is read, and none beyond what is wanted."""
    jira.found = [issue(n) for n in range(5)]
    assert [found["id"] for found in issues_of(client, "q", ("summary",), most=9)] == list("01234")
    assert [found["id"] for found in issues_of(client, "q", ("summary",), most=3)] == list("012")
    assert len(jira.asked) == 3 + 2


def test_a_token_that_comes_twice_ends_the_search(jira: Jira, client: JiraClient) -> None:
    """A host that leads in circles is not followed for ever."""
    jira.found, jira.tokens = [issue(n) for n in range(9)], ["2", "2"]
    with pytest.raises(HostAnswerInvalid, match="twice"):
        list(issues_of(client, "q", (), most=99))


def test_every_call_is_in_the_table(jira: Jira, client: JiraClient) -> None:
    """What choosing calls stands in the table of calls, as used."""
    desk(jira, request_status=404)
    list(issues_of(client, "q", (), most=1))
    choices_of(client, ITEM, PLACE)
    patterns = [
        re.compile(call.method + " " + re.sub(r"\{[^}]*\}", "[^/?]+", call.path)) for call in JIRA_CALLS if call.used
    ]
    for made in jira.mock.calls:
        asked = f"{made.request.method} {str(made.request.url).removeprefix(BASE).partition('?')[0]}"
        assert any(pattern.fullmatch(asked) for pattern in patterns), asked
