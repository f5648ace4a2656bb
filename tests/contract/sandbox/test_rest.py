from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from plugin.sandbox.serve import SiteServer

Get = Callable[..., requests.Response]

BODY = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hi"}]}]}
HIDDEN = {"errorMessages": ["Issue does not exist or you do not have permission to see it."], "errors": {}}
INTERNAL = [{"key": "sd.public.comment", "value": {"internal": True}}]


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer none", "JWT x.y.z", "Basic eDp5"])
def test_unknown_tokens(site: SiteServer, authorization: str) -> None:
    """Without an access token of the site's there is no answer."""
    headers = {"Authorization": authorization}
    answer = requests.get(f"{site.base_url}/rest/api/3/issue/PAY-101", headers=headers, timeout=10)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "scopes"),
    [
        ("GET", "issue/PAY-101", frozenset({"WRITE"})),
        ("POST", "issue/PAY-101/comment", frozenset({"READ"})),
        ("PUT", "issue/PAY-101/properties/x", frozenset({"READ"})),
        ("DELETE", "issue/PAY-101/properties/x", frozenset({"READ", "WRITE"})),
    ],
)
def test_scopes(call: Get, method: str, path: str, scopes: frozenset[str]) -> None:
    """A token without the scope of the call is refused."""
    assert call("ines", method, path, scopes=scopes, **({"json": {}} if method != "GET" else {})).status_code == 403


def test_get_with_a_body(call: Get) -> None:
    """A GET with a body is refused, as Atlassian does."""
    assert call("ines", "GET", "issue/PAY-101", data=b"{}").status_code == 403


def test_issue_by_id_and_key(site: SiteServer, call: Get) -> None:
    """Both names give the same issue."""
    issue = site.state.site.issues["PAY-101"]
    assert call("ines", "GET", f"issue/{issue.id}").json() == call("ines", "GET", "issue/PAY-101").json()


def test_issue_fields(site: SiteServer, call: Get) -> None:
    """An issue has its fields in Jira's shapes."""
    fields = call("emre", "GET", "issue/PAY-101").json()["fields"]
    issue = site.state.site.issues["PAY-101"]
    assert (issue.summary, issue.description, issue.due) == tuple(
        fields[name] for name in ("summary", "description", "duedate")
    )
    assert (fields["status"]["name"], fields["status"]["statusCategory"]["key"]) == ("In Review", "indeterminate")
    assert fields["project"]["key"] == "PAY"
    assert fields["subtasks"] == []
    assert [file.filename for file in issue.attachments] == [file["filename"] for file in fields["attachment"]]
    assert "emailAddress" not in fields["reporter"]
    assert len(issue.comments) == fields["comment"]["total"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("project", {"project"}),
        ("summary,status", {"summary", "status"}),
        ("summary,nosuch", {"summary"}),
    ],
)
def test_fields_filter(call: Get, asked: str, expected: set[str]) -> None:
    """Only the named fields come."""
    params = {"fields": asked, "expand": "names,renderedFields"}
    assert expected == set(call("ines", "GET", "issue/PAY-101", params=params).json()["fields"])


def test_fields_can_be_left_out(call: Get) -> None:
    """A minus leaves one field out of all."""
    every = set(call("ines", "GET", "issue/PAY-101", params={"fields": "*all"}).json()["fields"])
    assert every - {"comment"} == set(
        call("ines", "GET", "issue/PAY-101", params={"fields": "*all,-comment"}).json()["fields"]
    )


def test_comments_are_paged_to_the_end(site: SiteServer, call: Get) -> None:
    """Pages of a hundred, then the rest; together the thread in order, and an empty page behind it."""
    first, second, third = (
        call("ines", "GET", "issue/PAY-140/comment", params={"startAt": start, "maxResults": 5000}).json()
        for start in (0, 100, 120)
    )
    assert [len(page["comments"]) for page in (first, second, third)] == [100, 20, 0]
    assert {(100, 120)} == {(page["maxResults"], page["total"]) for page in (first, second, third)}
    expected = [comment.id for comment in site.state.site.issues["PAY-140"].comments]
    assert expected == [row["id"] for page in (first, second) for row in page["comments"]]


