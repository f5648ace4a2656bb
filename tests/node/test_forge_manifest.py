"""Atlassian's validator over every form of the Forge manifest, and what it lets through (`make forge-check`)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from descriptors import forge
from descriptors.forge import PAGES, Form
from descriptors.forge.checks import problems
from tests.node.judge import HERE, node

APP_ID = "ari:cloud:ecosystem::app/0f0e0d0c-0b0a-4908-8706-050403020100"
ADDRESS = "https://vouch.example.com"
REGIONS = {code: f"https://{code.lower()}.vouch.example.com" for code in forge.REGIONS}


def written(folder: Path, text: str) -> Path:
    """The folder, with the manifest and the pages that it names."""
    folder.mkdir()
    (folder / "manifest.yml").write_text(text, encoding="utf-8")
    for page in PAGES:
        (folder / "static" / page.key).mkdir(parents=True)
        (folder / "static" / page.key / "index.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
        (folder / "static" / page.key / "icon.svg").write_text("<svg/>", encoding="utf-8")
    return folder


def judged(*folders: Path) -> dict[Path, list[str]]:
    """What the validator says of each folder."""
    done = subprocess.run(  # noqa: S603 (our own script)
        [node(), str(HERE / "forge-check.mjs"), *map(str, folders)], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    return {Path(folder): said for folder, said in json.loads(done.stdout).items()}


def filled(form: Form, **more: Any) -> str:
    """A form of the manifest with an id and an address."""
    return forge.render(form, app_id=APP_ID, public_url=ADDRESS, **more)


def test_every_form(tmp_path: Path) -> None:
    """A fixed remote, one with all regions, and a customer-managed one: Atlassian's validator says nothing."""
    folders = [
        written(tmp_path / "own", filled(Form.OWN)),
        written(tmp_path / "regions", filled(Form.OWN, regions=REGIONS)),
        written(tmp_path / "shared", filled(Form.SHARED)),
    ]
    assert judged(*folders) == {folder: [] for folder in folders}


def _broken(change: str) -> dict[str, Any]:
    found = forge.read(filled(Form.SHARED if change == "fetch" else Form.OWN))
    scopes = found["permissions"]["scopes"]
    if change == "http":
        found["remotes"][0]["baseUrl"] = "http://vouch.example.com"
    elif change == "fetch":
        found["permissions"]["external"]["fetch"] = {"client": [{"remote": "vouch"}]}
    elif change == "product":
        found["permissions"]["scopes"] = [scope for scope in scopes if "jira" not in scope]
        found["modules"]["trigger"] = found["modules"]["trigger"][2:]
    elif change in scopes:
        scopes.remove(change)
    elif change == "unknown":
        scopes.append("read:everything:jira")
    elif change == "endpoint":
        found["modules"]["macro"][0]["resolver"]["endpoint"] = "nowhere"
    return found


@pytest.fixture(scope="module")
def breakages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[str], list[str]]]:
    """What the validator and our own checks say of each broken manifest."""
    root = tmp_path_factory.mktemp("broken")
    names = ("http", "fetch", "product", "read:app-user-token", "read:app-system-token", "unknown", "endpoint")
    manifests = {name: _broken(name) for name in names}
    folders = {name: written(root / name.replace(":", "-"), yaml.safe_dump(found)) for name, found in manifests.items()}
    said = judged(*folders.values())
    return {name: (said[folders[name]], problems(manifests[name])) for name in names}


@pytest.mark.parametrize("name", ["http", "fetch", "product", "read:app-user-token", "read:app-system-token"])
def test_what_the_validator_misses(breakages: dict[str, tuple[list[str], list[str]]], name: str) -> None:
    """The validator lets it through, which is why ours must not; should it learn to see it, ours may go."""
    theirs, ours = breakages[name]
    assert theirs == []
    assert ours


@pytest.mark.parametrize("name", ["unknown", "endpoint"])
def test_what_the_validator_sees(breakages: dict[str, tuple[list[str], list[str]]], name: str) -> None:
    """The validator is awake: a scope or endpoint that does not exist is refused."""
    assert breakages[name][0]
