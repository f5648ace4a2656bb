"""A canary through the whole road: it is in the answer to the person, and nowhere else in the clear."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import structlog

from plugin.cli.demo import started
from tests.fakes.panel import Panel

CANARY = "zyxwvcanary"


def test_canary(tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    """A word in an issue reaches no log, no record, no event and no readable byte of the database."""
    caplog.set_level(logging.DEBUG)
    structlog.reset_defaults()
    folder = tmp_path / "data"
    with started({}, port=0, data_dir=folder) as demo:
        issue = demo.site.state.site.issues["SHOP-12"]
        said = f"The {CANARY} release broke the label printer and every shipment waits since Monday."
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": said}]}
        issue.description = {"type": "doc", "version": 1, "content": [paragraph]}
        panel = Panel(demo.site.base_url, demo.plugin_url, "SHOP-12")
        run = panel.summarise()
        assert CANARY in str(run["result"])
        token = panel.headers()["Authorization"].split()[1]
        # The same again on a bad day: the faults' own logs must not carry it either.
        demo.site.state.faults.add("/comment", "half_page", times=5)
        assert panel.wait(panel.start(length="brief").json())["state"] in {"failed", "finished"}
        demo.site.state.faults.clear()
        panel.call("POST", "runs", {"use_case": CANARY})
    logged = caplog.text + "".join(capsys.readouterr())
    assert CANARY not in logged
    assert token not in logged
    assert panel.ticket not in logged
    for file in folder.iterdir():
        assert CANARY.encode() not in file.read_bytes(), file.name
        assert token.encode() not in file.read_bytes(), file.name
