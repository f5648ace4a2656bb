"""Changes of a policy, and what they loosen, in plain English for the command line and for files."""

from __future__ import annotations

import json
from typing import Any

from plugin.governance.changes import changes
from plugin.policy.loosening import Reason

_NOTHING = "nothing"
_SAID = {
    "place": "{where} becomes {after}; it was {before}",
    "overlay": "the overlay {where} goes or says less",
    "exception": "the exception {where} says more, or longer (until {after})",
    "matrix": "{where}: {before} becomes {after}",
    "engines": "{where}: another engine is permitted",
    "destinations": "{where}: text may go further",
    "limits": "{where}: a limit grows or goes",
    "requirement": "{where}: less is asked of an engine",
    "masking": "{where} is masked no longer",
    "pattern": "the pattern {where} is masked no longer",
    "retention": "{where}: kept longer, {before} days become {after}",
    "budget": "the budget of {where}: {before} becomes {after}",
    "approvers": "{where}: somebody else may approve, or it waits longer",
    "native_levels": "Atlassian's level {where}: {before} becomes {after}",
    "detected_levels": "what {where} finds: {before} becomes {after}",
    "team": "the team {where} becomes another group",
    "not_compared": "there is too much to compare",
}
_PATHS = {
    "place": "places/{where}",
    "overlay": "overlays/{where}",
    "exception": "exceptions/{where}",
    "requirement": "requirements/{where}",
    "masking": "masking",
    "pattern": "masking",
    "retention": "retention/{where}",
    "budget": "limits/budgets",
    "limits": "limits",
    "approvers": "approvers",
    "native_levels": "native_levels/levels/{where}",
    "detected_levels": "detected_levels/{where}",
    "team": "teams/{where}",
}


def reason_words(reason: Reason) -> str:
    """Return what loosens, in words."""
    return _SAID[reason.code].format(
        where=reason.where, before=reason.before or _NOTHING, after=reason.after or _NOTHING
    )


def reason_path(reason: Reason) -> str:
    """Return where in a document that stands, as near as it can be said."""
    return _PATHS.get(reason.code, "rules").format(where=reason.where)


def changes_words(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return what changed, a line each."""
    found = changes(before, after)
    lines = [_line(path, old, new) for path, old, new in found["changes"]]
    return lines + ([f"and {found['left_out']} more"] if found["left_out"] else [])


def _line(path: str, before: Any, after: Any) -> str:  # noqa: ANN401 (any JSON value)
    parts = path.strip("/").split("/")
    what = ": ".join([*parts[:2], " ".join(parts[2:])]) if len(parts) > 2 else ": ".join(parts)  # noqa: PLR2004
    if before is None:
        return f"{what}: {_told(after)}, new"
    if after is None:
        return f"{what}: {_told(before)}, gone"
    return f"{what}: {_told(before)} becomes {_told(after)}"


def _told(value: Any) -> str:  # noqa: ANN401 (any JSON value)
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
