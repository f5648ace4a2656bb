"""Every kind of call that Vouch makes or will make to Confluence, and the Connect scope that it needs.

Paths are below `/wiki`. A test compares the scopes with those of the descriptors.
"""

from __future__ import annotations

from connectors.host.accounts import PATH as REPORT
from connectors.host.calls import Call, Scope

_V2, _V1 = "/api/v2", "/rest/api"


def _both(tail: str, scope: Scope, why: str, *, used: bool = True) -> tuple[Call, Call]:
    """The same call for pages and for blog posts."""
    return (
        Call("GET", f"{_V2}/pages/{{id}}{tail}", scope, why, used),
        Call("GET", f"{_V2}/blogposts/{{id}}{tail}", scope, why, used),
    )


CONFLUENCE_CALLS = (
    *_both("", Scope.READ, "the page that a person summarises"),
    *_both("/footer-comments", Scope.READ, "the comments below it"),
    *_both("/inline-comments", Scope.READ, "the comments in its text"),
    *_both("/labels", Scope.READ, "its labels, where there are many"),
    *_both("/attachments", Scope.READ, "the names of its files, which are not read"),
    *_both("/versions", Scope.READ, "its versions, of which a person chooses two to compare"),
    *_both("/classification-level", Scope.WRITE, "its classification level; Atlassian wants WRITE for it"),
    *_both("/operations", Scope.READ, "whether the person may change it"),
    Call("GET", f"{_V2}/spaces/{{id}}/content/labels", Scope.READ, "the labels in use in its space", used=True),
    Call("GET", f"{_V2}/footer-comments/{{id}}/children", Scope.READ, "replies", used=True),
    Call("GET", f"{_V2}/inline-comments/{{id}}/children", Scope.READ, "replies", used=True),
    Call("GET", f"{_V2}/pages/{{id}}/ancestors", Scope.READ, "the pages whose restrictions it inherits", used=True),
    Call("GET", f"{_V2}/pages", Scope.READ, "a page that another one shows, by its title", used=True),
    Call(
        "GET",
        f"{_V2}/data-policies/metadata",
        Scope.READ,
        "whether an access rule keeps anything from us",
        used=True,
    ),
    Call("GET", f"{_V2}/data-policies/spaces", Scope.READ, "in which spaces it does", used=True),
    Call("GET", f"{_V2}/spaces", Scope.READ, "the space of such a page, by its key", used=True),
    Call("GET", f"{_V2}/spaces/{{id}}/operations", Scope.READ, "whether a person administers the space", used=True),
    Call("GET", f"{_V2}/spaces/{{id}}", Scope.READ, "the page's space", used=True),
    Call(
        "GET", f"{_V2}/spaces/{{id}}/classification-level/default", Scope.READ, "the space's default level", used=True
    ),
    Call("POST", f"{_V2}/users-bulk", Scope.READ, "the names of authors and of people mentioned", used=True),
    Call(
        "GET",
        f"{_V1}/content/{{id}}/restriction/byOperation/{{operationKey}}",
        Scope.READ,
        "who may view the page",
        used=True,
    ),
    Call(
        "GET",
        f"{_V1}/content/{{id}}/child/attachment/{{attachmentId}}/download",
        Scope.READ,
        "an attached text, log or PDF",
        used=True,
    ),
    Call("GET", f"{_V1}/user/current", Scope.READ, "whether a person administers Confluence", used=True),
    Call("GET", f"{_V1}/user/memberof", Scope.READ, "which teams of the policy a person is in", used=True),
    Call("POST", REPORT, Scope.READ, "report, as the app, whose account ids are kept", used=True),
    *_both("/operations", Scope.READ, "whether a person may say what the page shows"),
    Call("POST", f"{_V2}/footer-comments", Scope.WRITE, "add an approved text as a comment", used=True),
    Call("GET", f"{_V2}/footer-comments/{{comment-id}}", Scope.READ, "whether it changed, before undo", used=True),
    Call("DELETE", f"{_V2}/footer-comments/{{comment-id}}", Scope.DELETE, "undo an added comment", used=True),
    Call("POST", f"{_V2}/pages", Scope.WRITE, "make a draft of a page", used=True),
    Call("DELETE", f"{_V2}/pages/{{id}}", Scope.DELETE, "undo a draft", used=True),
    Call("POST", f"{_V1}/content/{{id}}/label", Scope.WRITE, "apply approved labels", used=True),
    Call("DELETE", f"{_V1}/content/{{id}}/label", Scope.WRITE, "undo an applied label", used=True),
    *(
        call
        for what in ("pages", "blogposts", "comments")
        for call in (
            Call("GET", f"{_V2}/{what}/{{id}}/properties", Scope.READ, "whether our mark is there", used=True),
            Call("POST", f"{_V2}/{what}/{{id}}/properties", Scope.WRITE, "mark what was approved", used=True),
            Call("PUT", f"{_V2}/{what}/{{id}}/properties/{{property-id}}", Scope.WRITE, "mark it anew", used=True),
            Call("DELETE", f"{_V2}/{what}/{{id}}/properties/{{property-id}}", Scope.WRITE, "undo the mark", used=True),
        )
    ),
)
