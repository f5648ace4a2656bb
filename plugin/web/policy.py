"""The policy over HTTP, for administrators: read, change, approve, and what was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from plugin.errors import BadRequest
from plugin.governance.approvals import Look, Submitted
from plugin.governance.changes import changes
from plugin.governance.names import MOST_NAMES
from plugin.governance.policies import PolicyVersion, reason_json
from plugin.governance.proposals import Proposal
from plugin.identity.caller import Caller, TokenKind
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("policy", __name__, url_prefix="/api/v1/policy")

_PAGE = 20
_MOST_CHANGES = 100


@blueprint.get("")
@takes(TokenKind.CONTEXT)
def read_policy() -> Response:
    """The policy in force."""
    caller = _admin(opened=True)
    return jsonify(_policy(caller, services().policies.version_in_force(caller.tenant_id)))


@blueprint.put("")
@takes(TokenKind.CONTEXT)
def write_policy() -> tuple[Response, int]:
    """Change it; 202 where the change waits."""
    body = json_body(request, "PolicyRequest")
    caller = _admin()
    submitted = services().approvals.submit(
        caller.tenant_id,
        body["document"],
        author=caller.person,
        based_on=body["based_on"],
        note=body.get("note", ""),
        unlisted=body.get("unlisted", False),
    )
    return jsonify(_policy(caller, submitted.version, submitted.proposal)), 202 if submitted.proposal else 200


@blueprint.post("/seal")
@takes(TokenKind.CONTEXT)
def seal_policy() -> Response:
    """End the set-up."""
    caller = _admin()
    services().seals.seal(caller.tenant_id, by=caller.person)
    return jsonify(_policy(caller, services().policies.version_in_force(caller.tenant_id)))


@blueprint.get("/history")
@takes(TokenKind.CONTEXT)
def list_versions() -> Response:
    """Versions with what each changed."""
    caller, raw = _admin(), request.args.get("before", "0")
    if not raw.isdecimal() or len(raw) > 9:  # noqa: PLR2004 (no policy has so many versions)
        raise BadRequest(detail="before")
    found = services().policies.versions(caller.tenant_id, before=int(raw), limit=_PAGE + 1)
    shown, names = found[:_PAGE], _names(caller, [who for each in found for who in (each.author, each.approved_by)])
    older = [*found[1:], *([services().policies.version(caller.tenant_id, 0)] if len(found) <= _PAGE else [])]
    return jsonify(
        {
            "versions": [_version(each, before, names) for each, before in zip(shown, older, strict=False)],
            "more": len(found) > _PAGE,
        }
    )


@blueprint.get("/proposals")
@takes(TokenKind.CONTEXT)
def list_proposals() -> Response:
    """What waits, and what was decided."""
    return _proposals(_admin())


@blueprint.get("/proposals/<proposal_id>")
@takes(TokenKind.CONTEXT)
def read_proposal(proposal_id: str) -> Response:
    """One of them, as it stands today."""
    caller = _admin()
    return jsonify(_look(caller, services().approvals.look(caller.tenant_id, proposal_id)))


@blueprint.post("/proposals/<proposal_id>/approve")
@takes(TokenKind.CONTEXT)
def approve_proposal(proposal_id: str) -> Response:
    """Put it in force."""
    caller, body = _admin(), json_body(request, "PolicyApproval")
    made: Submitted = services().approvals.approve(
        caller.tenant_id, proposal_id, by=caller.person, based_on=body["based_on"]
    )
    return jsonify(_policy(caller, made.version))


@blueprint.post("/proposals/<proposal_id>/reject")
@takes(TokenKind.CONTEXT)
def reject_proposal(proposal_id: str) -> Response:
    """End it."""
    caller, body = _admin(), json_body(request, "PolicyRejection")
    services().approvals.reject(caller.tenant_id, proposal_id, by=caller.person, answer=body.get("answer", ""))
    return _proposals(caller)


@blueprint.get("/candidates")
@takes(TokenKind.CONTEXT)
def list_candidates() -> Response:
    """Who can be named as an approver by hand."""
    caller = _admin()
    rules = services().policies.current(caller.tenant_id).approvers
    named = [each.person for listed in (rules.organisation, *rules.levels.values()) for each in listed if each.person]
    people = list(dict.fromkeys([*services().approvals.administrators(caller.tenant_id), *named]))[:MOST_NAMES]
    names = _names(caller, people)
    return jsonify({"people": [{"person": each, "name": names.get(each, "")} for each in people]})


def _admin(*, opened: bool = False) -> Caller:
    caller: Caller = g.caller
    services().admins.let_in(caller, "policy", opened=opened)
    return caller


def _names(caller: Caller, references: Iterable[str]) -> dict[str, str]:
    return services().names.of(caller, references)


def _policy(caller: Caller, version: PolicyVersion, proposal: Proposal | None = None) -> dict[str, Any]:
    """A `Policy`."""
    seal = services().seals.of(caller.tenant_id)
    return {
        "version": version.version,
        "document": version.document,
        "author": version.author,
        "at": version.at.isoformat() if version.at else None,
        "approved_by": version.approved_by,
        "seal": {"sealed": seal.sealed, "at": seal.at.isoformat() if seal.at else None},
        "alone": services().approvals.alone(caller.tenant_id, caller.person),
        **({"proposal": _proposal(caller, proposal, {})} if proposal else {}),
    }


def _proposals(caller: Caller) -> Response:
    found = {name: services().approvals.listed(caller.tenant_id, pending=name == "pending") for name in _PARTS}
    people = [who for listed in found.values() for each in listed for who in (each.author, each.decided_by)]
    names = _names(caller, people)
    return jsonify({name: [_proposal(caller, each, names) for each in listed] for name, listed in found.items()})


_PARTS = ("pending", "decided")


def _proposal(caller: Caller, proposal: Proposal, names: dict[str, str]) -> dict[str, Any]:
    """A `PolicyProposal`."""
    decided = proposal.decided_at
    return {
        "id": proposal.id,
        "author": proposal.author,
        "author_name": names.get(proposal.author, ""),
        "mine": proposal.author == caller.person,
        "note": proposal.note,
        "at": proposal.at.isoformat(),
        "expires_at": proposal.expires_at.isoformat(),
        "acts_at": proposal.acts_at.isoformat() if proposal.acts_at else None,
        "state": proposal.state.value,
        "decided_by": proposal.decided_by,
        "decided_by_name": names.get(proposal.decided_by, ""),
        "decided_at": decided.isoformat() if decided else None,
        "answer": proposal.answer,
        "version": proposal.version,
        "based_on": proposal.based_on,
        "reasons": [reason_json(reason) for reason in proposal.reasons],
    }


def _look(caller: Caller, look: Look) -> dict[str, Any]:
    """A `PolicyLook`."""
    made = look.checked
    names = _names(caller, [look.proposal.author, look.proposal.decided_by])
    return {
        "proposal": _proposal(caller, look.proposal, names),
        "based_on": look.in_force.version,
        "changes": _changed(look.in_force.document, made.document)[0] if made else [],
        "reasons": [reason_json(reason) for reason in made.reasons] if made else [],
        "clashes": list(look.clashes),
    }


def _version(version: PolicyVersion, before: PolicyVersion | None, names: dict[str, str]) -> dict[str, Any]:
    listed, left_out = _changed(before.document if before else {}, version.document)
    return {
        "version": version.version,
        "author": version.author,
        "author_name": names.get(version.author, ""),
        "approved_by": version.approved_by,
        "approved_by_name": names.get(version.approved_by, ""),
        "waited": bool(version.proposal and not version.approved_by),
        "at": version.at.isoformat() if version.at else None,
        "changes": listed,
        "left_out": left_out,
    }


def _changed(before: dict[str, Any], after: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    found = changes(before, after)
    listed = [{"path": path, "before": old, "after": new} for path, old, new in found["changes"]]
    return listed[:_MOST_CHANGES], found["left_out"] + max(0, len(listed) - _MOST_CHANGES)
