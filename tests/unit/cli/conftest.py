"""Commands with an environment of their own, and a registered site for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from plugin.cli.main import main

Vouch = Callable[..., tuple[int, str]]


@pytest.fixture
def vouch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Vouch:
    """Runs a command with an environment of its own; returns exit code and everything that was printed."""
    for name in ("VOUCH_ENVIRONMENT", "VOUCH_SECRET_KEYS", "VOUCH_DATABASE_URL", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VOUCH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VOUCH_PUBLIC_URL", "https://vouch.example.com")

    def run(*arguments: str, **environ: str) -> tuple[int, str]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run
