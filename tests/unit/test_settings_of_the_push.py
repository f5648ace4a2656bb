"""The settings of the webhook: safe or not at all."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from plugin.errors import SettingsError
from plugin.settings import Settings

SECRET = "whsec_" + base64.b64encode(b"k" * 24).decode()
GOOD = {
    "VOUCH_PUBLIC_URL": "https://vouch.example.com",
    "VOUCH_SECRET_KEYS": Fernet.generate_key().decode(),
    "VOUCH_AUDIT_PUSH_URL": "https://siem.example.com/hook",
    "VOUCH_AUDIT_PUSH_SECRET": SECRET,
}


def test_good() -> None:
    """An https address and a secret are enough."""
    settings = Settings.from_env(GOOD)
    assert (settings.audit_push_url, settings.audit_push_format, settings.audit_push_private) == (
        "https://siem.example.com/hook",
        "ocsf",
        False,
    )
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VOUCH_AUDIT_PUSH_URL", "http://siem.example.com/hook"),
        ("VOUCH_AUDIT_PUSH_URL", "http://127.0.0.1/hook"),
        ("VOUCH_AUDIT_PUSH_URL", "https://user:password@siem.example.com"),
        ("VOUCH_AUDIT_PUSH_URL", "ftp://siem.example.com"),
        ("VOUCH_AUDIT_PUSH_URL", "siem.example.com"),
        ("VOUCH_AUDIT_PUSH_SECRET", ""),
        ("VOUCH_AUDIT_PUSH_SECRET", "whsec_c2hvcnQ="),
        ("VOUCH_AUDIT_PUSH_SECRET", "password"),
        ("VOUCH_AUDIT_PUSH_SECRET", "whsec_no base64!"),
        ("VOUCH_AUDIT_PUSH_FORMAT", "pdf"),
        ("VOUCH_AUDIT_PUSH_PRIVATE", "perhaps"),
        ("VOUCH_AUDIT_PUSH_CA", "/nowhere.pem"),
    ],
)
def test_refused(name: str, value: str) -> None:
    """Anything else stops the start with the variable's name, and repeats no secret."""
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({**GOOD, name: value})
    assert name in refused.value.message
    assert not value or value not in refused.value.message


def test_none() -> None:
    """Without an address there is no webhook, and no secret is needed."""
    environ = {name: value for name, value in GOOD.items() if "PUSH" not in name}
    assert Settings.from_env(environ).audit_push_url == ""


def test_sandbox(tmp_path: Path) -> None:
    """The sandbox may push to this machine over http, and nowhere else."""
    sandbox = {"VOUCH_ENVIRONMENT": "sandbox", "VOUCH_DATA_DIR": str(tmp_path), "VOUCH_AUDIT_PUSH_SECRET": SECRET}
    assert Settings.from_env({**sandbox, "VOUCH_AUDIT_PUSH_URL": "http://127.0.0.1:1/x"}).audit_push_url
    with pytest.raises(SettingsError):
        Settings.from_env({**sandbox, "VOUCH_AUDIT_PUSH_URL": "http://example.com/x"})
