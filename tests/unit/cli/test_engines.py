"""`vouch engines`, the keys of tenants, and what `vouch doctor` says of engines."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.ai.prompts.library import present
from plugin.cli import doctor_engines
from plugin.cli.to_do import ToDo
from plugin.settings import Settings
from tests.fakes.providers.script import Script
from tests.fakes.providers.server import FakeServer, serving
from tests.fakes.providers.wire import OpenAIWire
from tests.unit.cli.conftest import Vouch

FILE = """
engines:
  - {{name: ours, provider: compatible, model: some-model, base_url: "{url}/v1", destination: own_network,
     private_addresses: true, region: Basel, retention_days: 0, trains: false, judge: second,
     prices: {{as_of: "2024-01-31", currency: CHF, input: 1, output: 3}}}}
  - {{name: second, provider: openai, model: other-model, destination: public_api, tenant_keys: true}}
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeServer]:
    """The engine's provider."""
    with serving(OpenAIWire()) as server:
        yield server


@pytest.fixture
def file(provider: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue."""
    path = tmp_path / "engines.yaml"
    path.write_text(FILE.format(url=provider.url), encoding="utf-8")
    monkeypatch.setenv("VOUCH_ENGINES", str(path))
    return path


def registered(vouch: Vouch, tmp_path: Path) -> None:
    """A tenant in an initialised database."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from plugin.store.database import Database  # noqa: PLC0415
    from plugin.store.tables import installations, tenants  # noqa: PLC0415

    assert vouch("init")[0] == 0
    database = Database(f"sqlite:///{tmp_path / 'data' / 'vouch.sqlite3'}")
    now = datetime.now(UTC)
    with database.begin() as connection:
        connection.execute(tenants.insert().values(id="t1", site="x.atlassian.net", created_at=now))
        connection.execute(
            installations.insert().values(
                id="i1",
                tenant_id="t1",
                product="jira",
                client_key="c",
                base_url="https://x.atlassian.net",
                shared_secret=b"x",
                state="installed",
                installed_at=now,
                updated_at=now,
            )
        )
    database.close()


@pytest.mark.usefixtures("file")
def test_listed_and_keyed(vouch: Vouch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each engine is told with where data goes and what is known; a key goes in and never comes out."""
    registered(vouch, tmp_path)
    code, said = vouch("engines")
    assert code == 0, said
    for words in (
        "embedded  Vouch",
        "127.0.0.1 (own network, Basel)",
        "0 days",
        "1/3 CHF a million tokens in/out, as of 2024-01-31",
        "api.openai.com (public api, region not said)",
        "not said",
    ):
        assert words in said
    key = "sk-of-this-tenant-12345"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{key}\n"))
    assert vouch("engines", "set-key", "second") == (0, "OK  set; runs of this tenant use it from now on\n")
    code, said = vouch("engines", "keys")
    assert code == 0
    assert said.startswith("second  set ")
    assert key not in said
    assert vouch("engines", "remove-key", "second")[0] == 0
    assert vouch("engines", "remove-key", "second")[0] == 1
    assert vouch("engines", "set-key", "nobody")[0] == 1
    code, said = vouch("cost", "report")
    assert (code, "by engine" in said) == (0, True)
    assert vouch("cost", "report", "--month", "soon")[0] == 1


def settings(file: Path, tmp_path: Path) -> Settings:
    """The settings of a doctor."""
    return Settings.from_env(
        {"VOUCH_ENVIRONMENT": "sandbox", "VOUCH_DATA_DIR": str(tmp_path / "data"), "VOUCH_ENGINES": str(file)}
    )


def test_doctor(provider: FakeServer, file: Path, tmp_path: Path) -> None:
    """Each model is asked for a few tokens by its name; old prices and an old golden run are said."""
    provider.play(Script(text='{"ok": true}'))
    said = doctor_engines.answering(settings(file, tmp_path))
    assert "ours: " in said
    assert "prices are " in said
    assert "golden set not run" in said
    assert "second: each tenant brings its key" in said
    assert provider.asked[0].body["model"] == "some-model"
    golden = tmp_path / "data" / "golden" / "ours.json"
    golden.parent.mkdir(parents=True)
    golden.write_text('{"prompts": {}}', encoding="utf-8")
    assert "with other prompts" in doctor_engines.answering(settings(file, tmp_path))
    assert present()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (Script(act="status", status=404), "ours (some-model) refuses its key, model or address"),
        (Script(act="error_in_200"), "ours (some-model) failed"),
    ],
)
def test_doctor_finds(provider: FakeServer, file: Path, tmp_path: Path, script: Script, words: str) -> None:
    """A model that is not there, or an answer that is none, is something to do."""
    provider.play(script)
    with pytest.raises(ToDo, match="See docs") as caught:
        doctor_engines.answering(settings(file, tmp_path))
    assert words in str(caught.value)