def test_comments_default_page(call: Get) -> None:
    """Fifty come where nothing is asked."""
    page = call("ines", "GET", "issue/PAY-140/comment").json()
    assert (page["startAt"], page["maxResults"], page["total"], len(page["comments"])) == (0, 50, 120, 50)


def test_comments_newest_first(site: SiteServer, call: Get) -> None:
    """`-created` turns the thread round; another order is refused."""
    params = {"orderBy": "-created", "maxResults": 1}
    rows = call("ines", "GET", "issue/PAY-140/comment", params=params).json()["comments"]
    assert [site.state.site.issues["PAY-140"].comments[-1].id] == [row["id"] for row in rows]
    assert call("ines", "GET", "issue/PAY-140/comment", params={"orderBy": "author"}).status_code == 400


@pytest.mark.parametrize("params", [{"startAt": "-1"}, {"maxResults": "many"}])
def test_page_numbers_are_checked(call: Get, params: dict[str, str]) -> None:
    """A page that is no number is refused."""
    assert call("ines", "GET", "issue/PAY-140/comment", params=params).status_code == 400


def test_comment_shape(call: Get) -> None:
    """An internal note says so twice; a public comment does not."""
    rows = call("ines", "GET", "issue/HELP-41/comment", params={"expand": "properties"}).json()["comments"]
    internal = [row for row in rows if not row["jsdPublic"]]
    assert internal
    assert all(row["properties"] == INTERNAL for row in internal)
    assert all(row["properties"] == [] for row in rows if row["jsdPublic"])
    assert {"self", "id", "author", "updateAuthor", "body", "created", "updated", "jsdPublic"} <= set(rows[0])


def test_adding_a_comment(site: SiteServer, call: Get, people: dict[str, str]) -> None:
    """A new comment stands at the end as its author's, and the issue is newer."""
    before = site.state.site.issues["PAY-101"].updated
    answer = call("anneke", "POST", "issue/PAY-101/comment", json={"body": BODY})
    new = answer.json()
    assert (201, people["anneke"], BODY) == (answer.status_code, new["author"]["accountId"], new["body"])
    last = call("ines", "GET", "issue/PAY-101/comment", params={"orderBy": "-created", "maxResults": 1}).json()
    assert new["id"] == last["comments"][0]["id"]
    assert before < site.state.site.issues["PAY-101"].updated


def test_adding_an_internal_note(call: Get) -> None:
    """An agent may write one; others see and write none."""
    sent = {"body": BODY, "properties": INTERNAL}
    new = call("tomasz", "POST", "issue/HELP-41/comment", json=sent).json()
    assert new["jsdPublic"] is False
    assert call("anneke", "GET", f"issue/HELP-41/comment/{new['id']}").status_code == 404
    assert call("anneke", "POST", "issue/HELP-41/comment", json=sent).status_code == 400


def test_adding_a_restricted_comment(call: Get) -> None:
    """Only members may restrict a comment to their role, and only members see it."""
    sent = {"body": BODY, "visibility": {"type": "role", "value": "Developers"}}
    new = call("anneke", "POST", "issue/PAY-101/comment", json=sent).json()
    expected = {"type": "role", "value": "Developers", "identifier": "Developers"}
    assert expected == new["visibility"]
    assert call("emre", "GET", f"issue/PAY-101/comment/{new['id']}").status_code == 200
    assert call("tomasz", "GET", f"issue/PAY-101/comment/{new['id']}").status_code == 404
    assert call("tomasz", "POST", "issue/PAY-101/comment", json=sent).status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        [],
        {},
        {"body": "text"},
        {"body": {"type": "doc", "version": 1, "content": []}},
        {"body": {"type": "doc", "version": 1, "content": "text"}},
        {"body": {"type": "doc", "version": 1, "content": [7]}},
        {"body": {"type": "doc", "version": 1, "content": [{"type": "text", "text": "x" * 32_768}]}},
        {"body": BODY, "visibility": {"type": "planet", "value": "x"}},
    ],
)
def test_comments_that_are_refused(call: Get, sent: object) -> None:
    """What is no document, empty or too long is no comment."""
    assert call("ines", "POST", "issue/PAY-101/comment", json=sent).status_code == 400


