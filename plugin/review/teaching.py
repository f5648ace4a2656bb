"""What a decision about suggestions teaches: values that a person took, did not want, or changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection

from plugin.assist.model import Run
from plugin.gateway.approval import Target
from plugin.gateway.field_plan import without
from plugin.gateway.writing import ChangeState, FieldChange
from plugin.review.model import Decision

_MEANS_WRONG = frozenset({"wrong", "outdated", "biased"})
"""Reasons of a rejection that speak of the values; the others speak of the asking."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What became of one suggested value; ids as the host writes them, `chosen` is empty where none was wanted."""

    field: str
    suggested: str
    chosen: str


class Teacher(Protocol):
    """Remembers lessons in the transaction of what teaches them; twice is once."""

    def lesson(self, connection: Connection, run: Run, field: str, suggested: str, chosen: str) -> None:
        """Remember one."""
        ...


def taken(decision: Decision) -> list[Taught]:
    """Return what a write of values teaches: each of them was right."""
    return [Taught(field, value, value) for field, value in _values(decision.written.changes)]


def taken_back(decision: Decision) -> list[Taught]:
    """Return what an undo teaches: each of them was not wanted after all."""
    if decision.target is not Target.FIELDS:
        return []
    return [Taught(field, value, "") for field, value in _values(decision.written.changes)]


def rejected(result: dict[str, Any], reason: str) -> list[Taught]:
    """Return what a rejection teaches."""
    if reason not in _MEANS_WRONG:
        return []
    return [Taught(said["field"], said["value"]["id"], "") for said in result.get("suggestions", ())]


def _values(changes: Sequence[FieldChange]) -> list[tuple[str, str]]:
    written = [change for change in changes if change.state is ChangeState.WRITTEN]
    return [(change.field, value.id) for change in written for value in without(change.after, change.before)]
