"""Who may see and do what on the site; every other module asks here.

- A project is seen by those in its `browse` list; a customer sees the requests in which they take part.
- A security level's members are the project's administrators, everybody in one of its roles, and site administrators
  who may browse it; reporter and assignee see their own issue.
- An internal note is for agents, a restricted comment for the role or group that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from plugin.sandbox.site import Comment, Issue, Link, Project, Site, User, Visibility

GLOBAL: Final = frozenset({"ADMINISTER", "SYSTEM_ADMIN", "USER_PICKER", "CREATE_PROJECT"})


def project_of(site: Site, reference: str) -> Project | None:
    """Return the project of a key or an id, or None."""
    return next((project for project in site.projects if reference in {project.key, project.id}), None)


def may_browse(user: User, project: Project) -> bool:
    """Whether the project is there at all for this person."""
    return user.account_type == "app" or user.account_id in project.browse


def may_set_up(user: User, project: Project) -> bool:
    """Whether the project's settings are there for this person."""
    return user.account_id in project.admins or user.site_admin


def in_role(user: User, project: Project) -> bool:
    """Whether any role of the project, or its administration, names this person."""
    return user.account_id in project.admins or any(user.account_id in members for members in project.roles.values())


def may_see(site: Site, user: User, issue: Issue) -> bool:
    """Whether the issue is there for this person."""
    project = _project(site, issue)
    if not may_browse(user, project):
        return False
    if user.account_type == "customer" and not _takes_part(user, issue):
        return False
    if (
        issue.security_level is None
        or user.account_type == "app"
        or user.account_id in {issue.reporter, issue.assignee}
    ):
        return True
    return in_role(user, project) or user.site_admin


def may_see_comment(site: Site, user: User, issue: Issue, comment: Comment) -> bool:
    """Whether a comment of an issue that the person sees is there for them."""
    project = _project(site, issue)
    if comment.internal and not is_agent(user, project):
        return False
    return comment.visibility is None or is_member(user, project, comment.visibility)


def visible_comments(site: Site, user: User, issue: Issue) -> list[Comment]:
    """Return the comments that are there for this person, oldest first."""
    return [comment for comment in list(issue.comments) if may_see_comment(site, user, issue, comment)]


def visible_links(site: Site, user: User, issue: Issue) -> Iterator[tuple[Link, Issue]]:
    """Yield the links whose other end the person may see, with that issue."""
    for link in issue.links:
        other = site.issues.get(link.key)
        if other is not None and may_see(site, user, other):
            yield link, other


def is_agent(user: User, project: Project) -> bool:
    """Whether the person works the queue of a service project."""
    return user.account_id in project.agents


def is_member(user: User, project: Project, visibility: Visibility) -> bool:
    """Whether a restriction includes the person."""
    if visibility.type == "group":
        return visibility.value in user.groups
    return user.account_id in project.roles.get(visibility.value, ())


def holds(site: Site, user: User, permission: str, project: Project | None, issue: Issue | None = None) -> bool:
    """Whether the person has a permission, in a project or on an issue where it is not a global one.

    Raises:
        KeyError: no such permission.
    """
    if permission in GLOBAL:
        return user.site_admin if permission != "USER_PICKER" else user.account_type != "customer"
    rule = _RULES[permission]
    projects = [project] if project is not None else list(site.projects)
    if issue is not None and not may_see(site, user, issue):
        return False
    return any(may_browse(user, each) and rule(user, each) for each in projects)


def _browses(_: User, __: Project) -> bool:
    return True


def _works(user: User, project: Project) -> bool:
    return user.account_type != "customer" and in_role(user, project)


def _administers(user: User, project: Project) -> bool:
    return user.account_id in project.admins


_RULES: Final[dict[str, Callable[[User, Project], bool]]] = {
    "BROWSE_PROJECTS": _browses,
    "ADD_COMMENTS": _browses,
    "EDIT_OWN_COMMENTS": _browses,
    "DELETE_OWN_COMMENTS": _browses,
    "CREATE_ISSUES": _works,
    "EDIT_ISSUES": _works,
    "ASSIGN_ISSUES": _works,
    "LINK_ISSUES": _works,
    "TRANSITION_ISSUES": _works,
    "DELETE_ISSUES": _administers,
    "EDIT_ALL_COMMENTS": _administers,
    "DELETE_ALL_COMMENTS": _administers,
    "ADMINISTER_PROJECTS": _administers,
    "SERVICEDESK_AGENT": is_agent,
}
KNOWN: Final = GLOBAL | set(_RULES)


def _project(site: Site, issue: Issue) -> Project:
    return next(project for project in site.projects if project.key == issue.project)


def _takes_part(user: User, issue: Issue) -> bool:
    return user.account_id == issue.reporter or any(
        comment.author == user.account_id and not comment.internal for comment in list(issue.comments)
    )