def test_deleting_comments(call: Get) -> None:
    """The author and the project's administrators may delete a comment; nobody else."""
    ids = [call("emre", "POST", "issue/PAY-101/comment", json={"body": BODY}).json()["id"] for _ in range(2)]
    results = [
        call(who, "DELETE", f"issue/PAY-101/comment/{ids[which]}").status_code
        for who, which in (("tomasz", 0), ("emre", 0), ("emre", 0), ("ines", 1))
    ]
    assert results == [400, 204, 404, 204]


def test_properties(call: Get) -> None:
    """A property is created, read, changed, listed and deleted."""
    path = "issue/PAY-101/properties/vouch-approved"
    assert call("ines", "GET", path).status_code == 404
    assert call("ines", "PUT", path, json={"run": 1}).status_code == 201
    assert call("ines", "PUT", path, json=None, data="[1, 2]").status_code == 200
    expected = {"key": "vouch-approved", "value": [1, 2]}
    assert expected == call("anneke", "GET", path).json()
    assert [key["key"] for key in call("ines", "GET", "issue/PAY-101/properties").json()["keys"]] == ["vouch-approved"]
    assert [call("ines", "DELETE", path).status_code for _ in range(2)] == [204, 404]


@pytest.mark.parametrize("data", ["", "{", '"' + "x" * 32_768 + '"'])
def test_properties_that_are_refused(call: Get, data: str) -> None:
    """No JSON, or too much of it, is no property."""
    assert call("ines", "PUT", "issue/PAY-101/properties/x", data=data).status_code == 400


def test_editing_needs_a_role(call: Get) -> None:
    """Somebody who may only look may not set a property."""
    assert call("rohan", "GET", "issue/SHOP-12").status_code == 200
    assert call("rohan", "PUT", "issue/SHOP-12/properties/x", json=1).status_code == 403
    assert call("rohan", "DELETE", "issue/SHOP-12/properties/vouch-approved").status_code == 403


def test_editing_an_issue(site: SiteServer, call: Get) -> None:
    """Lists by add and remove, single values by set, one answer without a body."""
    issue = site.state.site.issues["PAY-95"]
    before = list(issue.labels)
    sent = {
        "update": {"labels": [{"add": "new"}, {"remove": before[0]}], "components": [{"add": {"name": "ledger"}}]},
        "fields": {"priority": {"name": "Lowest"}, "issuetype": {"name": "Task"}, "description": None},
    }
    answer = call("ines", "PUT", "issue/PAY-95", json=sent)
    assert (answer.status_code, answer.content) == (204, b"")
    fields = call("ines", "GET", "issue/PAY-95").json()["fields"]
    assert fields["labels"] == [*before[1:], "new"]
    assert "ledger" in [component["name"] for component in fields["components"]]
    assert (fields["priority"]["name"], fields["issuetype"]["name"], fields["description"]) == ("Lowest", "Task", None)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"update": {"labels": [{"add": 5}]}}, "labels"),
        ({"update": {"labels": [{"add": "two words"}]}}, "labels"),
        ({"update": {"labels": [{"add": "x" * 256}]}}, "labels"),
        ({"update": {"labels": [{"add": {"name": "x"}}]}}, "labels"),
        ({"update": {"labels": {"add": "x"}}}, "labels"),
        ({"update": {"labels": [{"put": "x"}]}}, "labels"),
        ({"fields": {"labels": "x"}}, "labels"),
        ({"fields": {"labels": ["x"]}, "update": {"labels": [{"add": "y"}]}}, "labels"),
        ({"update": {"components": [{"add": "ledger"}]}}, "components"),
        ({"update": {"components": [{"add": {"id": "1"}}]}}, "components"),
        ({"update": {"priority": [{"add": {"name": "High"}}]}}, "priority"),
        ({"fields": {"priority": {"name": "Mighty"}}}, "priority"),
        ({"fields": {"priority": "High"}}, "priority"),
        ({"fields": {"issuetype": {"name": "Epic"}}}, "issuetype"),
        ({"fields": {"description": "text"}}, "description"),
        ({"fields": {"description": {"type": "doc", "version": 1, "content": [7]}}}, "description"),
        ({"fields": {"summary": " "}}, "summary"),
        ({"fields": {"colour": "red"}}, "colour"),
    ],
)
def test_edits_that_are_refused(site: SiteServer, call: Get, sent: dict[str, Any], field: str) -> None:
    """A wrong value is refused by its field's name, and what was right beside it is not done either."""
    before = list(site.state.site.issues["PAY-95"].labels)
    beside = {"fields": {**sent.get("fields", {})}, "update": {**sent.get("update", {})}}
    if field != "labels":
        beside["update"]["labels"] = [{"add": "beside"}]
    answer = call("ines", "PUT", "issue/PAY-95", json=beside)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {field})
    assert before == site.state.site.issues["PAY-95"].labels


