"""Forge's invocation tokens: one way to be right, and every way to be wrong is 401 on every route that takes one."""

from __future__ import annotations

import json
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import jwt
import pytest
import responses
import structlog.testing
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.errors import Forbidden, Unauthenticated
from plugin.identity.caller import TokenKind
from plugin.identity.forge_keys import ForgeKeys
from plugin.identity.invocation import InvocationTokens
from plugin.web.tokens import declared
from tests.fakes.forge_host import APP_ID, CLOUD_ID, JWKS_URL, ForgeHost, serve_jwks
from tests.fakes.signing_host import SigningHost, rsa_key

OTHER_APP = "ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000"
HERE = "http://127.0.0.1:2990/ex/jira/"


def now(offset: int = 0) -> int:
    """Seconds since the epoch, moved."""
    return int(time.time()) + offset


def hand_made(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"x" * 256) -> str:
    """A token that no library would make."""

    def part(value: object) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part(header)}.{part(claims)}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def with_claims(**changes: Any) -> Callable[[ForgeHost], str]:
    """A genuine signature over changed claims; `__` stands for the dot of a path."""
    return lambda host: host.token({name.replace("__", "."): value for name, value in changes.items()})


def tampered(host: ForgeHost) -> str:
    """Other claims under the signature of the right ones."""
    head, _, signature = host.token().split(".")
    return f"{head}.{host.token({'principal': 'somebody-else'}).split('.')[1]}.{signature}"


BAD: dict[str, Callable[[ForgeHost], str]] = {
    # forged
    "garbage": lambda _: "not.a.token",
    "nothing but dots": lambda _: "..",
    "huge": lambda _: "e" * 40_000,
    "unsigned": lambda host: jwt.encode(host.claims(), None, algorithm="none"),
    "no signature": lambda host: host.token().rpartition(".")[0] + ".",
    "other claims under the signature": tampered,
    "another key under a known id": lambda host: host.token(key=8),
    "an unknown key id": lambda host: host.token(kid="unknown"),
    "no key id": lambda host: host.token(kid=None),
    "a key id that is a number": lambda host: hand_made({"alg": "RS256", "kid": 1}, host.claims()),
    "a key of its own in the header": lambda host: host.token(key=8, kid="mine", jku="https://evil.example/jwks"),
    "HS256 by the public key": lambda host: hand_made(
        {"alg": "HS256", "kid": "forge/invocation-token/1"}, host.claims()
    ),
    "HS256": lambda host: jwt.encode(host.claims(), "s" * 40, algorithm="HS256", headers={"kid": "k"}),
    "RS512": lambda host: jwt.encode(
        host.claims(), rsa_key(7)[0], algorithm="RS512", headers={"kid": "forge/invocation-token/1"}
    ),
    "PS256": lambda host: jwt.encode(
        host.claims(), rsa_key(7)[0], algorithm="PS256", headers={"kid": "forge/invocation-token/1"}
    ),
    "a critical extension": lambda host: host.token(crit=["exp"]),
    # stale
    "over": with_claims(exp=now(-60), iat=now(-90), nbf=now(-90)),
    "no end": with_claims(exp=None),
    "not yet": with_claims(nbf=now(36_000), exp=now(36_025)),
    "no beginning": with_claims(nbf=None),
    "made in the future": with_claims(iat=now(36_000), exp=now(36_025)),
    "no time of making": with_claims(iat=None),
    "an end that is a word": with_claims(exp="tomorrow"),
    "a beginning that is true": with_claims(nbf=True),
    "a life of a year": with_claims(exp=now(31_000_000)),
    # somebody else's
    "another issuer": with_claims(iss="forge/other"),
    "no issuer": with_claims(iss=None),
    "another app's audience": with_claims(aud=OTHER_APP),
    "an audience of two": with_claims(aud=[APP_ID, OTHER_APP]),
    "no audience": with_claims(aud=None),
    "another app inside": with_claims(app__id=OTHER_APP),
    "both another app": with_claims(aud=OTHER_APP, app__id=OTHER_APP),
    "no app": with_claims(app=None),
    "an app that is a word": with_claims(app=APP_ID),
    "development": with_claims(app__environment__type="DEVELOPMENT"),
    "production in small letters": with_claims(app__environment__type="production"),
    "no environment": with_claims(app__environment=None),
    # incomplete, or at odds with itself
    "no token id": with_claims(jti=None),
    "an empty token id": with_claims(jti=""),
    "no installation": with_claims(app__installationId=None),
    "an installation that is a path": with_claims(app__installationId="../../etc"),
    "two installations": with_claims(app__installation__id="ari:cloud:ecosystem::installation/" + "0" * 36),
    "no address": with_claims(app__apiBaseUrl=None),
    "an address elsewhere": with_claims(app__apiBaseUrl=f"https://evil.example/ex/jira/{CLOUD_ID}"),
    "an address with a login": with_claims(app__apiBaseUrl=f"https://a:b@api.atlassian.com/ex/jira/{CLOUD_ID}"),
    "an address of no product": with_claims(app__apiBaseUrl=f"http://127.0.0.1:2990/ex/bitbucket/{CLOUD_ID}"),
    "an address with a query": with_claims(app__apiBaseUrl=f"{HERE}{CLOUD_ID}?x=1"),
    "another site's address": with_claims(app__apiBaseUrl=f"{HERE}11111111-1111-1111-1111-111111111111"),
    "another site's context": with_claims(context__cloudId="11111111-1111-1111-1111-111111111111"),
    "a site that is a script": with_claims(context__siteUrl="javascript:alert(1)"),
    "a context that is a list": with_claims(context=[]),
    "a page that is a word": with_claims(context__extension="issue"),
    "a person that is a number": with_claims(principal=7),
    "a person that is too long": with_claims(principal="x" * 200),
    "a label with a slash": with_claims(icLabel="a/../b"),
    "a label that is empty": with_claims(icLabel=""),
}


