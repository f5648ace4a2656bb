"""The session to a host: budgets, retries, redirects, and nothing of content or tokens in any log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests
import responses

from connectors.host.access import BearerAccess
from connectors.host.errors import (
    HostAnswerInvalid,
    HostConflict,
    HostError,
    HostNotFound,
    HostRateLimited,
    HostRedirected,
    HostRefused,
    HostUnreachable,
)
from connectors.host.session import MAX_ANSWER_BYTES, HostSession, check_base_url
from connectors.jira.client import JiraClient

BASE = "https://site.atlassian.net"


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    """No network."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The session's naps, without sleeping."""
    taken: list[float] = []
    monkeypatch.setattr("connectors.host.session.time.sleep", taken.append)
    return taken


def session(budget: float = 5.0, token: Callable[[], str] = lambda: "t") -> HostSession:
    """A session of one person."""
    return HostSession(BearerAccess(BASE, token), budget_seconds=budget)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, HostAnswerInvalid),
        (401, HostRefused),
        (403, HostRefused),
        (404, HostNotFound),
        (409, HostConflict),
        (412, HostConflict),
        (500, HostUnreachable),
    ],
)
def test_statuses(mock: responses.RequestsMock, status: int, error: type[HostError]) -> None:
    """Each class of answer is a type of its own; none is retried."""
    mock.add(responses.GET, f"{BASE}/x", status=status)
    with pytest.raises(error) as caught:
        session().get(f"{BASE}/x")
    assert status == caught.value.status
    assert len(mock.calls) == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_retries_reads(mock: responses.RequestsMock, naps: list[float], status: int) -> None:
    """A read is tried again after a passing fault, with a fresh signature each time."""
    tokens = iter(["first", "second", "third"])
    answers = iter([status, status, 200])
    seen: list[str] = []

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        seen.append(request.headers["Authorization"])
        return next(answers), {}, "{}"

    mock.add_callback(responses.GET, f"{BASE}/x", answer)
    assert session(token=lambda: next(tokens)).get(f"{BASE}/x").ok
    assert seen == ["Bearer first", "Bearer second", "Bearer third"]
    assert naps == [0.25, 0.5]


def test_writes_are_not_retried(mock: responses.RequestsMock, naps: list[float]) -> None:
    """A write may have happened although no good answer came: it is never sent twice."""
    mock.add(responses.POST, f"{BASE}/x", status=502)
    with pytest.raises(HostUnreachable):
        session().post(f"{BASE}/x", json={})
    assert (len(mock.calls), naps) == (1, [])


@pytest.mark.parametrize(
    "header",
    [
        {"Retry-After": "2"},
        {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)},
        {"X-RateLimit-Reset": (datetime.now(UTC) + timedelta(seconds=3)).isoformat()},
    ],
    ids=["seconds", "date", "reset"],
)
def test_retry_after_within_the_budget(mock: responses.RequestsMock, naps: list[float], header: dict[str, str]) -> None:
    """The host's own wish is waited for, if there is time."""
    mock.add(responses.GET, f"{BASE}/x", status=429, headers=header)
    mock.add(responses.GET, f"{BASE}/x", json={})
    assert session(budget=20).get(f"{BASE}/x").ok
    (nap,) = naps
    assert 0 <= nap <= 3


def test_retry_after_beyond_the_budget(mock: responses.RequestsMock, naps: list[float]) -> None:
    """Where there is no time, the call ends as rate-limited and says for how long."""
    headers = {"Retry-After": "60", "RateLimit-Reason": "jira-burst-based"}
    mock.add(responses.GET, f"{BASE}/x", status=429, headers=headers)
    with pytest.raises(HostRateLimited) as caught:
        session().get(f"{BASE}/x")
    assert (caught.value.retry_after, naps) == (60.0, [])
    assert "jira-burst-based" in str(caught.value)


def test_broken_connection_is_retried(mock: responses.RequestsMock, naps: list[float]) -> None:
    """A connection that breaks is tried again."""
    mock.add(responses.GET, f"{BASE}/x", body=requests.ConnectionError("reset"))
    mock.add(responses.GET, f"{BASE}/x", json={})
    assert session().get(f"{BASE}/x").ok
    assert len(naps) == 1


def test_time_out(mock: responses.RequestsMock) -> None:
    """A time-out ends the call: there is no budget left for another."""
    mock.add(responses.GET, f"{BASE}/x", body=requests.ReadTimeout("slow"))
    with pytest.raises(HostUnreachable):
        session().get(f"{BASE}/x")
    assert len(mock.calls) == 1


