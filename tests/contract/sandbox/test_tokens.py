from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
import requests

from plugin.sandbox.qsh import query_hash
from plugin.sandbox.serve import SiteServer
from plugin.sandbox.state import Installation, SiteSettings
from tests.contract.sandbox.stand_in_app import StandInApp

Ask = Callable[..., requests.Response]


@pytest.fixture
def installation(site: SiteServer, plugin: StandInApp) -> Installation:
    """The stand-in app, installed."""
    return site.install(plugin.url)


def post(site: SiteServer, path: str, body: object, **headers: str) -> requests.Response:
    """Ask the site as its own page does."""
    given = {"Origin": site.base_url} | headers
    return requests.post(f"{site.base_url}/sandbox/{path}", json=body, headers=given, timeout=10)


def opened(site: SiteServer, **more: str) -> dict[str, Any]:
    """Open the context panel of PAY-101 as Ines."""
    answer = post(site, "page-url", {"module": "vouch-context", "user": "ines", "issue": "PAY-101"} | more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def claims_of(installation: Installation, token: str) -> dict[str, Any]:
    """Verify a token with the shared secret, and return its claims."""
    claims: dict[str, Any] = jwt.decode(token, installation.shared_secret, algorithms=["HS256"])
    return claims


def test_page_token_is_bound_to_its_address(site: SiteServer, installation: Installation) -> None:
    """The page's token carries person, three minutes, and the hash of the address relative to the app's base URL."""
    url = urlsplit(opened(site)["url"])
    claims = claims_of(installation, parse_qs(url.query)["jwt"][0])
    assert url.path == "/jira/panel"
    assert claims["qsh"] == query_hash("GET", "/panel", url.query)
    assert claims["iss"] == installation.client_key
    assert claims["sub"] == site.state.site.default_user
    assert claims["exp"] - claims["iat"] == 180
    assert claims["context"] == {}


def test_page_address_has_what_connect_adds(site: SiteServer, installation: Installation) -> None:
    """Variables are filled in, and host, channel, path, licence, version and language are added."""
    frame = opened(site, user="anneke")
    found = dict(parse_qsl(urlsplit(frame["url"]).query, keep_blank_values=True))
    issue = site.state.site.issues["PAY-101"]
    del found["jwt"]
    expected = {
        "surface": "context", "issueId": issue.id, "issueKey": "PAY-101", "projectId": "10001", "projectKey": "PAY",
        "xdm_e": site.base_url, "xdm_c": frame["channel"], "cp": "", "lic": "none", "cv": "1001.0.0", "loc": "de-DE",
    }  # fmt: skip
    assert expected == found
    assert frame["origin"] == installation.plugin_url


def test_unknown_variables_become_empty(site: SiteServer, plugin: StandInApp) -> None:
    """A variable that the context does not have is empty, as Connect does it."""

    def describe(found: dict[str, Any]) -> dict[str, Any]:
        found["modules"]["jiraIssueContexts"][0]["target"]["url"] = "/panel?a={no.such}&b={issue.key}"
        return found

    plugin.descriptor = describe
    site.install(plugin.url)
    assert urlsplit(opened(site)["url"]).query.startswith("a=&b=PAY-101&xdm_e=")


def test_context_token_names_issue_and_project(site: SiteServer, installation: Installation) -> None:
    """A frame's context token carries the literal hash and the context, for fifteen minutes."""
    answer = post(site, "token", {"frame": opened(site)["frame"]})
    claims = claims_of(installation, answer.json()["token"])
    issue = site.state.site.issues["PAY-101"]
    assert claims["qsh"] == "context-qsh"
    expected = {"jira": {"issue": {"id": issue.id, "key": "PAY-101"}, "project": {"id": "10001", "key": "PAY"}}}
    assert expected == claims["context"]
    assert claims["exp"] - claims["iat"] == 900


def test_context_claim_may_be_missing(plugin: StandInApp) -> None:
    """Where the settings say so, a context token names nothing but the person."""
    with SiteServer(settings=SiteSettings(context_claim=False)) as site:
        installation = site.install(plugin.url)
        answer = post(site, "token", {"frame": opened(site)["frame"]})
        assert {"iss", "sub", "iat", "exp", "qsh"} == set(claims_of(installation, answer.json()["token"]))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_only_own_pages_get_tokens(site: SiteServer, installation: Installation, headers: dict[str, str]) -> None:
    """Another origin, the app's own included, gets no token and opens no page."""
    frame = opened(site)["frame"]
    assert installation
    assert post(site, "token", {"frame": frame}, **headers).status_code == 403
    body = {"module": "vouch-context", "user": "ines", "issue": "PAY-101"}
    assert post(site, "page-url", body, **headers).status_code == 403


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"user": "nobody"}, 404),
        ({"module": "none"}, 404),
        ({"issue": "NONE-1"}, 404),
        ({"user": "rohan"}, 404),
        ({"module": "vouch-admin", "user": "rohan", "issue": ""}, 403),
    ],
)
def test_pages_that_are_not_opened(
    site: SiteServer, installation: Installation, change: dict[str, str], status: int
) -> None:
    """Unknown people, modules and issues, hidden issues, and modules whose conditions fail open nothing."""
    assert installation
    body = {"module": "vouch-context", "user": "ines", "issue": "PAY-101"} | change
    assert status == post(site, "page-url", body).status_code