def test_the_table_is_long() -> None:
    """At least 25 bad tokens stand in it."""
    assert len(BAD) >= 25


def test_bad_tokens(client: FlaskClient, forge: ForgeHost) -> None:
    """Each of them is 401 with a body, at the API and at Forge's own routes, the log says so, and nothing is stored."""
    for name in BAD:
        _check_refused(client, forge, name)
    assert not client.application.extensions["vouch"].installations.tenants()


def _check_refused(client: FlaskClient, forge: ForgeHost, name: str) -> None:
    with structlog.testing.capture_logs() as logs:
        for method, path in (("GET", "/api/v1/policy"), ("POST", "/forge/installed"), ("POST", "/forge/uninstalled")):
            headers = {"Authorization": f"Bearer {BAD[name](forge)}", "x-forge-oauth-user": "u"}
            answer = client.open(path, method=method, headers=headers)
            assert (answer.status_code, answer.mimetype) == (401, "application/json"), f"{name} at {path}"
            assert answer.get_json()["error"]["code"] in {"unauthenticated", "session_expired"}
    said = [entry["detail"] for entry in logs if entry["event"] == "unauthenticated"]
    assert len(said) == 3, name
    assert all(said), name


def test_good_tokens(client: FlaskClient, forge: ForgeHost) -> None:
    """A right one is taken once: the same again is 401."""
    headers = {"Authorization": f"Bearer {forge.token()}"}
    assert client.get("/api/v1/policy", headers=headers).status_code not in {401, 500}
    assert client.get("/api/v1/policy", headers=headers).status_code == 401
    for changes in ({"icLabel": "gov_1"}, {"aud": [APP_ID]}, {"nbf": now(5)}, {"exp": now(-5), "iat": now(-30)}):
        answer = client.get("/api/v1/policy", headers={"Authorization": f"Bearer {forge.token(changes)}"})
        assert answer.status_code not in {401, 500}, changes


def test_two_tokens_at_once(client: FlaskClient, forge: ForgeHost, host: SigningHost) -> None:
    """A token of each door at once is refused."""
    headers = {"Authorization": f"Bearer {forge.token()}"}
    assert client.get(f"/api/v1/bootstrap?jwt={host.token()}", headers=headers).status_code == 401


def test_scheme(client: FlaskClient, forge: ForgeHost, host: SigningHost) -> None:
    """Each door's token opens under its own scheme alone."""
    assert client.get("/api/v1/policy", headers={"Authorization": f"JWT {forge.token()}"}).status_code == 401
    assert client.get("/api/v1/policy", headers={"Authorization": f"Bearer {host.token()}"}).status_code == 401
    assert client.get(f"/jira/panel?jwt={forge.token()}").status_code == 401
    assert client.post("/forge/installed", headers=host.context()).status_code == 401


def test_every_route(client: FlaskClient, forge: ForgeHost) -> None:
    """Forge's genuine tokens open the API and Forge's own routes; to every other guarded route they are none."""
    app, opened = client.application, 0
    for rule in app.url_map.iter_rules():
        kind, _ = declared(app, rule.endpoint) or (None, None)
        path = re.sub(r"<[^>]*>", "A" * 22, rule.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            for headers in (forge.headers(), forge.system()):
                token = headers["Authorization"].removeprefix("Bearer ")
                named = "x-forge-oauth-user" in headers
                if kind in {TokenKind.PAGE, TokenKind.LIFECYCLE, TokenKind.WEBHOOK}:
                    assert client.open(path, method=method, headers=headers, json={}).status_code == 401, path
                    assert client.open(f"{path}?jwt={token}", method=method, json={}).status_code == 401, path
                elif kind is TokenKind.CONTEXT and not named:
                    answer = client.open(path, method=method, headers=headers, json={})
                    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "no_person"), path
                    opened += 1
                elif kind is TokenKind.CONTEXT:
                    assert client.open(f"{path}?jwt={token}", method=method, json={}).status_code == 401, path
    assert opened > 20


