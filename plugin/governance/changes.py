"""What changed between two JSON documents, for the record: path, before and after of every leaf."""

from __future__ import annotations

import hashlib
from typing import Any

from plugin.audit.chain import canonical

MOST_CHANGES = 500


def digest(document: Any) -> str:  # noqa: ANN401 (any JSON value)
    """Hex SHA-256 of a document's canonical JSON: binds a record to a version that stands elsewhere."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return `changes` ([path, before, after] each, None where it was not there) and how many were `left_out`.

    Rules are known by their ids, so that a rule that moved is not a change.
    """
    old, new = _leaves(before), _leaves(after)
    found = [
        [path, old.get(path), new.get(path)]
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    ]
    return {"changes": found[:MOST_CHANGES], "left_out": max(0, len(found) - MOST_CHANGES)}


def _leaves(value: Any, path: str = "") -> dict[str, Any]:  # noqa: ANN401 (any JSON value)
    if isinstance(value, dict):
        parts = {f"{path}/{name}": inner for name, inner in value.items()}
    elif isinstance(value, list) and value and all(isinstance(inner, dict) and "id" in inner for inner in value):
        parts = {f"{path}/{inner['id']}": inner for inner in value}
    else:
        return {path: value}
    return {leaf: said for name, inner in parts.items() for leaf, said in _leaves(inner, name).items()}