def test_frames_end_with_the_installation(site: SiteServer, installation: Installation) -> None:
    """After an uninstall, an open frame gets no token."""
    assert installation
    frame = opened(site)["frame"]
    site.uninstall()
    assert post(site, "token", {"frame": frame}).status_code == 404


@pytest.fixture
def exchange(site: SiteServer, installation: Installation, people: dict[str, str]) -> Ask:
    """Ask for an access token: `exchange(secret=…, scope=…, **claims)`; a claim of None is left out."""

    def ask(*, secret: str = "", scope: str = "READ", grant: str = "", **claims: Any) -> requests.Response:
        now = int(time.time())
        said = {
            "iss": f"urn:atlassian:connect:clientid:{installation.oauth_client_id}",
            "sub": f"urn:atlassian:connect:useraccountid:{people['tomasz']}",
            "tnt": site.base_url,
            "aud": site.base_url,
            "iat": now,
            "exp": now + 60,
        } | claims
        assertion = jwt.encode(
            {name: value for name, value in said.items() if value is not None},
            secret or installation.shared_secret,
            algorithm="HS256",
        )
        grant = grant or "urn:ietf:params:oauth:grant-type:jwt-bearer"
        form = {"grant_type": grant, "assertion": assertion, "scope": scope}
        return requests.post(f"{site.base_url}/oauth2/token", data=form, timeout=10)

    return ask


def test_access_token_is_that_persons(site: SiteServer, exchange: Ask, people: dict[str, str]) -> None:
    """A good assertion becomes an opaque token that lives for fifteen minutes, and REST knows whose it is."""
    answer = exchange().json()
    assert (answer["expires_in"], answer["token_type"]) == (900, "Bearer")
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    me = requests.get(f"{site.base_url}/rest/api/3/myself", headers=headers, timeout=10).json()
    assert people["tomasz"] == me["accountId"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"secret": "x" * 64}, "invalid_grant"),
        ({"iss": "urn:atlassian:connect:clientid:other"}, "invalid_grant"),
        ({"iss": None}, "invalid_grant"),
        ({"sub": "urn:atlassian:connect:useraccountid:712020:nobody"}, "invalid_grant"),
        ({"sub": "712020:2a94be10-7c3d-4f5e-8b61-93d0f7a5c218"}, "invalid_grant"),
        ({"sub": None}, "invalid_grant"),
        ({"tnt": "https://other.atlassian.net"}, "invalid_grant"),
        ({"tnt": None}, "invalid_grant"),
        ({"aud": "https://auth.atlassian.io"}, "invalid_grant"),
        ({"aud": None}, "invalid_grant"),
        ({"exp": int(time.time()) + 3600}, "invalid_grant"),
        ({"exp": int(time.time()) - 60}, "invalid_grant"),
        ({"exp": None}, "invalid_grant"),
        ({"iat": int(time.time()) + 3600, "exp": int(time.time()) + 3650}, "invalid_grant"),
        ({"scope": "ADMIN"}, "invalid_scope"),
        ({"grant": "password"}, "unsupported_grant_type"),
    ],
)
def test_assertions_that_are_refused(exchange: Ask, change: dict[str, Any], error: str) -> None:
    """Every claim counts: another secret, client, account, site, audience, time, scope or grant gives no token."""
    answer = exchange(**change)
    assert (400, error) == (answer.status_code, answer.json()["error"])


def test_who_refuses_impersonation(exchange: Ask, people: dict[str, str]) -> None:
    """A customer with the portal only cannot be impersonated, though her account id (with colons) is known."""
    answer = exchange(sub=f"urn:atlassian:connect:useraccountid:{people['claire']}")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_no_token_after_uninstall(site: SiteServer, exchange: Ask) -> None:
    """An uninstalled app gets no token, and the ones that it has are void."""
    token = exchange().json()["access_token"]
    site.uninstall()
    assert exchange().status_code == 400
    headers = {"Authorization": f"Bearer {token}"}
    assert requests.get(f"{site.base_url}/rest/api/3/myself", headers=headers, timeout=10).status_code == 401


def test_old_secret_after_rotation(site: SiteServer, exchange: Ask, installation: Installation) -> None:
    """After a rotation, only the new secret signs assertions."""
    new = site.rotate_secret()
    assert exchange(secret=installation.shared_secret).status_code == 400
    assert exchange(secret=new.shared_secret).status_code == 200


def test_descriptor_without_act_as_user(site: SiteServer, plugin: StandInApp, exchange: Ask) -> None:
    """An app that did not ask for ACT_AS_USER acts as nobody."""
    plugin.descriptor = lambda found: found | {"scopes": ["READ"]}
    new = site.install(plugin.url)
    assert exchange(secret=new.shared_secret).json()["error"] == "invalid_scope"


def test_access_tokens_end(site: SiteServer, people: dict[str, str]) -> None:
    """After fifteen minutes an access token stands for nobody."""
    token = site.state.grant("jira", people["ines"], frozenset({"READ"}))
    assert site.state.access(token)
    now = time.time()
    site.state.clock = lambda: now + 901
    assert site.state.access(token) is None