def test_editing_needs_the_right_to(call: Get) -> None:
    """Somebody who may only look is told that each field cannot be set; a hidden issue is not there."""
    sent = {"update": {"labels": [{"add": "x"}]}, "fields": {"priority": {"name": "Low"}}}
    answer = call("rohan", "PUT", "issue/SHOP-12", json=sent)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"labels", "priority"})
    assert call("rohan", "PUT", "issue/PAY-95", json=sent).status_code == 404
    assert call("ines", "PUT", "issue/PAY-95", json=sent, scopes=frozenset({"READ"})).status_code == 403


def test_myself(call: Get) -> None:
    """A person sees their own address, language and time zone."""
    me = call("anneke", "GET", "myself").json()
    expected = ("anneke.brandt@example.com", "de_DE", "Europe/Berlin")
    assert expected == (me["emailAddress"], me["locale"], me["timeZone"])


@pytest.mark.parametrize(
    ("who", "params", "expected"),
    [
        ("ines", {"permissions": "ADMINISTER"}, {"ADMINISTER": True}),
        ("tomasz", {"permissions": "ADMINISTER"}, {"ADMINISTER": False}),
        ("haruka", {"permissions": "ADMINISTER_PROJECTS", "projectKey": "SHOP"}, {"ADMINISTER_PROJECTS": True}),
        ("haruka", {"permissions": "ADMINISTER_PROJECTS", "projectKey": "PAY"}, {"ADMINISTER_PROJECTS": False}),
        (
            "rohan",
            {"permissions": "BROWSE_PROJECTS,EDIT_ISSUES", "issueKey": "SHOP-12"},
            {"BROWSE_PROJECTS": True, "EDIT_ISSUES": False},
        ),
    ],
)
def test_my_permissions(call: Get, who: str, params: dict[str, str], expected: dict[str, bool]) -> None:
    """Each named permission is answered for this person and place."""
    held = call(who, "GET", "mypermissions", params=params).json()["permissions"]
    assert expected == {name: entry["havePermission"] for name, entry in held.items()}


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 400),
        ({"permissions": "FLY"}, 400),
        ({"permissions": "BROWSE_PROJECTS", "issueKey": "PAY-101"}, 404),
        ({"permissions": "BROWSE_PROJECTS", "projectKey": "PAY"}, 404),
        ({"permissions": "BROWSE_PROJECTS", "projectId": "10001"}, 404),
    ],
)
def test_my_permissions_refused(call: Get, params: dict[str, str], status: int) -> None:
    """No name, a wrong name, and places that the person does not see."""
    assert status == call("rohan", "GET", "mypermissions", params=params).status_code


