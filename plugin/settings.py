"""Every setting of the product, read from the environment here and nowhere else.

`docs/configuration.md` describes each variable; a test compares the two. A missing or insecure value stops the
start with the variable's name.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from plugin.errors import SettingsError

INSTALL_KEYS_URL = "https://connect-install-keys.atlassian.com"
OAUTH_URL = "https://oauth-2-authorization-server.services.atlassian.com"
FORGE_KEYS_URL = "https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
BRIDGE_URL = "https://connect-cdn.atl-paas.net/all.js"

_CLOUD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FORGE_APP_ID = re.compile(r"ari:cloud:ecosystem::app/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Environment(StrEnum):
    """Where the process runs; the sandbox trusts a stand-in site on loopback, production trusts Atlassian only."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process.

    Attributes:
        environment: `VOUCH_ENVIRONMENT`.
        public_url: `VOUCH_PUBLIC_URL`: scheme, host and optional path under which Atlassian reaches us, no slash at
            the end.
        data_dir: `VOUCH_DATA_DIR`: folder for the SQLite database and the sandbox's key file.
        database_url: `VOUCH_DATABASE_URL`: SQLAlchemy URL; by default SQLite in `data_dir`.
        secret_keys: `VOUCH_SECRET_KEYS`: Fernet keys, newest first, separated by commas.
        install_keys_url: `VOUCH_INSTALL_KEYS_URL`: where install keys are published; only changed in the sandbox.
        oauth_url: `VOUCH_OAUTH_URL`: Atlassian's authorisation server; only changed in the sandbox.
        bridge_url: `VOUCH_BRIDGE_URL`: Atlassian's all.js; only changed in the sandbox.
        forge_app_id: `VOUCH_FORGE_APP_ID`: id of the Forge app whose remote this server is; empty closes that door.
        forge_environment: `VOUCH_FORGE_ENVIRONMENT`: the app's environment whose calls are taken.
        forge_sites: `VOUCH_FORGE_SITES`: cloud ids of the sites served through Forge; empty for all that have the app.
        forge_keys_url: `VOUCH_FORGE_KEYS_URL`: where Forge's keys are published; only changed in the sandbox.
        host_timeout: `VOUCH_HOST_TIMEOUT`: seconds that one call to Jira or Confluence may take, retries included.
        run_deadline: `VOUCH_RUN_DEADLINE`: seconds that a run may take.
        run_threads: `VOUCH_RUN_THREADS`: runs that one process drives at once.
        max_streams: `VOUCH_MAX_STREAMS`: open event streams in one process; beyond it the panel polls.
        result_days: `VOUCH_RESULT_DAYS`: days that the text of a result is kept.
        approved_days: `VOUCH_APPROVED_DAYS`: days that a page shows a summary that a person approved.
        purge_days: `VOUCH_PURGE_DAYS`: days between an uninstall and the purge of its data.
        engines_file: `VOUCH_ENGINES`: YAML file with the engines beside the embedded one; none without it.
        engine_keys: `VOUCH_ENGINE_KEY_`: and an engine's name, upper case: the key that its provider wants.
        answer_language: `VOUCH_ANSWER_LANGUAGE`: `mine`, `item`, or a language that is fixed.
        customer_language: `VOUCH_CUSTOMER_LANGUAGE`: the same of texts for customers, and `customer`.
        audit_payload_days: `VOUCH_AUDIT_PAYLOAD_DAYS`: days that records keep what they say; their hashes stay.
        checkpoint_hours: `VOUCH_CHECKPOINT_HOURS`: hours between two signed checkpoints of a record.
        audit_push_url: `VOUCH_AUDIT_PUSH_URL`: webhook that the record is pushed to; empty for none.
        audit_push_secret: `VOUCH_AUDIT_PUSH_SECRET`: signs the deliveries (Standard Webhooks, `whsec_...`).
        audit_push_format: `VOUCH_AUDIT_PUSH_FORMAT`.
        audit_push_authorization: `VOUCH_AUDIT_PUSH_AUTHORIZATION`: header `Authorization` of the deliveries.
        audit_push_private: `VOUCH_AUDIT_PUSH_PRIVATE`: whether the webhook may have a private address.
        audit_push_ca: `VOUCH_AUDIT_PUSH_CA`: PEM file of the authority that the webhook's certificate comes from.
        log_level: `VOUCH_LOG_LEVEL`.
    """

    environment: Environment
    public_url: str
    data_dir: Path
    database_url: str
    secret_keys: tuple[str, ...]
    install_keys_url: str = INSTALL_KEYS_URL
    oauth_url: str = OAUTH_URL
    bridge_url: str = BRIDGE_URL
    forge_app_id: str = ""
    forge_environment: str = "PRODUCTION"
    forge_sites: frozenset[str] = frozenset()
    forge_keys_url: str = FORGE_KEYS_URL
    host_timeout: float = 10.0
    run_deadline: float = 30.0
    run_threads: int = 4
    max_streams: int = 8
    result_days: int = 30
    approved_days: int = 365
    purge_days: int = 30
    engines_file: Path | None = None
    engine_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    answer_language: str = "mine"
    customer_language: str = "customer"
    audit_payload_days: int = 2555
    checkpoint_hours: float = 6.0
    audit_push_url: str = ""
    audit_push_secret: str = field(default="", repr=False)
    audit_push_format: str = "ocsf"
    audit_push_authorization: str = field(default="", repr=False)
    audit_push_private: bool = False
    audit_push_ca: Path | None = None
    log_level: str = "INFO"

    @property
    def sandbox(self) -> bool:
        """Whether the stand-in site may be trusted."""
        return self.environment is Environment.SANDBOX

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: a value is missing, malformed or insecure; the message names the variable.
        """
        environment = _environment(environ)
        data_dir = Path(environ.get("VOUCH_DATA_DIR") or _default_data_dir(environ))
        settings = cls(
            environment=environment,
            public_url=_public_url(environ, environment),
            data_dir=data_dir,
            database_url=environ.get("VOUCH_DATABASE_URL") or f"sqlite:///{data_dir / 'vouch.sqlite3'}",
            secret_keys=_secret_keys(environ, environment, data_dir),
            install_keys_url=_sandbox_url(environ, environment, "VOUCH_INSTALL_KEYS_URL", INSTALL_KEYS_URL),
            oauth_url=_sandbox_url(environ, environment, "VOUCH_OAUTH_URL", OAUTH_URL),
            bridge_url=_sandbox_url(environ, environment, "VOUCH_BRIDGE_URL", BRIDGE_URL),
            forge_app_id=_forge_app_id(environ),
            forge_environment=_forge_environment(environ),
            forge_sites=_forge_sites(environ),
            forge_keys_url=_sandbox_url(environ, environment, "VOUCH_FORGE_KEYS_URL", FORGE_KEYS_URL),
            host_timeout=_number(environ, "VOUCH_HOST_TIMEOUT", default=10.0, low=1, high=60),
            run_deadline=_number(environ, "VOUCH_RUN_DEADLINE", default=30.0, low=5, high=600),
            run_threads=int(_number(environ, "VOUCH_RUN_THREADS", default=4, low=1, high=64)),
            max_streams=int(_number(environ, "VOUCH_MAX_STREAMS", default=8, low=0, high=1000)),
            result_days=int(_number(environ, "VOUCH_RESULT_DAYS", default=30, low=0, high=3650)),
            approved_days=int(_number(environ, "VOUCH_APPROVED_DAYS", default=365, low=1, high=3650)),
            purge_days=int(_number(environ, "VOUCH_PURGE_DAYS", default=30, low=0, high=3650)),
            engines_file=Path(environ["VOUCH_ENGINES"]) if environ.get("VOUCH_ENGINES") else None,
            engine_keys=_engine_keys(environ),
            answer_language=_language(environ, "VOUCH_ANSWER_LANGUAGE", "mine", {"mine", "item"}),
            customer_language=_language(environ, "VOUCH_CUSTOMER_LANGUAGE", "customer", {"mine", "item", "customer"}),
            **_audit_push(environ, environment),
            audit_payload_days=int(_number(environ, "VOUCH_AUDIT_PAYLOAD_DAYS", default=2555, low=1, high=36500)),
            checkpoint_hours=_number(environ, "VOUCH_CHECKPOINT_HOURS", default=6.0, low=0.1, high=23),
            log_level=_log_level(environ),
        )
        if settings.sandbox and not is_loopback(settings.public_url):
            msg = "VOUCH_PUBLIC_URL must be on this machine (127.0.0.1) in the sandbox"
            raise SettingsError(msg)
        return settings


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _environment(environ: Mapping[str, str]) -> Environment:
    value = environ.get("VOUCH_ENVIRONMENT", Environment.PRODUCTION)
    try:
        return Environment(value)
    except ValueError:
        msg = "VOUCH_ENVIRONMENT must be production or sandbox"
        raise SettingsError(msg) from None


