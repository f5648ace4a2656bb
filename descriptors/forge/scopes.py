"""Which scope of Forge each of our calls and triggers needs, as Atlassian's API descriptions say.

The least that does: a granular scope where the classic one would allow much more. Rules are tried in order, so what is
particular stands before what is general. A call that no rule names fails a test, and so does a scope of the manifest
that no call needs.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

TOKEN_SCOPES: Final = ("read:app-user-token", "read:app-system-token")
"""Without these Forge hands the remote no token of the person and of the app."""

Rule = tuple[str, str, tuple[str, ...]]
"""Method (or `*`), path with wildcards, scopes."""

_PAGE = ("read:page:confluence",)
_COMMENT = ("read:comment:confluence",)
_WIKI = "/api/v2"

# Connect's own way to report personal data; it is never called through the Forge door.
_CONNECT_ALONE: Rule = ("POST", "/rest/atlassian-connect/*", ())

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "jira": (
        _CONNECT_ALONE,
        ("GET", "/rest/api/3/myself", ("read:jira-user",)),
        ("GET", "/rest/api/3/user*", ("read:jira-user",)),
        # No classic scope stands for these two in the description, or one that administers the site.
        ("POST", "/rest/api/3/permissions/check", ("read:permission:jira",)),
        ("GET", "/rest/api/3/priority/search", ("read:priority:jira",)),
        ("POST", "/rest/api/3/search/jql", ("read:jira-work",)),
        ("GET", "/rest/api/3/*", ("read:jira-work",)),
        ("*", "/rest/api/3/issue/*", ("write:jira-work",)),
        ("GET", "/rest/servicedeskapi/*", ("read:servicedesk-request",)),
    ),
    "confluence": (
        _CONNECT_ALONE,
        ("GET", f"{_WIKI}/*-comments*", _COMMENT),
        ("GET", f"{_WIKI}/*/attachments", ("read:attachment:confluence",)),
        ("GET", f"{_WIKI}/attachments/*", ("read:attachment:confluence",)),
        ("GET", f"{_WIKI}/*/ancestors", ("read:content.metadata:confluence",)),
        ("GET", f"{_WIKI}/pages/*/classification-level", (*_PAGE, "write:page:confluence")),
        ("GET", f"{_WIKI}/blogposts/*/classification-level", (*_PAGE, "write:page:confluence")),
        ("GET", f"{_WIKI}/comments/*/properties", _COMMENT),
        ("*", f"{_WIKI}/comments/*/properties*", (*_COMMENT, "write:comment:confluence")),
        ("GET", f"{_WIKI}/pages*", _PAGE),
        ("GET", f"{_WIKI}/blogposts*", _PAGE),
        ("*", f"{_WIKI}/*/properties*", (*_PAGE, "write:page:confluence")),
        ("POST", f"{_WIKI}/pages", ("write:page:confluence",)),
        ("PUT", f"{_WIKI}/pages/*", ("write:page:confluence",)),
        ("DELETE", f"{_WIKI}/pages/*", ("delete:page:confluence",)),
        ("POST", f"{_WIKI}/footer-comments", ("write:comment:confluence",)),
        ("DELETE", f"{_WIKI}/footer-comments/*", ("delete:comment:confluence",)),
        ("GET", f"{_WIKI}/spaces*", ("read:space:confluence",)),
        ("GET", f"{_WIKI}/data-policies/*", ()),  # asked through Connect alone: Forge's events name what is blocked
        ("GET", f"{_WIKI}/classification-levels", ("read:configuration:confluence",)),
        ("POST", f"{_WIKI}/users-bulk", ("read:user:confluence",)),
        ("GET", "/rest/api/content/*/child/attachment/*/download", ("read:attachment:confluence",)),
        ("GET", "/rest/api/content/*/restriction/*", ("read:content-details:confluence",)),
        ("GET", "/rest/api/user/current", ("read:content-details:confluence",)),
        ("GET", "/rest/api/user/memberof", ("read:group:confluence", "read:user:confluence")),
        ("POST", "/rest/api/content/*/label", ("read:label:confluence", "write:label:confluence")),
        ("DELETE", "/rest/api/content/*/label", ("write:label:confluence",)),
    ),
}  # fmt: skip

_PAGE_EVENT = (
    "read:page:confluence",
    "read:space:confluence",
    "read:user:confluence",
    "read:content.metadata:confluence",
)
_BLOG_EVENT = ("read:blogpost:confluence", *_PAGE_EVENT[1:])

EVENT_SCOPES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("avi:forge:*", ()),
    ("avi:ecosystem.app_policy:*", ()),
    ("avi:jira:*", ("read:jira-work",)),
    ("avi:confluence:trashed:page", (*_PAGE_EVENT, "write:page:confluence")),
    ("avi:confluence:deleted:page", (*_PAGE_EVENT, "write:page:confluence")),
    ("avi:confluence:*:page", _PAGE_EVENT),
    ("avi:confluence:*:blogpost", _BLOG_EVENT),
    ("avi:confluence:*:comment", (*_COMMENT, *_PAGE, *_BLOG_EVENT)),
)


def scopes_of_call(product: str, method: str, path: str) -> tuple[str, ...]:
    """Return the scopes that a call needs.

    Raises:
        LookupError: no rule names this call; Atlassian's API reference says what it needs.
    """
    for verb, pattern, scopes in RULES[product]:
        if verb in ("*", method) and fnmatchcase(path, pattern):
            return scopes
    raise LookupError(f"{method} {path}: no rule in descriptors/forge/scopes.py names it")


def scopes_of_event(event: str) -> tuple[str, ...]:
    """Return the scopes that a trigger's event needs.

    Raises:
        LookupError: no rule names this event.
    """
    for pattern, scopes in EVENT_SCOPES:
        if fnmatchcase(event, pattern):
            return scopes
    raise LookupError(f"{event}: no rule in descriptors/forge/scopes.py names it")
