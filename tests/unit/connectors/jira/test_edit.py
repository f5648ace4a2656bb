"""Fields as Jira sends and takes them: the described shapes, a request type's own field, refusals by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import responses

from connectors.host.access import BearerAccess
from connectors.host.errors import HostAnswerInvalid, HostRejected
from connectors.host.model import Item, Product
from connectors.host.session import HostSession
from connectors.jira.client import JiraClient
from connectors.jira.edit import Edit, IssueFields, Option

BASE = "https://site.atlassian.net"
ISSUE = f"{BASE}/rest/api/3/issue/10001"
ITEM = Item(Product.JIRA, id="10001", key="HELP-1")
REQUEST_TYPE = {"type": "sd-customerrequesttype", "custom": "com.atlassian.servicedesk:vp-origin", "customId": 10010}
EDITMETA = {"fields": {"customfield_10010": {"schema": REQUEST_TYPE, "operations": ["set"]}, "labels": {"schema": {}}}}


@pytest.fixture
def jira() -> Iterator[responses.RequestsMock]:
    """A Jira of prepared answers."""
    with responses.RequestsMock() as mock:
        yield mock


def fields(*names: str) -> IssueFields:
    """Those fields of the issue."""
    client = JiraClient(HostSession(BearerAccess(BASE, lambda: "t"), budget_seconds=2))
    return IssueFields(client, ITEM, names)


def test_held(jira: responses.RequestsMock) -> None:
    """Every field becomes its values; the request type is found by its kind, and is asked for by its id."""
    jira.get(f"{ISSUE}/editmeta", json=EDITMETA)
    held = {
        "labels": ["api"],
        "components": [{"id": "5", "name": "billing"}],
        "priority": None,
        "issuetype": {"id": "7", "name": "Incident"},
        "customfield_10010": {"requestType": {"id": "25", "name": "Claim"}, "_links": {}},
        "updated": "2026-11-16T14:21:09.000+0000",
    }
    asked = jira.get(ISSUE, json={"fields": held})
    found = fields("labels", "components", "priority", "issuetype", "request_type")
    assert found.held() == {
        "labels": (Option("api", "api"),),
        "components": (Option("5", "billing"),),
        "priority": (),
        "issuetype": (Option("7", "Incident"),),
        "request_type": (Option("25", "Claim"),),
    }
    assert (found.version, found.href) == ("2026-11-16T14:21:09.000+0000", f"{BASE}/browse/HELP-1")
    assert set(str(asked.calls[0].request.params["fields"]).split(",")) == set(held)  # type: ignore[union-attr]


def test_one_write(jira: responses.RequestsMock) -> None:
    """Lists are added to and taken from, single values set, a request type by its plain id: all in one body."""
    jira.get(f"{ISSUE}/editmeta", json=EDITMETA)
    jira.put(ISSUE, status=204)
    fields("labels", "components", "priority", "issuetype", "request_type").change(
        [
            Edit("labels", add=("api",), remove=("old",)),
            Edit("components", add=("5",)),
            Edit("priority"),
            Edit("issuetype", to="7"),
            Edit("request_type", to="25"),
        ]
    )
    assert json.loads(jira.calls[-1].request.body or "") == {  # type: ignore[union-attr]
        "update": {"labels": [{"add": "api"}, {"remove": "old"}], "components": [{"add": {"id": "5"}}]},
        "fields": {"priority": None, "issuetype": {"id": "7"}, "customfield_10010": "25"},
    }


def test_refused_by_name(jira: responses.RequestsMock) -> None:
    """The fields that Jira complains about come back by our names; those that are none of ours do not."""
    jira.get(f"{ISSUE}/editmeta", json=EDITMETA)
    jira.put(ISSUE, status=400, json={"errorMessages": [], "errors": {"customfield_10010": "No.", "summary": "No."}})
    with pytest.raises(HostRejected) as caught:
        fields("request_type").change([Edit("request_type", to="25")])
    assert caught.value.fields == ("request_type",)
    assert "No." not in str(caught.value)


def test_no_request_type_here(jira: responses.RequestsMock) -> None:
    """An issue without a request type is not asked to take one."""
    jira.get(f"{ISSUE}/editmeta", json={"fields": {}})
    with pytest.raises(HostRejected) as caught:
        fields("request_type").change([Edit("request_type", to="25")])
    assert caught.value.fields == ("request_type",)


@pytest.mark.parametrize(
    "answer",
    [{}, {"fields": {"labels": "api"}}, {"fields": {"labels": [7]}}, {"fields": {"priority": {"name": "High"}}}],
)
def test_malformed(jira: responses.RequestsMock, answer: dict[str, Any]) -> None:
    """A field that is not as Jira describes it is a fault, not a guess."""
    jira.get(ISSUE, json=answer)
    with pytest.raises(HostAnswerInvalid):
        fields("labels", "priority").held()