def test_spent_budget(mock: responses.RequestsMock) -> None:
    """A session whose time is over sends nothing."""
    spent = session(budget=0.01)
    time.sleep(0.02)
    with pytest.raises(HostUnreachable):
        spent.get(f"{BASE}/x")
    assert len(mock.calls) == 0


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example.com/x",
        "http://site.atlassian.net/x",
        "https://site.atlassian.net:444/x",
        "//evil.example.com/",
    ],
)
def test_redirects_elsewhere(mock: responses.RequestsMock, target: str) -> None:
    """A redirect to another scheme, host or port is never followed (CVE-2023-28155)."""
    mock.add(responses.GET, f"{BASE}/x", status=302, headers={"Location": target})
    with pytest.raises(HostRedirected):
        session().get(f"{BASE}/x")
    assert len(mock.calls) == 1


def test_redirect_within(mock: responses.RequestsMock) -> None:
    """A redirect on the same origin is followed, a few times."""
    mock.add(responses.GET, f"{BASE}/x", status=302, headers={"Location": "/y"})
    mock.add(responses.GET, f"{BASE}/y", json={"ok": True})
    assert session().get(f"{BASE}/x").json() == {"ok": True}


def test_redirect_loop(mock: responses.RequestsMock) -> None:
    """A loop ends."""
    mock.add(responses.GET, f"{BASE}/x", status=302, headers={"Location": "/x"})
    with pytest.raises(HostRedirected):
        session().get(f"{BASE}/x")


def test_other_hosts_are_never_called(mock: responses.RequestsMock) -> None:
    """The token is for one origin; a call elsewhere is refused before it is sent."""
    with pytest.raises(HostRedirected):
        session().get("https://evil.example.com/x")
    assert len(mock.calls) == 0


def test_oversized_answer(mock: responses.RequestsMock) -> None:
    """An answer over the limit is not read to its end."""
    mock.add(responses.GET, f"{BASE}/x", body=b"x" * (MAX_ANSWER_BYTES + 1))
    with pytest.raises(HostAnswerInvalid):
        session().get(f"{BASE}/x")


def test_reads_have_no_body(mock: responses.RequestsMock) -> None:
    """Atlassian refuses a GET with a body."""
    mock.add(responses.GET, f"{BASE}/x", json={})
    session().get(f"{BASE}/x", json={"a": 1})
    assert mock.calls[0].request.body is None
    assert "Content-Type" not in mock.calls[0].request.headers


@pytest.mark.parametrize(
    ("url", "sandbox", "good"),
    [
        ("https://site.atlassian.net", False, True),
        ("https://site.atlassian.net/wiki", False, True),
        ("https://site.atlassian.net:443", False, True),
        ("http://site.atlassian.net", False, False),
        ("https://site.atlassian.net:8443", False, False),
        ("https://atlassian.net.evil.example.com", False, False),
        ("https://evilatlassian.net", False, False),
        ("https://user@site.atlassian.net", False, False),
        ("https://site.atlassian.net?x=1", False, False),
        ("http://127.0.0.1:2990", False, False),
        ("http://127.0.0.1:2990", True, True),
        ("http://localhost:2990", True, True),
        ("http://10.0.0.5", True, False),
        ("file:///etc/passwd", True, False),
        ("", True, False),
    ],
)
def test_base_urls(url: str, sandbox: bool, good: bool) -> None:  # noqa: FBT001 (parametrised)
    """Only Atlassian's addresses are called; in the sandbox, this machine too."""
    if good:
        assert url.rstrip("/") == check_base_url(url, sandbox=sandbox)
    else:
        with pytest.raises(HostError):
            check_base_url(url, sandbox=sandbox)


def test_canary(mock: responses.RequestsMock, caplog: pytest.LogCaptureFixture) -> None:
    """At the most talkative level, neither content nor token nor address with a query reaches a log or an error."""
    caplog.set_level(logging.DEBUG)
    mock.add(responses.GET, f"{BASE}/rest/api/3/issue/1", json={"x": "canary-content"})
    mock.add(responses.GET, f"{BASE}/rest/api/3/issue/2", body="canary-content", status=500)
    client = JiraClient(session(token=lambda: "canary-token"))
    client.get("issue", "1", params={"jql": "canary-query"})
    with pytest.raises(HostUnreachable) as caught:
        client.get("issue", "2", params={"jql": "canary-query"})
    said = caplog.text + str(caught.value) + repr(caught.value)
    assert "canary" not in said