def _default_data_dir(environ: Mapping[str, str]) -> Path:
    base = environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "vouch"


def _public_url(environ: Mapping[str, str], environment: Environment) -> str:
    url = environ.get("VOUCH_PUBLIC_URL", "").rstrip("/")
    if not url:
        if environment is Environment.SANDBOX:
            return f"http://127.0.0.1:{environ.get('VOUCH_PORT', '8080')}"
        msg = "VOUCH_PUBLIC_URL is missing: the https address under which Atlassian reaches this server"
        raise SettingsError(msg)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        msg = "VOUCH_PUBLIC_URL must be an address such as https://vouch.example.com"
        raise SettingsError(msg)
    if environment is Environment.PRODUCTION and parts.scheme != "https":
        msg = "VOUCH_PUBLIC_URL must begin with https://"
        raise SettingsError(msg)
    return url


def _secret_keys(environ: Mapping[str, str], environment: Environment, data_dir: Path) -> tuple[str, ...]:
    """Keys from the variable, else from the file that `vouch init` wrote in the data folder."""
    raw = environ.get("VOUCH_SECRET_KEYS", "")
    if not raw and (key_file := data_dir / "secret-keys").is_file():
        raw = key_file.read_text(encoding="ascii")
    keys = tuple(key.strip() for key in raw.replace("\n", ",").split(",") if key.strip())
    if not keys:
        if environment is Environment.SANDBOX:
            return (sandbox_key(data_dir),)
        msg = "VOUCH_SECRET_KEYS is missing: run `vouch init` to make a key"
        raise SettingsError(msg)
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            msg = "VOUCH_SECRET_KEYS holds a value that is not a Fernet key: run `vouch init` to make one"
            raise SettingsError(msg) from None
    return keys


