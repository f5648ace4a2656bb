"""Where on the site an app's page stands: in an issue or project of Jira, a page or space of Confluence, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plugin.sandbox.site import Issue, Project, Site
from plugin.sandbox.wiki.model import Page, Space


@dataclass(frozen=True, slots=True)
class Place:
    """At most one of: an issue; a project; a page with its space; a space alone."""

    issue: Issue | None = None
    project: Project | None = None
    page: Page | None = None
    space: Space | None = None

    @property
    def properties(self) -> tuple[str, dict[str, Any]]:
        """The kind of entity whose properties conditions may ask for, and those properties."""
        if self.issue is not None:
            return "issue", self.issue.properties
        if self.page is not None:
            return "content", {found.key: found.value for found in self.page.properties}
        return "", {}

    def context(self, site: Site) -> dict[str, Any]:
        """Return what tokens and addresses say of the place, by kind of entity; empty where it is nowhere."""
        if self.issue is not None:
            project = next(project for project in site.projects if project.key == self.issue.project)
            return {
                "issue": {"id": self.issue.id, "key": self.issue.key},
                "project": {"id": project.id, "key": project.key},
            }
        named: dict[str, Any] = {}
        if self.project is not None:
            named["project"] = {"id": self.project.id, "key": self.project.key}
        if self.page is not None:
            version = str(self.page.current.number)
            named["content"] = {"id": self.page.id, "type": self.page.kind, "version": version}
        if self.space is not None:
            named["space"] = {"id": self.space.id, "key": self.space.key}
        return named


NOWHERE = Place()
