"""Joins the look-up of groups with the two products."""

from __future__ import annotations

from collections.abc import Callable

from connectors.confluence import groups as confluence_groups
from connectors.confluence.client import ConfluenceClient
from connectors.host.access import Access
from connectors.host.model import Product
from connectors.jira import groups as jira_groups
from connectors.jira.client import JiraClient
from plugin.gateway.memberships import Memberships


def make_memberships(
    jira: Callable[[Access], JiraClient], confluence: Callable[[Access], ConfluenceClient]
) -> Memberships:
    """Make it."""

    def in_jira(access: Access, account_id: str) -> frozenset[str]:
        client = jira(access)
        return jira_groups.groups_of(client, account_id) if account_id else jira_groups.own_groups(client)

    def in_confluence(access: Access, account_id: str) -> frozenset[str]:
        client = confluence(access)
        return confluence_groups.groups_of(client, account_id) if account_id else confluence_groups.own_groups(client)

    return Memberships({Product.JIRA: in_jira, Product.CONFLUENCE: in_confluence})
