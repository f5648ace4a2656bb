"""The site's pages for people: the list of issues, an issue, and the app's pages for administrators."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from plugin.sandbox.module_list import shown_here
from plugin.sandbox.permissions import (
    is_agent,
    may_browse,
    may_see,
    may_set_up,
    project_of,
    visible_comments,
    visible_links,
)
from plugin.sandbox.place import NOWHERE, Place
from plugin.sandbox.render import render
from plugin.sandbox.rest_session import HIDDEN
from plugin.sandbox.same_origin import require_same_origin
from plugin.sandbox.site import Issue
from plugin.sandbox.state import live
from plugin.sandbox.thread import NotAllowed, NotValid, add_comment, plain_body
from plugin.sandbox.view import View

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """Show the projects and issues that the person may see, without those that were solved long ago."""
    view, site = View.of(), live().site
    issues = [issue for issue in list(site.issues.values()) if not issue.past and may_see(site, view.user, issue)]
    groups = [
        (project, [issue for issue in issues if issue.project == project.key])
        for project in site.projects
        if may_browse(view.user, project)
    ]
    return render_template("home.html", view=view, groups=groups, installed=bool(view.door))


@blueprint.get("/browse/<key>")
def browse(key: str) -> str | Response:
    """Show an issue with its thread and the app's panels; a project's key shows the list."""
    view = View.of()
    issue = _visible(view, key)
    site = live().site
    project = project_of(site, issue.project)
    return render_template(
        "issue.html",
        view=view,
        issue=issue,
        project=project,
        comments=visible_comments(site, view.user, issue),
        links=list(visible_links(site, view.user, issue)),
        agent=project is not None and is_agent(view.user, project),
        contexts=shown_here(view, "jira", "jiraIssueContexts", Place(issue=issue)),
        contents=shown_here(view, "jira", "jiraIssueContents", Place(issue=issue)),
        render=render,
    )


@blueprint.post("/browse/<key>/comment")
def comment(key: str) -> AnyResponse | tuple[str, int]:
    """Add a plain-text comment as the person; scripts get the new comment alone, forms go back to the page."""
    require_same_origin()
    view = View.of()
    issue = _visible(view, key)
    body = plain_body(request.form.get("text", ""))
    try:
        new = add_comment(live(), view.user, issue, body, internal=request.form.get("internal") == "on")
    except NotAllowed as fault:
        abort(HTTPStatus.FORBIDDEN, str(fault))
    except NotValid as fault:
        abort(HTTPStatus.BAD_REQUEST, str(fault))
    if request.headers.get("X-Requested-With") == "fetch":
        page = render_template("comment.html", view=view, issue=issue, comment=new, render=render)
        return make_response(page, HTTPStatus.CREATED)
    return redirect(f"{view.url(f'/browse/{issue.key}')}#comment-{new.id}", HTTPStatus.SEE_OTHER)


@blueprint.get("/admin/vouch")
def admin() -> str:
    """Show the app's page for administrators, or its page after the installation (`?page=welcome`)."""
    view = View.of()
    if not view.user.site_admin:
        abort(HTTPStatus.FORBIDDEN, "Only administrators of this site see this page.")
    kind = "postInstallPage" if request.args.get("page") == "welcome" else "adminPages"
    visible = shown_here(view, "jira", kind, NOWHERE)
    return render_template("admin.html", view=view, module=visible[0] if visible else None, kind=kind)


@blueprint.get("/projects/<key>/settings")
def project_settings(key: str) -> str:
    """Show the app's page among a project's settings; its administrators and the site's see it."""
    view, project = View.of(), project_of(live().site, key)
    if project is None or not may_set_up(view.user, project):
        abort(HTTPStatus.FORBIDDEN, "Only administrators of this project see its settings.")
    visible = shown_here(view, "jira", "jiraProjectAdminTabPanels", Place(project=project))
    return render_template("project.html", view=view, project=project, module=visible[0] if visible else None)


def _visible(view: View, key: str) -> Issue:
    issue = live().issue(key)
    if issue is None or not may_see(live().site, view.user, issue):
        abort(HTTPStatus.NOT_FOUND, HIDDEN)
    return issue
