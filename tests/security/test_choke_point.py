"""One choke point: whatever way a text takes, an engine is given a `Masked`, and nothing that was masked is in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Limits, Task, complete
from plugin.audit.repository import records
from plugin.cli.demo import started
from plugin.masking.squash import squash
from tests.fakes.documents import description, document
from tests.fakes.panel import Panel

ROOT = Path(__file__).parents[2]
VALUES = (
    "zenobia.quill@example.com",
    "DE89 3704 0044 0532 0130 00",
    "4111 1111 1111 1111",
    "85.07.30-033.28",
    "+44 20 7946 0958",
    "Quartz!Heron51",
)
_MAIL, _IBAN, _CARD, _ID, _PHONE, _PASSWORD = VALUES
SAID = (
    f"Zenobia writes from {_MAIL} that {_IBAN} was charged twice to card {_CARD}. Her number is {_ID}, she answers at "
    f"{_PHONE}. The password is {_PASSWORD} and the refund waits since Monday morning."
)


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the product."""
    for path in [*ROOT.glob("plugin/**/*.py"), *ROOT.glob("connectors/**/*.py")]:
        if "sandbox" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def callers(of: str) -> set[str]:
    """The modules that call something of that name."""
    found = set()
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name == of:
                    found.add(path.relative_to(ROOT).as_posix())
    return found


def test_one_maker() -> None:
    """Nobody but the masker makes what an engine accepts; the road, the learner, the canary and trials ask it to."""
    assert callers("Masked") == {"plugin/masking/mask.py"}
    assert callers("mask") == {
        "plugin/assist/road.py",
        "plugin/assist/categories/learning.py",
        "plugin/governance/canary.py",
        "plugin/evaluation/trial.py",  # items of our own, from the command line
        "plugin/governance/setup/trial.py",  # a text of our own, on the administrators' page
    }


def test_the_seal_is_held_by_the_masker() -> None:
    """No other module takes the seal that makes a `Masked`."""
    holders = {
        path.relative_to(ROOT).as_posix()
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "plugin.masking.model"
        and "SEAL" in {alias.name for alias in node.names}
    }
    assert holders == {"plugin/masking/mask.py"}


@pytest.mark.parametrize("unmasked", [document(description("x")), "text", {"document": "x"}, None])
def test_the_port_refuses_anything_else(unmasked: Any) -> None:
    """An engine is not even asked about something that was not masked."""
    with pytest.raises(TypeError):
        complete(EmbeddedEngine(), unmasked, Task("summarise"), Limits())


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            yield from texts(inner)
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))


def test_no_way_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted values reach no engine: not in the first run, a brief one, after a fault or with feedback."""
    given: list[Any] = []
    complete_ = EmbeddedEngine.complete

    def overheard(self: EmbeddedEngine, *args: Any) -> Any:
        given.append(args)
        return complete_(self, *args)

    monkeypatch.setattr(EmbeddedEngine, "complete", overheard)
    with started({}, port=0, data_dir=tmp_path / "data") as demo:
        issue = demo.site.state.site.issues["HELP-41"]
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": SAID}]}
        issue.description = {"type": "doc", "version": 1, "content": [paragraph]}
        panel = Panel(demo.site.base_url, demo.plugin_url, "HELP-41")
        first = panel.summarise()
        assert first["state"] == "finished"
        assert first["result"]["receipt"]["counts"]["secret"] == 1
        panel.call("POST", f"runs/{first['id']}/feedback", {"kind": "flag", "code": "wrong"})
        demo.site.state.faults.add("/comment", "half_page", times=5)
        panel.wait(panel.start(length="brief").json())
        demo.site.state.faults.clear()
        assert panel.summarise(length="brief")["state"] == "finished"
        exported = "".join(r.payload or "" for r in records(demo.services.database, demo.tenant_id))
    assert len(given) >= 2
    whole = squash("\n".join(texts(given)))
    for value in VALUES:
        assert squash(value) not in whole
        assert value not in exported
    assert "zenobia" not in exported.casefold()
