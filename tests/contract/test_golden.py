"""The golden set against the stand-in: facts stand in their items, the embedded engine is as good as recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.host.model import Document
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.cli import golden as command
from plugin.cli.demo import started
from plugin.cli.golden import documents_of
from plugin.cli.main import main
from plugin.evaluation.golden.facts import golden, says
from plugin.evaluation.golden.run import GoldenRun, recorded, run, worse


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Document]]:
    """The items as the readers of both products read them."""
    with started({}, port=0, data_dir=tmp_path_factory.mktemp("demo") / "data") as demo:
        yield documents_of(demo)


@pytest.fixture(scope="module")
def made(documents: dict[str, Document]) -> GoldenRun:
    """The embedded engine's run."""
    return run(EmbeddedEngine(), documents)


def test_facts_stand_in_their_items(documents: dict[str, Document]) -> None:
    """Nobody is asked to say what an item does not."""
    missing = [
        (item.name, fact)
        for item in golden()
        for fact in item.facts
        if not says(fact, [" ".join(s.text.split()) for s in documents[item.name].segments])
    ]
    assert missing == []


def test_no_worse_than_recorded(made: GoldenRun) -> None:
    """A change of the embedded engine or of the gates that says less is seen here."""
    kept = made.serialise()
    assert worse(kept, recorded()) == []
    assert kept["removed"] == 0
    assert kept["said"] >= 90


def test_command(
    made: GoldenRun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A worse run ends with 1 and is not kept unless it is accepted; a first one is."""
    monkeypatch.setattr(command, "_made", lambda _: made)
    last = tmp_path / "last.json"
    asked = ["golden", "run", "--baseline", str(last)]
    assert main(asked) == 0
    better = json.loads(last.read_text(encoding="utf-8"))
    last.write_text(json.dumps({**better, "said": better["said"] + 20}), encoding="utf-8")
    assert main(asked) == 1
    assert "WORSE  says" in capsys.readouterr().out
    assert json.loads(last.read_text(encoding="utf-8"))["said"] == better["said"] + 20
    assert main([*asked, "--accept"]) == 0
    assert json.loads(last.read_text(encoding="utf-8"))["said"] == better["said"]
