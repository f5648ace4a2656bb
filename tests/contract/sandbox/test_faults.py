from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
import requests

from plugin.sandbox.errors import SandboxError
from plugin.sandbox.faults import KINDS, Faults
from plugin.sandbox.serve import SiteServer

Get = Callable[..., requests.Response]
PATH = "issue/PAY-101"


def test_rate_limit(site: SiteServer, call: Get) -> None:
    """A 429 says when to come back and why; the next call is answered."""
    site.state.faults.add(PATH, "429", seconds=7)
    answer = call("ines", "GET", PATH)
    assert (
        answer.status_code,
        answer.headers["Retry-After"],
        answer.headers["RateLimit-Reason"],
    ) == (429, "7", "jira-burst-based")
    assert (answer.headers["X-RateLimit-Limit"], answer.headers["X-RateLimit-Remaining"]) == ("100", "0")
    assert datetime.fromisoformat(answer.headers["X-RateLimit-Reset"]).tzinfo
    assert call("ines", "GET", PATH).status_code == 200


@pytest.mark.parametrize("kind", ["500", "503", "403", "404"])
def test_statuses(site: SiteServer, call: Get, kind: str) -> None:
    """Each status comes as often as asked, in Jira's form, and only where the path matches."""
    site.state.faults.add(f"{PATH}$", kind, times=2)
    assert call("ines", "GET", f"{PATH}/comment").status_code == 200
    answers = [call("ines", "GET", PATH) for _ in range(3)]
    assert [int(kind), int(kind), 200] == [answer.status_code for answer in answers]
    assert list(answers[0].json()) == ["errorMessages", "errors"]
    assert "Retry-After" not in answers[0].headers


def test_503_with_retry_after(site: SiteServer, call: Get) -> None:
    """A 503 may say when to come back."""
    site.state.faults.add(PATH, "503", seconds=3)
    assert call("ines", "GET", PATH).headers["Retry-After"] == "3"


def test_time_out(site: SiteServer, call: Get) -> None:
    """A time-out holds the answer back until the client gives up; stopping the site frees the thread."""
    site.state.faults.add(PATH, "timeout", seconds=60)
    token = site.state.grant("jira", site.state.site.default_user, frozenset({"READ"}))
    headers = {"Authorization": f"Bearer {token}"}
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{site.base_url}/rest/api/3/{PATH}", headers=headers, timeout=0.2)
    assert call("ines", "GET", PATH).status_code == 200


def test_drop(site: SiteServer, call: Get) -> None:
    """A dropped connection gives no answer at all."""
    site.state.faults.add(PATH, "drop")
    with pytest.raises(requests.ConnectionError):
        call("ines", "GET", PATH)
    assert call("ines", "GET", PATH).status_code == 200


def test_half_page(site: SiteServer, call: Get) -> None:
    """The total promises more than the pages bring, once; then the thread is whole again."""
    site.state.faults.add(f"{PATH}/comment", "half_page")
    total = len(site.state.site.issues["PAY-101"].comments)
    first = call("emre", "GET", f"{PATH}/comment").json()
    rest = call("emre", "GET", f"{PATH}/comment", params={"startAt": len(first["comments"])}).json()
    assert (total, total // 2) == (first["total"], len(first["comments"]))
    assert (total, []) == (rest["total"], rest["comments"])
    assert total == len(call("emre", "GET", f"{PATH}/comment").json()["comments"])


def test_bad_adf(site: SiteServer, call: Get) -> None:
    """Bodies come as documents that break the schema, while the rest of the answer is whole."""
    site.state.faults.add(PATH, "bad_adf", times=2)
    fields = call("ines", "GET", PATH).json()["fields"]
    rows = call("ines", "GET", f"{PATH}/comment").json()["comments"]
    for document in (fields["description"], *(row["body"] for row in rows)):
        assert (document["type"], document["content"][0]["content"]) == ("doc", "no list")
    assert fields["summary"] == site.state.site.issues["PAY-101"].summary


def test_not_json(site: SiteServer, call: Get) -> None:
    """The answer says that it is JSON, and is not."""
    site.state.faults.add(PATH, "not_json")
    answer = call("ines", "GET", PATH)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_redirect(site: SiteServer, call: Get) -> None:
    """A redirect points to another origin."""
    site.state.faults.add(PATH, "redirect")
    answer = call("ines", "GET", PATH)
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://elsewhere.example/")


def test_faults_of_the_authorisation_server(site: SiteServer) -> None:
    """Faults reach every address of the site, not REST alone."""
    site.state.faults.add("^/oauth2/token$", "500")
    assert requests.post(f"{site.base_url}/oauth2/token", timeout=10).status_code == 500
    assert requests.post(f"{site.base_url}/oauth2/token", timeout=10).status_code == 400


def test_faults_over_http(site: SiteServer, call: Get) -> None:
    """A program asks for a fault as the site's own page would; others are refused."""
    sent = {"path": PATH, "kind": "404", "times": 1}
    address = f"{site.base_url}/sandbox/faults"
    assert requests.post(address, json=sent, timeout=10).status_code == 403
    assert requests.post(address, json=sent, headers={"Origin": site.base_url}, timeout=10).status_code == 201
    assert [call("ines", "GET", PATH).status_code for _ in range(2)] == [404, 200]


@pytest.mark.parametrize("sent", [{"path": "x", "kind": "fire"}, {"path": "(", "kind": "404"}, {"times": "many"}, []])
def test_faults_that_are_refused(site: SiteServer, sent: object) -> None:
    """An unknown kind and a malformed question are refused."""
    headers = {"Origin": site.base_url}
    assert requests.post(f"{site.base_url}/sandbox/faults", json=sent, headers=headers, timeout=10).status_code == 400


def test_clear() -> None:
    """Cleared faults do not come."""
    faults = Faults()
    faults.add(".", "404")
    faults.clear()
    assert faults.take("/x", frozenset(KINDS)) is None


def test_no_times() -> None:
    """A fault comes at least once."""
    with pytest.raises(SandboxError, match="at least once"):
        Faults().add(".", "404", times=0)
