"""Access by a token in hand."""

from __future__ import annotations

import pytest
import requests

from connectors.host.errors import ImpersonationRefused
from plugin.identity.live_access import LiveAccess

API, SITE = "https://api.example.com/ex/jira/1", "https://site.example.com"


def prepared() -> requests.PreparedRequest:
    """A request that has no authorisation yet."""
    return requests.Request("GET", f"{API}/rest/api/3/issue/1").prepare()


def test_a_token_in_hand() -> None:
    """It is set on the request, and people see the site's own address; the token stands in no description."""
    access, request = LiveAccess(API, SITE, "person-token"), prepared()
    access.authorise(request)
    assert request.headers["Authorization"] == "Bearer person-token"
    assert (access.base_url, access.site_url, access.settling) == (API, SITE, False)
    assert "person-token" not in repr(access)
    assert LiveAccess(API, "", "person-token", settling=True).settling


@pytest.mark.parametrize(("token", "stands"), [("", True), ("person-token", False)])
def test_refused(token: str, *, stands: bool) -> None:
    """Without a token, and once the app is uninstalled, nothing is sent."""
    request = prepared()
    with pytest.raises(ImpersonationRefused):
        LiveAccess(API, SITE, token, lambda: stands).authorise(request)
    assert "Authorization" not in request.headers
