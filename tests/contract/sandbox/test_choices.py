"""What the stand-in site says about fields, and its search: permissions, pages and refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from plugin.sandbox.serve import SiteServer

Get = Callable[..., requests.Response]
DESK = "../../servicedeskapi"


def search(call: Get, who: str, jql: str, **more: Any) -> requests.Response:
    """Search as a person."""
    return call(who, "POST", "search/jql", json={"jql": jql, **more}, scopes=frozenset({"READ"}))


def found(call: Get, who: str, jql: str) -> list[str]:
    """The keys of all that a person finds, page by page."""
    keys: list[str] = []
    body: dict[str, Any] = {"fields": ["summary"]}
    while True:
        page = search(call, who, jql, **body).json()
        keys += [issue["key"] for issue in page["issues"]]
        assert page["isLast"] is ("nextPageToken" not in page)
        if page["isLast"]:
            return keys
        body["nextPageToken"] = page["nextPageToken"]


def test_who_may_edit_sees_fields(call: Get) -> None:
    """A developer sees the fields and their values; somebody who may only read sees none; the hidden are hidden."""
    fields = call("anneke", "GET", "issue/PAY-101/editmeta").json()["fields"]
    assert {"labels", "components", "priority", "issuetype", "summary"} == set(fields)
    assert {"Highest", "High", "Medium", "Low", "Lowest"} == {
        each["name"] for each in fields["priority"]["allowedValues"]
    }
    assert fields["labels"]["operations"] == ["add", "set", "remove"]
    assert "allowedValues" not in fields["labels"]
    assert call("rohan", "GET", "issue/SHOP-12/editmeta").json() == {"fields": {}}
    assert call("rohan", "GET", "issue/PAY-101/editmeta").status_code == 404


def test_request_types_are_for_agents(call: Get) -> None:
    """An agent may set the request type, a developer of the same project may not."""
    field = call("tomasz", "GET", "issue/HELP-60/editmeta").json()["fields"]["customfield_10010"]
    assert field["schema"]["custom"] == "com.atlassian.servicedesk:vp-origin"
    assert "customfield_10010" not in call("anneke", "GET", "issue/HELP-60/editmeta").json()["fields"]


def test_components_and_priorities_are_described(call: Get) -> None:
    """Descriptions stand where Jira has them: in the project's list and in the search for priorities."""
    values = call("anneke", "GET", "project/PAY/component").json()["values"]
    assert all(value["description"] for value in values)
    page = call("anneke", "GET", "priority/search", params={"maxResults": "3"}).json()
    assert (len(page["values"]), page["isLast"], page["total"]) == (3, False, 5)


def test_a_request_and_its_desk(call: Get) -> None:
    """A request names its desk and type; an issue that nobody requested is none; desks are listed by page."""
    asked = call("tomasz", "GET", f"{DESK}/request/HELP-47").json()
    types = call("tomasz", "GET", f"{DESK}/servicedesk/{asked['serviceDeskId']}/requesttype").json()
    assert (types["size"], types["isLastPage"]) == (5, False)
    assert asked["requestTypeId"] in {row["id"] for row in types["values"]}
    assert call("tomasz", "GET", f"{DESK}/request/HELP-60").status_code == 404
    assert [row["projectKey"] for row in call("tomasz", "GET", f"{DESK}/servicedesk").json()["values"]] == ["HELP"]
    assert call("rohan", "GET", f"{DESK}/servicedesk").json()["values"] == []


def test_search_finds_what_one_may_see(site: SiteServer, call: Get) -> None:
    """Pages to the end, in order, without issues whose security level keeps this person out."""
    site.state.site.issues["PAY-3"].security_level = "Team"
    every = found(call, "anneke", 'project = "PAY" ORDER BY created DESC')
    assert len(every) == len(set(every)) == sum(key.startswith("PAY-") for key in site.state.site.issues)
    assert every[0] == "PAY-140" or every[0].startswith("PAY-1")
    assert "PAY-3" in every
    assert "PAY-3" not in found(call, "anneke", "project = PAY AND level IS EMPTY")
    site.state.site.issues["PAY-3"].assignee = site.state.site.issues["PAY-3"].reporter = "x"
    assert found(call, "rohan", "project = SHOP") != []
    assert found(call, "rohan", "project = PAY") == []


def test_search_gives_the_fields_asked_for(call: Get) -> None:
    """Ids alone by default."""
    assert [set(row) for row in search(call, "anneke", "project = PAY", maxResults=1).json()["issues"]] == [{"id"}]
    (row,) = search(call, "anneke", "project = PAY", maxResults=1, fields=["labels", "summary"]).json()["issues"]
    assert {"labels", "summary"} == set(row["fields"])


@pytest.mark.parametrize(
    ("jql", "more"),
    [
        ("labels IS NOT EMPTY", {}),
        ("", {}),
        ("project = NOPE", {}),
        ("project = PAY AND nonsense IS EMPTY", {}),
        ("project = PAY OR project = SHOP", {}),
        ("project = PAY ORDER BY votes", {}),
        ("project = PAY", {"nextPageToken": "x"}),
        ("project = PAY", {"startAt": 50}),
    ],
)
def test_searches_that_are_refused(call: Get, jql: str, more: dict[str, Any]) -> None:
    """Unbounded, unknown, misread: 400, never another list than the one that was meant."""
    assert search(call, "anneke", jql, **more).status_code == 400


def test_a_token_belongs_to_its_query(call: Get) -> None:
    """A page of one search is not a page of another."""
    token = search(call, "anneke", "project = PAY", maxResults=1).json()["nextPageToken"]
    assert search(call, "anneke", "project = HELP", nextPageToken=token).status_code == 400


def test_the_old_search_is_gone(call: Get) -> None:
    """Jira took it away."""
    assert call("anneke", "GET", "search", params={"jql": "project = PAY"}).status_code == 404
