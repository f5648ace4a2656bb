"""The values that exist on the site for fields that are chosen from a list."""

from __future__ import annotations

from typing import Final

from plugin.sandbox.site import Project

PRIORITIES: Final = ("Highest", "High", "Medium", "Low", "Lowest")
_TYPES: Final = {"software": ("Bug", "Story", "Task"), "service_desk": ("Incident", "Service Request", "Task")}


def issue_types(project: Project) -> tuple[str, ...]:
    """Return the types that an issue of the project can have; all of them share one workflow."""
    more = ("Incident",) if project.key == "SEC" else ()
    return _TYPES[project.type] + more
