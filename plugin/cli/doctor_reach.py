"""`vouch doctor`: whether Atlassian can reach this server, and whether the Forge app fits it.

Everything is asked of the public address, as Atlassian asks it: by name, over TLS, without following a redirect.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from descriptors import forge
from descriptors.forge.checks import problems
from plugin.cli.to_do import ToDo
from plugin.identity.forge_keys import ForgeKeys
from plugin.settings import Settings

_TIMEOUT = (3.05, 5)
_DAYS_LEFT = 14
_CLOSED = "closed, VOUCH_FORGE_APP_ID is not set"


def address(settings: Settings) -> str:
    """The public address answers, and it is this server that answers."""
    url = f"{settings.public_url}/healthz"
    answer = _asked("GET", url)
    if answer.is_redirect:
        where = urlsplit(answer.headers["Location"])
        there = f"{where.scheme}://{where.netloc}" if where.netloc else where.path
        raise ToDo(f"redirects to {there}, and Forge follows nowhere. Set VOUCH_PUBLIC_URL to what answers itself.")
    if answer.status_code != requests.codes.ok or _body(answer) != {"status": "ok"}:
        raise ToDo(f"{url} is answered by something else ({answer.status_code}). Point the proxy at `vouch serve`.")
    private = _private(urlsplit(settings.public_url).hostname or "")
    seen = f"; from here it is {private}: see that Atlassian finds another address" if private else ""
    return f"{settings.public_url} answers{seen if not settings.sandbox else ''}"


def tls(settings: Settings) -> str:
    """The certificate is trusted and lasts."""
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https":
        return "none, as the sandbox needs none"
    version, ends = certificate(parts.hostname or "", parts.port or 443)
    left = ends - datetime.now(UTC)
    if left < timedelta(days=_DAYS_LEFT):
        raise ToDo(f"the certificate ends in {max(left.days, 0)} days. Renew it.")
    return f"{version}, certificate until {ends:%Y-%m-%d}"


def certificate(host: str, port: int) -> tuple[str, datetime]:
    """Return the TLS version and the end of the certificate's life, both as an outsider finds them.

    Raises:
        ToDo: no TLS connection comes about.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        with (
            socket.create_connection((host, port), timeout=_TIMEOUT[1]) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            found: dict[str, Any] = secured.getpeercert() or {}
            version = secured.version() or "TLS"
    except ssl.SSLError as fault:
        raise ToDo(_distrusted(fault)) from fault
    except OSError as fault:
        raise ToDo("no connection. Let port 443 in, and start the TLS proxy.") from fault
    return version, datetime.fromtimestamp(ssl.cert_time_to_seconds(found["notAfter"]), UTC)


def forge_keys(settings: Settings) -> str:
    """The keys that sign Forge's tokens can be had: without them nobody gets in by that door."""
    if not settings.forge_app_id:
        return _CLOSED
    if not ForgeKeys(settings.forge_keys_url).reachable():
        host = urlsplit(settings.forge_keys_url).hostname
        raise ToDo(f"{host} gives no keys. Let this machine reach it (https, port 443).")
    return f"{urlsplit(settings.forge_keys_url).hostname} gives its keys"


def forge_app(settings: Settings, folder: Path | None = None) -> str:
    """The app's manifest is sound, speaks of this server, and this server has every route that it names.

    Args:
        settings: of this process.
        folder: where the app was packed; without it the manifest is the one that would be packed now.
    """
    if not settings.forge_app_id:
        return _CLOSED
    found = list(_unfit(_manifest(settings, folder), settings))
    if found:
        raise ToDo(" ".join(found))
    where = f"{folder}/manifest.yml" if folder else "the manifest"
    return f"{where} fits this server"


def _manifest(settings: Settings, folder: Path | None) -> dict[str, Any]:
    if folder is None:
        text = forge.render(forge.Form.OWN, app_id=settings.forge_app_id, public_url=settings.public_url)
        return forge.read(text)
    try:
        return forge.read((folder / "manifest.yml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ToDo(f"{folder}/manifest.yml cannot be read. Pack the app again: `vouch forge package`.") from fault


def _unfit(manifest: dict[str, Any], settings: Settings) -> Iterator[str]:
    if not settings.sandbox:
        yield from problems(manifest)
    app_id = manifest.get("app", {}).get("id")
    if app_id != settings.forge_app_id:
        yield f"The manifest is of {app_id}, not {settings.forge_app_id}. Set VOUCH_FORGE_APP_ID, or pack anew."
    for remote in manifest.get("remotes", []):
        said = remote.get("baseUrl", "")
        addresses = list(said.values()) if isinstance(said, dict) else [said]
        if "configurable" not in remote and settings.public_url not in addresses:
            yield f"The manifest's remote is {said}, not {settings.public_url}. Pack the app again and deploy it."
    yield from _routes(manifest, settings.public_url)


def _routes(manifest: dict[str, Any], public_url: str) -> Iterator[str]:
    """Each route that Forge will call asks for a token; what asks for none, or is not there, is said."""
    endpoints = manifest.get("modules", {}).get("endpoint", [])
    named = [("POST", one["route"]["path"]) for one in endpoints if one.get("route")]
    for method, path in [("GET", "/api/v1/bootstrap?surface=context"), *named]:
        status = _asked(method, f"{public_url}{path}").status_code
        if status == requests.codes.not_found:
            yield f"{path} does not exist on the server that runs. Upgrade it, then restart it."
        elif status != requests.codes.unauthorized:
            yield f"{path} answers {status} to a call without a token, where 401 is right. Look at the proxy's rules."


def _asked(method: str, url: str) -> requests.Response:
    """One call as an outsider makes it.

    Raises:
        ToDo: no answer.
    """
    try:
        return requests.request(method, url, timeout=_TIMEOUT, allow_redirects=False)
    except requests.exceptions.SSLError as fault:
        raise ToDo(_distrusted(fault)) from fault
    except requests.RequestException as fault:
        raise ToDo(f"{url} does not answer. Start `vouch serve` and the TLS proxy, and let port 443 in.") from fault


def _distrusted(fault: Exception) -> str:
    said = str(fault)
    why = "has ended" if "expired" in said else "is of another name" if "match" in said else "is not trusted"
    return f"the certificate {why}. Install a valid one at the TLS proxy, with its whole chain."


def _body(answer: requests.Response) -> Any:  # noqa: ANN401 (any JSON)
    try:
        return answer.json()
    except ValueError:
        return None


def _private(host: str) -> str:
    """The host's address where it is a private one, else empty; from inside a network that may be right."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    except OSError:
        return ""
    hidden = sorted(str(one) for one in found if not ip_address(str(one).partition("%")[0]).is_global)
    return hidden[0] if hidden and len(hidden) == len(found) else ""