def sandbox_key(data_dir: Path) -> str:
    """Make the key file of the data folder if there is none, and return its first key."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / "secret-keys"
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(Fernet.generate_key().decode() + "\n")
    except FileExistsError:
        pass  # made before, or by a second process in this very moment
    return path.read_text(encoding="ascii").split()[0]


def _audit_push(environ: Mapping[str, str], environment: Environment) -> dict[str, Any]:
    """The webhook of the record: a signed one over https, or none."""
    url = environ.get("VOUCH_AUDIT_PUSH_URL", "")
    parts = urlsplit(url)
    plain = environment is Environment.SANDBOX and parts.scheme == "http" and is_loopback(url)
    if url and not (parts.hostname and not parts.username and (parts.scheme == "https" or plain)):
        msg = "VOUCH_AUDIT_PUSH_URL must be an https address without a login in it"
        raise SettingsError(msg)
    secret = environ.get("VOUCH_AUDIT_PUSH_SECRET", "")
    if url and not _is_webhook_secret(secret):
        msg = "VOUCH_AUDIT_PUSH_SECRET must be whsec_ and 24 to 64 bytes in base64"
        raise SettingsError(msg)
    chosen = environ.get("VOUCH_AUDIT_PUSH_FORMAT") or "ocsf"
    if chosen not in {"ndjson", "ocsf", "cef"}:
        msg = "VOUCH_AUDIT_PUSH_FORMAT must be ndjson, ocsf or cef"
        raise SettingsError(msg)
    private = environ.get("VOUCH_AUDIT_PUSH_PRIVATE") or "no"
    if private not in {"yes", "no"}:
        msg = "VOUCH_AUDIT_PUSH_PRIVATE must be yes or no"
        raise SettingsError(msg)
    ca_file = environ.get("VOUCH_AUDIT_PUSH_CA", "")
    if ca_file and not Path(ca_file).is_file():
        msg = "VOUCH_AUDIT_PUSH_CA is not a file"
        raise SettingsError(msg)
    return {
        "audit_push_url": url,
        "audit_push_secret": secret,
        "audit_push_format": chosen,
        "audit_push_authorization": environ.get("VOUCH_AUDIT_PUSH_AUTHORIZATION", ""),
        "audit_push_private": private == "yes",
        "audit_push_ca": Path(ca_file) if ca_file else None,
    }


def _is_webhook_secret(secret: str) -> bool:
    prefix, _, encoded = secret.partition("_")
    try:
        return prefix == "whsec" and 24 <= len(b64decode(encoded, validate=True)) <= 64  # noqa: PLR2004 (the standard's)
    except ValueError:
        return False


def _sandbox_url(environ: Mapping[str, str], environment: Environment, name: str, default: str) -> str:
    url = environ.get(name, "").rstrip("/")
    if not url:
        return default
    if environment is not Environment.SANDBOX:
        msg = f"{name} may be set in the sandbox only (VOUCH_ENVIRONMENT=sandbox)"
        raise SettingsError(msg)
    if not is_loopback(url):
        msg = f"{name} must be on this machine (127.0.0.1)"
        raise SettingsError(msg)
    return url


def _forge_app_id(environ: Mapping[str, str]) -> str:
    app_id = environ.get("VOUCH_FORGE_APP_ID", "").strip()
    if app_id and not _FORGE_APP_ID.fullmatch(app_id):
        msg = "VOUCH_FORGE_APP_ID must be the app's id as its manifest has it: ari:cloud:ecosystem::app/<uuid>"
        raise SettingsError(msg)
    return app_id


def _forge_environment(environ: Mapping[str, str]) -> str:
    name = environ.get("VOUCH_FORGE_ENVIRONMENT") or "PRODUCTION"
    if name not in {"PRODUCTION", "STAGING", "DEVELOPMENT"}:
        msg = "VOUCH_FORGE_ENVIRONMENT must be PRODUCTION, STAGING or DEVELOPMENT"
        raise SettingsError(msg)
    return name


def _forge_sites(environ: Mapping[str, str]) -> frozenset[str]:
    sites = frozenset(site for site in environ.get("VOUCH_FORGE_SITES", "").replace(",", " ").lower().split())
    if any(not _CLOUD_ID.fullmatch(site) for site in sites):
        msg = (
            "VOUCH_FORGE_SITES must be cloud ids, separated by commas: the cloudId of https://<site>/_edge/tenant_info"
        )
        raise SettingsError(msg)
    return sites


def _number(environ: Mapping[str, str], name: str, *, default: float, low: float, high: float) -> float:
    raw = environ.get(name, "")
    try:
        value = float(raw) if raw else float(default)
    except ValueError:
        msg = f"{name} must be a number"
        raise SettingsError(msg) from None
    if not low <= value <= high:
        msg = f"{name} must be between {low:g} and {high:g}"
        raise SettingsError(msg)
    return value


def _engine_keys(environ: Mapping[str, str]) -> dict[str, str]:
    """The keys by the end of their variables' names."""
    prefix = "VOUCH_ENGINE_KEY_"
    return {name.removeprefix(prefix): value.strip() for name, value in environ.items() if name.startswith(prefix)}


def _language(environ: Mapping[str, str], name: str, default: str, modes: set[str]) -> str:
    value = environ.get(name) or default
    if value not in modes and not _LANGUAGE.fullmatch(value):
        msg = f"{name} must be {', '.join(sorted(modes))} or a language such as de or pt-BR"
        raise SettingsError(msg)
    return value


def _log_level(environ: Mapping[str, str]) -> str:
    level = environ.get("VOUCH_LOG_LEVEL", "INFO").upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        msg = "VOUCH_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR"
        raise SettingsError(msg)
    return level
