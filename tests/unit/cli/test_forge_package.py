"""`vouch forge`: the packed app is whole and strict, and what is missing is said before anything is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from descriptors import forge
from descriptors.forge import PAGES, Form
from descriptors.forge.checks import problems
from plugin.cli import forge as command
from plugin.cli.console import CommandFailed
from plugin.cli.forge_bridge import bundled
from plugin.cli.forge_package import BRIDGE, TEMPLATES, pack
from tests.unit.cli.conftest import Vouch

APP_ID = "ari:cloud:ecosystem::app/0f0e0d0c-0b0a-4908-8706-050403020100"
ROOT = Path(__file__).parents[3]
BRIDGE_TEXT = "export const view = {};\n"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An app that was packed over an earlier one."""
    folder = tmp_path_factory.mktemp("app")
    stale = folder / "static" / "vouch-context" / "gone.js"
    stale.parent.mkdir(parents=True)
    stale.write_text("gone", encoding="utf-8")
    pack(folder, forge.render(Form.OWN, app_id=APP_ID, public_url="https://vouch.example.com"), BRIDGE_TEXT)
    return folder


def test_whole(packed: Path) -> None:
    """Manifest and pages are there, nothing of an earlier package is, and each file that is named exists."""
    assert problems(forge.read((packed / "manifest.yml").read_text(encoding="utf-8"))) == []
    assert {folder.name for folder in (packed / "static").iterdir()} == {page.key for page in PAGES}
    for page in PAGES:
        folder = packed / "static" / page.key
        assert (folder / "icon.svg").is_file()
        assert (folder / BRIDGE).read_text(encoding="utf-8") == BRIDGE_TEXT
        html = (folder / "index.html").read_text(encoding="utf-8")
        for name in re.findall(r'(?:href|src|data-start)="([^"]+)"', html):
            assert (folder / name).is_file(), (page.key, name)
        for module in folder.rglob("*.js"):
            for name in re.findall(r'(?:from|import\()\s*"(\.[^"]+)"', module.read_text(encoding="utf-8")):
                assert (module.parent / name).is_file(), (module, name)
    assert not (packed / "static" / "vouch-context" / "gone.js").exists()


def test_strict(packed: Path) -> None:
    """No page has an inline script, style or handler, an address outside, or a template's leftovers."""
    for page in PAGES:
        html = (packed / "static" / page.key / "index.html").read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|https?://|{{|{%|nonce", html), (
            page.key
        )


def test_each_page_is_its_own(packed: Path) -> None:
    """A page says which product and surface it is, and brings no module of a page that people of its kind never see."""
    names = {page.key: {path.name for path in (packed / "static" / page.key).rglob("*.js")} for page in PAGES}
    assert "panel.js" in names["vouch-context"]
    assert not {"admin.js", "macro.js", "view-matrix.js"} & names["vouch-context"]
    assert "admin.js" in names["vouch-admin"]
    assert "macro.js" in names["vouch-summary"]
    byline = (packed / "static" / "vouch-byline" / "index.html").read_text(encoding="utf-8")
    assert 'data-product="confluence" data-surface="byline"' in byline
    assert '<script type="module" src="./forge.js" data-start="./panel.js"></script>' in byline


def test_same_templates_behind_both_doors() -> None:
    """Each page is made of the template that Connect's page of the same place is made of."""
    source = "".join((ROOT / "plugin/web" / name).read_text(encoding="utf-8") for name in ("pages.py", "macro.py"))
    views = re.findall(r'@blueprint\.get\("([^"]+)"\)(?:(?!@blueprint|shell\().)*shell\("([^"]+)"', source, re.DOTALL)
    connect = {path.rpartition("/")[2]: template for path, template in views}
    other = {"context": "panel", "content": "panel", "byline": "write", "project": "project-admin"}
    assert {surface: connect[other.get(surface, surface)] for surface in TEMPLATES} == TEMPLATES
    assert {page.surface for page in PAGES} == set(TEMPLATES)


def test_without_a_bridge(tmp_path: Path) -> None:
    """The stand-in site brings its own bridge: such a package has none."""
    files = pack(tmp_path / "app", "app: {}\n")
    assert not [path for path in files if path.name == BRIDGE]
    assert tmp_path / "app" / "manifest.yml" in files