def test_permissions_check(site: SiteServer, call: Get, people: dict[str, str]) -> None:
    """An administrator learns what another person may do; ids of hidden issues and projects do not come back."""
    issues = site.state.site.issues
    shop, pay = int(issues["SHOP-12"].id), int(issues["PAY-101"].id)
    wanted = {"permissions": ["BROWSE_PROJECTS"], "issues": [shop, pay, 1], "projects": [10000, 10001]}
    sent = {"accountId": people["rohan"], "globalPermissions": ["ADMINISTER"], "projectPermissions": [wanted]}
    expected = {
        "globalPermissions": [],
        "projectPermissions": [{"permission": "BROWSE_PROJECTS", "issues": [shop], "projects": [10000]}],
    }
    assert expected == call("ines", "POST", "permissions/check", json=sent, scopes=frozenset({"READ"})).json()
    assert call("tomasz", "POST", "permissions/check", json=sent).status_code == 403


@pytest.mark.parametrize(
    "sent",
    [
        [],
        {"globalPermissions": ["FLY"]},
        {"projectPermissions": [{}]},
        {"projectPermissions": [{"permissions": ["X"]}]},
    ],
)
def test_permissions_check_refused(call: Get, sent: Any) -> None:
    """Unknown permissions and malformed questions are refused."""
    assert call("ines", "POST", "permissions/check", json=sent).status_code == 400


def test_projects(call: Get) -> None:
    """A project comes with its components, by key and by id; hidden ones do not."""
    found = call("ines", "GET", "project/PAY").json()
    assert found == call("ines", "GET", "project/10001").json()
    expected = ["payments-gateway", "ledger", "refunds", "direct-debit"]
    assert expected == [component["name"] for component in found["components"]]
    page = call("ines", "GET", "project/PAY/component", params={"startAt": 1, "maxResults": 2}).json()
    assert ([v["name"] for v in page["values"]], page["total"], page["isLast"]) == (["ledger", "refunds"], 4, False)
    assert call("rohan", "GET", "project/PAY").status_code == 404


def test_assignable_people(call: Get, people: dict[str, str]) -> None:
    """People who work on an issue are found by the beginning of a name or by account id; customers never are."""
    path = "user/assignable/search"
    found = call("ines", "GET", path, params={"issueKey": "PAY-95", "query": ""}).json()
    assert {people[name] for name in ("ines", "anneke", "emre", "haruka", "tomasz")} == {u["accountId"] for u in found}
    assert [
        u["displayName"].split()[0]
        for u in call("ines", "GET", path, params={"issueKey": "PAY-95", "query": "ann"}).json()
    ] == ["Anneke"]
    for account_id, expected in ((people["emre"], 1), (people["rohan"], 0), ("nobody", 0)):
        answer = call("ines", "GET", path, params={"issueKey": "PAY-95", "accountId": account_id}).json()
        assert len(answer) == expected
    helpers = call("ines", "GET", path, params={"issueKey": "HELP-47", "query": ""}).json()
    assert people["claire"] not in {u["accountId"] for u in helpers}
    assert call("ines", "GET", path, params={"issueKey": "PAY-95"}).status_code == 400
    assert call("ines", "GET", path, params={"query": ""}).status_code == 400
    assert call("rohan", "GET", path, params={"issueKey": "PAY-95", "query": ""}).status_code == 404
    assert call("claire", "GET", path, params={"issueKey": "HELP-47", "query": ""}).status_code == 403


def test_one_person(call: Get, people: dict[str, str]) -> None:
    """A person by account id, without an address; not for customers."""
    found = call("ines", "GET", "user", params={"accountId": people["emre"]})
    assert (found.json()["accountId"], "emailAddress" in found.json()) == (people["emre"], False)
    assert call("ines", "GET", "user", params={"accountId": "nobody"}).status_code == 404
    assert call("claire", "GET", "user", params={"accountId": people["emre"]}).status_code == 403


def test_unknown_paths_answer_in_json(site: SiteServer) -> None:
    """A path that the site does not have answers in Jira's form too."""
    answer = requests.get(f"{site.base_url}/rest/api/3/nothing", timeout=10)
    assert (answer.status_code, list(answer.json())) == (404, ["errorMessages", "errors"])
