"""Parsed policies are kept, and what decides is always the version in force."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from plugin.governance import policies as module
from plugin.governance.parsed import _MOST, ParsedPolicies
from plugin.governance.policies import Policies
from plugin.policy.document import DEFAULT, PolicyDocument, parse
from plugin.store.database import Database
from plugin.store.tables import tenants

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_a_version_is_read_once_and_a_new_one_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process' version decides at the next question; the same one is not read again."""
    with database.begin() as connection:
        connection.execute(insert(tenants).values(id="one", site="one", created_at=NOW))
    read: list[int] = []

    def counted(data: object, *, version: int = 0) -> PolicyDocument:
        read.append(version)
        return parse(data, version=version)

    mine, other = Policies(database), Policies(database)
    assert mine.current("one").version == 0
    for number, level in enumerate(("public", "internal")):
        other.put_in_force("one", {"places": {"jira:A": {"level": level}}, "rules": []}, author="cli", based_on=number)
        monkeypatch.setattr(module, "parse", counted)
        found = [mine.current("one") for _ in range(3)]
        monkeypatch.setattr(module, "parse", parse)
        assert {each.version for each in found} == {number + 1}
        assert found[-1].places["jira:A"].level.code == level
    assert read == [1, 2]


def test_few_are_kept() -> None:
    """What was not asked for lately is read again; nobody else's is taken for it."""
    kept, read = ParsedPolicies(), []

    def ask(number: int) -> None:
        kept.of(("one", number, NOW), lambda: read.append(number) or DEFAULT)  # type: ignore[func-returns-value]

    for number in range(_MOST + 1):
        ask(number)
    ask(_MOST)
    ask(0)
    assert read == [*range(_MOST + 1), 0]
