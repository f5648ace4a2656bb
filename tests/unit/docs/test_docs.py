"""The docs are true: settings, commands, links, images, codes and targets that they name exist, and none is missing."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from plugin.audit.events import AuditEvent
from plugin.cli.main import _parser
from plugin.settings import Settings
from plugin.store import tables as _tables  # noqa: F401 (names every table)
from plugin.store.columns import metadata

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def names_of(page: Path) -> str:
    """A page's path below the root, as the test's name."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=names_of)
def test_links(page: Path) -> None:
    """Every relative link and image leads to a file."""
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_settings_are_described() -> None:
    """`docs/configuration.md` describes exactly the variables that the code reads, and each field names its own."""
    described = set(re.findall(r"^\| `(VOUCH_[A-Z_]+)`", (ROOT / "docs/configuration.md").read_text(), re.MULTILINE))
    source = (ROOT / "plugin/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"(VOUCH_[A-Z_]+)"', source)) - {"VOUCH_PORT"}
    assert described == read
    documented = dict(re.findall(r"^        (\w+): `(VOUCH_[A-Z_]+)`", source, re.MULTILINE))
    assert set(documented) == {field.name for field in fields(Settings)}
    assert set(documented.values()) == described


def test_every_table_is_in_the_data_map() -> None:
    """`docs/data-map.md` says of each table of the store what is in it and how long, and of none that is not there."""
    rows = re.findall(r"^\|.*\|$", (ROOT / "docs/data-map.md").read_text(encoding="utf-8"), re.MULTILINE)
    known = {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}
    named = [name for row in rows for name in re.findall(r"`([a-z_.]+)`", row.split("|")[2])]
    assert {name.partition(".")[0] for name in named} == set(known) - {"usage_keys"}
    assert [name for name in named if "." in name and name.partition(".")[2] not in known[name.partition(".")[0]]] == []
    assert all(len(row.split("|")) == 6 and row.split("|")[4].strip() for row in rows)


def test_every_attack_is_stopped_by_a_test() -> None:
    """Each row of the threat model's attacks names tests, and each test that it names exists."""
    text = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8").partition("## What is tried")[2]
    rows = [row for row in re.findall(r"^\| .*\|$", text, re.MULTILINE) if not row.startswith("| attempt |")]
    named = {row: re.findall(r"`([\w/]+)::(test_\w+)`", row) for row in rows}
    assert [row for row, tests in named.items() if not tests] == []
    missing = [
        f"{path}::{name}"
        for tests in named.values()
        for path, name in tests
        if not _has_test(ROOT / "tests" / f"{path}.py", name)
    ]
    assert missing == []


def _has_test(path: Path, name: str) -> bool:
    return path.is_file() and f"def {name}(" in path.read_text(encoding="utf-8")


def test_every_event_is_described() -> None:
    """`docs/audit.md` names every event of the record beside its number, and none that is not there."""
    rows = re.findall(
        r"^\| ([\d, ]+) \| ([^|]*) \|", (ROOT / "docs/audit.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = [
        pair
        for numbers, names in rows
        for pair in zip(map(int, numbers.split(",")), re.findall(r"`([^`]+)`", names), strict=True)
    ]
    assert sorted(named) == sorted((event.number, event.value) for event in AuditEvent)


def test_codes_are_described() -> None:
    """Every code that the product gives to an error stands in `docs/api.md`, and none stands there for nothing."""
    found = set()
    for path in [*ROOT.glob("plugin/**/*.py")]:
        if "sandbox" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "code":
                found.add(ast.literal_eval(node.value))
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
                names = [target.id for target in node.targets[0].elts if isinstance(target, ast.Name)]
                if names == ["code", "status"]:
                    found.add(ast.literal_eval(node.value)[0])
    table = (ROOT / "docs/api.md").read_text(encoding="utf-8").partition("| code |")[2]
    described = {
        code for row in table.splitlines() for code in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    }
    assert {code for code in found if isinstance(code, str)} - {"settings"} <= described | {"refused"}
    assert described - found <= {"refused", "http_405"}


@pytest.mark.parametrize("page", PAGES, ids=names_of)
def test_commands(page: Path) -> None:
    """Every `vouch` command and `make` target that the docs name exists."""
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`|^    make ([a-z-]+)", text, re.MULTILINE)) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }
    commands = set(_parser()._subparsers._group_actions[0].choices)  # type: ignore[union-attr, arg-type]
    named = set(re.findall(r"(?:`|^    (?:\.venv/bin/)?)vouch ([a-z]+)", text, re.MULTILINE))
    assert named <= commands


def test_adrs_are_numbered() -> None:
    """Decisions are numbered without a gap."""
    numbers = sorted(int(path.name[:4]) for path in ROOT.glob("docs/adr/*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_repository_speaks_of_the_product_alone() -> None:
    """No path of a machine and no host of a package registry stands in what is shipped."""
    suspicious = re.compile(r"/work/|/home/[a-z]|pypi\.org/simple|registry\.npmjs|file:///opt")
    found = []
    for pattern in ("**/*.py", "**/*.md", "**/*.toml", "**/*.json", "**/*.lock", "Makefile", ".ci/run"):
        for path in ROOT.glob(pattern):
            if {".venv", "node_modules", ".git"} & set(path.parts) or path == Path(__file__):
                continue
            if suspicious.search(path.read_text(encoding="utf-8", errors="replace")):
                found.append(names_of(path))
    assert found == []
