"""What the commands share."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest
import structlog

from plugin.cli.console import quiet_logs


@pytest.fixture
def logs() -> Iterator[None]:
    """The logs as they were, after the test."""
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("logs")
def test_logs_follow_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line goes to what standard error is now; the one of the start may be closed without a fault in whoever logs."""
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", first)
    quiet_logs()
    log = structlog.get_logger()
    log.warning("before")
    monkeypatch.setattr(sys, "stderr", second)
    assert "before" in first.getvalue()
    first.close()
    log.warning("after")
    assert "after" in second.getvalue()