def test_no_secret_stands_behind_a_forge_installation(client: FlaskClient, forge: ForgeHost, host: SigningHost) -> None:
    """A Connect token in the name of a Forge installation proves nothing, whatever signs it."""
    assert client.post("/forge/installed", headers=forge.system()).status_code == 200
    for secret in ("", "x" * 40, host.secret):
        claims = {"iss": forge.installation_id, "sub": "a", "iat": now(), "exp": now(60), "qsh": "context-qsh"}
        header = {"alg": "HS256", "typ": "JWT"}
        token = jwt.encode(claims, secret, algorithm="HS256") if secret else hand_made(header, claims)
        assert client.get("/api/v1/bootstrap", headers={"Authorization": f"JWT {token}"}).status_code == 401


def test_closed_door(client: FlaskClient, forge: ForgeHost) -> None:
    """Where no app is configured, no token is right."""
    tokens = client.application.extensions["vouch"].identity.forge._tokens
    tokens._app_id = ""
    assert client.post("/forge/installed", headers=forge.system()).status_code == 401
    assert client.post("/forge/installed", headers=forge.system({"aud": None, "app.id": None})).status_code == 401


def test_only_the_sites_that_are_named() -> None:
    """Where many servers share one app, a right token of somebody else's site is refused, with the reason."""
    host = ForgeHost()
    with responses.RequestsMock() as mock:
        serve_jwks(mock)
        for sites in ((), (CLOUD_ID,)):
            assert reader(frozenset(sites), sandbox=True).verify(host.token()).api.cloud_id == CLOUD_ID
        with pytest.raises(Forbidden) as said:
            reader(frozenset({"0" * 8 + CLOUD_ID[8:]}), sandbox=True).verify(host.token())
    assert said.value.code == "site_not_served"


class _Once:
    """Remembers nothing."""

    def use(self, token_id: str, expires: float) -> bool:
        """Say that it is new."""
        return bool(token_id) and expires > 0


def reader(sites: frozenset[str] = frozenset(), *, sandbox: bool = False) -> InvocationTokens:
    """What reads claims, without a store or keys."""
    return InvocationTokens(
        keys=ForgeKeys(JWKS_URL),
        spent=_Once(),  # type: ignore[arg-type]
        app_id=APP_ID,
        environment="PRODUCTION",
        sandbox=sandbox,
        sites=sites,
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
    max_leaves=6,
)
PATHS = [
    ("app",), ("principal",), ("context",), ("icLabel",), ("app", "id"), ("app", "environment"), ("app", "apiBaseUrl"),
    ("app", "installationId"), ("app", "installation"), ("context", "cloudId"), ("context", "siteUrl"),
    ("context", "extension"),
]  # fmt: skip


@settings(max_examples=60)
@given(path=st.sampled_from(PATHS), value=JSON)
def test_any_claim_may_be_anything(path: tuple[str, ...], value: object) -> None:
    """Whatever stands in a claim, it is read or refused: never another exception, never another app, site or person."""
    host = ForgeHost(api="https://api.atlassian.com", site_url="https://example.atlassian.net")
    claims = host.claims()
    inner = claims
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    try:
        read = reader().read(claims)
    except Unauthenticated:
        return
    assert read.api.base_url == f"https://api.atlassian.com/ex/jira/{CLOUD_ID}"
    assert read.installation_id == host.installation_id
    assert read.account_id in [host.account, value or ""]
    assert read.site_url in {"", host.site_url}


@settings(max_examples=40)
@given(host=st.text(st.characters(codec="ascii"), min_size=1, max_size=12), path=st.text(max_size=12))
def test_no_other_address(host: str, path: str) -> None:
    """In production no address but Atlassian's own is called, however it is written."""
    claims = ForgeHost(api=f"https://{host}.example", site_url="https://a.example").claims()
    for url in (claims["app"]["apiBaseUrl"], f"https://api.atlassian.com{path}/ex/jira/{CLOUD_ID}", f"//{host}/{path}"):
        claims["app"]["apiBaseUrl"] = url
        try:
            read = reader().read(claims)
        except Unauthenticated:
            continue
        assert read.api.base_url == f"https://api.atlassian.com/ex/jira/{CLOUD_ID}"
