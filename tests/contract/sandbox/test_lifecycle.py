from __future__ import annotations

from typing import Any

import jwt
import pytest
import requests

from plugin.sandbox.errors import SandboxError
from plugin.sandbox.qsh import query_hash
from plugin.sandbox.serve import SiteServer
from tests.contract.sandbox.stand_in_app import StandInApp

FIELDS = {
    "key", "clientKey", "oauthClientId", "publicKey", "sharedSecret", "serverVersion", "pluginsVersion", "baseUrl",
    "displayUrl", "displayUrlServicedeskHelpCenter", "productType", "description", "serviceEntitlementNumber",
    "entitlementId", "entitlementNumber", "cloudId", "eventType",
}  # fmt: skip


def claims_of(site: SiteServer, authorization: str, audience: str) -> dict[str, Any]:
    """Verify a lifecycle token with the key that the site serves, and return its claims."""
    scheme, token = authorization.split()
    assert scheme == "JWT"
    kid = jwt.get_unverified_header(token)["kid"]
    pem = requests.get(f"{site.base_url}/install-keys/{kid}", timeout=5).text
    claims: dict[str, Any] = jwt.decode(token, pem, algorithms=["RS256"], audience=audience)
    return claims


@pytest.mark.parametrize("product", ["jira", "confluence"])
def test_installed_is_signed(site: SiteServer, plugin: StandInApp, product: str) -> None:
    """The callback verifies with the served key, and names app, site and request."""
    installation = site.install(plugin.url, product)
    [(path, authorization, body)] = plugin.calls
    assert path == f"/{product}/installed"
    claims = claims_of(site, authorization, f"{plugin.url}/{product}")
    assert claims["iss"] == body["clientKey"] == installation.client_key
    assert claims["aud"] == [f"{plugin.url}/{product}"]
    assert claims["qsh"] == query_hash("POST", "/installed")
    assert 0 < claims["exp"] - claims["iat"] <= 180


def test_installed_body(site: SiteServer, plugin: StandInApp) -> None:
    """The body has every field of Atlassian's, with this site's values."""
    installation = site.install(plugin.url)
    [(_, _, body)] = plugin.calls
    assert set(body) == FIELDS
    expected = ("vouch-jira", "jira", "installed", site.base_url, installation.shared_secret)
    assert expected == tuple(body[key] for key in ("key", "productType", "eventType", "baseUrl", "sharedSecret"))


def test_confluence_lives_under_wiki(site: SiteServer, plugin: StandInApp) -> None:
    """Confluence's base URL ends in /wiki, and its client key is another."""
    jira, confluence = site.install(plugin.url), site.install(plugin.url, "confluence")
    assert confluence.base_url == f"{site.base_url}/wiki"
    assert jira.client_key != confluence.client_key


def test_client_key_survives_reinstall(site: SiteServer, plugin: StandInApp) -> None:
    """After an uninstall, the same site has the same client key and a new secret."""
    first = site.install(plugin.url)
    site.uninstall()
    second = site.install(plugin.url)
    assert first.client_key == second.client_key
    assert first.shared_secret != second.shared_secret


def test_uninstalled_is_signed_and_without_secret(site: SiteServer, plugin: StandInApp) -> None:
    """The app hears of its removal by a signed callback that carries no secret."""
    site.install(plugin.url)
    site.uninstall()
    path, authorization, body = plugin.calls[-1]
    claims = claims_of(site, authorization, f"{plugin.url}/jira")
    assert path == "/jira/uninstalled"
    assert claims["qsh"] == query_hash("POST", "/uninstalled")
    assert body["eventType"] == "uninstalled"
    assert "sharedSecret" not in body


def test_rotation_sends_installed_again(site: SiteServer, plugin: StandInApp) -> None:
    """A new secret comes by another `installed` for the same client key, and counts from then on."""
    first = site.install(plugin.url)
    second = site.rotate_secret()
    assert [path for path, _, _ in plugin.calls] == ["/jira/installed"] * 2
    assert plugin.calls[-1][2]["sharedSecret"] == second.shared_secret != first.shared_secret
    assert second is site.state.installs["jira"]


def test_refused_installation_leaves_nothing(site: SiteServer, plugin: StandInApp) -> None:
    """An app that says no is not installed, and the words say what it answered."""
    plugin.status = 401
    with pytest.raises(SandboxError, match="answered 401"):
        site.install(plugin.url)
    assert not site.state.installs


def test_refused_rotation_keeps_the_secret(site: SiteServer, plugin: StandInApp) -> None:
    """Where the app refuses the new secret, the old one stands."""
    first = site.install(plugin.url)
    plugin.status = 500
    with pytest.raises(SandboxError, match="answered 500"):
        site.rotate_secret()
    assert first is site.state.installs["jira"]


def test_nobody_there(site: SiteServer) -> None:
    """An address that does not answer gives plain words."""
    with SiteServer() as closed:
        address = closed.base_url
    with pytest.raises(SandboxError, match="is the app running"):
        site.install(address)


def test_uninstall_of_nothing(site: SiteServer) -> None:
    """Nothing can be uninstalled where nothing is installed."""
    with pytest.raises(SandboxError, match="No app is installed"):
        site.uninstall()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key": "a b"}, "key is missing or malformed"),
        ({"baseUrl": "https://elsewhere.example/jira"}, "baseUrl is not"),
        ({"authentication": {"type": "none"}}, "authentication is not jwt"),
        ({"lifecycle": {"installed": "/installed"}}, "lifecycle.uninstalled"),
        ({"scopes": ["READ", "EVERYTHING"]}, "unknown scopes EVERYTHING"),
        ({"apiMigrations": {"gdpr": True, "signed-install": True}}, "context-qsh"),
        ({"modules": []}, "modules is not an object"),
        ({"modules": {"adminPages": [{"key": "a", "name": {"value": "A"}, "url": "https://x.example/"}]}}, "relative"),
        ({"modules": {"adminPages": [{"key": "a", "url": "/a"}]}}, "a has no name"),
        ({"modules": {"adminPages": [{"name": {"value": "A"}}]}}, "no key of its own"),
    ],
)
def test_descriptors_that_are_refused(site: SiteServer, plugin: StandInApp, change: dict[str, Any], words: str) -> None:
    """A descriptor that breaks a rule is refused by name, before any callback."""
    plugin.descriptor = lambda found: found | change
    with pytest.raises(SandboxError, match=words):
        site.install(plugin.url)
    assert not plugin.calls


def test_unknown_key(site: SiteServer) -> None:
    """Only the site's own key is served."""
    expected = 404
    assert expected == requests.get(f"{site.base_url}/install-keys/none", timeout=5).status_code


def test_not_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site refuses to start beside a production configuration."""
    monkeypatch.setenv("VOUCH_ENVIRONMENT", "production")
    with pytest.raises(SandboxError, match="production"):
        SiteServer()


def test_taken_port(site: SiteServer) -> None:
    """A port that is taken gives plain words."""
    port = int(site.base_url.rpartition(":")[2])
    with pytest.raises(SandboxError, match="not free"):
        SiteServer(port)