def test_manifest_is_printed(vouch: Vouch) -> None:
    """Address and id come from the settings or the command line; the shared form needs no address."""
    code, said = vouch("forge", "manifest", VOUCH_FORGE_APP_ID=APP_ID)
    assert code == 0
    assert 'baseUrl: "https://vouch.example.com"' in said
    code, said = vouch(
        "forge", "manifest", "--address", "https://ai.example.com", "--region", "EU=https://eu.example.com"
    )
    assert (code, forge.read(said)["remotes"][0]["baseUrl"]) == (
        0,
        {"default": "https://ai.example.com", "EU": "https://eu.example.com"},
    )
    code, said = vouch("forge", "manifest", "--form", "shared", VOUCH_PUBLIC_URL="")
    assert code == 0
    assert "configurable" in forge.read(said)["remotes"][0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "forge register"),
        (("--app-id", "vouch"), "not an app's id"),
        (("--app-id", APP_ID, "--address", "http://vouch.example.com"), "is not https"),
        (("--app-id", APP_ID, "--region", "MARS=https://m.example.com"), "--region MARS"),
        (("--app-id", APP_ID, "--form", "shared", "--region", "EU=https://eu.example.com"), "has no regions"),
        (("--app-id", APP_ID, "--name", 'a"b'), "quotes"),
    ],
)
def test_what_is_wrong_is_said(vouch: Vouch, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    """A manifest that would not do is never written, and the words say what to do."""
    code, said = vouch("forge", "package", "--out", str(tmp_path / "app"), *arguments)
    assert code == 1
    assert words in said
    assert not (tmp_path / "app").exists()


def test_an_app_that_is_still_to_be_registered(vouch: Vouch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packed without an id at first; then `forge register` writes one, which the next package keeps."""
    monkeypatch.setattr(command, "bundled", lambda *_: BRIDGE_TEXT)
    out = tmp_path / "app"
    code, said = vouch("forge", "package", "--new", "--out", str(out))
    assert (code, "forge register" in said) == (0, True)
    code, said = vouch("forge", "package", "--out", str(out))
    assert (code, "no app id" in said) == (1, True)
    manifest = out / "manifest.yml"
    registered = manifest.read_text(encoding="utf-8").replace("00000000-0000-0000-0000-000000000000", APP_ID[-36:])
    manifest.write_text(registered, encoding="utf-8")
    code, said = vouch("forge", "package", "--out", str(out))
    assert (code, "forge deploy" in said) == (0, True)
    assert forge.read(manifest.read_text(encoding="utf-8"))["app"]["id"] == APP_ID
    manifest.write_text("- x", encoding="utf-8")
    assert "cannot be read" in vouch("forge", "package", "--out", str(out))[1]


def test_a_folder_of_somebody_else_is_left_alone(vouch: Vouch, tmp_path: Path) -> None:
    """A folder that holds anything but a packed app is refused, and nothing in it changes."""
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    code, said = vouch("forge", "package", "--app-id", APP_ID, "--out", str(tmp_path))
    assert (code, [path.name for path in tmp_path.iterdir() if path.name != "data"]) == (1, ["thesis.txt"])
    assert "something else" in said


def _tool(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("tools", "words"),
    [
        ({}, "no Node on this machine"),
        ({"node": "echo v18.20.0"}, "is v18.20.0. Node 20 or later"),
        ({"node": "echo v22.1.0"}, "no npm beside Node"),
        ({"node": "echo v22.1.0", "npm": "echo 'E404 not here' >&2; exit 1"}, "npm said: E404 not here"),
    ],
)
def test_node_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tools: dict[str, str], words: str) -> None:
    """Without a Node that is new enough, or without its packages, the command says what to do."""
    path = tmp_path / "bin"
    path.mkdir()
    for name, script in tools.items():
        _tool(path, name, script)
    monkeypatch.setenv("PATH", str(path))
    with pytest.raises(CommandFailed, match=re.escape(words)):
        bundled(tmp_path / "tools")


def test_what_node_says_is_the_bridge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Packages that are there already are used again; a folder without them is named."""
    path, modules = tmp_path / "bin", tmp_path / "node_modules"
    path.mkdir()
    _tool(path, "node", 'case "$1" in --version) echo v22.1.0 ;; *) echo "// $*" ;; esac')
    monkeypatch.setenv("PATH", f"{path}:/usr/bin:/bin")
    with pytest.raises(CommandFailed, match="does not exist"):
        bundled(tmp_path / "tools", modules)
    (modules / "esbuild").mkdir(parents=True)
    (modules / "@forge" / "bridge").mkdir(parents=True)
    assert bundled(tmp_path / "tools", modules) == f"// bundle.mjs {modules}\n"
    assert {path.name for path in (tmp_path / "tools").iterdir()} == {
        "package.json", "package-lock.json", "entry.js", "bundle.mjs"
    }  # fmt: skip
