"""Every kind of call that Vouch makes or will make to Jira, and the Connect scope that it needs.

Jira's descriptor asks for exactly the scopes that stand here; a test compares them. `ACT_AS_USER` is the right to do
any of these calls as the person who asked.
"""

from __future__ import annotations

from connectors.host.accounts import PATH as REPORT
from connectors.host.calls import Call, Scope

JIRA_CALLS = (
    Call("GET", "/rest/api/3/issue/{issueIdOrKey}", Scope.READ, "the issue that a person summarises", used=True),
    Call("GET", "/rest/api/3/issue/{issueIdOrKey}/comment", Scope.READ, "its thread, to the end", used=True),
    Call(
        "GET",
        "/rest/api/3/issue/{issueIdOrKey}/comment/{id}",
        Scope.READ,
        "whether it is still ours to undo",
        used=True,
    ),
    Call("GET", "/rest/api/3/issue/{issueIdOrKey}/changelog", Scope.READ, "what people changed since", used=True),
    Call("GET", "/rest/api/3/attachment/content/{id}", Scope.READ, "an attached text, log or PDF", used=True),
    Call("GET", "/rest/api/3/myself", Scope.READ, "the name below a text that a person approved", used=True),
    Call(
        "GET",
        "/rest/api/3/user/groups",
        Scope.READ,
        "somebody's teams, where a policy is tried",
        used=True,
    ),
    Call("GET", "/rest/api/3/data-policy", Scope.READ, "whether an app access rule blocks anything (Forge)", used=True),
    Call("GET", "/rest/api/3/data-policy/project", Scope.READ, "in which projects it does (Forge)", used=True),
    Call("GET", "/rest/api/3/user", Scope.READ, "the name of who asked for help with an output", used=True),
    Call("GET", "/rest/api/3/user/assignable/search", Scope.READ, "whom a person can ask for help", used=True),
    Call("GET", "/rest/api/3/issue/{issueIdOrKey}/editmeta", Scope.READ, "the fields a person may set", used=True),
    Call("GET", "/rest/api/3/project/{projectIdOrKey}/component", Scope.READ, "the project's components", used=True),
    Call("GET", "/rest/api/3/priority/search", Scope.READ, "what the priorities mean", used=True),
    Call("POST", "/rest/api/3/search/jql", Scope.READ, "labels in use, and issues to learn from", used=True),
    Call("GET", "/rest/servicedeskapi/request/{issueIdOrKey}", Scope.READ, "the request type it has", used=True),
    Call("GET", "/rest/servicedeskapi/servicedesk", Scope.READ, "the desk of a project", used=True),
    Call(
        "GET",
        "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype",
        Scope.READ,
        "the request types it may have",
        used=True,
    ),
    Call("GET", "/rest/api/3/project/{projectIdOrKey}", Scope.READ, "its kind and its issue types", used=True),
    Call("GET", "/rest/api/3/project/search", Scope.READ, "the projects that an administrator classifies", used=True),
    Call("GET", "/rest/api/3/field", Scope.READ, "which field holds the request type", used=True),
    Call(
        "POST", "/rest/api/3/permissions/check", Scope.READ, "whether a person may see what was learned from", used=True
    ),
    Call(
        "GET",
        "/rest/api/3/project/{projectIdOrKey}/classification-config",
        Scope.READ,
        "the project's and the organisation's default classification level",
        used=True,
    ),
    Call("GET", "/rest/api/3/mypermissions", Scope.READ, "whether a person administers the site", used=True),
    Call("POST", REPORT, Scope.READ, "report, as the app, whose account ids are kept", used=True),
    Call(
        "POST",
        "/rest/api/3/issue/{issueIdOrKey}/comment",
        Scope.WRITE,
        "add an approved summary as a comment",
        used=True,
    ),
    Call(
        "PUT",
        "/rest/api/3/issue/{issueIdOrKey}",
        Scope.WRITE,
        "apply approved categories and our section of the description",
        used=True,
    ),
    Call(
        "PUT",
        "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
        Scope.WRITE,
        "mark an issue that carries an approved summary",
        used=True,
    ),
    Call("DELETE", "/rest/api/3/issue/{issueIdOrKey}/comment/{id}", Scope.DELETE, "undo an added comment", used=True),
    Call(
        "DELETE",
        "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
        Scope.DELETE,
        "undo the mark of an approved summary",
        used=True,
    ),
)

AS_PERSON = Call(
    "POST",
    "/oauth2/token",
    Scope.ACT_AS_USER,
    "read and write as the person who asked, with no other rights",
    used=True,
)
