"""Reporting accounts: the batch as the host wants it, and what its answers mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from connectors.host.accounts import PATH, StoredAccount, cycle_of, report_accounts
from connectors.host.errors import HostAnswerInvalid

BASE = "https://site.atlassian.net/wiki"
AT = datetime(2026, 11, 2, 9, 30, 5, 123456, tzinfo=UTC)
ACCOUNTS = [StoredAccount("5b10:ines", AT), StoredAccount("5b10:emre", AT)]


def answered(**answer: Any) -> Any:
    """What is made of an answer."""
    with responses.RequestsMock() as mock:
        mock.post(f"{BASE}{PATH}", **answer)
        found = report_accounts(requests.Session(), BASE, ACCOUNTS)
        assert json.loads(mock.calls[0].request.body or "") == {
            "accounts": [
                {"accountId": "5b10:ines", "updatedAt": "2026-11-02T09:30:05.123Z"},
                {"accountId": "5b10:emre", "updatedAt": "2026-11-02T09:30:05.123Z"},
            ]
        }
        return found


def test_what_the_host_says() -> None:
    """Closed and changed accounts are told apart; one that was not asked about is not believed."""
    rows = [
        {"accountId": "5b10:ines", "status": "closed"},
        {"accountId": "5b10:emre", "status": "updated"},
        {"accountId": "5b10:somebody", "status": "closed"},
        {"accountId": 7, "status": "closed"},
        "x",
    ]
    found = answered(json={"accounts": rows}, headers={"Cycle-Period": "P14D"})
    assert (found.closed, found.updated, found.cycle) == ({"5b10:ines"}, {"5b10:emre"}, timedelta(days=14))


@pytest.mark.parametrize("answer", [{"status": 204}, {"status": 200, "body": ""}, {"json": {"accounts": []}}])
def test_nothing_to_do(answer: dict[str, Any]) -> None:
    """No content and an empty list are the same good news."""
    found = answered(**answer)
    assert (found.closed, found.updated, found.cycle) == (frozenset(), frozenset(), None)


@pytest.mark.parametrize("body", ["<html>", "[]", '{"accounts": {}}', '{"other": 1}'])
def test_an_answer_that_is_none(body: str) -> None:
    """What the interface does not promise is no answer: nobody is erased by it, and nothing counts as reported."""
    with pytest.raises(HostAnswerInvalid):
        answered(body=body)


@pytest.mark.parametrize("count", [0, 91])
def test_a_batch_has_its_limits(count: int) -> None:
    """The host takes ninety at once; none is no report."""
    with pytest.raises(ValueError, match="90"):
        report_accounts(requests.Session(), BASE, [StoredAccount(f"5b10:{n}", AT) for n in range(count)])


@pytest.mark.parametrize(
    ("header", "days"),
    [("P7D", 7), ("14", 14), ("20 Days", 20), ("1 day", 1), ("0", 1), ("999", 30), ("", 0), ("soon", 0), ("604800", 0)],
)
def test_cycle(header: str, days: int) -> None:
    """Days in the forms that were seen; what cannot be read says nothing, and then the usual week holds."""
    assert cycle_of(header) == (timedelta(days=days) if days else None)
