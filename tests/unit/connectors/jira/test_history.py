"""Issues to learn from: only what everybody in the project may read; and who may see them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import responses
from requests import PreparedRequest

from connectors.host.access import BearerAccess
from connectors.host.choices import Field
from connectors.host.errors import HostAnswerInvalid
from connectors.host.model import Place, Product
from connectors.host.session import HostSession
from connectors.jira.client import JiraClient
from connectors.jira.history import history_of, some_of, visible

BASE = "https://site.atlassian.net/rest/api/3"
PLACE = Place(Product.JIRA, key="PAY", id="11000")


def client() -> JiraClient:
    """A client with a budget of its own: it counts from its making."""
    return JiraClient(HostSession(BearerAccess("https://site.atlassian.net", lambda: "token"), budget_seconds=2))


def issue(number: int, project: str = "11000", **fields: Any) -> dict[str, Any]:
    """An issue as a search sends it."""
    text = {"type": "text", "text": f"It breaks {number} times."}
    body = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [text]}]}
    return {
        "id": str(number),
        "key": f"PAY-{number}",
        "fields": {
            "project": {"id": project, "key": "PAY"},
            "summary": f"Issue {number}",
            "description": body,
            "labels": ["a"],
            "priority": {"id": "2", "name": "High"},
            "status": {"statusCategory": {"key": "done"}},
            **fields,
        },
    }


@pytest.fixture
def jira(request: pytest.FixtureRequest) -> Any:
    """A Jira without a network, whose project is none of a desk's."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        kind = getattr(request, "param", "software")
        mock.add(responses.GET, f"{BASE}/project/PAY", json={"id": "11000", "key": "PAY", "projectTypeKey": kind})
        yield mock


def test_restricted_issues_do_not_teach(jira: responses.RequestsMock) -> None:
    """A security level or a restriction of its own keeps an issue out, even where the search lets it by."""
    own = {"issuerestrictions": {"projectrole": [{"id": "1"}]}, "shouldDisplay": True}
    found = [issue(1), issue(2, security={"id": "9", "name": "Team"}), issue(3, issuerestriction=own)]
    found.append(issue(4, issuerestriction={"issuerestrictions": {}, "shouldDisplay": True}))
    jira.add(responses.POST, f"{BASE}/search/jql", json={"issues": found})
    read = list(history_of(client(), PLACE, most=9))
    assert [each.document.item.id for each in read] == ["1", "4"]
    sent = json.loads(jira.calls[1].request.body or "{}")
    assert "level IS EMPTY" in sent["jql"]
    assert "comment" not in sent["fields"]
    assert [segment.id for segment in read[0].document.segments] == ["summary", "description"]
    assert (read[0].values[Field.LABELS], read[0].values[Field.PRIORITY], read[0].done) == (("a",), ("2",), True)


@pytest.mark.parametrize("jira", ["service_desk"], indirect=True)
def test_request_types_stand_in_a_field_that_is_looked_up(jira: responses.RequestsMock) -> None:
    """The custom field of the request type differs from site to site."""
    schema = {"type": "sd-customerrequesttype", "custom": "com.atlassian.servicedesk:vp-origin"}
    jira.add(responses.GET, f"{BASE}/field", json=[{"id": "labels"}, {"id": "customfield_7", "schema": schema}])
    asked = {"requestType": {"id": "71", "name": "Damage"}}
    jira.add(responses.POST, f"{BASE}/search/jql", json={"issues": [issue(1, customfield_7=asked), issue(2)]})
    read = list(history_of(client(), PLACE, most=9))
    assert [each.values[Field.REQUEST_TYPE] for each in read] == [("71",), ()]


def test_single_issues_are_passed_over_where_they_are_gone_or_moved(jira: responses.RequestsMock) -> None:
    """What a lesson names may be deleted, hidden, restricted or in another project by now."""
    jira.add(responses.GET, f"{BASE}/issue/1", json=issue(1))
    jira.add(responses.GET, f"{BASE}/issue/2", status=404)
    jira.add(responses.GET, f"{BASE}/issue/3", json=issue(3, project="999"))
    jira.add(responses.GET, f"{BASE}/issue/4", json=issue(4, security={"id": "9"}))
    jira.add(responses.GET, f"{BASE}/issue/5", status=403)
    assert [each.document.item.id for each in some_of(client(), PLACE, "12345")] == ["1"]


def test_who_may_see_is_asked_in_one_call(jira: responses.RequestsMock) -> None:
    """Only what the host says is held is seen; other permissions and strange ids do not count."""

    def answer(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        asked = json.loads(request.body or "{}")["projectPermissions"][0]
        assert asked == {"permissions": ["BROWSE_PROJECTS"], "issues": [1, 2, 3]}
        rows = [
            {"permission": "BROWSE_PROJECTS", "issues": [1, 3], "projects": []},
            {"permission": "EDIT_ISSUES", "issues": [2], "projects": []},
        ]
        return 200, {}, json.dumps({"globalPermissions": [], "projectPermissions": rows})

    jira.add_callback(responses.POST, f"{BASE}/permissions/check", answer)
    assert visible(client(), ["1", "2", "3", "x"]) == {"1", "3"}
    assert visible(client(), []) == frozenset()
    assert len(jira.calls) == 1


def test_an_answer_without_permissions_is_told(jira: responses.RequestsMock) -> None:
    """What is not said is not taken for a yes."""
    jira.add(responses.POST, f"{BASE}/permissions/check", json={})
    with pytest.raises(HostAnswerInvalid):
        visible(client(), ["1"])
