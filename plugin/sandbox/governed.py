"""What the organisation's administrators set over both products: default levels, and what apps may not reach."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Governed:
    """Changed by tests while the site runs.

    Attributes:
        project_levels: project key -> code of its default classification level.
        organisation_level: code of the organisation's default; empty where there is none.
        blocked: what an app access rule keeps from every app: (product, id) of an issue or a page, and
            (product, id) of a project or space in `blocked_containers`.
        blocked_containers: as above.
    """

    project_levels: dict[str, str] = field(default_factory=dict)
    organisation_level: str = ""
    blocked: set[tuple[str, str]] = field(default_factory=set)
    blocked_containers: set[tuple[str, str]] = field(default_factory=set)

    def hides(self, product: str, item_id: str, container_id: str) -> bool:
        """Whether apps may not reach this item, whoever they act as."""
        return (product, item_id) in self.blocked or (product, container_id) in self.blocked_containers
