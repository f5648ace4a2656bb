"""The two products: clients, what can be written where, who is named."""

from __future__ import annotations

from collections.abc import Callable

from connectors.confluence.client import ConfluenceClient
from connectors.host.access import Access
from connectors.host.model import Product
from connectors.host.session import HostSession
from connectors.jira.client import JiraClient
from plugin.gateway.approval import Target
from plugin.gateway.confluence_comment import ConfluenceComment
from plugin.gateway.confluence_draft import ConfluenceDraft
from plugin.gateway.confluence_labels import ConfluenceLabels
from plugin.gateway.confluence_macro import ConfluenceMacro
from plugin.gateway.confluence_marker import ConfluenceMarker
from plugin.gateway.jira_comment import JiraComment, JiraMarker
from plugin.gateway.jira_description import JiraDescription
from plugin.gateway.jira_fields import JiraFields
from plugin.gateway.people import ConfluenceDirectory, JiraDirectory, People
from plugin.gateway.writing import Writing
from plugin.identity.impersonation import LEVELS, PersonAccess
from plugin.settings import Settings


def make_clients(
    settings: Settings, budget_seconds: float | None = None
) -> tuple[Callable[[Access], JiraClient], Callable[[Access], ConfluenceClient]]:
    """Make what makes clients for one person's access each, with a time budget: that of the settings by default."""

    def session(access: Access) -> HostSession:
        return HostSession(access, budget_seconds=budget_seconds or settings.host_timeout)

    return lambda access: JiraClient(session(access)), lambda access: ConfluenceClient(session(access))


def for_levels(access: Access) -> Access:
    """Return the same person's access, wide enough to be told a page's classification level."""
    return access.with_scopes(LEVELS) if isinstance(access, PersonAccess) else access


def make_writing(jira: Callable[[Access], JiraClient], confluence: Callable[[Access], ConfluenceClient]) -> Writing:
    """Join what can be written where."""
    return Writing(
        {
            Product.JIRA: {
                Target.COMMENT: JiraComment(jira),
                Target.DESCRIPTION: JiraDescription(jira),
                Target.FIELDS: JiraFields(jira),
            },
            Product.CONFLUENCE: {
                Target.COMMENT: ConfluenceComment(confluence),
                Target.FIELDS: ConfluenceLabels(confluence),
                Target.MACRO: ConfluenceMacro(confluence),
                Target.DRAFT: ConfluenceDraft(confluence),
            },
        },
        {Product.JIRA: JiraMarker(jira), Product.CONFLUENCE: ConfluenceMarker(confluence)},
    )


def make_people(jira: Callable[[Access], JiraClient], confluence: Callable[[Access], ConfluenceClient]) -> People:
    """Join where people are looked up, as the caller."""
    return People(
        {
            Product.JIRA: lambda access: JiraDirectory(jira(access)),
            Product.CONFLUENCE: lambda access: ConfluenceDirectory(confluence(access)),
        }
    )
