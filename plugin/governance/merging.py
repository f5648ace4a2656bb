"""Two edits of one policy, put together: what somebody proposed, on top of what came into force meanwhile.

Pure. Parts are followed by name, and lists of things with an id by that id. Where both changed the same to different
things, nobody but a person can say what holds.
"""

from __future__ import annotations

from typing import Any

_MISSING: Any = object()


class Clash(ValueError):
    """Both edits changed the same; `paths` say what."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(f"{len(paths)} clashes")
        self.paths = paths


def merged(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Return `theirs` with what `mine` changed of `base`.

    Raises:
        Clash: both changed the same.
    """
    clashes: list[str] = []
    result = _merged(base, mine, theirs, "", clashes)
    if clashes:
        raise Clash(sorted(clashes))
    whole: dict[str, Any] = result
    return whole


def _merged(base: Any, mine: Any, theirs: Any, path: str, clashes: list[str]) -> Any:  # noqa: ANN401 (JSON)
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    if isinstance(mine, dict) and isinstance(theirs, dict):
        known = base if isinstance(base, dict) else {}
        return _by_name(known, mine, theirs, path, clashes)
    if _has_ids(mine) and _has_ids(theirs):
        known_list = base if _has_ids(base) else []
        parts = _by_name(_by_id(known_list), _by_id(mine), _by_id(theirs), path, clashes)
        return list(parts.values())
    clashes.append(path)
    return theirs


def _by_name(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], path: str, clashes: list[str]
) -> dict[str, Any]:
    names = dict.fromkeys([*theirs, *mine])
    parts = {
        name: _merged(
            base.get(name, _MISSING),
            mine.get(name, _MISSING),
            theirs.get(name, _MISSING),
            f"{path}/{name}",
            clashes,
        )
        for name in names
    }
    return {name: part for name, part in parts.items() if part is not _MISSING}


def _has_ids(value: Any) -> bool:  # noqa: ANN401 (JSON)
    return isinstance(value, list) and all(isinstance(each, dict) and "id" in each for each in value)


def _by_id(listed: list[dict[str, Any]]) -> dict[str, Any]:
    return {each["id"]: each for each in listed}
